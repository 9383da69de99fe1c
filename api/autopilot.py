"""Show what autopilot has been earned by, and switch it."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from api.callers import ClientDeps
from memory.enums import Channel, LeadTier
from tools.services.reviewing.autopilot import Standing

router = APIRouter(prefix="/api/v1/clients/{client_id}/autopilot", tags=["autopilot"])


class StandingAnswer(BaseModel):
    """One channel and tier; shares and bounds are 0..1."""

    channel: Channel
    lead_tier: LeadTier
    decided: int
    accepted: int
    share: float | None
    lower_bound: float
    needed: float
    is_earned: bool
    is_on: bool
    changed_at: datetime | None
    reason: str | None


class Switching(BaseModel):
    """Which one, on or off."""

    model_config = ConfigDict(extra="forbid")

    channel: Channel
    lead_tier: LeadTier
    on: bool


@router.get("")
async def standings(deps: ClientDeps) -> list[StandingAnswer]:
    """Every channel and tier that reviewers have decided on."""
    return [_answer(each) for each in await deps.services.autopilot.standings(deps.client_id)]


@router.put("")
async def switch(wanted: Switching, deps: ClientDeps) -> StandingAnswer:
    """Switch one on (an admin, where it is earned; 422 else) or off (any member)."""
    autopilot = deps.services.autopilot
    change = autopilot.switch_on if wanted.on else autopilot.switch_off
    return _answer(await change(deps.client_id, deps.actor, wanted.channel, wanted.lead_tier))


def _answer(each: Standing) -> StandingAnswer:
    return StandingAnswer(
        channel=each.channel,
        lead_tier=each.lead_tier,
        decided=each.decided,
        accepted=each.accepted,
        share=each.share,
        lower_bound=each.lower,
        needed=each.bound,
        is_earned=each.is_earned,
        is_on=each.is_on,
        changed_at=each.switch.changed_at if each.switch else None,
        reason=each.switch.reason if each.switch else None,
    )
