"""Take in what arrives from outside: the only way in."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from hashlib import sha256
from typing import Protocol

from errors import NotFound, WebhookRejected
from memory import events as rows
from memory.enums import EventStatus
from memory.event_writer import NewEvent
from memory.events import Ending, FoundBy
from memory.records.actor import Clock
from memory.records.ids import ClientId, EventId
from memory.records.messages import InboundEvent
from memory.rounds import Rounds
from memory.store import Memory
from tools.providers.webhooks import Webhook
from tools.services.events.vendors import KINDS

KEPT_HEADERS = ("content-type", "user-agent", "x-pm-retries-remaining", "x-pm-webhook-trace-id")
"""Never the Authorization header or a signature: what is stored may be read by whoever reads the row."""
CLAIMED = timedelta(minutes=3)
"""How long a claimed event is left to whoever took it."""
PAUSES = (
    (timedelta(minutes=10), timedelta(minutes=1)),
    (timedelta(hours=2), timedelta(minutes=10)),
    (timedelta(days=1), timedelta(hours=2)),
)
"""Up to what age of an event it is looked at again, and after how long."""
_PLAIN_KEY = re.compile(r"[\x21-\x7e]{1,200}")


class Receiver(Protocol):
    """A vendor that calls us."""

    def receive(self, kind: str, webhook: Webhook) -> str:
        """The event's key, verified on the raw bytes; raises WebhookRejected and nothing else."""
        ...


@dataclass(frozen=True, kw_only=True)
class Intake:
    """Verify, store once, answer; everything else happens from the stored row."""

    memory: Memory
    clock: Clock
    vendors: Mapping[str, Receiver]

    async def accept(self, vendor: str, kind: str, webhook: Webhook) -> EventId | None:
        """The new event's id, or None where it was stored before; raises WebhookRejected, and nothing else
        about what a stranger sent."""
        known = self.vendors.get(vendor)
        if known is None or kind not in KINDS.get(vendor, ()):
            raise WebhookRejected("Nothing is expected at this address.")
        key = _verified_key(known, kind, webhook)
        given = webhook.headers
        kept = {name: _printable(given[name]) for name in KEPT_HEADERS if name in given}
        return await self.store(vendor, kind, key, webhook.body, headers=kept)

    async def store(
        self,
        vendor: str,
        kind: str,
        key: str,
        body: bytes,
        *,
        headers: Mapping[str, str] | None = None,
        found_by: FoundBy = "webhook",
    ) -> EventId | None:
        """The new event's id, or None where the vendor's key is known, however it was found first."""
        event = NewEvent(
            vendor=vendor,
            kind=kind,
            vendor_key=_storable(key),
            headers=dict(headers or {}),
            body=body,
            received_at=self.clock(),
            found_by=found_by,
        )
        return await self.memory.events.store(event)

    async def event(self, event_id: EventId) -> InboundEvent:
        """One stored event; NotFound where there is none."""
        found = await self.events([event_id])
        if not found:
            raise NotFound("There is no such event.")
        return found[0]

    async def events(self, event_ids: Sequence[EventId]) -> list[InboundEvent]:
        """Those of the stored events that there are, the oldest first."""
        async with self.memory.postgres.system_transaction() as tx:
            return await rows.events_by_id(tx, event_ids)

    async def finish(
        self,
        event_id: EventId,
        status: EventStatus,
        *,
        detail: str | None = None,
        client_id: ClientId | None = None,
        forget: bool = False,
    ) -> None:
        """Note what came of the event; `forget` keeps nothing of what it says."""
        await self._endings.join(
            Ending(
                event_id=event_id,
                status=status,
                detail=detail,
                client_id=client_id,
                at=self.clock(),
                forget=forget,
            )
        )

    @cached_property
    def _endings(self) -> Rounds[Ending, None]:
        return Rounds(self._finish)

    async def _finish(self, endings: list[Ending]) -> list[None]:
        async with self.memory.postgres.system_transaction() as tx:
            await rows.finish_events(tx, endings)
        return [None for _ in endings]

    async def put_off(
        self,
        event: InboundEvent,
        detail: str,
        *,
        at_most: timedelta,
        forget: Callable[[bytes], Awaitable[bool]],
    ) -> None:
        """Look at the event again later, for a webhook may overtake the answer of the call that it is about.

        One that is older than `at_most` belongs to nothing of ours; `forget` says whether its words are kept.
        """
        now = self.clock()
        age = now - event.received_at
        pause = next((pause for limit, pause in PAUSES if age < min(limit, at_most)), None)
        if pause is None:
            return await self.finish(
                event.id, EventStatus.UNMATCHED, detail=detail, forget=await forget(event.body)
            )
        async with self.memory.postgres.system_transaction() as tx:
            await rows.retry_event(tx, event.id, now + pause, detail)
        return None

    async def failed(self, event: InboundEvent, error: Exception) -> None:
        """Keep an event that could not be handled, and look at it again, the more rarely the older it is."""
        now = self.clock()
        age = now - event.received_at
        pause = next((pause for limit, pause in PAUSES if age < limit), timedelta(hours=6))
        async with self.memory.postgres.system_transaction() as tx:
            await rows.retry_event(tx, event.id, now + pause, f"{type(error).__name__}: {error}"[:500])

    async def claim(
        self, limit: int, *, kinds: Sequence[str], others: bool = False, older_than: timedelta = timedelta()
    ) -> list[EventId]:
        """Unhandled events that nobody else looks at for some minutes: of these kinds, or of all others.

        A kind is `vendor/kind`, as in the webhook's address.
        Whoever dies over one leaves it to the next claim after that time.
        """
        now = self.clock()
        async with self.memory.postgres.system_transaction() as tx:
            return await rows.claim_events(
                tx,
                before=now - older_than,
                now=now,
                until=now + CLAIMED,
                kinds=kinds,
                others=others,
                limit=limit,
            )


def _verified_key(vendor: Receiver, kind: str, webhook: Webhook) -> str:
    """The vendor's own key; whatever a forger sends is a refusal, never a crash."""
    try:
        return vendor.receive(kind, webhook)
    except WebhookRejected:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise WebhookRejected("This webhook cannot be read.", malformed=True) from error


def _storable(key: str) -> str:
    """The key as an index takes it: a long or odd one stands for itself by its digest."""
    if _PLAIN_KEY.fullmatch(key):
        return key
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _printable(value: str) -> str:
    kept = value if value.isprintable() else "".join(letter for letter in value if letter.isprintable())
    return kept[:500]
