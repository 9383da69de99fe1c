"""Build everything once, in order, and close it in reverse."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

import logfire

from errors import StorageUnavailable
from memory.embedding import OfflineEmbedder
from memory.enums import Channel
from memory.records.actor import Clock
from memory.store import Memory, Storage, open_memory, open_storage
from settings import Settings
from tools.demo import DEMO_EMAIL, Demo
from tools.deps import Services
from tools.keys import demo_password, derive, plain, secret_of
from tools.sandbox.stripe_books import PRICE_LIST
from tools.services.allocation import Allocation
from tools.services.approvals import Approvals
from tools.services.billing import Billing
from tools.services.campaigns import Campaigns
from tools.services.chat import Chat
from tools.services.consent.consents import Consents
from tools.services.consent.suppression import Suppression
from tools.services.consent.washing import Washing
from tools.services.delivery import Delivery
from tools.services.drafts import Drafts
from tools.services.enriching.terms import EnrichmentTerms
from tools.services.enrichment import Enrichment
from tools.services.events.reception import Reception
from tools.services.events.recovery import Recovery
from tools.services.events.reputation import Reputation
from tools.services.events.tracking import Tracking
from tools.services.events.vendors import VendorEvents
from tools.services.hashing import Hasher
from tools.services.intake import Intake
from tools.services.judging.analysis import Analyst
from tools.services.judging.performance import Performances
from tools.services.leads import Leads
from tools.services.learning.embedders import Embedder, Offline, WithFallback
from tools.services.learning.notebook import Notebook
from tools.services.money.costs import Costs
from tools.services.money.pacing import Pacing
from tools.services.money.reports import CostReports
from tools.services.money.stripe_terms import Prices
from tools.services.money.subscriptions import Subscriptions
from tools.services.notify import Notify
from tools.services.permission import Permission
from tools.services.points import killer
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
from tools.services.sending.dispatch import Addresses
from tools.services.sending.email import EmailSender
from tools.services.sending.linkedin import LinkedInSender
from tools.services.sending.mail import MailSender
from tools.services.sending.sms import SmsSender
from tools.services.sending.voice import VoiceSender
from tools.services.sending.withdrawals import Withdrawals
from tools.services.sign_in import SignIn
from tools.services.timelines import Timelines
from tools.vendors import Vendors, open_vendors


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Whether one part answers, how fast, and what it is."""

    ready: bool
    latency_ms: float
    detail: str


@dataclass(frozen=True, kw_only=True)
class Agency:
    """The business of this process, open."""

    settings: Settings
    secret: str
    clock: Clock
    storage: Storage
    memory: Memory
    services: Services
    demo_password: str | None

    @property
    def sign_in_hint(self) -> str:
        """How to get in on a first run; empty where there is no demo agency."""
        return f" · sign in as {DEMO_EMAIL} with password {self.demo_password}" if self.demo_password else ""

    async def parts(self) -> dict[str, Part]:
        """The stores, each asked just now."""
        kind = "embedded" if self.storage.embedded else "external"
        return {
            "postgres": await _timed(self.memory.postgres.answers, kind),
            "redis": await _timed(self.memory.limits.answers, kind),
            "vendors": Part(
                ready=True, latency_ms=0.0, detail="sandbox" if self.settings.sandboxed else "production"
            ),
        }


@asynccontextmanager
async def open_agency(settings: Settings) -> AsyncIterator[Agency]:
    """Storage, vendors and services, ready to work; the demo agency is made where it is wanted."""
    secret = secret_of(settings)
    _configure_tracing(settings)
    async with AsyncExitStack() as stack:
        storage = await stack.enter_async_context(
            open_storage(
                home=settings.agency_home,
                secret=secret.encode(),
                database_url=plain(settings.database_url),
                redis_url=plain(settings.redis_url),
            )
        )
        memory = await stack.enter_async_context(
            open_memory(
                database_url=storage.app, redis_url=storage.redis, pool_size=settings.database_pool_size
            )
        )
        vendors = await stack.enter_async_context(open_vendors(settings, secret))
        services = build_services(settings, secret, memory, vendors, now)
        agency = Agency(
            settings=settings,
            secret=secret,
            clock=now,
            storage=storage,
            memory=memory,
            services=services,
            demo_password=demo_password(settings, secret) if settings.with_demo else None,
        )
        if agency.demo_password is not None:
            demo = Demo(memory=memory, clock=now, billing=services.billing, password=agency.demo_password)
            await demo.make()
        yield agency


