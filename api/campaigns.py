"""Make, list and steer a client's campaigns."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body
from pydantic import BaseModel, ConfigDict

from api.answers import Answer
from api.callers import ClientDeps
from graphs import flows
from memory.enums import CampaignStatus, Channel, Mode
from memory.records.ids import CampaignId, ImportId
from memory.signals import SignalKind
from tools.services.campaigns import CampaignPlan

router = APIRouter(prefix="/api/v1/clients/{client_id}/campaigns", tags=["campaigns"])


class CampaignAnswer(Answer):
    """A campaign as it stands."""

    id: UUID
    name: str
    brief: str
    status: CampaignStatus
    mode: Mode | None
    percentages: dict[Channel, int]
    daily_limit: int
    target_industries: list[str]
    time_zone: str
    starts_on: date | None
    ends_on: date | None
    created_at: datetime


class StatusChange(BaseModel):
    """The status that a campaign shall have."""

    model_config = ConfigDict(extra="forbid")

    status: CampaignStatus


class Assignment(BaseModel):
    """Which leads shall join: those of one import, or every lead without a campaign."""

    model_config = ConfigDict(extra="forbid")

    import_id: UUID | None = None


class AssignmentAnswer(BaseModel):
    """How many leads joined."""

    assigned: int


@router.get("")
async def listing(deps: ClientDeps) -> list[CampaignAnswer]:
    """Every campaign of the client."""
    return [CampaignAnswer.of(each) for each in await deps.services.campaigns.list(deps.client_id)]


@router.post("", status_code=201)
async def create(plan: Annotated[CampaignPlan, Body()], deps: ClientDeps) -> CampaignAnswer:
    """A new campaign in status draft; 422 when its percentages miss 100."""
    return CampaignAnswer.of(await deps.services.campaigns.create(deps.client_id, deps.actor, plan))


@router.get("/{campaign_id}")
async def show(campaign_id: UUID, deps: ClientDeps) -> CampaignAnswer:
    """One campaign."""
    return CampaignAnswer.of(await deps.services.campaigns.get(deps.client_id, CampaignId(campaign_id)))


@router.post("/{campaign_id}/status")
async def change(campaign_id: UUID, wanted: StatusChange, deps: ClientDeps) -> CampaignAnswer:
    """Start, pause, resume or complete; 409 for a change that the present status does not allow."""
    changed = await deps.services.campaigns.change_status(
        deps.client_id, deps.actor, CampaignId(campaign_id), wanted.status
    )
    await deps.services.notify.tell(deps.client_id, SignalKind.CAMPAIGN_CHANGED, changed.id)
    if changed.status is CampaignStatus.ACTIVE:
        await flows.launched(deps.client_id, changed.id)
    return CampaignAnswer.of(changed)


@router.post("/{campaign_id}/leads")
async def assign(campaign_id: UUID, wanted: Assignment, deps: ClientDeps) -> AssignmentAnswer:
    """Put leads into the campaign."""
    import_id = ImportId(wanted.import_id) if wanted.import_id else None
    assigned = await deps.services.campaigns.assign_leads(
        deps.client_id, deps.actor, CampaignId(campaign_id), import_id
    )
    return AssignmentAnswer(assigned=assigned)
