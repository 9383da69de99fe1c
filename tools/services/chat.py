"""Keep the lines of a chat, so that the CMO knows what was said before."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from errors import InvalidInput, NotFound, NotPermitted
from memory import chat
from memory.enums import Author
from memory.records.actor import Actor
from memory.records.ids import ClientId, UserId
from memory.records.talk import ChatTurn
from memory.store import Memory

HISTORY_TURNS = 20
MAX_CHARACTERS = 8_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Chat:
    """The chats of every client; a user reads their own threads only."""

    memory: Memory

    async def heard(self, client_id: ClientId, actor: Actor, thread_id: str, text: str) -> UUID:
        """Keep what a user said; InvalidInput where it says nothing or far too much."""
        if not text.strip():
            raise InvalidInput("The message is empty: write what you would like to do.")
        if len(text) > MAX_CHARACTERS:
            raise InvalidInput(
                f"The message has {len(text):,} characters; {MAX_CHARACTERS:,} are the most."
                " Drop long lists as a CSV."
            )
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await chat.add_turn(
                tx, thread_id=thread_id, user_id=user_of(actor), speaker="user", text=text.replace("\x00", "")
            )

    async def said(
        self, client_id: ClientId, actor: Actor, thread_id: str, text: str, author: Author
    ) -> UUID:
        """Keep what the CMO said to a user."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await chat.add_turn(
                tx, thread_id=thread_id, user_id=user_of(actor), speaker="cmo", text=text, author=author
            )

    async def line(self, client_id: ClientId, turn_id: UUID) -> ChatTurn:
        """One line, or NotFound."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            found = await chat.turn(tx, turn_id)
        if found is None:
            raise NotFound("There is no such line in this client's chats.")
        return found

    async def before(
        self, client_id: ClientId, actor: Actor, thread_id: str, turn_id: UUID
    ) -> tuple[ChatTurn, ...]:
        """The last lines of the thread before this one, oldest first."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return tuple(
                await chat.turns_before(
                    tx,
                    thread_id=thread_id,
                    user_id=user_of(actor),
                    turn_id=turn_id,
                    limit=HISTORY_TURNS,
                )
            )


def user_of(actor: Actor) -> UserId:
    """The user behind an actor; NotPermitted for the system, which does not chat."""
    if actor.user_id is None:
        raise NotPermitted("Only a signed-in user chats.")
    return actor.user_id
