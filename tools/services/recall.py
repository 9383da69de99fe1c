"""Remember what reviewers teach, and find what fits the work at hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Protocol
from uuid import UUID

from errors import NotFound
from memory import notes as rows
from memory.audit import add_audit
from memory.enums import NoteKind, NoteScope
from memory.notes import NewNote
from memory.postgres import ClientTransaction
from memory.records.actor import Actor, Clock
from memory.records.ids import CampaignId, ClientId, LeadId, NoteId
from memory.records.messages import Approval, Draft, Touch
from memory.records.talk import Note
from memory.store import Memory

NOTES_FOR_DRAFT = 5
NOTE_CHARACTERS = 500
LESSONS_AT_MOST = 3
_STANDING = re.compile(
    r"(?:(?:and|also|oh|please|ok(?:ay)?|so|we|you should|i want you to|and we),?\s+)*"
    r"(?:never\b(?! mind)|always\b|from now on\b|remember\b(?! (?:when|the time|me)\b)|avoid\b"
    r"|stop (?:using|saying|mentioning|writing)\b|no more \w+ in\b"
    r"|in (?:every|all) (?:mails?|emails?|drafts?|messages?)\b"
    r"|(?:do not|don['’]t) (?:ever )?(?:mention|write|say|use|call|start|end|offer|promise|talk|name)\b)",
    re.IGNORECASE,
)
_PASSING = re.compile(
    r"\?\s*$|\b(?:yet|today|tomorrow|tonight|right now|for now|this (?:week|morning|afternoon)|until|till)\b",
    re.IGNORECASE,
)
"""A question, or an order for the moment: nothing to keep for good."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")


class Embedder(Protocol):
    """Turns texts into vectors of 512 numbers; `name` says which model did."""

    @property
    def name(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]: ...


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
        """The notes that were new."""
        if not fresh:
            return []
        vectors = self.embedder.embed([new.text for new in fresh])
        kept: list[Note] = []
        async with self.memory.postgres.client_transaction(client_id) as tx:
            for new, vector in zip(fresh, vectors, strict=True):
                if await rows.same_note(tx, new) is None:
                    kept.append(
                        await rows.add_note(
                            tx, new, embedding=vector, model=self.embedder.name, by=actor.user_id
                        )
                    )
        return kept

    async def relevant(
        self,
        client_id: ClientId,
        query: str,
        *,
        campaign_id: CampaignId | None = None,
        lead_id: LeadId | None = None,
        limit: int = NOTES_FOR_DRAFT,
    ) -> list[Note]:
        """The notes that fit best, of the whole client and of this campaign and lead, best first."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await self._fitting(tx, query, campaign_id, lead_id, limit)

    async def for_draft(
        self, tx: ClientTransaction, query: str, *, campaign_id: CampaignId, lead_id: LeadId
    ) -> list[Note]:
        """What a draft for this lead in this campaign should heed, inside an open transaction."""
        return await self._fitting(tx, query, campaign_id, lead_id, NOTES_FOR_DRAFT)

    async def _fitting(
        self,
        tx: ClientTransaction,
        query: str,
        campaign_id: CampaignId | None,
        lead_id: LeadId | None,
        limit: int,
    ) -> list[Note]:
        return await rows.relevant_notes(
            tx,
            embedding=self.embedder.embed([query])[0],
            words=query,
            model=self.embedder.name,
            campaign_id=campaign_id,
            lead_id=lead_id,
            limit=limit,
        )

    async def live(self, client_id: ClientId, limit: int = 100) -> list[Note]:
        """What stands, newest first."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await rows.live_notes(tx, limit)

    async def by_ids(self, client_id: ClientId, note_ids: Sequence[NoteId]) -> list[Note]:
        """Those of these notes that still stand, in the order asked for."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await rows.notes_by_ids(tx, note_ids)

    async def learn_from_chat(
        self, client_id: ClientId, actor: Actor, turn_id: UUID, said: str
    ) -> list[Note]:
        """A note for each standing instruction that a user gave, three at most."""
        fresh = [
            NewNote(
                kind=NoteKind.PREFERENCE,
                scope=NoteScope.CLIENT,
                text=text[:NOTE_CHARACTERS],
                source_kind="chat",
                source_id=turn_id,
            )
            for text in standing_instructions(said)[:LESSONS_AT_MOST]
        ]
        return await self.remember_all(client_id, actor, fresh)

    async def strike(self, client_id: ClientId, actor: Actor, note_id: NoteId) -> None:
        """Take a note out of use; NotFound where it is not in use."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            if not await rows.strike_note(tx, note_id, self.clock(), actor.user_id):
                raise NotFound("There is no such note in use.")
            await add_audit(tx, actor, "note.struck", subject_kind="note", subject_id=note_id)

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
        texts = lessons_of_edit(before, after) if after else lessons_of_reason(approval.reason)
        source = "edit" if after else "feedback" if approval.status.value == "redraft" else "rejection"
        fresh = [
            NewNote(
                kind=NoteKind.PREFERENCE,
                scope=NoteScope.CAMPAIGN,
                campaign_id=touch.campaign_id,
                channel=touch.channel,
                text=text[:NOTE_CHARACTERS],
                source_kind=source,
                source_id=approval.id,
            )
            for text in texts[:LESSONS_AT_MOST]
        ]
        return await self.remember_all(client_id, actor, fresh)


def standing_instructions(said: str) -> list[str]:
    """The sentences that ask for something once and for all: "never …", "always …", "from now on …"."""
    sentences = (sentence.strip() for sentence in _SENTENCE.split(said))
    return [one for one in sentences if _STANDING.match(one) and not _PASSING.search(one)]


def lessons_of_reason(reason: str | None) -> list[str]:
    """What a refusal or a remark teaches."""
    text = (reason or "").strip()
    return [f"A reviewer said of a draft: {text}"] if len(text) > 3 else []


def lessons_of_edit(before: Draft, after: Draft) -> list[str]:
    """One sentence a changed passage, the longest first: what was written, what the reviewer made of it."""
    lessons: list[tuple[int, str]] = []
    if before.subject != after.subject:
        lessons.append((10_000, f"A reviewer changed the subject “{before.subject}” to “{after.subject}”."))
    old, new = _SENTENCE.split(before.body), _SENTENCE.split(after.body)
    for tag, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag != "equal":
            was, became = " ".join(old[a:b]).strip(), " ".join(new[c:d]).strip()
            lessons.append((len(was) + len(became), _lesson(was, became)))
    return [text for size, text in sorted(lessons, key=lambda lesson: -lesson[0]) if size]


def _lesson(was: str, became: str) -> str:
    if not became:
        return f"A reviewer took out “{was[:230]}”."
    if not was:
        return f"A reviewer added “{became[:230]}”."
    return f"A reviewer changed “{was[:220]}” to “{became[:220]}”."
