"""Shape the rows about a client: its people, its brand, what it sends from, what it has paid for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from memory.enums import Channel, Mode, Role, Subscription, Tier
from memory.records.ids import AgencyId, BrandId, ClientId, ResourceId, UserId
from memory.records.row import Row


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
class LedgerEntry(Row):
    delta: int
    balance_after: int
    reason: str
    dedupe_key: str
    created_at: datetime
