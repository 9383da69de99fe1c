"""Count what a client wants to know at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from memory.enums import CampaignStatus
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records import CampaignId, Row

SQL = Queries("reports")


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientNumbers(Row):
    """Counts of now, and of the client's own day where a field says today."""

    leads: int
    open_approvals: int
    replies_waiting: int
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
