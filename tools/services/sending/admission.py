"""Say where a touch stands before any work goes into it, also after a crash half-way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from memory import touches
from memory.activities import note_touch
from memory.dossiers import Dossier, existing_dossier
from memory.enums import ActivityKind, TouchStatus
from memory.postgres import ClientTransaction
from memory.records.actor import Clock
from memory.records.ids import ClientId, TouchId
from memory.records.messages import Approval, Touch
from memory.standing import rest_lead
from memory.store import Memory
from tools.services.permission import Permission, Refused

LOOK_AGAIN = timedelta(days=1)
"""When a lead that may not be contacted is looked at again: a person may have changed why."""
NOT_APPROVED = "approval"
"""The one rule that every touch breaks before its reviewer was asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ToDraft:
    """Nothing has been proposed yet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ToCheck:
    """A draft is there that nobody was asked about yet, or whose question was put off or expired."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ToDecide:
    """A reviewer has been asked."""

    approval: Approval


@dataclass(frozen=True, kw_only=True, slots=True)
class ToDeliver:
    """It was approved."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Over:
    """It has ended, may never go, or was put off."""


Standing = ToDraft | ToCheck | ToDecide | ToDeliver | Over


@dataclass(frozen=True, kw_only=True)
class Admission:
    """Keeps work and money from touches that can lead nowhere."""

    memory: Memory
    clock: Clock
    permission: Permission

    async def admit(self, client_id: ClientId, touch_id: TouchId) -> Standing:
        """Where the touch stands; one whose lead may never be contacted again is cancelled, and noted."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            dossier = await existing_dossier(tx, touch_id)
            pending, held_until = dossier.pending, dossier.held_until
            match dossier.touch.status:
                case TouchStatus.APPROVED:
                    return ToDeliver()
                case TouchStatus.PLANNED | TouchStatus.PROPOSED if pending is not None:
                    return ToDecide(approval=pending)
                case TouchStatus.PLANNED if held_until is not None and held_until > self.clock():
                    return Over()
                case TouchStatus.PLANNED | TouchStatus.PROPOSED:
                    return await self._fresh(tx, dossier)
                case _:
                    return Over()

    async def _fresh(self, tx: ClientTransaction, dossier: Dossier) -> ToDraft | ToCheck | Over:
        """An answer is for whoever wrote to us: of the rules only those bind it that bind every answer."""
        touch, at = dossier.touch, self.clock()
        answers = touch.answers_reply_id is not None
        ask = self.permission.may_send if answers else self.permission.may_begin
        answer = await ask(tx, dossier, at)
        if not isinstance(answer, Refused) or answer.until is not None or answer.rule == NOT_APPROVED:
            return _next(touch)
        await _cancel(tx, touch, answer, at)
        await rest_lead(tx, touch.lead_id, at + LOOK_AGAIN)
        return Over()


def _next(touch: Touch) -> ToDraft | ToCheck:
    """A touch that was proposed and has no open question is one whose reviewer asked for another draft."""
    has_draft = touch.status is TouchStatus.PLANNED and touch.draft_id is not None
    return ToCheck() if has_draft else ToDraft()


async def _cancel(tx: ClientTransaction, touch: Touch, refused: Refused, at: datetime) -> None:
    moved = await touches.move_touch(
        tx,
        touch.id,
        TouchStatus.CANCELLED,
        when_in=(TouchStatus.PLANNED, TouchStatus.PROPOSED),
        reason=f"{refused.rule}: {refused.sentence}",
    )
    if moved:
        await note_touch(
            tx,
            touch,
            ActivityKind.REFUSED,
            refused.sentence,
            at,
            rule=refused.rule,
            dedupe_key=f"refused:{touch.id}",
        )
