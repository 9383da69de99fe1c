"""Hand every tool, agent and graph the same frozen set of services, one client and one actor."""

from __future__ import annotations

from dataclasses import dataclass

from memory.records.actor import Actor, Clock
from memory.records.ids import ClientId
from tools.services.allocation import Allocation
from tools.services.approvals import Approvals
from tools.services.billing import Billing
from tools.services.campaigns import Campaigns
from tools.services.chat import Chat
from tools.services.consent.consents import Consents
from tools.services.consent.erasure import Erasing
from tools.services.consent.suppression import Suppression
from tools.services.consent.washing import Washing
from tools.services.delivery import Delivery
from tools.services.drafts import Drafts
from tools.services.enrichment import Enrichment
from tools.services.events.reception import Reception
from tools.services.events.recovery import Recovery
from tools.services.events.tracking import Tracking
from tools.services.intake import Intake
from tools.services.judging.analysis import Analyst
from tools.services.leads import Leads
from tools.services.learning.notebook import Notebook
from tools.services.money.pacing import Pacing
from tools.services.money.reports import CostReports
from tools.services.money.subscriptions import Subscriptions
from tools.services.notify import Notify
from tools.services.permission import Permission
from tools.services.printing.addresses import AddressChecks
from tools.services.printing.previews import Previews
from tools.services.proposals import Proposals
from tools.services.readiness import Compliance
from tools.services.recall import Recall
from tools.services.replies import Replies
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Services:
    """The business, put together once in `tools/assembly.py`."""

    sign_in: SignIn
    leads: Leads
    enrichment: Enrichment
    scoring: Scoring
    allocation: Allocation
    campaigns: Campaigns
    consents: Consents
    washing: Washing
    resources: ResourceDesk
    compliance: Compliance
    proposals: Proposals
    billing: Billing
    subscriptions: Subscriptions
    pacing: Pacing
    permission: Permission
    admission: Admission
    drafts: Drafts
    approvals: Approvals
    autopilot: Autopilot
    delivery: Delivery
    suppression: Suppression
    erasing: Erasing
    intake: Intake
    reception: Reception
    recovery: Recovery
    replies: Replies
    waiting: WaitingReplies
    tracking: Tracking
    addresses: AddressChecks
    withdrawals: Withdrawals
    chat: Chat
    recall: Recall
    notebook: Notebook
    notify: Notify
    reports: Reports
    timelines: Timelines
    previews: Previews
    cost_reports: CostReports
    analyst: Analyst
    cases: ReviewedCases


@dataclass(frozen=True, kw_only=True, slots=True)
class AgencyDeps:
    """What a run works with; the client and the actor never come from a model."""

    client_id: ClientId
    actor: Actor
    clock: Clock
    services: Services
