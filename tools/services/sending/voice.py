"""Have a voice agent call somebody through Synthflow, and find out whether it was asked to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tools.providers.synthflow import CallRecord, OutboundCall, Synthflow
from tools.services.channels import Accepted, LookUp, NotFound, OutboundMessage

CLOCKS_DIFFER = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True)
class VoiceSender:
    """Calls through Synthflow, which knows no idempotency: a repeat would ring twice."""

    synthflow: Synthflow
    vendor: str = "synthflow"

    def can_repeat(self, message: OutboundMessage, now: datetime) -> bool:  # noqa: ARG002
        """Never: the telephone would ring a second time."""
        return False

    async def send(self, message: OutboundMessage) -> Accepted:
        """Synthflow's id of the call; the approved script and its standing instructions are the prompt."""
        who = message.recipient
        placed = await self.synthflow.call(
            OutboundCall(
                model_id=message.sender.settings.get("model_id", ""),
                phone=who.address,
                name=who.name,
                from_phone=message.sender.settings.get("from_number") or message.sender.address,
                prompt=message.text,
                variables={"touch_id": str(message.touch_id)},
                email=who.email,
                time_zone=who.time_zone,
            )
        )
        return Accepted(vendor_id=placed.call_id)

    async def look_up(self, message: OutboundMessage) -> LookUp:
        """The first call to this number since the attempt."""
        calls = await self.synthflow.recent(
            model_id=message.sender.settings.get("model_id", ""),
            since=message.first_tried_at - CLOCKS_DIFFER,
            phone=message.recipient.address,
        )
        found = min(calls, key=_begun, default=None)
        return Accepted(vendor_id=found.call_id) if found else NotFound()

    async def message_id(self, vendor_id: str) -> str | None:  # noqa: ARG002
        """A call has none."""
        return None


def _begun(call: CallRecord) -> tuple[datetime, str]:
    """A call that has not begun yet was asked for last."""
    return call.started_at or datetime.max.replace(tzinfo=UTC), call.call_id
