"""Settle the events that end where they arrive, a few at a time, and make way for those that arrive."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from errors import AgencyError
from graphs.platform import Platform
from memory.records.messages import InboundEvent
from tools.services.events.reception import TALK_KINDS

logger = logging.getLogger(__name__)

A_CLAIM = 24
"""Settled side by side, so that their transactions are shared."""
BUSY = 24
"""So many arrivals while one claim is settled are a burst."""
MAKES_WAY = 20.0
"""In a burst, pauses are so many times as long as the work between them: first what arrives is stored."""
LONGEST_PAUSE_SECONDS = 2.0
"""Also where the work was long because a vendor was slow."""
LATER_SECONDS = 5.0
"""After how long a claim that the database refused is tried again."""
_settlers: set[Settler] = set()
"""Those of this process: events are announced from wherever they are stored."""


class Settler:
    """Wakes when events arrive; what a dead process had claimed is claimed again when its time is over."""

    def __init__(self, platform: Platform) -> None:
        self._services = platform.services
        self._arrived = 0
        self._wake = asyncio.Event()

    def announce(self) -> None:
        """One more event is stored."""
        self._arrived += 1
        self._wake.set()

    async def run(self) -> None:
        """Settle until cancelled; what this process leaves is claimed by the next."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            try:
                while await self._settle_some():
                    pass
            except (AgencyError, OSError) as error:
                logger.warning("events wait: %s", error)
                await asyncio.sleep(LATER_SECONDS)
                self._wake.set()

    async def _settle_some(self) -> bool:
        """Whether there may be more."""
        before, began = self._arrived, time.monotonic()
        claimed = await self._services.intake.claim(A_CLAIM, kinds=TALK_KINDS, others=True)
        events = await self._services.intake.events(claimed) if claimed else []
        await asyncio.gather(*(self._settle(event) for event in events))
        if self._arrived - before > BUSY:
            pause = (time.monotonic() - began) * MAKES_WAY
            await asyncio.sleep(min(pause, LONGEST_PAUSE_SECONDS))
        return len(claimed) == A_CLAIM

    async def _settle(self, event: InboundEvent) -> None:
        try:
            await self._services.reception.match_event(event)
        except (AgencyError, OSError) as error:
            logger.warning("event %s is looked at again: %s", event.id, error)
        except Exception:
            logger.exception("event %s is looked at again", event.id)


@asynccontextmanager
async def open_settler(platform: Platform) -> AsyncIterator[None]:
    """Settle what arrives in this process, what was left behind first."""
    settler = Settler(platform)
    settler.announce()
    _settlers.add(settler)
    running = asyncio.create_task(settler.run())
    try:
        yield
    finally:
        _settlers.discard(settler)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def announce() -> bool:
    """Whether a settler runs here and knows now that an event was stored."""
    for settler in _settlers:
        settler.announce()
    return bool(_settlers)
