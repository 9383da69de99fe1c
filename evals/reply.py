"""Grade the reply agent: does it hear what people and machines answer?"""

from __future__ import annotations

import dataclasses
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from pydantic import ValidationError
from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import ConfusionMatrixEvaluator
from pydantic_evals.reporting import EvaluationReport
from pydantic_evals.reporting.analyses import ConfusionMatrix

from agents.reply import read
from errors import InvalidInput
from evals.evaluators import IntentIsRight, OptOutIsHeard, RefusalIsNotPitched, ReplyRead, ReplyRow
from graphs.platform import Platform
from memory.enums import Author, Channel, Intent
from memory.records.actor import SYSTEM
from memory.records.ids import ClientId
from memory.records.leads import Lead
from memory.records.messages import Reply
from tools.providers.postmark import InboundMail
from tools.services.drafts import Earlier
from tools.services.mail import MachineKind, classify
from tools.services.replies import ReplyMaterial

DATASETS = Path(__file__).parent / "datasets"
_BY_RULE = {
    MachineKind.OUT_OF_OFFICE: Intent.OUT_OF_OFFICE,
    MachineKind.AUTO_REPLY: Intent.AUTO_REPLY,
    MachineKind.LIST: Intent.AUTO_REPLY,
    MachineKind.REPORT: Intent.AUTO_REPLY,
    MachineKind.UNSUBSCRIBE: Intent.UNSUBSCRIBE,
    MachineKind.BOUNCE: Intent.AUTO_REPLY,
    MachineKind.COMPLAINT: Intent.UNSUBSCRIBE,
}
_SENDER = "person@lead.example"
_ENTITIES = ("meeting_times", "return_date", "follow_up", "questions", "people", "phones")

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


async def evaluate(platform: Platform, rows: Iterable[ReplyRow]) -> Report:
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
        return await read_row(platform, row)

    return await dataset.evaluate(task, max_concurrency=1, progress=False)


async def read_row(platform: Platform, row: ReplyRow) -> ReplyRead:
    """What the product makes of one message: rules about machine mail first, then the agent."""
    began = time.perf_counter()
    kind = classify(_mail(row)) if row.channel is Channel.EMAIL else None
    if kind is not None:
        return ReplyRead(
            id=row.id,
            intent=_BY_RULE[kind],
            abstained=False,
            confidence=1.0,
            decided_by=Author.RULE,
            entities={},
            seconds=time.perf_counter() - began,
        )
    deps = platform.deps(ClientId(uuid4()), SYSTEM)
    result = await read(platform.models, deps, _material(row))
    found = result.reading.model_dump(mode="json", include=set(_ENTITIES))
    return ReplyRead(
        id=row.id,
        intent=result.reading.intent,
        abstained=result.reading.abstained,
        confidence=result.reading.confidence,
        decided_by=result.decided_by,
        entities={name: value for name, value in found.items() if value},
        seconds=time.perf_counter() - began,
    )


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


def _mail(row: ReplyRow) -> InboundMail:
    return InboundMail(
        postmark_id=row.id,
        message_id=f"<{row.id}@lead.example>",
        from_address=_SENDER,
        from_name=row.from_name or "",
        to=("r+token@in.agency.example",),
        original_recipient="r+token@in.agency.example",
        mailbox_hash="token",
        subject=row.subject or "",
        text=row.text,
        html="",
        stripped_text="",
        headers=tuple(row.headers.items()),
        in_reply_to=None,
        references=(),
        date=row.received_at,
    )


def _material(row: ReplyRow) -> ReplyMaterial:
    received_at = datetime.fromisoformat(row.received_at)
    first, _, last = (row.from_name or "").partition(" ")
    who = {"email": _SENDER, "first_name": first or None, "last_name": last or None}
    lead = Lead.from_row(_columns(Lead, id=uuid4(), **who))
    reply = Reply.from_row(
        _columns(
            Reply,
            id=uuid4(),
            lead_id=lead.id,
            channel=row.channel.value,
            from_address=_SENDER,
            subject=row.subject or "",
            text=row.text,
            received_at=received_at,
            reading={},
        )
    )
    thread = (Earlier(subject="", body=row.outbound, sent_at=received_at),) if row.outbound else ()
    return ReplyMaterial(reply=reply, lead=lead, thread=thread, received_at=received_at.astimezone(UTC))


def _columns(record: type[Lead | Reply], **known: object) -> dict[str, object]:
    """The columns of a row with these values and nothing else known."""
    blank: dict[str, object] = {field.name: None for field in dataclasses.fields(record)}
    return blank | {"facts": (), "reference_ids": ()} | known
