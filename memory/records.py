"""Shape every row that leaves this room: frozen, named as its table is, typed to the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, NewType, Protocol, Self, get_args, get_type_hints
from uuid import UUID

from memory.enums import (
    ActivityKind,
    ApprovalStatus,
    Author,
    CampaignStatus,
    Channel,
    EventStatus,
    Form,
    Intent,
    LeadStatus,
    LeadTier,
    Mode,
    NoteKind,
    NoteScope,
    Role,
    Subscription,
    Tier,
    TouchStatus,
)

AgencyId = NewType("AgencyId", UUID)
ClientId = NewType("ClientId", UUID)
UserId = NewType("UserId", UUID)
BrandId = NewType("BrandId", UUID)
CampaignId = NewType("CampaignId", UUID)
ResourceId = NewType("ResourceId", UUID)
ImportId = NewType("ImportId", UUID)
LeadId = NewType("LeadId", UUID)
TouchId = NewType("TouchId", UUID)
DraftId = NewType("DraftId", UUID)
ApprovalId = NewType("ApprovalId", UUID)
ReplyId = NewType("ReplyId", UUID)
EventId = NewType("EventId", UUID)
NoteId = NewType("NoteId", UUID)
ProposalId = NewType("ProposalId", UUID)

Clock = Callable[[], datetime]
"""Tells the time, aware and in UTC."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who asks: a user in their role at one client, or the system itself (`user_id` and `role` None)."""

    name: str
    user_id: UserId | None = None
    role: Role | None = None


SYSTEM = Actor(name="system")


class Columns(Protocol):
    """A driver's row, or anything else that is asked by column name."""

    def __getitem__(self, name: str, /) -> Any: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A record that is read from a row with columns of its fields' names."""

    @classmethod
    def from_row(cls, row: Columns) -> Self:
        """Read the columns that are fields; others are left alone, a missing one is a KeyError."""
        return cls(**{name: convert(row[name]) for name, convert in _converters(cls)})


