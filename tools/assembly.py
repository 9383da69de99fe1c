"""Put every service together from the parts of this process."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

from memory.records.actor import Clock
from memory.store import Memory
from settings import Settings
from tools.deps import Services
from tools.keys import derive
from tools.parts import Parts
from tools.sandbox.stripe_books import PRICE_LIST
from tools.services.allocation import Allocation
from tools.services.approvals import Approvals
from tools.services.billing import Billing
from tools.services.campaigns import Campaigns
from tools.services.chat import Chat
from tools.services.consent.consents import Consents
from tools.services.consent.erased import Erased
from tools.services.consent.erasure import Erasing
from tools.services.consent.suppression import Suppression
from tools.services.consent.washing import Washing
from tools.services.delivery import Delivery
from tools.services.drafts import Drafts
from tools.services.enrichment import Enrichment
from tools.services.events.reception import Reception
from tools.services.events.recovery import Recovery
from tools.services.events.reputation import Reputation
from tools.services.events.tracking import Tracking
from tools.services.intake import Intake
from tools.services.judging.analysis import Analyst
from tools.services.judging.performance import Performances
from tools.services.leads import Leads
from tools.services.learning.notebook import Notebook
from tools.services.money.pacing import Pacing
from tools.services.money.reports import CostReports
from tools.services.money.stripe_terms import Prices
from tools.services.money.subscriptions import Subscriptions
from tools.services.notify import Notify
from tools.services.permission import Permission
from tools.services.printing.addresses import AddressChecks
from tools.services.printing.previews import Previews
from tools.services.proposals import Proposals
from tools.services.readiness import Compliance
from tools.services.recall import Recall
from tools.services.replies import Replies
from tools.services.replying.consequences import Consequences
from tools.services.replying.waiting import WaitingReplies
from tools.services.reports import Reports
from tools.services.resources_desk import ResourceDesk
from tools.services.reviewing.autopilot import Autopilot
from tools.services.reviewing.cases import ReviewedCases
from tools.services.scoring import Scoring
from tools.services.sending.admission import Admission
from tools.services.sending.withdrawals import Withdrawals
from tools.services.sign_in import SignIn
from tools.services.timelines import Timelines
from tools.vendors import Vendors


def build_services(
    settings: Settings, secret: str, memory: Memory, vendors: Vendors, clock: Clock
) -> Services:
    """Every service over this memory and these vendors."""
    parts = Assembly(settings=settings, secret=secret, memory=memory, vendors=vendors, clock=clock)
    return Services(**{field.name: getattr(parts, field.name) for field in fields(Services)})


@dataclass(frozen=True, kw_only=True)
class Assembly(Parts):
    """The services by the names that `Services` gives them, each made when it is first asked for."""

    @cached_property
    def performances(self) -> Performances:
        return Performances(memory=self.memory, clock=self.clock)

    @cached_property
    def reputation(self) -> Reputation:
        return Reputation(memory=self.memory, clock=self.clock, notify=self.notify)

    @cached_property
    def consequences(self) -> Consequences:
        return Consequences(memory=self.memory, clock=self.clock, suppression=self.suppression)

    # People and their money ---------------------------------------------------------------------

    @cached_property
    def sign_in(self) -> SignIn:
        return SignIn(
            memory=self.memory,
            clock=self.clock,
            secret=derive(self.secret, "sign-in").hex(),
            session_hours=self.settings.session_hours,
        )

    @cached_property
    def notify(self) -> Notify:
        return Notify(memory=self.memory)

    @cached_property
    def chat(self) -> Chat:
        return Chat(memory=self.memory)

    @cached_property
    def billing(self) -> Billing:
        return Billing(memory=self.memory, clock=self.clock)

    @cached_property
    def pacing(self) -> Pacing:
        return Pacing(memory=self.memory, billing=self.billing, notify=self.notify)

    @cached_property
    def subscriptions(self) -> Subscriptions:
        settings = self.settings
        return Subscriptions(
            memory=self.memory,
            clock=self.clock,
            intake=self.intake,
            billing=self.billing,
            notify=self.notify,
            prices=Prices.of(settings.stripe_prices or (PRICE_LIST if settings.sandboxed else "")),
            base_url=settings.base_url,
            stripe=self.vendors.stripe if settings.sandboxed or settings.stripe_api_key else None,
        )

    # Campaigns and leads ------------------------------------------------------------------------

    @cached_property
    def campaigns(self) -> Campaigns:
        return Campaigns(memory=self.memory, clock=self.clock)

    @cached_property
    def proposals(self) -> Proposals:
        return Proposals(memory=self.memory, clock=self.clock, campaigns=self.campaigns)

    @cached_property
    def leads(self) -> Leads:
        return Leads(
            memory=self.memory,
            clock=self.clock,
            hasher=self.hasher,
            max_bytes=self.settings.import_max_bytes,
            max_rows=self.settings.import_max_rows,
        )

    @cached_property
    def enrichment(self) -> Enrichment:
        settings, vendors = self.settings, self.vendors
        return Enrichment(
            memory=self.memory,
            clock=self.clock,
            apollo=vendors.apollo,
            apify=vendors.apify if settings.sandboxed or settings.apify_token else None,
            clay=vendors.clay if settings.sandboxed or settings.clay_webhook_url else None,
            credits=self.billing,
            terms=self.enrichment_terms,
            reached=self.reached,
        )

    @cached_property
    def scoring(self) -> Scoring:
        return Scoring(memory=self.memory, clock=self.clock)

    @cached_property
    def allocation(self) -> Allocation:
        return Allocation(memory=self.memory, clock=self.clock)

    @cached_property
    def addresses(self) -> AddressChecks:
        return AddressChecks(memory=self.memory, lob=self.vendors.lob)

    # What may be sent ---------------------------------------------------------------------------

    @cached_property
    def consents(self) -> Consents:
        return Consents(memory=self.memory, clock=self.clock)

    @cached_property
    def washing(self) -> Washing:
        settings = self.settings
        dncr = self.vendors.dncr if settings.sandboxed or settings.dncr_account_id else None
        return Washing(memory=self.memory, clock=self.clock, dncr=dncr)

    @cached_property
    def suppression(self) -> Suppression:
        return Suppression(memory=self.memory, clock=self.clock, hasher=self.hasher, notify=self.notify)

    @cached_property
    def erasing(self) -> Erasing:
        return Erasing(
            memory=self.memory,
            clock=self.clock,
            hasher=self.hasher,
            suppression=self.suppression,
            withdrawals=self.withdrawals,
            recall=self.recall,
            notify=self.notify,
        )

    @cached_property
    def erased(self) -> Erased:
        return Erased(memory=self.memory, hasher=self.hasher)

    @cached_property
    def permission(self) -> Permission:
        return Permission(memory=self.memory, clock=self.clock, hasher=self.hasher)

    @cached_property
    def admission(self) -> Admission:
        return Admission(memory=self.memory, clock=self.clock, permission=self.permission)

    @cached_property
    def resources(self) -> ResourceDesk:
        return ResourceDesk(memory=self.memory, clock=self.clock)

    @cached_property
    def compliance(self) -> Compliance:
        return Compliance(memory=self.memory, clock=self.clock, desk=self.resources, washing=self.washing)

    # Drafts and sends ---------------------------------------------------------------------------

    @cached_property
    def recall(self) -> Recall:
        return Recall(memory=self.memory, clock=self.clock, embedder=self.embedder)

    @cached_property
    def notebook(self) -> Notebook:
        return Notebook(memory=self.memory, clock=self.clock, embedder=self.embedder)

    @cached_property
    def drafts(self) -> Drafts:
        return Drafts(
            memory=self.memory, clock=self.clock, base_url=self.settings.base_url, recall=self.recall
        )

    @cached_property
    def autopilot(self) -> Autopilot:
        return Autopilot(
            memory=self.memory,
            clock=self.clock,
            notify=self.notify,
            bound=self.settings.autopilot_bound,
            sample=self.settings.autopilot_sample,
        )

    @cached_property
    def approvals(self) -> Approvals:
        return Approvals(
            memory=self.memory,
            clock=self.clock,
            drafts=self.drafts,
            hours=self.settings.approval_hours,
            notify=self.notify,
            recall=self.recall,
            autopilot=self.autopilot,
            reached=self.reached,
        )

    @cached_property
    def delivery(self) -> Delivery:
        return Delivery(
            memory=self.memory,
            clock=self.clock,
            permission=self.permission,
            mailers=self.mailers,
            notify=self.notify,
            addresses=self.return_addresses,
            costs=self.costs,
            suppression=self.suppression,
            lease_seconds=self.settings.send_lease_seconds,
            reached=self.reached,
        )

    @cached_property
    def withdrawals(self) -> Withdrawals:
        vendors = self.vendors
        return Withdrawals(memory=self.memory, clock=self.clock, heyreach=vendors.heyreach, lob=vendors.lob)

    @cached_property
    def previews(self) -> Previews:
        return Previews(memory=self.memory, clock=self.clock, addresses=self.return_addresses)

    # What comes in ------------------------------------------------------------------------------

    @cached_property
    def intake(self) -> Intake:
        return Intake(memory=self.memory, clock=self.clock, vendors=self.receivers)

    @cached_property
    def waiting(self) -> WaitingReplies:
        return WaitingReplies(memory=self.memory, clock=self.clock, notify=self.notify)

    @cached_property
    def tracking(self) -> Tracking:
        return Tracking(
            memory=self.memory,
            clock=self.clock,
            hasher=self.hasher,
            suppression=self.suppression,
            reputation=self.reputation,
            notify=self.notify,
        )

    @cached_property
    def replies(self) -> Replies:
        return Replies(
            memory=self.memory,
            clock=self.clock,
            intake=self.intake,
            consequences=self.consequences,
            notify=self.notify,
        )

    @cached_property
    def reception(self) -> Reception:
        return Reception(
            memory=self.memory,
            clock=self.clock,
            intake=self.intake,
            events=self.events,
            replies=self.replies,
            tracking=self.tracking,
            suppression=self.suppression,
            erased=self.erased,
            enrichment=self.enrichment,
            subscriptions=self.subscriptions,
        )

    @cached_property
    def recovery(self) -> Recovery:
        vendors = self.vendors
        return Recovery(
            memory=self.memory,
            clock=self.clock,
            intake=self.intake,
            postmark=vendors.postmark,
            twilio=vendors.twilio,
            heyreach=vendors.heyreach,
            synthflow=vendors.synthflow,
        )

    # What people read ---------------------------------------------------------------------------

    @cached_property
    def reports(self) -> Reports:
        return Reports(memory=self.memory, clock=self.clock)

    @cached_property
    def cost_reports(self) -> CostReports:
        return CostReports(memory=self.memory)

    @cached_property
    def timelines(self) -> Timelines:
        return Timelines(memory=self.memory, clock=self.clock, permission=self.permission)

    @cached_property
    def analyst(self) -> Analyst:
        return Analyst(memory=self.memory, clock=self.clock, performances=self.performances)

    @cached_property
    def cases(self) -> ReviewedCases:
        return ReviewedCases(
            memory=self.memory,
            clock=self.clock,
            replies=self.replies,
            approvals=self.approvals,
            drafts=self.drafts,
        )
