"""Take in what arrives from outside: the only way in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from errors import InvalidInput, NotFound, ProviderRefused, WebhookRejected
from memory import events as rows
from memory.enums import EventStatus
from memory.records import ClientId, Clock, EventId, InboundEvent
from memory.store import Memory
from tools.providers.postmark import InboundMail

KEPT_HEADERS = frozenset({"content-type", "user-agent", "x-pm-retries-remaining", "x-pm-webhook-trace-id"})
"""Never the Authorization header: what is stored may be read by whoever reads the row."""
LATE = timedelta(minutes=2)


class Vendor(Protocol):
    """A vendor that sends mail in by webhook and lets it be read back."""

    def verify(self, headers: Mapping[str, str]) -> None:
        """Raises WebhookRejected unless the call is the vendor's."""
        ...

    def parse_inbound(self, body: bytes) -> InboundMail:
        """The mail in the body; raises WebhookRejected (malformed) where there is none."""
        ...

    async def fetch_inbound(self, postmark_id: str) -> InboundMail:
        """The mail as the vendor keeps it."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Inbound:
    """A stored event and the mail as its vendor keeps it."""

    event: InboundEvent
    mail: InboundMail


@dataclass(frozen=True, kw_only=True)
class Intake:
    """Verify, store once, answer; everything else happens from the stored row."""

    memory: Memory
    clock: Clock
    vendors: Mapping[str, Vendor]

    async def accept(self, vendor: str, kind: str, headers: Mapping[str, str], body: bytes) -> EventId | None:
        """The new event's id, or None where it was stored before; raises WebhookRejected, and nothing else
        about what a stranger sent."""
        known = self.vendors.get(vendor)
        if known is None:
            raise WebhookRejected(f"Nothing is expected from {vendor}.")
        key = _verified_key(known, headers, body)
        kept = {name.lower(): value for name, value in headers.items() if name.lower() in KEPT_HEADERS}
        async with self.memory.postgres.system_transaction() as tx:
            return await rows.store_event(
                tx, vendor=vendor, kind=kind, vendor_key=key, headers=kept, body=body, at=self.clock()
            )

    async def event(self, event_id: EventId) -> InboundEvent:
        """One stored event; NotFound where there is none."""
        async with self.memory.postgres.system_transaction() as tx:
            event = await rows.event_by_id(tx, event_id)
        if event is None:
            raise NotFound("There is no such event.")
        return event

    async def read(self, event_id: EventId) -> Inbound | None:
        """The mail, read back from the vendor, or None where the vendor has none of that id.

        A webhook without a signature is a hint: what it says is used for the id alone.
        Raises ProviderUnavailable where the vendor does not answer now.
        """
        event = await self.event(event_id)
        vendor = self.vendors.get(event.vendor)
        if vendor is None:
            raise InvalidInput(f"Nothing is known of {event.vendor}.")
        hint = vendor.parse_inbound(event.body)
        try:
            return Inbound(event=event, mail=await vendor.fetch_inbound(hint.postmark_id))
        except ProviderRefused:
            return None

    async def finish(
        self,
        event_id: EventId,
        status: EventStatus,
        *,
        detail: str | None = None,
        client_id: ClientId | None = None,
    ) -> None:
        """Note what came of the event."""
        async with self.memory.postgres.system_transaction() as tx:
            await rows.finish_event(tx, event_id, status, at=self.clock(), detail=detail, client_id=client_id)

    async def unhandled(self, limit: int = 100, *, older_than: timedelta = LATE) -> list[EventId]:
        """Events that nothing came of in that time: their flow was lost or failed."""
        async with self.memory.postgres.system_transaction() as tx:
            return await rows.unhandled_events(tx, self.clock() - older_than, limit)


def _verified_key(vendor: Vendor, headers: Mapping[str, str], body: bytes) -> str:
    """The vendor's own id, else a digest; whatever a forger sends is a refusal, never a crash."""
    try:
        vendor.verify(headers)
        mail = vendor.parse_inbound(body)
    except WebhookRejected:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise WebhookRejected("This webhook cannot be read.", malformed=True) from error
    return mail.postmark_id or hashlib.sha256(body).hexdigest()
