"""Take everything about a person out of a client's tables, and keep what was asked and done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from memory.postgres import ClientTransaction, SystemTransaction
from memory.queries import Queries
from memory.records.ids import ClientId, EventId, LeadId, TouchId, UserId
from memory.records.row import Row

SQL = Queries("erasures")
ErasureId = NewType("ErasureId", UUID)

_OWN = (
    "blank_touches", "blank_approvals", "blank_activities", "blank_scores", "delete_provenance",
    "blank_questions", "blank_enrichments", "delete_lead_routes", "delete_conversations", "delete_cases",
)  # fmt: skip
"""What is the person's alone, by their leads."""
_BY_ADDRESS = (
    "redact_campaigns", "redact_steps", "redact_brands", "redact_leads", "redact_drafts", "redact_cases",
    "redact_deliveries",
)  # fmt: skip
"""What is about others, where only the whole name or an address can mean the person."""
_BY_NAME = (
    "delete_notes", "blank_rows", "redact_imports", "redact_chat", "redact_proposals", "redact_replies",
    "redact_approvals", "redact_activities",
)  # fmt: skip
"""What people say to each other about a person, by a part of the name as well."""


class ErasureStatus(StrEnum):
    """Where an erasure stands."""

    OPEN = "open"
    ERASED = "erased"
    """But for the chats."""
    DONE = "done"
    DECLINED = "declined"


@dataclass(frozen=True, kw_only=True, slots=True)
class Erasure(Row):
    id: ErasureId
    client_id: ClientId
    address: str | None
    """Whom it is about, until it is decided."""
    lead_ids: list[LeadId]
    status: ErasureStatus
    pattern: str | None
    anchors: str | None
    """Plain words of which one stands in whatever fits the pattern: a hundred times faster to look for."""
    numbers: dict[str, int]
    asked_by: UserId | None
    asked_at: datetime
    decided_by: UserId | None
    decided_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonLead(Row):
    """How a lead is reached and called, deleted or not."""

    id: LeadId
    email: str
    personal_email: str | None
    phone: str | None
    linkedin_url: str | None
    first_name: str | None
    last_name: str | None
    lives: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Held(Row):
    """How much is kept about a person."""

    unsent: int
    sent: int
    drafts: int
    replies: int
    notes: int
    entries: int
    consents: int
    cases: int
    found: int
    """Values that vendors told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shared(Row):
    """What is not the person's alone: numbers that others have too, names that others or places bear."""

    phones: list[str]
    names: list[str]
    senders: list[str]
    """Who writes for the client, in lower case: somebody may be a lead of their own list."""


async def add_erasure(
    tx: ClientTransaction,
    *,
    address: str,
    address_hash: bytes,
    lead_ids: Sequence[LeadId],
    numbers: Mapping[str, int],
    asked_by: UserId | None,
    at: datetime,
) -> Erasure:
    """The erasure that somebody may confirm."""
    row = await tx.fetchrow(
        SQL["add_erasure"], address, address_hash, list(lead_ids), dict(numbers), asked_by, at
    )
    assert row is not None
    return Erasure.from_row(row)


async def erasure_by_id(tx: ClientTransaction, erasure_id: ErasureId) -> Erasure | None:
    """One erasure; None where the client has no such one."""
    row = await tx.fetchrow(SQL["erasure_by_id"], erasure_id)
    return Erasure.from_row(row) if row else None


async def erasure_for_update(tx: ClientTransaction, erasure_id: ErasureId) -> Erasure | None:
    """The same, locked: who confirms it second finds it done."""
    row = await tx.fetchrow(SQL["erasure_for_update"], erasure_id)
    return Erasure.from_row(row) if row else None


async def decline_erasure(
    tx: ClientTransaction, erasure_id: ErasureId, decided_by: UserId | None, at: datetime
) -> bool:
    """Whether it was open until now."""
    return await tx.execute(SQL["decline_erasure"], erasure_id, decided_by, at) > 0


async def end_erasure(
    tx: ClientTransaction,
    erasure_id: ErasureId,
    *,
    pattern: str,
    anchors: str,
    numbers: Mapping[str, int],
    lead_ids: Sequence[LeadId],
    decided_by: UserId | None,
    at: datetime,
    hashes: Sequence[bytes],
) -> None:
    """Only chats are left; other questions about the same addresses end with this one."""
    values = (pattern, dict(numbers), list(lead_ids), decided_by, at, list(hashes), anchors)
    await tx.execute(SQL["end_erasure"], erasure_id, *values)


async def unfinished(tx: ClientTransaction) -> list[Erasure]:
    """Erasures after which chats may still say something, the oldest first."""
    return [Erasure.from_row(row) for row in await tx.fetch(SQL["unfinished"])]


async def finish_erasure(tx: ClientTransaction, erasure_id: ErasureId) -> bool:
    """Whether the chats were the last of it."""
    return await tx.execute(SQL["finish_erasure"], erasure_id) > 0


async def leads_of_person(
    tx: ClientTransaction, emails: Sequence[str], profiles: Sequence[str]
) -> list[PersonLead]:
    """Every lead that was ever at one of these lower-case addresses or profile keys, and is not erased."""
    rows = await tx.fetch(SQL["leads_of_person"], list(emails), list(profiles))
    return [PersonLead.from_row(row) for row in rows]


async def others_called(
    tx: ClientTransaction, lead_ids: Sequence[LeadId], phones: Sequence[str], names: Sequence[str]
) -> Shared:
    """Which of the numbers and lower-case names other living leads have."""
    row = await tx.fetchrow(SQL["others_called"], list(lead_ids), list(phones), list(names))
    assert row is not None
    return Shared.from_row(row)


