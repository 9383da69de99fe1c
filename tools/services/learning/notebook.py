"""Let people see what was learned, correct it, take it back, bring it back, and delete it for good."""

from __future__ import annotations

from dataclasses import dataclass

from errors import Conflict, InvalidInput, NotFound
from memory import notes as rows
from memory.audit import add_audit
from memory.enums import Role
from memory.postgres import ClientTransaction
from memory.records.actor import Actor, Clock
from memory.records.ids import ClientId, NoteId
from memory.records.talk import Note
from memory.store import Memory
from tools.services.access import require
from tools.services.learning.embedders import Embedder
from tools.services.learning.lessons import NOTE_CHARACTERS, subject_of


@dataclass(frozen=True, kw_only=True)
class Notebook:
    """The client's notes, as people work on them."""

    memory: Memory
    clock: Clock
    embedder: Embedder

    async def live(self, client_id: ClientId, limit: int = 100, offset: int = 0) -> list[Note]:
        """What stands, newest first."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await rows.listed_notes(tx, struck=False, limit=limit, offset=offset)

    async def struck(self, client_id: ClientId, limit: int = 100, offset: int = 0) -> list[Note]:
        """What was struck and can be restored, the last struck first."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await rows.listed_notes(tx, struck=True, limit=limit, offset=offset)

    async def get(self, client_id: ClientId, note_id: NoteId) -> Note:
        """The note, in whatever state; NotFound where the client has no such note."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await _existing(tx, note_id)

    async def versions(self, client_id: ClientId, note_id: NoteId) -> list[Note]:
        """Every version of the note, oldest first; NotFound where the client has no such note."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await _existing(tx, note_id)
            return await rows.versions_of(tx, note_id)

    async def correct(self, client_id: ClientId, actor: Actor, note_id: NoteId, text: str) -> Note:
        """The version that takes the note's place; Conflict where another has taken it or it was struck."""
        require(actor, Role.MEMBER)
        said = " ".join(text.split())
        if not 3 <= len(said) <= NOTE_CHARACTERS:
            raise InvalidInput(f"A note has 3 to {NOTE_CHARACTERS} characters.")
        return await self._replace(client_id, actor, note_id, said, "correction")

    async def roll_back(self, client_id: ClientId, actor: Actor, note_id: NoteId, version: int) -> Note:
        """A new version that says what an earlier one said; NotFound where there is no such version."""
        require(actor, Role.MEMBER)
        versions = await self.versions(client_id, note_id)
        wanted = next((one for one in versions if one.version == version), None)
        if wanted is None:
            raise NotFound(f"This note has no version {version}.")
        current = versions[-1]
        if wanted.id == current.id:
            raise Conflict(f"Version {version} is the present one.")
        return await self._replace(client_id, actor, current.id, wanted.text, "rollback")

    async def strike(self, client_id: ClientId, actor: Actor, note_id: NoteId) -> None:
        """Take a note out of use; NotFound where it is not in use."""
        require(actor, Role.MEMBER)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            if not await rows.strike_note(tx, note_id, self.clock(), actor.user_id):
                raise NotFound("There is no such note in use.")
            await add_audit(tx, actor, "note.struck", subject_kind="note", subject_id=note_id)

    async def restore(self, client_id: ClientId, actor: Actor, note_id: NoteId) -> None:
        """Bring a struck note back into use; NotFound where it was not struck."""
        require(actor, Role.MEMBER)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            if not await rows.restore_note(tx, note_id):
                raise NotFound("There is no such struck note.")
            await add_audit(tx, actor, "note.restored", subject_kind="note", subject_id=note_id)

    async def forget(self, client_id: ClientId, actor: Actor, note_id: NoteId) -> int:
        """Delete a note with every version of it, for good; how many rows went."""
        require(actor, Role.ADMIN)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            gone = await rows.forget_note(tx, note_id)
            if not gone:
                raise NotFound("There is no such note at this client.")
            await add_audit(tx, actor, "note.deleted", subject_kind="note", subject_id=note_id)
        return gone

    async def _replace(
        self, client_id: ClientId, actor: Actor, note_id: NoteId, text: str, source_kind: str
    ) -> Note:
        made = await self.embedder.embed([text], "document")
        async with self.memory.postgres.client_transaction(client_id) as tx:
            before = await _existing(tx, note_id)
            after = await rows.add_version(
                tx,
                note_id,
                text,
                subject=subject_of(text, before.kind),
                source_kind=source_kind,
                source_id=before.id,
                embedding=made.vectors[0],
                model=made.model,
                by=actor.user_id,
                at=self.clock(),
            )
            if after is None:
                raise Conflict("This note is not in use any more: look again.")
            detail = {"version": after.version}
            await add_audit(
                tx, actor, f"note.{source_kind}", subject_kind="note", subject_id=after.id, detail=detail
            )
        return after


async def _existing(tx: ClientTransaction, note_id: NoteId) -> Note:
    note = await rows.note_by_id(tx, note_id)
    if note is None:
        raise NotFound("There is no such note at this client.")
    return note
