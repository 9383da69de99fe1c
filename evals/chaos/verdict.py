"""Hold what a judge of the chaos knows of each touch, and what was found."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass, field

from evals.chaos.taken import Taken
from memory.enums import TouchStatus
from memory.records.ids import ClientId, TouchId
from memory.records.messages import Draft
from memory.records.row import Columns


@dataclass(frozen=True, kw_only=True)
class Known:
    """A touch as our rows have it, with the draft that was approved."""

    id: TouchId
    client_id: ClientId
    row: Columns
    draft: Draft | None
    sealed: bool
    """Whether the approved fingerprint is the draft's own, and a reviewer's where one is asked."""

    @property
    def status(self) -> TouchStatus:
        """Where it stands."""
        return TouchStatus(self.row["status"])


Owned = list[tuple[Known, list[Taken]]]
"""Each touch with what its vendor took for it."""


@dataclass(kw_only=True)
class Verdict:
    """What was found; every count below `violations` must be 0."""

    touches: int = 0
    planned: int = 0
    statuses: Counter[str] = field(default_factory=Counter[str])
    accepted: Counter[str] = field(default_factory=Counter[str])
    violations: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    in_flight: int = 0
    """Taken while a suppression was being committed, by an attempt that had begun before it."""
    suppressed: int = 0
    unknown_seconds: list[float] = field(default_factory=list[float])
    full: Counter[str] = field(default_factory=Counter[str])
    """How many touches each kind of limit put off."""
    debits: int = 0

    def found(self, kind: str, sentence: str) -> None:
        """Note one violation."""
        self.violations.setdefault(kind, []).append(sentence)

    @property
    def holds(self) -> bool:
        """Whether nothing was violated."""
        return not any(self.violations.values())

    def percentile(self, share: float) -> float:
        """Seconds that so many of the unknown outcomes took at most to be resolved."""
        seconds = sorted(self.unknown_seconds)
        if len(seconds) < 2:
            return seconds[0] if seconds else 0.0
        return statistics.quantiles(seconds, n=100, method="inclusive")[round(share * 100) - 1]


KINDS = (
    "accepted more than once",
    "lost",
    "recorded otherwise than it was",
    "without an outcome",
    "approved text different from sent text",
    "sent to somebody suppressed",
    "limits overstepped",
    "credits off",
)


def of_client(client_id: ClientId, owners: Owned) -> Owned:
    """What is this client's."""
    return [(one, things) for one, things in owners if one.client_id == client_id]
