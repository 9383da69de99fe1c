"""Remember the run that was accepted last, and say what has changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from errors import InvalidInput
from evals.bench.figures import NOISE, apart, by_chance
from evals.bench.outcome import Outcome

ACCEPTED = Path(__file__).parents[1] / "datasets" / "accepted.json"


class Accepted(BaseModel):
    """A suite's accepted figures with one model; `missed` names the cases that did not hold then."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    score: float
    n: int
    cases: str
    """A digest of the cases' names: only the same cases are compared one by one."""
    missed: tuple[str, ...]


class Change(BaseModel):
    """What has become of a suite since the accepted run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verdict: Literal["new", "same", "within noise", "better", "worse"]
    points: float = 0.0
    """Points of a hundred that the score went up."""
    fell: tuple[str, ...] = ()
    """Cases that held then and do not now."""
    rose: tuple[str, ...] = ()


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    runs: Mapping[str, Accepted]
    """By suite and model, as `reply/offline`."""


def read_accepted(path: Path = ACCEPTED) -> Mapping[str, Accepted]:
    """The accepted figures by suite and model; none where nothing was ever accepted."""
    if not path.exists():
        return {}
    try:
        return _File.model_validate_json(path.read_text(encoding="utf-8")).runs
    except ValidationError as error:
        raise InvalidInput(f"{path.name} is no accepted run: {error.errors()[0]['msg']}.") from error


def accept(outcomes: Sequence[Outcome], path: Path = ACCEPTED) -> int:
    """Put these outcomes in place of what was accepted of their suites and models; how many there are."""
    runs = dict(read_accepted(path))
    for outcome in outcomes:
        runs[key_of(outcome)] = Accepted(
            score=round(outcome.score, 6),
            n=outcome.n,
            cases=_digest(outcome),
            missed=outcome.missed_cases,
        )
    kept = _File(runs=dict(sorted(runs.items())))
    path.write_text(kept.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return len(outcomes)


def key_of(outcome: Outcome) -> str:
    """What an outcome is kept under."""
    return f"{outcome.suite}/{outcome.model}"


def change_of(outcome: Outcome, accepted: Accepted | None) -> Change:
    """The change since: paired by case where the cases are the same, else by the difference's interval."""
    if accepted is None:
        return Change(verdict="new")
    points = round(100 * (outcome.score - accepted.score), 1)
    if accepted.cases != _digest(outcome):
        if not apart((accepted.score, accepted.n), (outcome.score, outcome.n)):
            return Change(verdict="within noise", points=points)
        return Change(verdict="better" if points > 0 else "worse", points=points)
    was, now = set(accepted.missed), set(outcome.missed_cases)
    fell, rose = tuple(sorted(now - was)), tuple(sorted(was - now))
    if not fell and not rose:
        return Change(verdict="same", points=points)
    if by_chance(len(fell), len(rose)) >= NOISE:
        return Change(verdict="within noise", points=points, fell=fell, rose=rose)
    verdict = "better" if len(rose) > len(fell) else "worse"
    return Change(verdict=verdict, points=points, fell=fell, rose=rose)


def _digest(outcome: Outcome) -> str:
    return sha256("\n".join(outcome.cases).encode()).hexdigest()[:16]
