"""Show what a client pays for, has left and has cost, and send owners to where they pay."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict

from api.answers import Answer
from api.callers import ClientDeps
from memory.enums import Subscription, Tier
from tools.services.account import Pace
from tools.services.money.reports import total

router = APIRouter(prefix="/api/v1/clients/{client_id}/billing", tags=["billing"])


class AccountAnswer(BaseModel):
    """The account as it stands; `notices` is what an owner should know of it."""

    tier: Tier
    subscription: Subscription
    runs: bool
    price_aud: int
    balance: int
    quota: int
    used: int
    resets_at: datetime
    daily_target: float
    expected: float
    pace: Pace
    campaigns: int
    touches_a_day: int
    notices: list[str]


class EntryAnswer(Answer):
    """One change of the credits."""

    delta: int
    balance_after: int
    reason: str
    created_at: datetime


class CostsAnswer(Answer):
    """AUD; a cost per lead, reply or meeting is null where there is none yet."""

    campaign_id: UUID | None
    name: str
    sends_aud: Decimal
    enrichment_aud: Decimal
    models_aud: Decimal
    total_aud: Decimal
    sent: int
    leads: int
    replies: int
    meetings: int
    per_lead: Decimal | None
    per_reply: Decimal | None
    per_meeting: Decimal | None


class AllCostsAnswer(BaseModel):
    """The client's costs, and each campaign's; the latter sum to the former."""

    client: CostsAnswer
    campaigns: list[CostsAnswer]


class Wanted(BaseModel):
    """The tier that somebody wants to subscribe to."""

    model_config = ConfigDict(extra="forbid")

    tier: Tier


class PageAnswer(BaseModel):
    """The page to go to."""

    url: str


@router.get("")
async def account(deps: ClientDeps) -> AccountAnswer:
    """Tier, subscription, credits and pace."""
    state = await deps.services.billing.state(deps.client_id)
    return AccountAnswer(
        tier=state.tier,
        subscription=state.subscription,
        runs=state.runs,
        price_aud=state.price_aud,
        balance=state.balance,
        quota=state.quota,
        used=state.used,
        resets_at=state.resets_at,
        daily_target=state.daily_target,
        expected=state.expected,
        pace=state.pace,
        campaigns=state.campaigns,
        touches_a_day=state.touches_a_day,
        notices=state.notices(),
    )


@router.get("/ledger")
async def ledger(deps: ClientDeps, limit: Annotated[int, Query(ge=1, le=500)] = 50) -> list[EntryAnswer]:
    """The latest changes of the credits, newest first; all of them sum to the balance."""
    entries = await deps.services.billing.entries(deps.client_id, limit)
    return [EntryAnswer.of(entry) for entry in entries]


@router.get("/costs")
async def costs(deps: ClientDeps) -> AllCostsAnswer:
    """What each campaign has cost, by lead, reply and meeting."""
    campaigns = await deps.services.cost_reports.of_campaigns(deps.client_id)
    return AllCostsAnswer(
        client=CostsAnswer.of(total(campaigns)), campaigns=[CostsAnswer.of(one) for one in campaigns]
    )


@router.get("/costs.csv", response_class=Response)
async def costs_csv(deps: ClientDeps) -> Response:
    """The same as a table, one campaign a row."""
    return Response(
        await deps.services.cost_reports.csv(deps.client_id),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="costs.csv"'},
    )


@router.post("/checkout", status_code=201)
async def checkout(wanted: Wanted, deps: ClientDeps) -> PageAnswer:
    """Where an owner subscribes; 403 for anybody else, 409 where there is a subscription."""
    return PageAnswer(url=await deps.services.subscriptions.checkout(deps.client_id, deps.actor, wanted.tier))


@router.post("/portal", status_code=201)
async def portal(deps: ClientDeps) -> PageAnswer:
    """Where an owner changes or ends the subscription; 403 for anybody else, 409 where there is none."""
    return PageAnswer(url=await deps.services.subscriptions.portal(deps.client_id, deps.actor))
