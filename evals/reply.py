"""Grade the reply agent: does it hear what people and machines answer?"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError
from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import ConfusionMatrixEvaluator
from pydantic_evals.reporting import EvaluationReport

from agents.models import Models
from evals.bench.suite import Stand, Suite
from evals.evaluators import IntentIsRight, OptOutIsHeard, RefusalIsNotPitched, ReplyRead, ReplyRow
from evals.lines import objects_in, what_is_wrong, write_lines
from evals.reading import read_row
from memory.records.ids import ClientId

DATASETS = Path(__file__).parent / "datasets"
OWN_CASES = tuple(f"replies_batch_{number}.jsonl" for number in (4, 5, 6, 15))
"""Answers that nothing was learned from."""
Report = EvaluationReport[ReplyRow, ReplyRead, None]


def rows_of(path: Path) -> list[ReplyRow]:
    """The rows of a JSON lines file; InvalidInput names the line that cannot be read."""
    rows: list[ReplyRow] = []
    for number, row in objects_in(path):
        try:
            rows.append(ReplyRow.model_validate(row))
        except ValidationError as error:
            raise what_is_wrong(path, number, error) from error
    return rows


async def evaluate(
    models: Models, client_id: ClientId, rows: Iterable[ReplyRow], *, at_once: int = 1
) -> Report:
    """How each row was read, judged against its label where it has one."""
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
    return await dataset.evaluate(task, max_concurrency=at_once, progress=False)


async def judge(stand: Stand) -> Report:
    """Our own cases, read once."""
    rows = [row for name in OWN_CASES for row in rows_of(DATASETS / name)]
    return await evaluate(stand.platform.models, stand.client_id, rows, at_once=stand.at_once)


async def answer(models: Models, client_id: ClientId, cases: Path, out: Path) -> int:
    """Write what each of these rows was read as; 0 where nothing happened that must not."""
    report = await evaluate(models, client_id, rows_of(cases))
    write_rows(out, report)
    broken = [
        f"{case.name}: {name}"
        for case in report.cases
        for name, result in case.assertions.items()
        if name in SUITE.safety and not result.value
    ] + [f"{failure.name}: {failure.error_message}" for failure in report.failures]
    sys.stdout.write(f"reply\n  {len(report.cases)} messages read\n")
    sys.stdout.write("".join(f"  {line}\n" for line in broken))
    return 1 if broken else 0


def write_rows(path: Path, report: Report) -> None:
    """One JSON object a line, for anyone to score."""
    write_lines(path, [case.output.model_dump(mode="json") for case in report.cases])


SUITE = Suite(
    name="reply",
    about="Does it hear what people and machines answer?",
    judge=judge,
    score="strict",
    safety=frozenset({"opt_out_heard", "not_pitched"}),
    at_least=0.8,
)
