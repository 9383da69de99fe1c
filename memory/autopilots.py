"""Keep which autopilots are on, and count what they are earned by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from memory.enums import Channel, LeadTier
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import TouchId, UserId
from memory.records.row import Row

SQL = Queries("autopilots")


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged(Row):
    """How many of the latest drafts were decided on, and how many of them accepted as written."""

    channel: Channel
    lead_tier: LeadTier
    decided: int
    accepted: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Switch(Row):
    """How an autopilot was last switched; `changed_by` is None where it has switched itself off."""

    channel: Channel
    lead_tier: LeadTier
    is_on: bool
    changed_at: datetime
    changed_by: UserId | None
    changed_by_name: str | None
    reason: str


async def judged(tx: ClientTransaction, latest: int) -> list[Judged]:
    """The latest decisions of each channel and tier that has any."""
    return [Judged.from_row(row) for row in await tx.fetch(SQL["judged"], latest)]


async def judged_of(tx: ClientTransaction, channel: Channel, tier: LeadTier, latest: int) -> Judged:
    """The latest decisions of one channel and tier."""
    row = await tx.fetchrow(SQL["judged_of"], channel, tier, latest)
    assert row is not None
    return Judged(channel=channel, lead_tier=tier, decided=row["decided"], accepted=row["accepted"])


async def switches(tx: ClientTransaction) -> list[Switch]:
    """Every autopilot that was ever switched."""
    return [Switch.from_row(row) for row in await tx.fetch(SQL["autopilots"])]


async def switch(
    tx: ClientTransaction,
    channel: Channel,
    tier: LeadTier,
    *,
    is_on: bool,
    at: datetime,
    by: UserId | None,
    reason: str,
) -> bool:
    """Whether that changed anything."""
    return bool(await tx.fetchval(SQL["switch_autopilot"], channel, tier, is_on, at, by, reason))


async def ask_again(tx: ClientTransaction, channel: Channel, tier: LeadTier) -> list[TouchId]:
    """What it had let go and nobody has sent: planned again."""
    return [TouchId(row["id"]) for row in await tx.fetch(SQL["ask_again"], channel, tier)]