def build_services(
    settings: Settings, secret: str, memory: Memory, vendors: Vendors, clock: Clock
) -> Services:
    """Every service over this memory and these vendors."""
    hasher = Hasher(key=derive(secret, "suppressions"))
    notify = Notify(memory=memory)
    autopilot = Autopilot(
        memory=memory,
        clock=clock,
        notify=notify,
        bound=settings.autopilot_bound,
        sample=settings.autopilot_sample,
    )
    embedder = _embedder(vendors)
    recall = Recall(memory=memory, clock=clock, embedder=embedder)
    billing = Billing(memory=memory, clock=clock)
    campaigns = Campaigns(memory=memory, clock=clock)
    permission = Permission(memory=memory, clock=clock, hasher=hasher)
    drafts = Drafts(memory=memory, clock=clock, base_url=settings.base_url, recall=recall)
    suppression = Suppression(memory=memory, clock=clock, hasher=hasher, notify=notify)
    intake = Intake(memory=memory, clock=clock, vendors=vendors.receivers)
    reached = killer(settings.kill_at)
    costs = Costs.of(settings.vendor_costs_usd, settings.aud_per_usd)
    subscriptions = Subscriptions(
        memory=memory,
        clock=clock,
        intake=intake,
        billing=billing,
        notify=notify,
        prices=Prices.of(settings.stripe_prices or (PRICE_LIST if settings.sandboxed else "")),
        base_url=settings.base_url,
        stripe=vendors.stripe if settings.sandboxed or settings.stripe_api_key else None,
    )
    tracking = Tracking(
        memory=memory,
        clock=clock,
        hasher=hasher,
        suppression=suppression,
        reputation=Reputation(memory=memory, clock=clock, notify=notify),
        notify=notify,
    )
    enrichment = Enrichment(
        memory=memory,
        clock=clock,
        apollo=vendors.apollo,
        apify=vendors.apify if settings.sandboxed or settings.apify_token else None,
        clay=vendors.clay if settings.sandboxed or settings.clay_webhook_url else None,
        credits=billing,
        terms=_enrichment_terms(settings, vendors),
        reached=reached,
    )
    desk = ResourceDesk(memory=memory, clock=clock)
    washing = Washing(
        memory=memory,
        clock=clock,
        dncr=vendors.dncr if settings.sandboxed or settings.dncr_account_id else None,
    )
    replies = Replies(
        memory=memory,
        clock=clock,
        intake=intake,
        consequences=Consequences(memory=memory, clock=clock, suppression=suppression),
        notify=notify,
    )
    approvals = Approvals(
        memory=memory,
        clock=clock,
        drafts=drafts,
        hours=settings.approval_hours,
        notify=notify,
        recall=recall,
        autopilot=autopilot,
        reached=reached,
    )
    return Services(
        sign_in=SignIn(
            memory=memory,
            clock=clock,
            secret=derive(secret, "sign-in").hex(),
            session_hours=settings.session_hours,
        ),
        leads=Leads(
            memory=memory,
            clock=clock,
            hasher=hasher,
            max_bytes=settings.import_max_bytes,
            max_rows=settings.import_max_rows,
        ),
        enrichment=enrichment,
        scoring=Scoring(memory=memory, clock=clock),
        consents=Consents(memory=memory, clock=clock),
        washing=washing,
        resources=desk,
        compliance=Compliance(memory=memory, clock=clock, desk=desk, washing=washing),
        allocation=Allocation(memory=memory, clock=clock),
        campaigns=campaigns,
        proposals=Proposals(memory=memory, clock=clock, campaigns=campaigns),
        billing=billing,
        subscriptions=subscriptions,
        pacing=Pacing(memory=memory, billing=billing, notify=notify),
        permission=permission,
        admission=Admission(memory=memory, clock=clock, permission=permission),
        drafts=drafts,
        approvals=approvals,
        autopilot=autopilot,
        delivery=Delivery(
            memory=memory,
            clock=clock,
            permission=permission,
            mailers={
                Channel.EMAIL: EmailSender(resend=vendors.resend),
                Channel.SMS: SmsSender(
                    twilio=vendors.twilio,
                    status_callback=f"{settings.base_url}/api/v1/webhooks/twilio/status",
                ),
                Channel.LINKEDIN: LinkedInSender(heyreach=vendors.heyreach),
                Channel.VOICE: VoiceSender(synthflow=vendors.synthflow),
                Channel.MAIL: MailSender(lob=vendors.lob),
            },
            notify=notify,
            addresses=Addresses(base_url=settings.base_url, inbound_domain=settings.inbound_domain),
            costs=costs,
            suppression=suppression,
            lease_seconds=settings.send_lease_seconds,
            reached=reached,
        ),
        suppression=suppression,
        intake=intake,
        reception=Reception(
            memory=memory,
            clock=clock,
            intake=intake,
            events=VendorEvents(
                postmark=vendors.postmark,
                twilio=vendors.twilio,
                synthflow=vendors.synthflow,
                heyreach=vendors.heyreach,
                costs=costs,
            ),
            replies=replies,
            tracking=tracking,
            suppression=suppression,
            enrichment=enrichment,
            subscriptions=subscriptions,
        ),
        recovery=Recovery(
            memory=memory,
            clock=clock,
            intake=intake,
            postmark=vendors.postmark,
            twilio=vendors.twilio,
            heyreach=vendors.heyreach,
            synthflow=vendors.synthflow,
        ),
        replies=replies,
        waiting=WaitingReplies(memory=memory, clock=clock, notify=notify),
        tracking=tracking,
        addresses=AddressChecks(memory=memory, lob=vendors.lob),
        withdrawals=Withdrawals(memory=memory, clock=clock, heyreach=vendors.heyreach, lob=vendors.lob),
        chat=Chat(memory=memory),
        recall=recall,
        notebook=Notebook(memory=memory, clock=clock, embedder=embedder),
        notify=notify,
        reports=Reports(memory=memory, clock=clock),
        timelines=Timelines(memory=memory, clock=clock, permission=permission),
        previews=Previews(
            memory=memory,
            clock=clock,
            addresses=Addresses(base_url=settings.base_url, inbound_domain=settings.inbound_domain),
        ),
        cost_reports=CostReports(memory=memory),
        analyst=Analyst(memory=memory, clock=clock, performances=Performances(memory=memory, clock=clock)),
        cases=ReviewedCases(memory=memory, clock=clock, replies=replies, approvals=approvals, drafts=drafts),
    )


