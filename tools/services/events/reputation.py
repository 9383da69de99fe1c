"""Keep a domain's good name: pause it before mailbox providers do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from memory import tracking
from memory.audit import add_audit, warned_of
from memory.records.actor import SYSTEM, Clock
from memory.records.ids import ClientId, ResourceId, TouchId
from memory.signals import SignalKind
from memory.store import Memory
from tools.services.notify import Notify

LAST_MAILS = 200
BOUNCE_SHARE = 0.03
"""Hard bounces above this share of a domain's last 200 mails pause it (COMPLIANCE.md)."""
COMPLAINT_DAYS = 30
COMPLAINTS_WARN = 2
COMPLAINTS_STOP = 5
"""0.1 % and 0.3 % of the 1,500 mails that a domain sends in 30 days at 50 a day (rule MBX-3)."""


@dataclass(frozen=True, kw_only=True)
class Reputation:
    """Counts by domain, over all mailboxes that a client has there."""

    memory: Memory
    clock: Clock
    notify: Notify

    async def bounced(self, client_id: ClientId, resource_id: ResourceId) -> bool:
        """Whether it was paused now: seven of its last 200 mails are too many, however few it sent."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            count = await tracking.hard_bounces(tx, resource_id, of_last=LAST_MAILS)
        if count <= LAST_MAILS * BOUNCE_SHARE:
            return False
        return await self._pause(
            client_id, resource_id, f"{count} of the domain's last {LAST_MAILS} mails bounced."
        )

    async def complained(self, client_id: ClientId, resource_id: ResourceId, touch_id: TouchId) -> bool:
        """Whether the domain was paused now; from the second complaint in 30 days on, people are warned.

        Safe to repeat: a complaint about one touch warns once.
        """
        since = self.clock() - timedelta(days=COMPLAINT_DAYS)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            count = await tracking.complaints(tx, resource_id, since)
        if count >= COMPLAINTS_STOP:
            sentence = f"{count} of the domain's mails were reported as unwanted in {COMPLAINT_DAYS} days."
            return await self._pause(client_id, resource_id, sentence)
        if count >= COMPLAINTS_WARN:
            await self._warn(client_id, resource_id, touch_id, count)
        return False

    async def sentence(self, client_id: ClientId, resource_id: ResourceId) -> str | None:
        """What people are told of a resource in trouble; None where there is no such resource."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            found = await tracking.resource_trouble(tx, resource_id)
        if found is None:
            return None
        address, reason = found
        if reason is not None:
            return f"Nothing goes out from {address} any more: {reason}"
        return f"Mails from {address} were reported as unwanted: {COMPLAINTS_STOP} in 30 days will pause it."

    async def _pause(self, client_id: ClientId, resource_id: ResourceId, reason: str) -> bool:
        async with self.memory.postgres.client_transaction(client_id) as tx:
            paused = await tracking.pause_domain(tx, resource_id, at=self.clock(), reason=reason)
            for one, address in paused.items():
                await add_audit(
                    tx,
                    SYSTEM,
                    "paused",
                    subject_kind="resource",
                    subject_id=one,
                    detail={"address": address, "reason": reason},
                )
        for one in paused:
            await self.notify.tell(client_id, SignalKind.RESOURCE_PAUSED, one)
        return bool(paused)

    async def _warn(
        self, client_id: ClientId, resource_id: ResourceId, touch_id: TouchId, count: int
    ) -> None:
        async with self.memory.postgres.client_transaction(client_id) as tx:
            # The lock on the touch makes two readings of one complaint take turns.
            if await tracking.sent_touch(tx, touch_id) and await warned_of(tx, resource_id, touch_id):
                return
            await add_audit(
                tx,
                SYSTEM,
                "warned",
                subject_kind="resource",
                subject_id=resource_id,
                detail={"complaints": count, "days": COMPLAINT_DAYS, "touch_id": str(touch_id)},
            )
        await self.notify.tell(client_id, SignalKind.RESOURCE_WARNED, resource_id, {"complaints": count})
