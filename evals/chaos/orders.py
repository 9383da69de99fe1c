"""Say what one worker of the chaos is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from pydantic import BaseModel

from tools.services.points import POINTS, Reached, killer

__all__ = ["POINTS", "Orders", "clock_ahead", "kill_after"]


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
    kill_at: str | None
    kill_after: int


def clock_ahead(ahead: timedelta) -> Callable[[], datetime]:
    """The real clock, so far ahead."""
    return lambda: datetime.now(UTC) + ahead


def kill_after(point: str | None, passes: int) -> Reached:
    """Kill this process when the point is passed for that time."""
    kill, left = killer(point), passes

    def reached(passed: str) -> None:
        nonlocal left
        if passed == point:
            left -= 1
            if left <= 0:
                kill(passed)

    return reached
