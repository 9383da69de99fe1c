"""Keep what was found out about leads, where it came from and what it cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from memory.postgres import ClientTransaction, SystemTransaction
from memory.queries import Queries
from memory.records.ids import CampaignId, LeadId
from memory.records.row import Row

SQL = Queries("enrichments")


@dataclass(frozen=True, kw_only=True, slots=True)
class Provenance(Row):
    """One value of one field as one source gave it; `chosen` is the one that the lead bears."""

    field: str
    vendor: str
    value: str
    chosen: bool
    fetched_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Filling:
    """Values for the blanks of a lead.

    `email_status` replaces what is there unless it is None; `phone_status` goes with `phone`, and `postcode`
    with `street`.
    """

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
    linkedin_url: str | None
    personal_email: str | None
    role_started_on: date | None
    hiring: bool | None
    funded_on: date | None
    email_status: str | None
    facts: tuple[str, ...]
    confidence: float
    phone: str | None
    phone_status: str | None
    street: str | None
    postcode: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchLine(Row):
    """What one outcome of a batch came to."""

    outcome: str
    leads: int
    credits: int
    cost_aud: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class VendorLine(Row):
    """What one vendor was asked in a batch, and what that cost the platform."""

    vendor: str
    kind: str
    asked: int
    found: int
    waiting: int
    asked_again: int
    """Questions repeated after a break-off: what the vendor may have charged twice."""
    cost_aud: Decimal


@dataclass(frozen=True, kw_only=True, slots=True)
class WithoutResult(Row):
    """A lead of a batch that is not enriched, and why."""

    lead_id: LeadId
    email: str
    outcome: str
    reason: str


async def open_batch(
    tx: ClientTransaction, batch_id: UUID, lead_ids: Sequence[LeadId], *, at: datetime
) -> None:
    """Count these leads into the batch, each once however often it is asked."""
    await tx.execute(SQL["open_batch"], batch_id, at)
    await tx.execute(SQL["want"], batch_id, sorted(lead_ids), at)


async def untried(tx: ClientTransaction, batch_id: UUID, *, after: LeadId | None, limit: int) -> list[LeadId]:
    """The batch's next leads behind one, in the order of their ids, that have had no turn in it."""
    rows = await tx.fetch(SQL["untried"], batch_id, after or UUID(int=0), limit)
    return [LeadId(row["lead_id"]) for row in rows]


async def claim_clay(tx: ClientTransaction, batch_id: UUID, share: Decimal) -> bool:
    """Whether one more lead of the batch may go on to Clay; the place is taken with the transaction."""
    return await tx.execute(SQL["claim_clay"], batch_id, share) > 0


async def give_back_clay(tx: ClientTransaction, batch_id: UUID) -> None:
    """Give back a place of the batch's share for Clay that was not used."""
    await tx.execute(SQL["give_back_clay"], batch_id)


async def batch_head(tx: ClientTransaction, batch_id: UUID) -> tuple[int, int]:
    """How many leads the batch wanted, and how many of them went on to Clay."""
    row = await tx.fetchrow(SQL["batch_head"], batch_id)
    return (row["wanted"], row["clay_asked"]) if row else (0, 0)


async def batch_vendors(tx: ClientTransaction, batch_id: UUID) -> list[VendorLine]:
    """What each vendor was asked in the batch."""
    return [VendorLine.from_row(row) for row in await tx.fetch(SQL["batch_vendors"], batch_id)]


async def batch_without(tx: ClientTransaction, batch_id: UUID) -> list[WithoutResult]:
    """The leads of the batch that are not enriched."""
    return [WithoutResult.from_row(row) for row in await tx.fetch(SQL["batch_without"], batch_id)]


async def end_turn(
    tx: ClientTransaction,
    *,
    lead_id: LeadId,
    batch_id: UUID,
    outcome: Literal["cache", "enriched", "unenriched", "pending"],
    vendors: Sequence[str],
    confidence: float,
    credits_spent: int,
    reason: str | None,
) -> None:
    """Write what the lead's turn came to, and what its questions cost; an enriched one stays so."""
    values = (lead_id, batch_id, outcome, list(vendors), confidence, credits_spent, reason)
    await tx.execute(SQL["end_turn"], *values)


async def recount(tx: ClientTransaction, lead_id: LeadId, batch_id: UUID) -> None:
    """Sum up again what the lead's turn cost."""
    await tx.execute(SQL["recount"], lead_id, batch_id)


async def wants_phone(tx: ClientTransaction, campaign_id: CampaignId) -> bool:
    """Whether the campaign reaches people by phone."""
    return bool(await tx.fetchval(SQL["wants_phone"], campaign_id))


async def claim_submission(tx: SystemTransaction, table: str, limit: int) -> int | None:
    """How many rows the table took with this one; None when its life's limit is reached."""
    return await tx.fetchval(SQL["claim_submission"], table, limit)


async def put_provenance(
    tx: ClientTransaction, lead_id: LeadId, found: Sequence[Provenance], *, at: datetime
) -> None:
    """Write who gave which value, and which was chosen."""
    await tx.execute(
        SQL["put_provenance"],
        lead_id,
        [one.field for one in found],
        [one.vendor for one in found],
        [one.value for one in found],
        [one.chosen for one in found],
        at,
    )


async def provenance(tx: ClientTransaction, lead_id: LeadId) -> list[Provenance]:
    """Where each value of the lead came from."""
    return [Provenance.from_row(row) for row in await tx.fetch(SQL["provenance"], lead_id)]


async def fill_lead(tx: ClientTransaction, lead_id: LeadId, filling: Filling, *, at: datetime) -> None:
    """Fill the lead's blanks and mark it enriched."""
    await tx.execute(
        SQL["fill_lead"],
        lead_id,
        filling.first_name,
        filling.last_name,
        filling.title,
        filling.seniority,
        filling.company,
        filling.domain,
        filling.industry,
        filling.employees,
        filling.city,
        filling.state,
        filling.country,
        filling.linkedin_url,
        filling.personal_email,
        filling.role_started_on,
        filling.hiring,
        filling.funded_on,
        filling.email_status,
        list(filling.facts),
        filling.confidence,
        at,
        filling.phone,
        filling.phone_status,
        filling.street,
        filling.postcode,
    )


async def leave_unenriched(
    tx: ClientTransaction,
    lead_id: LeadId,
    state: Literal["pending", "unenriched"],
    *,
    reason: str,
    confidence: float | None,
    at: datetime,
) -> None:
    """Keep the lead as it is, with the reason; `pending` is tried again, `unenriched` is not."""
    await tx.execute(SQL["leave_unenriched"], lead_id, state, reason, confidence, at)


async def leads_to_enrich(
    tx: ClientTransaction, campaign_id: CampaignId | None, no_credits: str, limit: int
) -> list[LeadId]:
    """Leads (of one campaign, or all) that wait, those without a turn first, then the longest.

    Those whose reason is `no_credits` once there are some.
    """
    rows = await tx.fetch(SQL["leads_to_enrich"], campaign_id, no_credits, limit)
    return [LeadId(row["id"]) for row in rows]


async def batch(tx: ClientTransaction, batch_id: UUID) -> list[BatchLine]:
    """What the batch came to, by outcome."""
    return [BatchLine.from_row(row) for row in await tx.fetch(SQL["batch"], batch_id)]


async def latest_batch(tx: ClientTransaction) -> UUID | None:
    """The newest batch; None before the first."""
    return await tx.fetchval(SQL["latest_batch"])
