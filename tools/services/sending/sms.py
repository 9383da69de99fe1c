"""Send SMS through Twilio, and find out whether one went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tools.providers.twilio import OutboundSms, SmsRecord, Twilio
from tools.services.channels import Accepted, LookUp, NotFound, OutboundMessage
from tools.services.events.business import sms_key

CLOCKS_DIFFER = timedelta(minutes=2)


@dataclass(frozen=True, kw_only=True)
class SmsSender:
    """SMS through Twilio, which knows no idempotency: a lost answer is looked up by number, time and text."""

    twilio: Twilio
    status_callback: str
    vendor: str = "twilio"

    def can_repeat(self, message: OutboundMessage, now: datetime) -> bool:  # noqa: ARG002
        """Never: Twilio would send a second one."""
        return False

    async def send(self, message: OutboundMessage) -> Accepted:
        """Twilio's sid; what becomes of the message is told to the status callback."""
        sms = OutboundSms(
            sender=message.sender.address,
            to=message.recipient.address,
            text=message.text,
            status_callback=self.status_callback,
        )
        sent = await self.twilio.send(sms)
        return self._accepted(message, sent.sid)

    async def look_up(self, message: OutboundMessage) -> LookUp:
        """The first message to this number since the attempt that has its text."""
        since = message.first_tried_at - CLOCKS_DIFFER
        records = await self.twilio.recent(
            to=message.recipient.address, since=since.astimezone(UTC).date(), sender=message.sender.address
        )
        found = next((one for one in reversed(records) if _is(one, message, since)), None)
        return self._accepted(message, found.sid) if found else NotFound()

    async def message_id(self, vendor_id: str) -> str | None:  # noqa: ARG002
        """An SMS has none."""
        return None

    def _accepted(self, message: OutboundMessage, sid: str) -> Accepted:
        key = sms_key(message.sender.address, message.recipient.address)
        return Accepted(vendor_id=sid, conversations=(key,))


def _is(record: SmsRecord, message: OutboundMessage, since: datetime) -> bool:
    created = record.created_at
    return record.text.strip() == message.text.strip() and (created is None or created >= since)
