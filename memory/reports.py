"""Count what a client wants to know at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from memory.enums import CampaignStatus
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import CampaignId
from memory.records.row import Row

SQL = Queries("reports")


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientNumbers(Row):
    """Counts of now, and of the client's own day where a field says today."""

    open_approvals: int
    replies_today: int
    sent_today: int
    parked: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignNumbers(Row):
    """What one campaign has done."""

    id: CampaignId
    name: str
    status: CampaignStatus
    leads: int
    sent: int
    replies: int
    converted: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CampaignSpending(Row):
    """What one campaign was charged, in AUD, and what came of it; without an id, what belongs to none."""

    campaign_id: CampaignId | None
    name: str
    sends_aud: Decimal
    enrichment_aud: Decimal
    sent: int
    drafted: int
    """Drafts that a model was paid for."""
    read: int
    """Replies that a model was paid to read."""
    leads: int
    replies: int
    """Written or spoken by people."""
    meetings: int
    """Leads who are converted, or asked for a meeting."""


async def client_numbers(tx: ClientTransaction, now: datetime, day_began: datetime) -> ClientNumbers:
    """The client's counts."""
    row = await tx.fetchrow(SQL["client_numbers"], now, day_began)
    assert row is not None
    return ClientNumbers.from_row(row)


async def leads_by_tier(tx: ClientTransaction) -> dict[str, int]:
    """Living leads by tier; `unscored` for those without a score."""
    return {row["lead_tier"]: row["leads"] for row in await tx.fetch(SQL["leads_by_tier"])}


async def campaign_numbers(tx: ClientTransaction) -> list[CampaignNumbers]:
    """What each campaign has done, newest first, fifty at most."""
    return [CampaignNumbers.from_row(row) for row in await tx.fetch(SQL["campaign_numbers"])]


async def campaign_spending(tx: ClientTransaction) -> list[CampaignSpending]:
    """What each campaign was charged, newest first; what belongs to none comes last."""
    return [CampaignSpending.from_row(row) for row in await tx.fetch(SQL["campaign_spending"])]


async def model_spending(tx: ClientTransaction) -> dict[str, Decimal]:
    """AUD that each agent's model calls cost."""
    return {row["agent"]: row["cost_aud"] for row in await tx.fetch(SQL["model_spending"])}
