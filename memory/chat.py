"""Keep what was said in the chats: one row a line, by thread and user."""

from __future__ import annotations

from uuid import UUID

from memory.enums import Author
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import UserId
from memory.records.talk import ChatTurn

SQL = Queries("chat")


async def add_turn(
    tx: ClientTransaction,
    *,
    thread_id: str,
    user_id: UserId,
    speaker: str,
    text: str,
    author: Author | None = None,
) -> UUID:
    """Keep one line; `speaker` is `user` or `cmo`."""
    return await tx.fetchval(SQL["add_turn"], thread_id, user_id, speaker, text, author)


async def turn(tx: ClientTransaction, turn_id: UUID) -> ChatTurn | None:
    """One line."""
    row = await tx.fetchrow(SQL["turn"], turn_id)
    return ChatTurn.from_row(row) if row else None


async def turns_before(
    tx: ClientTransaction, *, thread_id: str, user_id: UserId, turn_id: UUID, limit: int
) -> list[ChatTurn]:
    """The lines said before this one, oldest first."""
    rows = await tx.fetch(SQL["turns_before"], thread_id, user_id, turn_id, limit)
    return [ChatTurn.from_row(row) for row in rows]
