"""Remember what people teach, correct it, forget it, and find what fits the work at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from memory import notes as rows
from memory.campaigns import campaigns as every_campaign
from memory.drafts import draft_by_id
from memory.enums import Channel, NoteKind, NoteScope
from memory.leads import lead_by_id
from memory.notes import Meaning, NewNote, Reach
from memory.postgres import ClientTransaction
from memory.records.actor import SYSTEM, Actor, Clock
from memory.records.ids import CampaignId, ClientId, LeadId, NoteId, ReplyId, UserId
from memory.records.messages import Approval, Draft, Touch
from memory.records.talk import Note
from memory.replies import reply_by_id
from memory.store import Memory
from memory.touches import touch_by_id
from memory.words import asked
from tools.services.learning.embedders import Embedder
from tools.services.learning.lessons import (
    LESSONS_AT_MOST,
    note_of_outcome,
    note_of_saying,
    notes_of_decision,
    standing_instructions,
)

WISHES_FOR_DRAFT, NOTES_FOR_DRAFT = 8, 4
QUESTION_CHARACTERS = 2000
"""A longer question has said by then what it wants."""
NOTES_AT_ONCE = 200
"""Notes that are embedded and stored in one statement."""
SITTING = timedelta(hours=3)
"""After a longer silence a conversation's next turn stands beside nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """Something that was said in a conversation."""

    speaker: str
    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Recall:
    """The client's notes."""

    memory: Memory
    clock: Clock
    embedder: Embedder

    async def remember(self, client_id: ClientId, actor: Actor, new: NewNote) -> Note | None:
        """The note, or None where a live one says the same."""
        kept = await self.remember_all(client_id, actor, [new])
        return kept[0] if kept else None

    async def remember_all(self, client_id: ClientId, actor: Actor, fresh: Sequence[NewNote]) -> list[Note]:
        """The notes that were new; older ones about the same subject in the same place go out of use."""
        if not fresh:
            return []
        made = await self.embedder.embed([new.text for new in fresh], "document")
        kept: list[Note] = []
        async with self.memory.postgres.client_transaction(client_id) as tx:
            for new, vector in zip(fresh, made.vectors, strict=True):
                if await rows.same_note(tx, new) is not None:
                    continue
                if new.subject is not None:
                    await rows.supersede_subject(tx, new, self.clock())
                kept += await rows.add_notes(
                    tx, [new], embeddings=[vector], model=made.model, by=actor.user_id
                )
        return kept

    async def keep_conversation(self, client_id: ClientId, turns: Sequence[Turn]) -> list[Note]:
        """The turns as notes of one source, in their order; they are recalled like any other note."""
        source, position, kept = uuid4(), 0, list[Note]()
        fresh: list[NewNote] = []
        for n, turn in enumerate(turns):
            # Places of two sittings lie apart, so that none is the other's neighbour.
            position += 10 if n and turn.at - turns[n - 1].at > SITTING else 1
            fresh.append(
                NewNote(
                    kind=NoteKind.FACT,
                    scope=NoteScope.CLIENT,
                    text=turn.text,
                    source_kind="conversation",
                    source_id=source,
                    speaker=turn.speaker,
                    said_at=turn.at,
                    position=position,
                )
            )
        for start in range(0, len(fresh), NOTES_AT_ONCE):
            batch = fresh[start : start + NOTES_AT_ONCE]
            made = await self.embedder.embed([new.text for new in batch], "document")
            async with self.memory.postgres.client_transaction(client_id) as tx:
                kept += await rows.add_notes(tx, batch, embeddings=made.vectors, model=made.model, by=None)
        return kept

    async def relevant(
        self,
        client_id: ClientId,
        question: str,
        *,
        reach: Reach | None = None,
        limit: int = 10,
        fill: bool = False,
    ) -> list[Note]:
        """The notes that answer best, best first; of the whole client unless `reach` narrows it.

        `fill` adds what is least unlike the question, up to the limit.
        """
        question = question[:QUESTION_CHARACTERS]
        made = await self.embedder.embed([question], "query")
        meaning = Meaning(vector=made.vectors[0], model=made.model, weight=made.weight)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await rows.recalled(
                tx, asked(question), meaning, reach=reach or Reach(everything=True), limit=limit, fill=fill
            )

    async def for_draft(
        self,
        client_id: ClientId,
        query: str,
        *,
        campaign_id: CampaignId,
        lead_id: LeadId,
        channel: Channel,
        reviewer_id: UserId | None = None,
    ) -> list[Note]:
        """What a draft for this lead should heed: wishes that hold first, then what fits the brief.

        Of the wishes that are one person's own, those of the reviewer whom the draft will come before.
        """
        reach = Reach(campaign_id=campaign_id, lead_id=lead_id, channel=channel, reviewer_id=reviewer_id)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            wishes = await rows.standing_notes(tx, reach, WISHES_FOR_DRAFT)
        fitting = await self.relevant(client_id, query, reach=reach, limit=NOTES_FOR_DRAFT)
        return list({note.id: note for note in [*wishes, *fitting]}.values())

    async def by_ids(self, client_id: ClientId, note_ids: Sequence[NoteId]) -> list[Note]:
        """Those of these notes that still stand, in the order asked for."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await rows.notes_by_ids(tx, note_ids)

    async def learn_from_chat(
        self, client_id: ClientId, actor: Actor, turn_id: UUID, said: str
    ) -> list[Note]:
        """A note for each standing instruction that a user gave, three at most."""
        sayings = standing_instructions(said)[:LESSONS_AT_MOST]
        if not sayings:
            return []
        async with self.memory.postgres.client_transaction(client_id) as tx:
            names = {campaign.id: campaign.name for campaign in await every_campaign(tx)}
        fresh = [_from(note_of_saying(one, actor, names), turn_id) for one in sayings]
        return await self.remember_all(client_id, actor, fresh)

    async def learn_from(
        self,
        client_id: ClientId,
        actor: Actor,
        approval: Approval,
        touch: Touch,
        before: Draft,
        after: Draft | None,
    ) -> list[Note]:
        """At most three notes of a decision: what was edited, or why it was refused."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            lead = await lead_by_id(tx, touch.lead_id)
        fresh = notes_of_decision(approval, touch, lead, actor, before, after)
        return await self.remember_all(client_id, actor, fresh)

    async def learn_from_reply(self, client_id: ClientId, reply_id: ReplyId) -> Note | None:
        """What came of the step that the reply answers; the newer count takes the older one's place."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            reply = await reply_by_id(tx, reply_id)
            touch = await touch_by_id(tx, reply.touch_id) if reply and reply.touch_id else None
            if reply is None or touch is None or reply.intent is None or reply.abstained:
                return None
            draft = await draft_by_id(tx, touch.draft_id) if touch.draft_id else None
            answers = await rows.answers_to_step(tx, touch)
        new = note_of_outcome(touch, reply.intent, answers, draft.subject if draft else "")
        return await self.remember(client_id, SYSTEM, new) if new else None

    async def forget_lead(self, tx: ClientTransaction, lead_id: LeadId) -> int:
        """Delete every note about a lead, and those learned from them, inside the erasure's transaction."""
        return await rows.forget_lead(tx, lead_id)

    async def renew(self, client_id: ClientId) -> int:
        """How many notes with another model's vector got one of the present model."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            stale = await rows.embedded_otherwise(tx, self.embedder.model, NOTES_AT_ONCE)
        if not stale:
            return 0
        made = await self.embedder.embed([text for _, text in stale], "document")
        if made.model != self.embedder.model:
            return 0
        async with self.memory.postgres.client_transaction(client_id) as tx:
            for (note_id, _), vector in zip(stale, made.vectors, strict=True):
                await rows.set_embedding(tx, note_id, vector, made.model)
        return len(stale)


def _from(new: NewNote, source_id: UUID) -> NewNote:
    return replace(new, source_id=source_id)
