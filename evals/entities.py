"""Grade what is picked out of a reply: times, dates, phones, people and questions, exactly."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from pydantic import Field, JsonValue
from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import EvaluationReason, Evaluator, EvaluatorContext
from pydantic_evals.reporting import EvaluationReport

from evals.bench.suite import Stand, Suite
from evals.evaluators import ReplyRead, ReplyRow
from evals.reading import read_row

CASES = Path(__file__).parent / "datasets" / "entities.jsonl"
FRIDAY = 4
_LISTS = frozenset({"meeting_times", "questions", "people", "phones"})
_FIELDS = (*sorted(_LISTS), "return_date", "follow_up")


class EntityRow(ReplyRow):
    """A reply with what it says of each kind; a kind that is not named must not be found."""

    entities: dict[str, JsonValue] = Field(default_factory=dict[str, JsonValue])


Context = EvaluatorContext[EntityRow, ReplyRead, None]
Report = EvaluationReport[EntityRow, ReplyRead, None]


@dataclass
class EntitiesAreRight(Evaluator[EntityRow, ReplyRead, None]):
    """Everything that it says, and nothing that it does not say."""

    def evaluate(self, ctx: Context) -> dict[str, EvaluationReason]:
        """`exact` over all kinds, and each kind that the row says something of."""
        wrong = [name for name in _FIELDS if not _same(name, ctx.inputs, ctx.output)]
        judged = {
            name: EvaluationReason(value=name not in wrong)
            for name in _FIELDS
            if ctx.inputs.entities.get(name)
        }
        why = ", ".join(
            f"{name}: {ctx.output.entities.get(name)} for {ctx.inputs.entities.get(name)}" for name in wrong
        )
        return {"exact": EvaluationReason(value=not wrong, reason=why or None), **judged}


def _same(name: str, row: EntityRow, read: ReplyRead) -> bool:
    wanted, found = row.entities.get(name), read.entities.get(name)
    # A row that asks for a time or a person by a question says so: only then must it come out as one.
    if name == "questions" and not wanted:
        return bool(row.entities) or not found
    match name:
        case "meeting_times":
            return _times(wanted) == _times(found) or _local(wanted) == _local(found)
        case "return_date":
            return _is_back(wanted, found)
        case "follow_up":
            return (wanted or None) == (found or None)
        case "phones":
            return _set(wanted, _digits) == _set(found, _digits)
        case _:
            return _set(wanted, _plain) == _set(found, _plain)


def _set(values: JsonValue, plain: Callable[[str], str]) -> set[str]:
    return {plain(str(value)) for value in values} if isinstance(values, list) else set()


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold().strip(" ?.")


def _digits(text: str) -> str:
    """A number without its country: 0491 570 156 and +61 491 570 156 are one."""
    return re.sub(r"\D", "", text)[-9:]


def _times(values: JsonValue) -> set[datetime]:
    """The moments that name a zone."""
    moments = [datetime.fromisoformat(str(value)) for value in values] if isinstance(values, list) else []
    return {moment for moment in moments if moment.tzinfo}


def _local(values: JsonValue) -> set[datetime]:
    """What the clock on the wall shows."""
    moments = [datetime.fromisoformat(str(value)) for value in values] if isinstance(values, list) else []
    return {moment.replace(tzinfo=None) for moment in moments}


def _is_back(wanted: JsonValue, found: JsonValue) -> bool:
    """The day itself, or the next work day where it falls on a weekend."""
    if not wanted or not found:
        return not wanted and not found
    day = date.fromisoformat(str(wanted))
    later = day + timedelta(days=7 - day.weekday()) if day.weekday() > FRIDAY else day
    return str(found) in (day.isoformat(), later.isoformat())


def rows() -> list[EntityRow]:
    """Our own rows."""
    lines = CASES.read_text(encoding="utf-8").splitlines()
    return [EntityRow.model_validate(json.loads(line)) for line in lines if line.strip()]


async def judge(stand: Stand) -> Report:
    """Each row, read as the product reads it."""

    async def task(row: EntityRow) -> ReplyRead:
        return await read_row(stand.platform.models, stand.client_id, row)

    dataset = Dataset[EntityRow, ReplyRead, None](
        name="entities",
        cases=[Case(name=row.id, inputs=row) for row in rows()],
        evaluators=[EntitiesAreRight()],
    )
    return await dataset.evaluate(task, max_concurrency=stand.at_once, progress=False)


SUITE = Suite(
    name="entities",
    about="Are times, dates, phones, people and questions picked out exactly?",
    judge=judge,
    score="exact",
    at_least=0.7,
)
