"""Say what one worker of the chaos is told."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel

from tools.services.points import Reached

STDOUT = 1


class Orders(BaseModel):
    """What one worker is told; `ahead` is how far its clock is before everybody else's."""

    database: str
    engine: str
    redis: str
    sandbox: str
    home: Path
    secret: str
    base_url: str
    lease_seconds: float
    provider_seconds: float
    clients: dict[UUID, UUID]
    """Each client with the user who decides on its drafts."""
    enriching: UUID
    """The client whose leads are enriched meanwhile."""
    batch: UUID
    ahead: timedelta
    index: int
    of: int
    seed: int
    falls_at: dict[str, int]
    """Points at which it is killed, or hangs, each with the pass that does it; whichever comes first."""
    hangs: bool
    decisive: bool
    """Whether its reviewers put nothing off: on the last days there is no later."""


def clock_ahead(ahead: timedelta) -> Callable[[], datetime]:
    """The real clock, so far ahead."""
    return lambda: datetime.now(UTC) + ahead


def fall(orders: Orders) -> Reached:
    """Kill or stop this process when one of its points is passed for that time, and say so just before."""
    left = dict(orders.falls_at)
    how = signal.SIGSTOP if orders.hangs else signal.SIGKILL

    def reached(passed: str) -> None:
        if passed not in left:
            return
        left[passed] -= 1
        if left[passed] == 0:
            left.clear()
            told = {"pid": os.getpid(), "point": passed, "hangs": orders.hangs}
            # Past Python's buffers: nothing is flushed by who is killed.
            os.write(STDOUT, f"{json.dumps(told)}\n".encode())
            os.kill(os.getpid(), how)

    return reached
