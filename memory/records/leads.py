"""Shape the rows about a lead: where it came from, its score, and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from memory.enums import ActivityKind, Channel, LeadStatus, LeadTier, Mode
from memory.records.ids import CampaignId, ClientId, ImportId, LeadId, TouchId
from memory.records.row import Row


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