def _embedder(vendors: Vendors) -> Embedder:
    """Voyage where its key is set, the offline model behind it; else the offline model alone."""
    offline = Offline(hashing=OfflineEmbedder())
    return WithFallback(vendor=vendors.voyage, offline=offline) if vendors.voyage else offline


def _enrichment_terms(settings: Settings, vendors: Vendors) -> EnrichmentTerms:
    """Prices and shares as they are set; late answers need an address that vendors can reach."""
    rate = Decimal(str(settings.aud_per_usd))
    reachable = settings.sandboxed or settings.base_url.startswith("https://")
    webhooks = f"{settings.base_url}/api/v1/webhooks"
    return EnrichmentTerms(
        match_cost_aud=Decimal(str(settings.apollo_match_cost_usd)) * rate,
        phone_cost_aud=Decimal(str(settings.apollo_phone_cost_usd)) * rate,
        row_cost_aud=Decimal(str(settings.clay_row_cost_usd)) * rate,
        aud_per_usd=rate,
        clay_share=Decimal(str(settings.clay_share)),
        phones_url=vendors.apollo.phones_url(webhooks) if reachable else None,
        runs_url=vendors.apify.runs_url(webhooks) if reachable else None,
    )


def now() -> datetime:
    """The present moment, aware and in UTC."""
    return datetime.now(UTC)


def _configure_tracing(settings: Settings) -> None:
    """Spans go nowhere without a token; with one, prompts and texts still stay here."""
    logfire.configure(
        send_to_logfire=settings.logfire_token is not None,
        token=plain(settings.logfire_token),
        service_name="agency-os",
        environment=settings.env,
        console=False,
        inspect_arguments=False,
    )
    logfire.instrument_pydantic_ai(include_content=False)


async def _timed(ask: Callable[[], Awaitable[object]], detail: str) -> Part:
    began = time.perf_counter()
    try:
        await ask()
    except StorageUnavailable:
        return Part(ready=False, latency_ms=(time.perf_counter() - began) * 1000, detail="does not answer")
    return Part(ready=True, latency_ms=(time.perf_counter() - began) * 1000, detail=detail)
