"""List the replies that wait for a person, and let one say that nothing is left to do."""

from __future__ import annotations

from dataclasses import dataclass

from errors import NotFound
from memory import waiting as rows
from memory.audit import add_audit
from memory.enums import Role
from memory.records.actor import Actor, Clock
from memory.records.ids import ClientId, ReplyId
from memory.replies import reply_by_id
from memory.signals import SignalKind
from memory.store import Memory
from memory.waiting import Waiting
from tools.services.access import require
from tools.services.notify import Notify

AT_MOST = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """Whether a reply waits for a person, and who looked at it and left it."""

    waits: bool
    response_proposed: bool
    """Whether a response lies before a reviewer: deciding on it settles the reply too."""
    settled_by: str | None


@dataclass(frozen=True, kw_only=True)
class WaitingReplies:
    """A reply waits from its reading until a response is decided on, or a person says that none is needed.

    That is: somebody asks for something, or the reading was not certain.
    """

    memory: Memory
    clock: Clock
    notify: Notify

    async def list(self, client_id: ClientId, limit: int = AT_MOST) -> Waiting:
        """The oldest first; counts are of all."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await rows.waiting_replies(tx, max(1, min(limit, AT_MOST)))

    async def look(self, client_id: ClientId, reply_id: ReplyId) -> Look:
        """How one reply stands."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            found = (await rows.waiting_replies(tx, 1, reply_id)).replies
            return Look(
                waits=bool(found),
                response_proposed=any(one.response_proposed for one in found),
                settled_by=await rows.who_settled(tx, reply_id),
            )

    async def settle(self, client_id: ClientId, actor: Actor, reply_id: ReplyId, *, settled: bool) -> None:
        """Take it from the list, or put it back; NotFound where the client has no such reply."""
        require(actor, Role.MEMBER)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            if await reply_by_id(tx, reply_id) is None:
                raise NotFound("There is no such reply at this client.")
            changed = (
                await rows.settle(tx, reply_id, actor.user_id, self.clock())
                if settled
                else await rows.unsettle(tx, reply_id)
            )
            if changed:
                act = "reply_settled" if settled else "reply_unsettled"
                await add_audit(tx, actor, act, subject_kind="reply", subject_id=reply_id)
        await self.notify.tell(client_id, SignalKind.REPLY_SETTLED, reply_id)
