"""Find the replies that wait for a person, and keep that one has looked at them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from memory.enums import Channel, Intent
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import LeadId, ReplyId, UserId
from memory.records.row import Row

SQL = Queries("waiting")


@dataclass(frozen=True, kw_only=True, slots=True)
class WaitingReply(Row):
    """One reply that nobody has answered or looked at."""

    id: ReplyId
    lead_id: LeadId
    first_name: str | None
    last_name: str | None
    email: str
    company: str | None
    channel: Channel
    intent: Intent | None
    abstained: bool
    """Whether it could not be read with certainty."""
    text: str
    """Its first 400 characters."""
    received_at: datetime
    response_proposed: bool
    """Whether a response lies before a reviewer."""

    @property
    def who(self) -> str:
        """First and last name, or the address where neither is known."""
        return " ".join(part for part in (self.first_name, self.last_name) if part) or self.email


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """The oldest of the replies that wait, and how many there are in all."""

    replies: tuple[WaitingReply, ...]
    total: int
    unsure: int


async def waiting_replies(tx: ClientTransaction, limit: int, reply_id: ReplyId | None = None) -> Waiting:
    """Up to `limit` of them, the oldest first; only that one where `reply_id` is given."""
    found = await tx.fetch(SQL["waiting_replies"], reply_id, limit)
    total, unsure = (found[0]["total"], found[0]["unsure"]) if found else (0, 0)
    return Waiting(replies=tuple(WaitingReply.from_row(row) for row in found), total=total, unsure=unsure)


async def settle(tx: ClientTransaction, reply_id: ReplyId, by: UserId | None, at: datetime) -> bool:
    """Whether nobody had settled it before."""
    return await tx.execute(SQL["settle_reply"], reply_id, at, by) > 0


async def unsettle(tx: ClientTransaction, reply_id: ReplyId) -> bool:
    """Whether it was settled."""
    return await tx.execute(SQL["unsettle_reply"], reply_id) > 0


async def who_settled(tx: ClientTransaction, reply_id: ReplyId) -> str | None:
    """The name of whoever looked at it and left it; None where nobody did."""
    return await tx.fetchval(SQL["who_settled"], reply_id)
