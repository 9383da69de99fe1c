"""Find a client's leads, show one with its history, and hand them out as CSV."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from api.callers import ClientDeps
from memory.enums import ActivityKind, Channel, LeadStatus, LeadTier
from memory.records import CampaignId, Lead, LeadId

router = APIRouter(prefix="/api/v1/clients/{client_id}/leads", tags=["leads"])


class LeadAnswer(BaseModel):
    """A lead as it stands."""

    id: UUID
    campaign_id: UUID | None
    email: str
    name: str
    title: str | None
    company: str | None
    industry: str | None
    employees: int | None
    country: str | None
    status: LeadStatus
    als: int | None
    lead_tier: LeadTier | None
    enrichment: str
    unenriched_reason: str | None
    created_at: datetime


class ScoreAnswer(BaseModel):
    """The Agency Lead Score with its five components, and a sentence for each."""

    als: int
    lead_tier: LeadTier
    data_quality: int
    authority: int
    company_fit: int
    timing: int
    risk: int
    sentences: list[str]
    version: str


class LeadDetail(LeadAnswer):
    """A lead with its score and what is known of it."""

    score: ScoreAnswer | None
    facts: list[str]


class ActivityAnswer(BaseModel):
    """Something that happened to the lead."""

    at: datetime
    kind: ActivityKind
    channel: Channel | None
    rule: str | None
    sentence: str


@router.get("")
async def listing(
    deps: ClientDeps,
    campaign_id: UUID | None = None,
    status: LeadStatus | None = None,
    tier: LeadTier | None = None,
    text: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> list[LeadAnswer]:
    """Leads that fit every filter given."""
    found = await deps.services.leads.find(
        deps.client_id,
        campaign_id=CampaignId(campaign_id) if campaign_id else None,
        status=status,
        lead_tier=tier,
        text=text,
        limit=limit,
        offset=offset,
    )
    return [LeadAnswer.model_validate(_columns(lead)) for lead in found]


@router.get("/export.csv")
async def export(deps: ClientDeps) -> Response:
    """Every lead as CSV, safe to open in a spreadsheet."""
    content = await deps.services.leads.leads_csv(deps.client_id)
    return Response(
        content,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="leads.csv"'},
    )


@router.get("/{lead_id}")
async def show(lead_id: UUID, deps: ClientDeps) -> LeadDetail:
    """One lead with its score."""
    lead = await deps.services.leads.get(deps.client_id, LeadId(lead_id))
    row = await deps.services.leads.score(deps.client_id, lead.id)
    score = None
    if row is not None:
        score = ScoreAnswer(
            als=row.als,
            lead_tier=row.lead_tier,
            data_quality=row.data_quality,
            authority=row.authority,
            company_fit=row.company_fit,
            timing=row.timing,
            risk=row.risk,
            sentences=list(row.sentences),
            version=row.version,
        )
    return LeadDetail.model_validate({**_columns(lead), "score": score, "facts": list(lead.facts)})


@router.get("/{lead_id}/timeline")
async def timeline(lead_id: UUID, deps: ClientDeps) -> list[ActivityAnswer]:
    """What happened to the lead, oldest first."""
    lead = await deps.services.leads.get(deps.client_id, LeadId(lead_id))
    happened = await deps.services.leads.timeline(deps.client_id, lead.id)
    return [
        ActivityAnswer(
            at=each.at, kind=each.kind, channel=each.channel, rule=each.rule, sentence=each.sentence
        )
        for each in happened
    ]


def _columns(lead: Lead) -> dict[str, object]:
    return {
        "id": lead.id,
        "campaign_id": lead.campaign_id,
        "email": lead.email,
        "name": lead.full_name,
        "title": lead.title,
        "company": lead.company,
        "industry": lead.industry,
        "employees": lead.employees,
        "country": lead.country,
        "status": lead.status,
        "als": lead.als,
        "lead_tier": lead.lead_tier,
        "enrichment": lead.enrichment,
        "unenriched_reason": lead.unenriched_reason,
        "created_at": lead.created_at,
    }