@cache
def _converters(cls: type[Row]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    hints = get_type_hints(cls)
    return tuple((one.name, _converter(hints[one.name])) for one in fields(cls))


def _converter(hint: Any) -> Callable[[Any], Any]:
    for option in get_args(hint) or (hint,):
        if isinstance(option, type) and issubclass(option, StrEnum):
            return lambda value, enum=option: None if value is None else enum(value)
    if getattr(hint, "__origin__", None) is tuple:
        return tuple
    return lambda value: value


@dataclass(frozen=True, kw_only=True, slots=True)
class Client(Row):
    id: ClientId
    agency_id: AgencyId
    name: str
    tier: Tier
    subscription: Subscription
    founding: bool
    default_mode: Mode
    time_zone: str
    work_days: tuple[int, ...]
    work_start: time
    work_end: time
    credit_balance: int
    credits_reset_at: datetime
    ai_daily_limit_aud: Decimal | None
    competitor_domains: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class User(Row):
    id: UserId
    email: str
    name: str
    password_hash: str
    time_zone: str
    platform_admin: bool
    token_generation: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Membership(Row):
    client_id: ClientId
    client_name: str
    user_id: UserId
    role: Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Brand(Row):
    id: BrandId
    client_id: ClientId
    name: str
    sender_name: str
    sender_title: str | None
    company: str
    postal_address: str
    abn: str | None
    phone: str | None
    site: str | None
    booking_url: str | None
    facts: tuple[str, ...]
    tone: str
    forbidden_words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Campaign(Row):
    id: CampaignId
    client_id: ClientId
    brand_id: BrandId
    name: str
    brief: str
    status: CampaignStatus
    mode: Mode | None
    email_percent: int
    sms_percent: int
    linkedin_percent: int
    voice_percent: int
    mail_percent: int
    daily_limit: int
    target_industries: tuple[str, ...]
    time_zone: str
    work_days: tuple[int, ...]
    work_start: time
    work_end: time
    starts_on: date | None
    ends_on: date | None
    created_at: datetime
    deleted_at: datetime | None

    @property
    def percentages(self) -> dict[Channel, int]:
        """Share of touches by channel; they sum to 100."""
        return {
            Channel.EMAIL: self.email_percent,
            Channel.SMS: self.sms_percent,
            Channel.LINKEDIN: self.linkedin_percent,
            Channel.VOICE: self.voice_percent,
            Channel.MAIL: self.mail_percent,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class SequenceStep(Row):
    campaign_id: CampaignId
    n: int
    channel: Channel | None
    delay_days: int
    brief: str
    skip_when: tuple[str, ...]
    form: Form | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource(Row):
    id: ResourceId
    client_id: ClientId
    channel: Channel
    vendor: str
    address: str
    label: str
    daily_limit: int
    time_zone: str
    last_used_at: datetime | None
    paused_at: datetime | None
    settings: dict[str, Any] = field(default_factory=dict[str, Any])
    registered_sender: bool = False
    risk_accepted_at: datetime | None = None

    def setting(self, name: str) -> str:
        """One of the vendor's own ids; empty where it is not set."""
        return str(self.settings.get(name) or "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Lead(Row):
    id: LeadId
    client_id: ClientId
    campaign_id: CampaignId | None
    email: str
    first_name: str | None
    last_name: str | None
    title: str | None
    seniority: str | None
    company: str | None
    domain: str | None
    industry: str | None
    employees: int | None
    city: str | None
    state: str | None
    country: str | None
    time_zone: str | None
    phone: str | None
    linkedin_url: str | None
    personal_email: str | None
    email_status: str
    phone_status: str
    role_started_on: date | None
    hiring: bool | None
    funded_on: date | None
    bounced_before: bool
    facts: tuple[str, ...]
    source: str
    status: LeadStatus
    mode: Mode | None
    enrichment: str
    unenriched_reason: str | None
    confidence: float | None
    als: int | None
    lead_tier: LeadTier | None
    step_n: int
    next_touch_at: datetime | None
    waits_until: datetime | None
    stopped_at: datetime | None
    stop_reason: str | None
    priority: int
    created_at: datetime
    deleted_at: datetime | None
    street: str | None = None
    postcode: str | None = None
    address_status: str = "unknown"
    subscriber: str | None = None
    linkedin_connected_at: datetime | None = None
    linkedin_conversation: str | None = None

    @property
    def full_name(self) -> str:
        """First and last name, or the address where neither is known."""
        return " ".join(part for part in (self.first_name, self.last_name) if part) or self.email


@dataclass(frozen=True, kw_only=True, slots=True)
class Import(Row):
    id: ImportId
    client_id: ClientId
    campaign_id: CampaignId | None
    filename: str
    encoding: str
    columns: tuple[str, ...]
    mapping: dict[str, str]
    status: str
    row_count: int
    imported_count: int
    quarantined_count: int
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class QuarantinedRow(Row):
    line: int
    reason: str
    sentence: str
    cells: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class ScoreRow(Row):
    lead_id: LeadId
    version: str
    als: int
    lead_tier: LeadTier
    data_quality: int
    authority: int
    company_fit: int
    timing: int
    risk: int
    sentences: tuple[str, ...]
    scored_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Touch(Row):
    id: TouchId
    client_id: ClientId
    campaign_id: CampaignId
    lead_id: LeadId
    step_n: int | None
    channel: Channel
    resource_id: ResourceId
    status: TouchStatus
    mode: Mode
    not_before: datetime
    answers_reply_id: ReplyId | None
    draft_id: DraftId | None
    approved_fingerprint: bytes | None
    attempt_token: UUID | None
    attempt_started_at: datetime | None
    attempts: int
    sent_at: datetime | None
    vendor: str | None
    vendor_id: str | None
    message_id: str | None
    outcome_reason: str | None
    reply_token: str
    unsubscribe_token: str
    created_by: UserId | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft(Row):
    id: DraftId
    client_id: ClientId
    touch_id: TouchId
    version: int
    author: Author
    model: str | None
    recipient: str
    subject: str
    body: str
    footer: str
    facts: list[str]
    note_ids: tuple[UUID, ...]
    findings: list[dict[str, Any]]
    feedback: str | None
    created_at: datetime
    form: Form = Form.EMAIL


@dataclass(frozen=True, kw_only=True, slots=True)
class Approval(Row):
    id: ApprovalId
    client_id: ClientId
    touch_id: TouchId
    draft_id: DraftId
    fingerprint: bytes
    status: ApprovalStatus
    expires_at: datetime
    decided_by: UserId | None
    decided_at: datetime | None
    reason: str | None
    snoozed_until: datetime | None
    edited: bool
    resumed_at: datetime | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Activity(Row):
    id: UUID
    lead_id: LeadId
    touch_id: TouchId | None
    campaign_id: CampaignId | None
    kind: ActivityKind
    channel: Channel | None
    rule: str | None
    sentence: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply(Row):
    id: ReplyId
    client_id: ClientId
    lead_id: LeadId
    touch_id: TouchId | None
    event_id: EventId
    channel: Channel
    from_address: str
    subject: str
    text: str
    message_id: str | None
    reference_ids: tuple[str, ...]
    received_at: datetime
    intent: Intent | None
    confidence: float | None
    abstained: bool
    decided_by: Author | None
    reading: dict[str, Any]
    read_at: datetime | None
    acted_at: datetime | None
    transcript: str = ""
    """Of a call: what both sides said."""


@dataclass(frozen=True, kw_only=True, slots=True)
class InboundEvent(Row):
    id: EventId
    vendor: str
    kind: str
    vendor_key: str
    headers: dict[str, str]
    body: bytes
    status: EventStatus
    client_id: ClientId | None
    received_at: datetime
    found_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal(Row):
    id: ProposalId
    client_id: ClientId
    kind: str
    content: dict[str, Any]
    status: str
    campaign_id: CampaignId | None
    asked_by: UserId | None
    decided_by: UserId | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ChatTurn(Row):
    speaker: str
    text: str
    author: Author | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Note(Row):
    id: NoteId
    client_id: ClientId
    kind: NoteKind
    scope: NoteScope
    campaign_id: CampaignId | None
    channel: Channel | None
    lead_id: LeadId | None
    reviewer_id: UserId | None
    text: str
    source_kind: str
    source_id: UUID | None
    version: int
    created_at: datetime
    struck_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerEntry(Row):
    delta: int
    balance_after: int
    reason: str
    dedupe_key: str
    created_at: datetime
