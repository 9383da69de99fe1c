"""Keep what was learned, in versions, and find it again by its words and by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from memory.enums import Channel, Intent, NoteKind, NoteScope
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import CampaignId, LeadId, NoteId, UserId
from memory.records.messages import Touch
from memory.records.talk import Note
from memory.words import Asked

SQL = Queries("notes")
RECALL = Queries("recall")


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
    subject: str | None = None
    """What a fact is about, in one form: a newer note about it in the same place takes its turn."""
    speaker: str | None = None
    said_at: datetime | None = None
    position: int | None = None
    """Place in the conversation `source_id`; turns of one sitting stand next to each other."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """What work the notes are for: those of wider or other scopes stay away; `everything` lets all in."""

    campaign_id: CampaignId | None = None
    lead_id: LeadId | None = None
    channel: Channel | None = None
    reviewer_id: UserId | None = None
    everything: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Meaning:
    """A question's vector, its model, and what its order counts beside the words' (0: only without words)."""

    vector: Sequence[float]
    model: str
    weight: float


async def add_notes(
    tx: ClientTransaction,
    fresh: Sequence[NewNote],
    *,
    embeddings: Sequence[Sequence[float]],
    model: str,
    by: UserId | None,
) -> list[Note]:
    """The notes as stored, in the order given."""
    columns = (
        [new.kind for new in fresh],
        [new.scope for new in fresh],
        [new.campaign_id for new in fresh],
        [new.channel for new in fresh],
        [new.lead_id for new in fresh],
        [new.reviewer_id for new in fresh],
        [new.text for new in fresh],
        [new.subject for new in fresh],
        [new.source_kind for new in fresh],
        [new.source_id for new in fresh],
        [new.speaker for new in fresh],
        [new.said_at for new in fresh],
        [new.position for new in fresh],
        # The driver has no arrays of vectors.
        [f"[{','.join(map(repr, vector))}]" for vector in embeddings],
    )
    return [Note.from_row(row) for row in await tx.fetch(SQL["add_notes"], *columns, model, by)]


async def add_version(
    tx: ClientTransaction,
    note_id: NoteId,
    text: str,
    *,
    subject: str | None,
    source_kind: str,
    source_id: UUID | None,
    embedding: Sequence[float],
    model: str,
    by: UserId | None,
    at: datetime,
) -> Note | None:
    """The version that took the note's place; None where the note is not in use."""
    values = (note_id, at, text, subject, source_kind, source_id, list(embedding), model, by)
    row = await tx.fetchrow(SQL["add_version"], *values)
    return Note.from_row(row) if row else None


async def supersede_subject(tx: ClientTransaction, new: NewNote, at: datetime) -> int:
    """How many older notes about the new one's subject went out of use."""
    place = (new.campaign_id, new.channel, new.lead_id, new.reviewer_id)
    return len(await tx.fetch(SQL["supersede_subject"], new.subject, new.scope, *place, at))


async def same_note(tx: ClientTransaction, new: NewNote) -> NoteId | None:
    """A live note that says the same in the same place."""
    place = (new.campaign_id, new.lead_id, new.channel, new.reviewer_id)
    return await tx.fetchval(SQL["same_note"], new.text, new.scope, *place)


async def recalled(
    tx: ClientTransaction, question: Asked, meaning: Meaning, *, reach: Reach, limit: int, fill: bool = False
) -> list[Note]:
    """The notes in reach that answer best, best first; `fill` adds the least unlike up to the limit."""
    values = (
        question.words,
        question.places,
        question.weights,
        question.names,
        question.when,
        question.since,
        question.until,
        reach.everything,
        reach.campaign_id,
        reach.lead_id,
        reach.channel,
        reach.reviewer_id,
        list(meaning.vector),
        meaning.model,
        meaning.weight,
        limit,
        fill,
        question.shape,
    )
    return [Note.from_row(row) for row in await tx.fetch(RECALL["recalled"], *values)]


async def standing_notes(tx: ClientTransaction, reach: Reach, limit: int) -> list[Note]:
    """Wishes that hold within reach, the nearest scope first."""
    place = (reach.campaign_id, reach.lead_id, reach.channel, reach.reviewer_id)
    return [Note.from_row(row) for row in await tx.fetch(SQL["standing_notes"], *place, limit)]


async def listed_notes(tx: ClientTransaction, *, struck: bool, limit: int, offset: int = 0) -> list[Note]:
    """What stands or what was struck, newest first."""
    return [Note.from_row(row) for row in await tx.fetch(SQL["listed_notes"], struck, limit, offset)]


async def note_by_id(tx: ClientTransaction, note_id: NoteId) -> Note | None:
    """The note, in whatever state."""
    row = await tx.fetchrow(SQL["note_by_id"], note_id)
    return Note.from_row(row) if row else None


async def versions_of(tx: ClientTransaction, note_id: NoteId) -> list[Note]:
    """Every version of what the note is one version of, oldest first; none for an unknown note."""
    return [Note.from_row(row) for row in await tx.fetch(SQL["versions_of"], note_id)]


async def notes_by_ids(tx: ClientTransaction, note_ids: Sequence[UUID]) -> list[Note]:
    """Those of these notes that still stand, in the order asked for."""
    return [Note.from_row(row) for row in await tx.fetch(SQL["notes_by_ids"], list(note_ids))]


async def named_notes(tx: ClientTransaction, note_ids: Sequence[UUID]) -> list[Note]:
    """These notes in whatever state, in the order asked for; a deleted one is left out."""
    return [Note.from_row(row) for row in await tx.fetch(SQL["named_notes"], list(note_ids))]


async def strike_note(tx: ClientTransaction, note_id: NoteId, at: datetime, by: UserId | None) -> bool:
    """Whether the note was in use and is not any more."""
    return await tx.fetchval(SQL["strike_note"], note_id, at, by) is not None


async def restore_note(tx: ClientTransaction, note_id: NoteId) -> bool:
    """Whether the note was struck and is in use again."""
    return await tx.fetchval(SQL["restore_note"], note_id) is not None


async def forget_note(tx: ClientTransaction, note_id: NoteId) -> int:
    """How many versions were deleted."""
    return await tx.execute(SQL["forget_note"], note_id)


async def forget_lead(tx: ClientTransaction, lead_id: LeadId) -> int:
    """How many notes about the lead, or learned from them, were deleted."""
    return await tx.execute(SQL["forget_lead"], lead_id)


async def answers_to_step(tx: ClientTransaction, touch: Touch) -> dict[Intent, int]:
    """How many people answered messages like the touch, by what they wanted."""
    found = await tx.fetch(SQL["answers_to_step"], touch.campaign_id, touch.channel, touch.step_n)
    return {Intent(row["intent"]): row["leads"] for row in found}


async def embedded_otherwise(tx: ClientTransaction, model: str, limit: int) -> list[tuple[NoteId, str]]:
    """Notes in use whose vector another model made."""
    return [(row["id"], row["text"]) for row in await tx.fetch(SQL["embedded_otherwise"], model, limit)]


async def set_embedding(
    tx: ClientTransaction, note_id: NoteId, embedding: Sequence[float], model: str
) -> None:
    """Give the note the vector of another model."""
    await tx.execute(SQL["set_embedding"], note_id, list(embedding), model)
