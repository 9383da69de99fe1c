"""Erase a person for good: say whom, see what goes and what stays, and confirm it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.answers import Answer
from api.callers import ClientDeps, ThePlatform
from graphs.erasing import erase
from memory.erasures import ErasureId, ErasureStatus
from memory.records.ids import LeadId
from tools.services.consent.erasure import ErasureView

router = APIRouter(prefix="/api/v1/clients/{client_id}/erasures", tags=["erasures"])


class Whom(BaseModel):
    """An address, whether it is a lead's or not, or a lead."""

    model_config = ConfigDict(extra="forbid")

    email: Annotated[str, Field(max_length=320)] | None = None
    lead_id: UUID | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> Whom:
        """Exactly one says who it is."""
        if (self.email is None) == (self.lead_id is None):
            raise ValueError("say either the email or the lead_id")
        return self


class HeldAnswer(Answer):
    """How much is kept about a person, or was."""

    unsent: int
    sent: int
    drafts: int
    replies: int
    notes: int
    entries: int
    consents: int
    cases: int
    found: int


class ErasureAnswer(BaseModel):
    """An erasure: `email` and `names` are gone once it is `done`; consents stay, without the person."""

    id: UUID
    status: ErasureStatus
    email: str | None
    names: list[str]
    lead_ids: list[UUID]
    held: HeldAnswer
    asked_at: datetime
    decided_at: datetime | None


@router.post("", status_code=201)
async def ask(whom: Whom, deps: ClientDeps) -> ErasureAnswer:
    """What would be erased; nothing is until it is confirmed, which cannot be undone. For owners."""
    erasing = deps.services.erasing
    if whom.lead_id is not None:
        return _answer(await erasing.open_lead(deps.client_id, deps.actor, LeadId(whom.lead_id)))
    return _answer(await erasing.open(deps.client_id, deps.actor, whom.email or ""))


@router.get("/{erasure_id}")
async def one(erasure_id: UUID, deps: ClientDeps) -> ErasureAnswer:
    """How an erasure stands. For owners."""
    return _answer(await deps.services.erasing.get(deps.client_id, deps.actor, ErasureId(erasure_id)))


@router.post("/{erasure_id}/confirm")
async def confirm(erasure_id: UUID, deps: ClientDeps, platform: ThePlatform) -> ErasureAnswer:
    """Erase the person; twice changes nothing, 409 while a message to them is on its way. For owners."""
    await erase(platform, deps.client_id, deps.actor, ErasureId(erasure_id))
    return _answer(await deps.services.erasing.get(deps.client_id, deps.actor, ErasureId(erasure_id)))


@router.post("/{erasure_id}/decline", status_code=204)
async def decline(erasure_id: UUID, deps: ClientDeps) -> None:
    """Leave the person as they are; 409 where it was decided before. For owners."""
    await deps.services.erasing.decline(deps.client_id, deps.actor, ErasureId(erasure_id))


def _answer(view: ErasureView) -> ErasureAnswer:
    erasure = view.erasure
    return ErasureAnswer(
        id=erasure.id,
        status=erasure.status,
        email=erasure.address,
        names=list(view.names),
        lead_ids=list(erasure.lead_ids),
        held=HeldAnswer.of(view.held),
        asked_at=erasure.asked_at,
        decided_at=erasure.decided_at,
    )
