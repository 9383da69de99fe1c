"""Keep what was learned, and find it again by meaning and by words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from memory.enums import Channel, NoteKind, NoteScope
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import CampaignId, LeadId, NoteId, UserId
from memory.records.talk import Note

SQL = Queries("notes")


@dataclass(frozen=True, kw_only=True, slots=True)
class NewNote:
    """Something learned, and where from."""

    kind: NoteKind
    scope: NoteScope
    text: str
    source_kind: str
    source_id: UUID | None
    campaign_id: CampaignId | None = None
    channel: Channel | None = None
    lead_id: LeadId | None = None
    reviewer_id: UserId | None = None


async def add_note(
    tx: ClientTransaction, new: NewNote, *, embedding: Sequence[float], model: str, by: UserId | None
) -> Note:
    """The note as stored."""
    place = (new.campaign_id, new.channel, new.lead_id, new.reviewer_id)
    values = (
        new.kind,
        new.scope,
        *place,
        new.text,
        list(embedding),
        model,
        new.source_kind,
        new.source_id,
        by,
    )
    row = await tx.fetchrow(SQL["add_note"], *values)
    assert row is not None
    return Note.from_row(row)


async def same_note(tx: ClientTransaction, new: NewNote) -> NoteId | None:
    """A live note that says the same in the same place."""
    return await tx.fetchval(SQL["same_note"], new.text, new.scope, new.campaign_id, new.lead_id)


async def relevant_notes(
    tx: ClientTransaction,
    *,
    embedding: Sequence[float],
    words: str,
    model: str,
    campaign_id: CampaignId | None,
    lead_id: LeadId | None,
    limit: int,
) -> list[Note]:
    """The notes that fit best, best first."""
    values = (list(embedding), words, campaign_id, lead_id, limit, model)
    return [Note.from_row(row) for row in await tx.fetch(SQL["relevant_notes"], *values)]


async def live_notes(tx: ClientTransaction, limit: int) -> list[Note]:
    """What stands, newest first."""
    return [Note.from_row(row) for row in await tx.fetch(SQL["live_notes"], limit)]


async def strike_note(tx: ClientTransaction, note_id: NoteId, at: datetime, by: UserId | None) -> bool:
    """Whether the note was in use and is not any more."""
    return await tx.execute(SQL["strike_note"], note_id, at, by) > 0


async def notes_by_ids(tx: ClientTransaction, note_ids: Sequence[UUID]) -> list[Note]:
    """Those of these notes that still stand, in the order asked for."""
    return [Note.from_row(row) for row in await tx.fetch(SQL["notes_by_ids"], list(note_ids))]
