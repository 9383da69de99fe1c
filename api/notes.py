"""List what was learned, and correct it, strike it, restore it, roll it back or delete it for good."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.answers import Answer
from api.callers import ClientDeps
from memory.enums import Channel, NoteKind, NoteScope
from memory.records.ids import NoteId
from tools.services.learning.lessons import NOTE_CHARACTERS

router = APIRouter(prefix="/api/v1/clients/{client_id}/notes", tags=["notes"])


class NoteAnswer(Answer):
    """Something learned: how far it reaches, where it comes from, and whether it is in use."""

    id: UUID
    kind: NoteKind
    scope: NoteScope
    campaign_id: UUID | None
    channel: Channel | None
    lead_id: UUID | None
    reviewer_id: UUID | None
    text: str
    source_kind: str
    source_id: UUID | None
    version: int
    created_at: datetime
    superseded_at: datetime | None
    struck_at: datetime | None


class Correction(BaseModel):
    """What a note should say instead."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=3, max_length=NOTE_CHARACTERS)


class Rollback(BaseModel):
    """The version whose words should hold again."""

    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1)


@router.get("")
async def listed(
    deps: ClientDeps,
    about: Annotated[str, Query(max_length=500)] = "",
    struck: bool = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> list[NoteAnswer]:
    """Notes in use, newest first, or the best fitting ones `about` something; or those that were struck."""
    if about.strip() and not struck:
        found = await deps.services.recall.relevant(deps.client_id, about, limit=limit)
    elif struck:
        found = await deps.services.notebook.struck(deps.client_id, limit, offset)
    else:
        found = await deps.services.notebook.live(deps.client_id, limit, offset)
    return [NoteAnswer.of(note) for note in found]


@router.get("/{note_id}/versions")
async def versions(note_id: UUID, deps: ClientDeps) -> list[NoteAnswer]:
    """Every version of a note, oldest first."""
    return [
        NoteAnswer.of(one) for one in await deps.services.notebook.versions(deps.client_id, NoteId(note_id))
    ]


@router.post("/{note_id}/correction")
async def correct(note_id: UUID, correction: Correction, deps: ClientDeps) -> NoteAnswer:
    """A new version in the note's place; 409 where it is not in use any more."""
    note = await deps.services.notebook.correct(deps.client_id, deps.actor, NoteId(note_id), correction.text)
    return NoteAnswer.of(note)


@router.post("/{note_id}/rollback")
async def roll_back(note_id: UUID, rollback: Rollback, deps: ClientDeps) -> NoteAnswer:
    """A new version that says what an earlier one said."""
    notebook = deps.services.notebook
    return NoteAnswer.of(
        await notebook.roll_back(deps.client_id, deps.actor, NoteId(note_id), rollback.version)
    )


@router.post("/{note_id}/strike")
async def strike(note_id: UUID, deps: ClientDeps) -> NoteAnswer:
    """Take a note out of use; it can be restored."""
    await deps.services.notebook.strike(deps.client_id, deps.actor, NoteId(note_id))
    return NoteAnswer.of(await deps.services.notebook.get(deps.client_id, NoteId(note_id)))


@router.post("/{note_id}/restore")
async def restore(note_id: UUID, deps: ClientDeps) -> NoteAnswer:
    """Bring a struck note back into use."""
    await deps.services.notebook.restore(deps.client_id, deps.actor, NoteId(note_id))
    return NoteAnswer.of(await deps.services.notebook.get(deps.client_id, NoteId(note_id)))


@router.delete("/{note_id}", status_code=204)
async def forget(note_id: UUID, deps: ClientDeps) -> None:
    """Delete a note with all its versions, for good; for admins."""
    await deps.services.notebook.forget(deps.client_id, deps.actor, NoteId(note_id))