async def held(tx: ClientTransaction, lead_ids: Sequence[LeadId]) -> Held:
    """How much is kept about these leads."""
    row = await tx.fetchrow(SQL["held"], list(lead_ids))
    assert row is not None
    return Held.from_row(row)


async def under_way(tx: ClientTransaction, lead_ids: Sequence[LeadId]) -> bool:
    """Whether a message to one of them is on its way, and its outcome is not known."""
    return await tx.fetchval(SQL["under_way"], list(lead_ids))


async def lock_person(
    tx: ClientTransaction, lead_ids: Sequence[LeadId], pattern: str, anchors: str
) -> tuple[list[TouchId], list[TouchId]]:
    """Touches to these leads, and unsent ones to others that name them; nobody adds to them meanwhile."""
    touches = await tx.fetch(SQL["lock_touches"], list(lead_ids), pattern, anchors)
    await tx.fetch(SQL["lock_leads"], list(lead_ids))
    own = [row["id"] for row in touches if row["lead_id"] in set(lead_ids)]
    return own, [row["id"] for row in touches if row["lead_id"] not in set(lead_ids)]


async def cancel_touches(tx: ClientTransaction, touch_ids: Sequence[TouchId], at: datetime) -> list[TouchId]:
    """Those of the touches that had not left; none of them will."""
    return [row["id"] for row in await tx.fetch(SQL["cancel_touches"], list(touch_ids), at)]


async def words_said(tx: ClientTransaction, lead_ids: Sequence[LeadId]) -> list[str]:
    """What the person wrote and said."""
    return [row["words"] for row in await tx.fetch(SQL["words_said"], list(lead_ids))]


async def marks(tx: ClientTransaction, lead_ids: Sequence[LeadId]) -> list[str]:
    """Vendors' names for what was sent to the person."""
    return [row["mark"] for row in await tx.fetch(SQL["marks"], list(lead_ids))]


async def reply_events(tx: ClientTransaction, lead_ids: Sequence[LeadId]) -> list[EventId]:
    """The stored events that the person's replies were."""
    return [row["event_id"] for row in await tx.fetch(SQL["reply_events"], list(lead_ids))]


async def erase_own(
    tx: ClientTransaction, lead_ids: Sequence[LeadId], *, pattern: str, at: datetime, queued_since: datetime
) -> None:
    """Delete or blank what is the person's alone; rows that are counted stay without their words."""
    ids = list(lead_ids)
    for name in _OWN:
        await tx.execute(SQL[name], ids)
    await tx.execute(SQL["blank_drafts"], ids, queued_since)
    await tx.execute(SQL["blank_replies"], ids, at)
    await tx.execute(SQL["keep_consents"], ids, pattern, at)


async def erase_mentions(
    tx: ClientTransaction, *, strict: str, loose: str, anchors: str, emails: Sequence[str]
) -> int:
    """How many rows about others named the person: now they do not."""
    found = [await tx.execute(SQL[name], strict, anchors) for name in _BY_ADDRESS]
    found += [await tx.execute(SQL[name], loose, anchors) for name in _BY_NAME]
    return sum(found) + await tx.execute(SQL["discard_lists"], list(emails))


async def blank_leads(tx: ClientTransaction, lead_ids: Sequence[LeadId], at: datetime) -> None:
    """The last step: from now on the database itself keeps these leads without words."""
    await tx.execute(SQL["blank_leads"], list(lead_ids), at)


async def hash_numbers(tx: ClientTransaction, hashed: Mapping[str, str], pattern: str) -> None:
    """Keep answers of do-not-call registers under the numbers' hashes."""
    await tx.execute(SQL["hash_washes"], list(hashed), list(hashed.values()))
    await tx.execute(SQL["hash_asked_numbers"], list(hashed), list(hashed.values()), pattern)


async def hash_suppressions(
    tx: ClientTransaction, kinds: Sequence[str], hashes: Sequence[bytes], at: datetime
) -> None:
    """Keep suppressed addresses as hashes alone."""
    await tx.execute(SQL["hash_suppressions"], list(kinds), list(hashes), at)


async def blank_recipients(tx: ClientTransaction, queued_since: datetime) -> int:
    """How many profiles were kept for a withdrawal from a vendor's queue that is over now."""
    return await tx.execute(SQL["blank_recipients"], queued_since)


async def blank_events(
    tx: SystemTransaction,
    client_id: ClientId,
    event_ids: Sequence[EventId],
    needles: Sequence[str],
    at: datetime,
) -> int:
    """How many stored events lost what they say: these, and the client's own that hold one of the needles."""
    return await tx.execute(SQL["blank_events"], client_id, list(event_ids), list(needles), at)


async def of_erased_touch(tx: ClientTransaction, touch_id: TouchId) -> bool:
    """Whether the touch went to somebody who was erased since."""
    return await tx.fetchval(SQL["of_erased_touch"], touch_id)


async def any_erased(tx: SystemTransaction, kinds: Sequence[str], hashes: Sequence[bytes]) -> bool:
    """Whether any client has erased one of these addresses."""
    return await tx.fetchval(SQL["any_erased"], list(kinds), list(hashes))


async def has_erased(tx: ClientTransaction) -> bool:
    """Whether this client has erased anybody."""
    return await tx.fetchval(SQL["has_erased"])


async def erased_hashes(tx: ClientTransaction, kinds: Sequence[str], hashes: Sequence[bytes]) -> set[bytes]:
    """Those of the hashes whose people this client has erased."""
    return {row["value_hash"] for row in await tx.fetch(SQL["erased_hashes"], list(kinds), list(hashes))}
