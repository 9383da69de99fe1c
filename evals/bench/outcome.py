"""Keep what came of a suite with one model: its figures, its misses and their transcripts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic_core import to_json
from pydantic_evals.reporting import ReportCase
from pydantic_evals.reporting.analyses import ConfusionMatrix

from evals.bench.figures import at_share, pass_power, wilson
from evals.bench.suite import Report, Suite

TRANSCRIPT_CHARACTERS = 6_000
CODE = "code"
"""What stands for a model where none is asked."""


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Tally(_Kept):
    """How often a judgement was asked for and held."""

    held: int
    asked: int


class Miss(_Kept):
    """A case of which something did not hold, with all that was asked and answered."""

    name: str
    judgements: tuple[str, ...]
    transcript: str


class Confusion(_Kept):
    """What was labelled (rows) and what was read (columns), in the labels' order."""

    title: str
    labels: tuple[str, ...]
    matrix: tuple[tuple[int, ...], ...]


class Spent(_Kept):
    """What the models cost over all runs of a suite."""

    cost_aud: float = 0.0
    input_tokens: int = 0
    cache_read_tokens: int = 0
    cache_write_tokens: int = 0
    output_tokens: int = 0
    answered: int = 0
    unanswered: int = 0
    """Calls that the offline engine took over, and those of which nothing came back."""


class Outcome(_Kept):
    """One suite with one model."""

    suite: str
    about: str
    model: str
    n: int
    score: float
    low: float
    high: float
    repeats: int
    pass_1: float | None
    pass_3: float | None
    judgements: Mapping[str, Tally]
    confusions: tuple[Confusion, ...]
    misses: tuple[Miss, ...]
    missed_cases: tuple[str, ...]
    """Cases whose score did not hold in every run; with `cases`, what a later run is paired with."""
    cases: tuple[str, ...]
    broken: tuple[str, ...]
    """Whatever must never happen and did."""
    p50_ms: float | None
    p95_ms: float | None
    seconds: float
    spent: Spent


def outcome_of(
    suite: Suite, model: str, reports: Sequence[Report], *, seconds: float, spent: Spent
) -> Outcome:
    """The figures of one suite from its runs; a case that fails to run has missed."""
    runs = _runs(suite, reports)
    held = sum(sum(case) / len(case) for case in runs.values())
    interval = wilson(held, len(runs))
    durations = sorted(case.task_duration for report in reports for case in report.cases)
    return Outcome(
        suite=suite.name,
        about=suite.about,
        model=model,
        n=len(runs),
        score=held / len(runs) if runs else 0.0,
        low=interval.low,
        high=interval.high,
        repeats=len(reports),
        pass_1=pass_power([*runs.values()], 1),
        pass_3=pass_power([*runs.values()], 3),
        judgements=_tallies(reports),
        confusions=_confusions(reports[0]) if reports else (),
        misses=_misses(reports),
        missed_cases=tuple(sorted(name for name, case in runs.items() if not all(case))),
        cases=tuple(sorted(runs)),
        broken=_broken(suite, reports),
        p50_ms=_ms(at_share(durations, 0.50)),
        p95_ms=_ms(at_share(durations, 0.95)),
        seconds=round(seconds, 1),
        spent=spent,
    )


def _runs(suite: Suite, reports: Sequence[Report]) -> dict[str, list[bool]]:
    """Whether the score's judgement held, by case and run."""
    runs: dict[str, list[bool]] = defaultdict(list)
    for report in reports:
        for case in report.cases:
            if suite.score in case.assertions:
                runs[case.name].append(case.assertions[suite.score].value)
        for failure in report.failures:
            runs[failure.name].append(False)
    return dict(runs)


def _tallies(reports: Sequence[Report]) -> dict[str, Tally]:
    asked: dict[str, list[bool]] = defaultdict(list)
    for report in reports:
        for case in report.cases:
            for name, result in case.assertions.items():
                asked[name].append(result.value)
    return {name: Tally(held=sum(values), asked=len(values)) for name, values in asked.items()}


def _confusions(report: Report) -> tuple[Confusion, ...]:
    return tuple(
        Confusion(
            title=analysis.title,
            labels=tuple(analysis.class_labels),
            matrix=tuple(tuple(row) for row in analysis.matrix),
        )
        for analysis in report.analyses
        if isinstance(analysis, ConfusionMatrix)
    )


def _misses(reports: Sequence[Report]) -> tuple[Miss, ...]:
    """Each case that missed something, once, as it missed first."""
    found: dict[str, Miss] = {}
    for report in reports:
        for case in report.cases:
            failed = tuple(name for name, result in case.assertions.items() if not result.value)
            if (failed or case.evaluator_failures) and case.name not in found:
                told = "\n".join(one.error_message for one in case.evaluator_failures)
                found[case.name] = Miss(
                    name=case.name,
                    judgements=failed or ("evaluator failed",),
                    transcript=f"{transcript_of(case)}\n{told}".strip(),
                )
        for failure in report.failures:
            found.setdefault(
                failure.name,
                Miss(
                    name=failure.name,
                    judgements=("did not run",),
                    transcript=f"{failure.error_message}\n{failure.error_stacktrace}"[
                        -TRANSCRIPT_CHARACTERS:
                    ],
                ),
            )
    return tuple(found[name] for name in sorted(found))


def transcript_of(case: ReportCase[Any, Any, Any]) -> str:
    """What was asked and what was answered: the output's own `transcript` where it keeps one."""
    told = getattr(case.output, "transcript", None)
    if isinstance(told, str):
        return told[:TRANSCRIPT_CHARACTERS]
    parts = {"asked": case.inputs, "answered": case.output, "because": _reasons(case)}
    rendered = json.loads(to_json(parts, fallback=str, exclude_none=True))
    return json.dumps(rendered, indent=1, ensure_ascii=False)[:TRANSCRIPT_CHARACTERS]


def _reasons(case: ReportCase[Any, Any, Any]) -> dict[str, str]:
    return {name: result.reason for name, result in case.assertions.items() if result.reason}


def _broken(suite: Suite, reports: Sequence[Report]) -> tuple[str, ...]:
    """Safety judgements that failed, and whatever kept a case with one from being judged."""
    found = [
        f"{case.name}: {name}"
        for report in reports
        for case in report.cases
        for name, result in case.assertions.items()
        if name in suite.safety and not result.value
    ]
    if suite.safety:
        found += [f"{failure.name}: did not run" for report in reports for failure in report.failures]
        found += [
            f"{case.name}: {failed.name} could not judge"
            for report in reports
            for case in report.cases
            for failed in case.evaluator_failures
        ]
    return tuple(dict.fromkeys(found))


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 2)
