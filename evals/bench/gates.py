"""Decide whether a run may be released: safety without exception, everything else within its interval."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from evals.bench.accepted import Accepted, Change, change_of, key_of
from evals.bench.opening import OFFLINE
from evals.bench.outcome import Outcome
from evals.bench.suite import Suite

ROUNDING = 1e-9


class Judged(BaseModel):
    """An outcome, its change since the accepted run, and why it may not pass."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: Outcome
    change: Change
    at_least: float
    refusals: tuple[str, ...]

    @property
    def passes(self) -> bool:
        """Whether nothing keeps it back."""
        return not self.refusals


def judge(suite: Suite, outcome: Outcome, accepted: Mapping[str, Accepted]) -> Judged:
    """The outcome against its gates."""
    change = change_of(outcome, accepted.get(key_of(outcome)))
    refusals: list[str] = []
    if outcome.n == 0:
        refusals.append("no case was judged")
    if suite.asks_models and outcome.model != OFFLINE and not outcome.spent.answered:
        refusals.append("the model answered nothing: what was judged is the offline engine")
    if outcome.broken:
        refusals.append(f"what must never happen did, {len(outcome.broken)} times: {outcome.broken[0]}")
    if outcome.high + ROUNDING < suite.at_least:
        refusals.append(f"the score lies below {suite.at_least:.0%} beyond doubt")
    if change.verdict == "worse":
        refusals.append(f"{-change.points:.1f} points below the accepted run, more than noise")
    return Judged(outcome=outcome, change=change, at_least=suite.at_least, refusals=tuple(refusals))
