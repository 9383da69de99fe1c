"""Find a client's leads, show one with its history, and hand them out as CSV."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.answers import Answer
from api.callers import Caller, ClientDeps
from errors import NotFound
from memory.consents import ConsentId, ConsentKind
from memory.enums import ActivityKind, Channel, Form, LeadStatus, LeadTier
from memory.records.ids import CampaignId, LeadId
from memory.records.leads import Lead
from tools.services.law.consent import ConsentFact

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


class ScoreAnswer(Answer):
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


class EntryAnswer(Answer):
    """Something that happened to the lead, and what the platform paid for it."""

    at: datetime
    kind: ActivityKind
    channel: Channel | None
    form: Form | None
    rule: str | None
    sentence: str
    campaign: str | None
    cost_aud: Decimal | None


class ChannelAnswer(Answer):
    """Whether a channel is open to the lead now, and if not, by which rule and until when."""

    channel: Channel
    permitted: bool
    rule: str | None
    sentence: str
    until: datetime | None


class NewConsent(BaseModel):
    """What a person agreed to, or what stands for it in law, with what shows it."""

    model_config = ConfigDict(extra="forbid")

    kind: ConsentKind
    channel: Channel | None = Field(default=None, description="Null covers every channel.")
    source: str = Field(min_length=1, max_length=200)
    evidence: str = Field(max_length=4_000, description="The words, the page, the form, the date.")
    facts: list[ConsentFact] = []
    captured_at: AwareDatetime
    valid_until: AwareDatetime | None = None


class ConsentAnswer(Answer):
    """A consent as it is kept; `withdrawn_at` ends it, and the row stays as evidence."""

    id: UUID
    kind: ConsentKind
    channel: Channel | None
    source: str
    evidence: str
    facts: list[str]
    captured_at: datetime
    valid_until: datetime | None
    withdrawn_at: datetime | None


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
    score = ScoreAnswer.of(row) if row else None
    return LeadDetail.model_validate({**_columns(lead), "score": score, "facts": list(lead.facts)})


@router.get("/{lead_id}/timeline")
async def timeline(lead_id: UUID, deps: ClientDeps) -> list[EntryAnswer]:
    """What happened to the lead, the newest first."""
    found = await deps.services.timelines.of(deps.client_id, LeadId(lead_id))
    return [EntryAnswer.of(each) for each in found.entries]


@router.get("/{lead_id}/timeline.csv")
async def timeline_csv(lead_id: UUID, deps: ClientDeps, user: Caller) -> Response:
    """The same as CSV, safe to open in a spreadsheet, with moments of the caller's own zone."""
    content = await deps.services.timelines.csv(deps.client_id, LeadId(lead_id), user.time_zone)
    return Response(
        content,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="timeline.csv"'},
    )


@router.get("/{lead_id}/channels")
async def channels(lead_id: UUID, deps: ClientDeps) -> list[ChannelAnswer]:
    """Every channel with what would be answered now, before there is a draft."""
    found = await deps.services.permission.explain(deps.client_id, LeadId(lead_id))
    return [ChannelAnswer.of(each) for each in found]


@router.get("/{lead_id}/consents")
async def consents(lead_id: UUID, deps: ClientDeps) -> list[ConsentAnswer]:
    """Every consent of the lead, the newest first; withdrawn and lapsed ones too."""
    lead = await deps.services.leads.get(deps.client_id, LeadId(lead_id))
    found = await deps.services.consents.of_lead(deps.client_id, lead.id)
    return [ConsentAnswer.of(each) for each in found]


@router.post("/{lead_id}/consents", status_code=201)
async def record_consent(lead_id: UUID, new: NewConsent, deps: ClientDeps) -> ConsentAnswer:
    """Record a consent with its evidence; 422 without any."""
    made = await deps.services.consents.record(
        deps.client_id,
        deps.actor,
        LeadId(lead_id),
        kind=new.kind,
        channel=new.channel,
        source=new.source,
        evidence=new.evidence,
        facts=new.facts,
        captured_at=new.captured_at,
        valid_until=new.valid_until,
    )
    return ConsentAnswer.of(made)


@router.delete("/{lead_id}/consents/{consent_id}", status_code=204)
async def withdraw_consent(lead_id: UUID, consent_id: UUID, deps: ClientDeps) -> None:
    """End a consent from now on; the row stays as evidence."""
    known = await deps.services.consents.of_lead(deps.client_id, LeadId(lead_id))
    if all(each.id != consent_id for each in known):
        raise NotFound("This lead has no such consent.")
    await deps.services.consents.withdraw(deps.client_id, deps.actor, ConsentId(consent_id))


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
