"""Keep what vendors were asked about leads, before they are asked, and what they answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, NewType
from uuid import UUID

from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import LeadId
from memory.records.row import Row

SQL = Queries("enrichments")

RequestId = NewType("RequestId", UUID)
RequestKind = Literal["person", "phone"]
RequestStatus = Literal["asked", "answered", "failed", "expired"]


@dataclass(frozen=True, kw_only=True, slots=True)
class EnrichmentRequest(Row):
    """One question to one vendor about one lead."""

    id: RequestId
    lead_id: LeadId
    batch_id: UUID
    vendor: str
    kind: RequestKind
    vendor_key: str | None
    """The vendor's own name for the question, once it is known to have been taken."""
    status: RequestStatus
    attempts: int
    answer: dict[str, Any] | None
    reason: str | None
    cost_aud: Decimal
    asked_at: datetime

    @property
    def waits(self) -> bool:
        """Whether the vendor has taken the question and answers it later."""
        return self.status == "asked" and (self.vendor == "clay" or self.vendor_key is not None)


async def ask(
    tx: ClientTransaction,
    batch_id: UUID,
    lead_ids: Sequence[LeadId],
    *,
    vendor: str,
    kind: RequestKind = "person",
    at: datetime,
) -> dict[LeadId, RequestId]:
    """Write down the questions that may be put now, without those that were taken or answered before."""
    rows = await tx.fetch(SQL["ask"], batch_id, vendor, kind, sorted(lead_ids), at)
    return {LeadId(row["lead_id"]): RequestId(row["id"]) for row in rows}


async def note_key(tx: ClientTransaction, request_ids: Sequence[RequestId], key: str) -> None:
    """Keep the vendor's own name for these questions."""
    await tx.execute(SQL["note_key"], list(request_ids), key)


async def answer(
    tx: ClientTransaction,
    request_id: RequestId,
    status: RequestStatus,
    *,
    found: Mapping[str, object] | None,
    reason: str | None,
    cost_aud: Decimal,
    at: datetime,
) -> None:
    """Keep what the vendor answered; `found` is None where it knows nobody."""
    await tx.execute(SQL["answer"], request_id, status, found, reason, cost_aud, at)


async def request(tx: ClientTransaction, request_id: UUID) -> EnrichmentRequest | None:
    """One question, locked."""
    row = await tx.fetchrow(SQL["request"], request_id)
    return EnrichmentRequest.from_row(row) if row else None


async def standing(
    tx: ClientTransaction, lead_ids: Sequence[LeadId], *, since: datetime
) -> dict[LeadId, list[EnrichmentRequest]]:
    """What each vendor was last asked about each lead since then: its answer, if it ever gave one."""
    found: dict[LeadId, list[EnrichmentRequest]] = {lead_id: [] for lead_id in lead_ids}
    for row in await tx.fetch(SQL["standing"], list(lead_ids), since):
        one = EnrichmentRequest.from_row(row)
        found[one.lead_id].append(one)
    return found


async def open_by_key(tx: ClientTransaction, vendor: str, key: str) -> list[EnrichmentRequest]:
    """The questions under the vendor's own name that wait for their answer."""
    return [EnrichmentRequest.from_row(row) for row in await tx.fetch(SQL["open_by_key"], vendor, key)]


async def open_phones(tx: ClientTransaction, lead_id: LeadId) -> list[EnrichmentRequest]:
    """The questions for the lead's phone that wait for their answer."""
    return [EnrichmentRequest.from_row(row) for row in await tx.fetch(SQL["open_phones"], lead_id)]


async def open_requests(tx: ClientTransaction, *, before: datetime, limit: int) -> list[EnrichmentRequest]:
    """The questions asked before then that wait for their answer, the oldest first."""
    return [EnrichmentRequest.from_row(row) for row in await tx.fetch(SQL["open_requests"], before, limit)]
