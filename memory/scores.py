"""Keep how promising each lead is, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from memory.enums import LeadStatus
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import CampaignId, LeadId
from memory.records.leads import ScoreRow
from memory.records.row import Row

SQL = Queries("scores")


@dataclass(frozen=True, kw_only=True, slots=True)
class ScoredFacts(Row):
    """What the score looks at."""

    id: LeadId
    title: str | None
    email: str
    domain: str | None
    industry: str | None
    employees: int | None
    country: str | None
    phone: str | None
    linkedin_url: str | None
    personal_email: str | None
    email_status: str
    phone_status: str
    role_started_on: date | None
    hiring: bool | None
    funded_on: date | None
    bounced_before: bool
    status: LeadStatus


async def facts_to_score(tx: ClientTransaction, lead_ids: Sequence[LeadId]) -> list[ScoredFacts]:
    """What the score looks at, for those of the leads that the client has."""
    return [ScoredFacts.from_row(row) for row in await tx.fetch(SQL["facts_to_score"], list(lead_ids))]


async def add_scores(tx: ClientTransaction, scores: Sequence[ScoreRow], *, at: datetime) -> None:
    """Keep the scores and copy each to its lead, in one statement whatever their number."""
    sentences = zip(*(score.sentences for score in scores), strict=True) if scores else [()] * 5
    await tx.execute(
        SQL["add_scores"],
        at,
        [score.lead_id for score in scores],
        [score.version for score in scores],
        [score.als for score in scores],
        [score.lead_tier for score in scores],
        [score.data_quality for score in scores],
        [score.authority for score in scores],
        [score.company_fit for score in scores],
        [score.timing for score in scores],
        [score.risk for score in scores],
        *sentences,
    )


async def latest_score(tx: ClientTransaction, lead_id: LeadId) -> ScoreRow | None:
    """The newest score; None where the lead has none."""
    row = await tx.fetchrow(SQL["latest_score"], lead_id)
    return ScoreRow.from_row(row) if row else None


async def leads_to_score(
    tx: ClientTransaction, campaign_id: CampaignId, limit: int, *, at: datetime
) -> list[LeadId]:
    """Leads of the campaign that have no score, or of whom a vendor told more in the last two days."""
    return [LeadId(row["id"]) for row in await tx.fetch(SQL["leads_to_score"], campaign_id, limit, at)]
