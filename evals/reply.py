"""Grade the reply agent: does it hear what people and machines answer?"""

from __future__ import annotations

import dataclasses
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from pydantic import ValidationError
from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import ConfusionMatrixEvaluator
from pydantic_evals.reporting import EvaluationReport

from agents.reply import read
from errors import InvalidInput
from evals.bench.suite import Stand, Suite
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

OWN_CASES = ("replies_seed.jsonl",)

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


async def evaluate(stand: Stand, rows: Iterable[ReplyRow]) -> Report:
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
        return await read_row(stand.platform, stand.client_id, row)

    return await dataset.evaluate(task, max_concurrency=stand.at_once, progress=False)


async def judge(stand: Stand) -> Report:
    """Our own cases, read once."""
    return await evaluate(stand, [row for name in OWN_CASES for row in rows_of(DATASETS / name)])


async def answer(stand: Stand, cases: Path, out: Path) -> int:
    """Write what each of these rows was read as; 0 where nothing happened that must not."""
    report = await evaluate(stand, rows_of(cases))
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


async def read_row(platform: Platform, client_id: ClientId, row: ReplyRow) -> ReplyRead:
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
    deps = platform.deps(client_id, SYSTEM)
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


def write_rows(path: Path, report: Report) -> None:
    """One JSON object a line, for anyone to score."""
    lines = [case.output.model_dump_json() for case in report.cases]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


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


SUITE = Suite(
    name="reply",
    about="Does it hear what people and machines answer?",
    judge=judge,
    score="strict",
    safety=frozenset({"opt_out_heard", "not_pitched"}),
    at_least=0.8,
)
