"""Tell every process that something changed; whoever hears it reads the rest from the database."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast
from uuid import UUID

from memory.records.ids import ClientId
from memory.redis import UNREACHABLE, Redis

log = logging.getLogger(__name__)

CHANNEL = "v1:signals"
_WAIT_SECONDS = 5.0
_LONGEST_PAUSE_SECONDS = 2.0


class SignalKind(StrEnum):
    """What may have changed."""

    DRAFT_PROPOSED = "draft_proposed"
    APPROVAL_DECIDED = "approval_decided"
    REPLY_READ = "reply_read"
    REPLY_SETTLED = "reply_settled"
    PROGRESS = "progress"
    CAMPAIGN_CHANGED = "campaign_changed"
    SENT = "sent"
    REFUSED = "refused"
    RESOURCE_PAUSED = "resource_paused"
    RESOURCE_WARNED = "resource_warned"
    OUTCOME = "outcome"
    ACCOUNT_CHANGED = "account_changed"
    AUTOPILOT_CHANGED = "autopilot_changed"
    ERASED = "erased"


@dataclass(frozen=True, kw_only=True, slots=True)
class Signal:
    """Ids and numbers only: what it is about stays under row-level security."""

    client_id: ClientId
    kind: SignalKind
    subject_id: UUID | None = None
    numbers: Mapping[str, int] = field(default_factory=dict[str, int])

    def to_json(self) -> str:
        """The signal as it travels."""
        return json.dumps(
            {
                "client_id": str(self.client_id),
                "kind": self.kind.value,
                "subject_id": None if self.subject_id is None else str(self.subject_id),
                "numbers": dict(self.numbers),
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Signal | None:
        """The signal, or None where a newer version speaks of what this one does not know."""
        try:
            parts = json.loads(text)
            subject = parts["subject_id"]
            return cls(
                client_id=ClientId(UUID(parts["client_id"])),
                kind=SignalKind(parts["kind"]),
                subject_id=None if subject is None else UUID(subject),
                numbers={str(name): int(number) for name, number in parts["numbers"].items()},
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            return None


class Signals:
    """Publish to, and listen on, one channel that all processes share."""

    def __init__(self, connection: Redis) -> None:
        self._redis = connection

    async def publish(self, signal: Signal) -> None:
        """Tell whoever listens; a Redis that is away costs the signal, never the caller's work."""
        try:
            await self._redis.publish(CHANNEL, signal.to_json())  # pyright: ignore[reportUnknownMemberType]
        except UNREACHABLE as error:
            log.warning("the signal %s was not sent (%s)", signal.kind, type(error).__name__)

    async def listen(self) -> AsyncGenerator[Signal]:
        """Every signal from now on, through losses of Redis; what was sent meanwhile is not repeated."""
        pause_seconds = 0.1
        while True:
            try:
                async with self._redis.pubsub() as subscription:  # pyright: ignore[reportUnknownMemberType]
                    await subscription.subscribe(CHANNEL)
                    while True:
                        message = cast(
                            "object",
                            await subscription.get_message(
                                ignore_subscribe_messages=True, timeout=_WAIT_SECONDS
                            ),
                        )
                        pause_seconds = 0.1
                        signal = _signal_in(message)
                        if signal is not None:
                            yield signal
            except UNREACHABLE as error:
                log.warning("listening to signals again in %.1f s (%s)", pause_seconds, type(error).__name__)
                await asyncio.sleep(pause_seconds)
                pause_seconds = min(pause_seconds * 2, _LONGEST_PAUSE_SECONDS)


def _signal_in(message: object) -> Signal | None:
    if not isinstance(message, dict):
        return None
    data = cast("dict[str, object]", message).get("data")
    return Signal.from_json(data) if isinstance(data, str) else None
