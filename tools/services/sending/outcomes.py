"""Record what became of an attempt, fenced by its token, together with its entry in the lead's record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from memory import touches as rows
from memory.activities import note_touch
from memory.enums import ActivityKind, Form, TouchStatus
from memory.postgres import ClientTransaction
from memory.records.actor import Clock
from memory.records.ids import ClientId, TouchId
from memory.records.messages import Touch
from memory.resources import mark_used
from memory.routes import add_route, follow_conversation
from memory.store import Memory
from tools.services.channels import Accepted
from tools.services.money.costs import Costs
from tools.services.permission import Refused

SENT: Mapping[Form, str] = MappingProxyType(
    {
        Form.EMAIL: "Sent by email.",
        Form.SMS: "Sent by SMS.",
        Form.CONNECTION_REQUEST: "Asked to connect on LinkedIn.",
        Form.LINKEDIN_MESSAGE: "Sent on LinkedIn.",
        Form.INMAIL: "Sent as an InMail on LinkedIn.",
        Form.VOICE_SCRIPT: "The call was placed.",
        Form.LETTER: "The letter went to the printer.",
        Form.POSTCARD: "The postcard went to the printer.",
    }
)


@dataclass(frozen=True, kw_only=True)
class Outcomes:
    """One transaction an outcome: the touch, the record, the lead's next step."""

    memory: Memory
    clock: Clock
    costs: Costs

    async def sent(
        self, client_id: ClientId, touch: Touch, token: UUID, *, form: Form, vendor: str, accepted: Accepted
    ) -> bool:
        """Whether this attempt still held the touch."""
        now = self.clock()
        async with self.memory.postgres.client_transaction(client_id) as tx:
            held = await rows.record_sent(
                tx,
                touch.id,
                token=token,
                at=now,
                vendor=vendor,
                vendor_id=accepted.vendor_id,
                message_id=accepted.message_id,
                cost_aud=self.costs.of_send(form, accepted.cost_usd),
            )
            if held:
                await self._after_send(tx, touch, form, vendor, accepted, now)
        return held

    async def ended(
        self,
        client_id: ClientId,
        touch: Touch,
        token: UUID,
        status: TouchStatus,
        kind: ActivityKind,
        vendor: str,
        sentence: str,
    ) -> bool:
        """Whether this attempt still held the touch, which now stands as `status`."""
        now = self.clock()
        async with self.memory.postgres.client_transaction(client_id) as tx:
            held = await rows.record_end(
                tx, touch.id, status, token=token, vendor=vendor, reason=sentence, at=now
            )
            if held:
                await note_touch(
                    tx, touch, kind, sentence, now, dedupe_key=f"{kind.value}:{touch.id}:{touch.attempts}"
                )
        return held

    async def refused(self, client_id: ClientId, touch: Touch, refusal: Refused) -> None:
        """End a touch that will never be permitted; one whose content is not approved is proposed anew."""
        now = self.clock()
        to = TouchStatus.PLANNED if refusal.rule == "approval" else TouchStatus.CANCELLED
        async with self.memory.postgres.client_transaction(client_id) as tx:
            reason = f"{refusal.rule}: {refusal.sentence}"
            moved = await rows.move_touch(tx, touch.id, to, when_in=(TouchStatus.APPROVED,), reason=reason)
            if moved:
                await note_touch(tx, touch, ActivityKind.REFUSED, refusal.sentence, now, rule=refusal.rule)

    async def held(
        self, client_id: ClientId, touch: Touch, sentence: str, until: datetime, *, rule: str
    ) -> None:
        """Put the touch off; noted once a day and rule."""
        now = self.clock()
        async with self.memory.postgres.client_transaction(client_id) as tx:
            if await rows.put_off(tx, touch.id, until, f"{rule}: {sentence}"):
                key = f"held:{touch.id}:{rule}:{now.date().isoformat()}"
                await note_touch(tx, touch, ActivityKind.REFUSED, sentence, now, rule=rule, dedupe_key=key)

    async def message_id(self, client_id: ClientId, touch_id: TouchId, message_id: str) -> bool:
        """Whether the mail's own id is news; answers that name it find the touch."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await add_route(tx, "message_id", message_id, touch_id)
            return await rows.set_message_id(tx, touch_id, message_id)

    async def _after_send(
        self,
        tx: ClientTransaction,
        touch: Touch,
        form: Form,
        vendor: str,
        accepted: Accepted,
        now: datetime,
    ) -> None:
        await add_route(tx, "vendor_id", f"{vendor}:{accepted.vendor_id}", touch.id)
        if accepted.message_id is not None:
            await add_route(tx, "message_id", accepted.message_id, touch.id)
        for conversation in accepted.conversations:
            await follow_conversation(tx, conversation, touch.id)
        if touch.step_n is not None:
            await rows.advance_lead(tx, touch.lead_id, step_n=touch.step_n, sent_at=now)
        sentence = SENT[form]
        await note_touch(tx, touch, ActivityKind.SENT, sentence, now, dedupe_key=f"sent:{touch.id}")
        # Last, since every send of the resource waits for this row.
        await mark_used(tx, [touch.resource_id], now)
