"""Let a crash test kill this process at a named point of the code."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

Reached = Callable[[str], None]

POINTS = (
    "deliver.loaded",
    "deliver.permitted",
    "deliver.reserved",
    "deliver.claimed",
    "deliver.called",
    "deliver.refused",
    "deliver.recorded",
    "resolve.claimed",
    "resolve.found",
    "approval.proposed",
    "approval.decided",
)
"""Every point that a touch passes."""
RARE_POINTS = frozenset({"deliver.refused", "resolve.claimed", "resolve.found"})
"""Those of a touch whose vendor said no, or said nothing."""
ENRICHMENT_POINTS = (
    "enrichment.asked",
    "enrichment.answered",
    "enrichment.run_named",
    "enrichment.recorded",
)
"""Every point that an enrichment passes."""


def killer(name: str | None) -> Reached:
    """A function that ends this process with SIGKILL when the point of that name is reached."""
    if name is None:
        return pass_by

    def reached(point: str) -> None:
        if point == name:
            os.kill(os.getpid(), signal.SIGKILL)

    return reached


def pass_by(point: str) -> None:
    """Reach a point and go on."""
