"""Tell every process of what changed at a client; losing a message loses nothing but a moment."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from memory.records.ids import ClientId
from memory.signals import Signal, SignalKind
from memory.store import Memory


@dataclass(frozen=True, kw_only=True)
class Notify:
    """Signals of ids and numbers, never of texts."""

    memory: Memory

    async def tell(
        self,
        client_id: ClientId,
        kind: SignalKind,
        subject_id: UUID | None = None,
        numbers: Mapping[str, int] | None = None,
    ) -> None:
        """Publish; a lost connection is logged, never raised."""
        signal = Signal(client_id=client_id, kind=kind, subject_id=subject_id, numbers=dict(numbers or {}))
        await self.memory.signals.publish(signal)

    async def progress(
        self, client_id: ClientId, subject_id: UUID, *, step: int, done: int, total: int
    ) -> None:
        """Say how far some work has come."""
        await self.tell(
            client_id, SignalKind.PROGRESS, subject_id, {"step": step, "done": done, "total": total}
        )

    def listen(self) -> AsyncIterator[Signal]:
        """Every signal of every client, as long as it is iterated."""
        return self.memory.signals.listen()
