"""Shape the rows of what is sent and what comes back: touch, draft, approval, reply, event."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from memory.enums import ApprovalStatus, Author, Channel, EventStatus, Form, Intent, Mode, TouchStatus
from memory.records.ids import (
    ApprovalId,
    CampaignId,
    ClientId,
    DraftId,
    EventId,
    LeadId,
    ReplyId,
    ResourceId,
    TouchId,
    UserId,
)
from memory.records.row import Row


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
    variants: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """Other ways to say it: subject, body and facts of each."""


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
