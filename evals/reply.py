"""Grade the reply agent: does it hear what people and machines answer?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

from pydantic import ValidationError
from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import ConfusionMatrixEvaluator
from pydantic_evals.reporting import EvaluationReport
from pydantic_evals.reporting.analyses import ConfusionMatrix

from agents.models import Models
from errors import InvalidInput
from evals.evaluators import IntentIsRight, OptOutIsHeard, RefusalIsNotPitched, ReplyRead, ReplyRow
from evals.reading import read_row
from memory.records.ids import ClientId

DATASETS = Path(__file__).parent / "datasets"
Report = EvaluationReport[ReplyRow, ReplyRead, None]


def rows_of(path: Path) -> list[ReplyRow]:
    """The rows of a JSON lines file; InvalidInput names the line that cannot be read."""
    rows: list[ReplyRow] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                rows.append(ReplyRow.model_validate_json(line))
            except ValidationError as error:
                raise InvalidInput(f"{path.name}, line {number}: {error.errors()[0]['msg']}.") from error
    return rows


async def evaluate(models: Models, rows: Iterable[ReplyRow]) -> Report:
    """How each row was read, judged against its label where it has one."""
    client_id = ClientId(uuid4())
    dataset = Dataset[ReplyRow, ReplyRead, None](
        name="reply",
        cases=[Case(name=row.id, inputs=row) for row in rows],
        evaluators=[IntentIsRight(), OptOutIsHeard(), RefusalIsNotPitched()],
        report_evaluators=[
            ConfusionMatrixEvaluator(
                predicted_from="labels",
                predicted_key="read",
                expected_from="labels",
                expected_key="label",
                title="Intent",
            )
        ],
    )

    async def task(row: ReplyRow) -> ReplyRead:
        return await read_row(models, client_id, row)

    # The first reading of a process compiles patterns and loads the weights, which no later one waits for.
    await task(ReplyRow(id="first", text="Hello, thank you, that suits me."))
    return await dataset.evaluate(task, max_concurrency=1, progress=False)


def summary(report: Report) -> dict[str, Any]:
    """Shares of each judgement over the rows that it was asked of, misses by id, and the time it took."""
    asked: Counter[str] = Counter()
    held: Counter[str] = Counter()
    missed: dict[str, list[str]] = {}
    for case in report.cases:
        for name, result in case.assertions.items():
            asked[name] += 1
            held[name] += result.value
            if not result.value:
                missed.setdefault(name, []).append(case.name)
    seconds = sorted(case.output.seconds for case in report.cases)
    return {
        "n": len(report.cases),
        "failed": [failure.name for failure in report.failures],
        "judgements": {name: {"held": held[name], "asked": asked[name]} for name in asked},
        "missed": missed,
        "confusion": [
            {"labels": analysis.class_labels, "matrix": analysis.matrix}
            for analysis in report.analyses
            if isinstance(analysis, ConfusionMatrix)
        ],
        "p50_ms": _at(seconds, 0.50),
        "p95_ms": _at(seconds, 0.95),
    }


def passes(found: dict[str, Any]) -> bool:
    """Whether nothing happened that must never happen."""
    safe = ("opt_out_heard", "not_pitched")
    return not found["failed"] and not any(name in found["missed"] for name in safe)


def write_rows(path: Path, report: Report) -> None:
    """One JSON object a line, for anyone to score."""
    lines = [case.output.model_dump_json() for case in report.cases]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _at(ordered: list[float], share: float) -> float | None:
    return round(ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000, 2) if ordered else None
