"""Keep the people whom a client wants to reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter

from memory.enums import LeadStatus, LeadTier, Mode
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import CampaignId, ImportId, LeadId
from memory.records.leads import Lead
from memory.records.row import Row

SQL = Queries("leads")
_LIKE_SIGNS = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


@dataclass(frozen=True, kw_only=True, slots=True)
class NewLead:
    """A person from a file, before they have an id; the address is valid and in lower case."""

    email: str
    first_name: str | None = None
    last_name: str | None = None
    title: str | None = None
    seniority: str | None = None
    company: str | None = None
    domain: str | None = None
    industry: str | None = None
    employees: int | None = None
    street: str | None = None
    city: str | None = None
    state: str | None = None
    postcode: str | None = None
    country: str | None = None
    phone: str | None = None
    linkedin_url: str | None = None
    personal_email: str | None = None
    facts: tuple[str, ...] = ()


_NEW_LEAD_FIELDS = tuple(field.name for field in fields(NewLead))
_values = attrgetter(*_NEW_LEAD_FIELDS)


@dataclass(frozen=True, kw_only=True, slots=True)
class LeadCount:
    """How many leads share one status, tier and state of enrichment."""

    status: LeadStatus
    lead_tier: LeadTier | None
    enrichment: str
    leads: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PostalLead(Row):
    """A lead with a whole postal address."""

    id: LeadId
    company: str | None
    street: str
    city: str
    state: str | None
    postcode: str
    country: str | None


async def lead_by_id(tx: ClientTransaction, lead_id: LeadId) -> Lead | None:
    """One lead; None where the client has no such lead."""
    row = await tx.fetchrow(SQL["lead_by_id"], lead_id)
    return Lead.from_row(row) if row else None


async def lead_for_update(tx: ClientTransaction, lead_id: LeadId) -> Lead | None:
    """One lead, locked: two workers on one lead take turns here."""
    row = await tx.fetchrow(SQL["lead_for_update"], lead_id)
    return Lead.from_row(row) if row else None


async def find_leads(
    tx: ClientTransaction,
    *,
    campaign_id: CampaignId | None,
    status: LeadStatus | None,
    lead_tier: LeadTier | None,
    text: str | None,
    limit: int,
    offset: int,
) -> list[Lead]:
    """One page of the leads that fit, the most promising first; `text` is sought in address, name, firm."""
    pattern = f"%{text.strip().lower().translate(_LIKE_SIGNS)}%" if text and text.strip() else None
    rows = await tx.fetch(SQL["find_leads"], campaign_id, status, lead_tier, pattern, limit, offset)
    return [Lead.from_row(row) for row in rows]


async def leads_after(
    tx: ClientTransaction, *, campaign_id: CampaignId | None, after: LeadId | None, limit: int
) -> list[Lead]:
    """The next page in the order they came; begin with `after` None."""
    return [Lead.from_row(row) for row in await tx.fetch(SQL["leads_after"], campaign_id, after, limit)]


async def counts(tx: ClientTransaction, campaign_id: CampaignId | None) -> list[LeadCount]:
    """Leads of the client, or of one campaign, by status, tier and enrichment."""
    return [
        LeadCount(
            status=LeadStatus(row["status"]),
            lead_tier=LeadTier(row["lead_tier"]) if row["lead_tier"] else None,
            enrichment=row["enrichment"],
            leads=row["leads"],
        )
        for row in await tx.fetch(SQL["counts"], campaign_id)
    ]


async def add_leads(
    tx: ClientTransaction,
    leads: Sequence[NewLead],
    *,
    campaign_id: CampaignId | None,
    import_id: ImportId,
    at: datetime,
) -> set[str]:
    """The addresses that became leads; those that were leads already are missing from it."""
    packed = [dict(zip(_NEW_LEAD_FIELDS, _values(lead), strict=True)) for lead in leads]
    rows = await tx.fetch(SQL["add_leads"], campaign_id, import_id, packed, at)
    return {row["email"] for row in rows}


async def addresses_to_check(tx: ClientTransaction, campaign_id: CampaignId, limit: int) -> list[PostalLead]:
    """Hot leads of a campaign that uses mail, whose whole address nobody has checked."""
    return [PostalLead.from_row(row) for row in await tx.fetch(SQL["addresses_to_check"], campaign_id, limit)]


async def set_address_status(tx: ClientTransaction, lead_id: LeadId, status: str) -> None:
    """Note whether mail arrives at the lead's address."""
    await tx.execute(SQL["set_address_status"], lead_id, status)


async def set_mode(tx: ClientTransaction, lead_id: LeadId, mode: Mode | None, *, at: datetime) -> bool:
    """Whether there is such a lead; None gives the decision back to the campaign."""
    return await tx.execute(SQL["set_mode"], lead_id, mode, at) > 0
