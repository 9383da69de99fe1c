"""Keep what was found out about leads, where it came from and what it cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records import CampaignId, LeadId, Row

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
    """Values for the blanks of a lead; `email_status` replaces what is there unless it is None."""

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


@dataclass(frozen=True, kw_only=True, slots=True)
class BatchLine(Row):
    """What one outcome of a batch came to."""

    outcome: str
    leads: int
    credits: int
    cost_aud: Decimal


async def add_enrichment(
    tx: ClientTransaction,
    *,
    lead_id: LeadId,
    batch_id: UUID,
    outcome: Literal["cache", "enriched", "unenriched"],
    vendors: Sequence[str],
    confidence: float,
    credits_spent: int,
    cost_aud: Decimal,
    reason: str | None,
    at: datetime,
) -> None:
    """Write what the lead's turn came to; a second write for the batch is ignored."""
    values = (lead_id, batch_id, outcome, list(vendors), confidence, credits_spent, cost_aud, reason, at)
    await tx.execute(SQL["add_enrichment"], *values)


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
    """Leads (of one campaign, or all) that wait; those whose reason is `no_credits` once there are some."""
    rows = await tx.fetch(SQL["leads_to_enrich"], campaign_id, no_credits, limit)
    return [LeadId(row["id"]) for row in rows]


async def batch(tx: ClientTransaction, batch_id: UUID) -> list[BatchLine]:
    """What the batch came to, by outcome."""
    return [BatchLine.from_row(row) for row in await tx.fetch(SQL["batch"], batch_id)]
