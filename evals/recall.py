"""Grade the memory: does the product's own recall find the turns of a long talk that answer a question?"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_evals import Case, Dataset
from pydantic_evals.evaluators import Evaluator, EvaluatorContext
from pydantic_evals.reporting import EvaluationReport

from errors import InvalidInput
from evals.bench.suite import Stand, Suite
from evals.lines import objects_in, what_is_wrong, write_lines
from graphs.platform import Platform
from memory import clients
from memory.enums import Subscription, Tier
from memory.records.ids import ClientId, NoteId
from tools.services.recall import Turn

DATASETS = Path(__file__).parent / "datasets"
HELD_OUT = ("recall_held_out.jsonl", "recall_friends.jsonl")
"""Conversations and questions that nothing was tuned on."""
RANKED = 20
_FORMS = ("%I:%M %p on %d %B, %Y", "%d %B %Y", "%d %B, %Y", "%B %d, %Y", "%Y/%m/%d (%a) %H:%M")


class TurnRow(BaseModel):
    """One turn of a conversation."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str
    speaker: str = ""
    text: str
    at: str | None = None


class ConversationRow(BaseModel):
    """A conversation, oldest turn first."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    conversation: str
    turns: list[TurnRow]


class QuestionRow(BaseModel):
    """A question about one conversation; `evidence` names the turns that answer it, where that is known."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str
    conversation: str
    question: str
    evidence: list[str] = []
    wording: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranked:
    """The turns that recall gave for a question, best first, and how long it took."""

    row: QuestionRow
    ranked: list[str]
    seconds: float

    def share(self, k: int) -> float:
        """The share of the evidence among the first `k`."""
        return len(set(self.ranked[:k]) & set(self.row.evidence)) / len(set(self.row.evidence))


def rows_of(path: Path) -> tuple[list[ConversationRow], list[QuestionRow]]:
    """The conversations and the questions; InvalidInput names the line that cannot be read."""
    conversations: list[ConversationRow] = []
    questions: list[QuestionRow] = []
    for number, row in objects_in(path):
        try:
            if "turns" in row:
                conversations.append(ConversationRow.model_validate(row))
            else:
                questions.append(QuestionRow.model_validate(row))
        except ValidationError as error:
            raise what_is_wrong(path, number, error) from error
    known = {conversation.conversation for conversation in conversations}
    for question in questions:
        if question.conversation not in known:
            raise InvalidInput(f"{path.name}: {question.id} asks about an unknown conversation.")
    return conversations, questions


async def evaluate(
    platform: Platform, conversations: Iterable[ConversationRow], questions: Iterable[QuestionRow]
) -> list[Ranked]:
    """What recall ranks for each question: every conversation is the memory of a client of its own."""
    kept = {one.conversation: await _keep(platform, one) for one in conversations}
    # The first question of a process loads the thesaurus and plans the query, for which no later one waits.
    for client_id, _ in [*kept.values()][:1]:
        await platform.services.recall.relevant(client_id, "Who has a dog?", limit=RANKED, fill=True)
    return [await _rank(platform, question, *kept[question.conversation]) for question in questions]


def write(out: Path, found: list[Ranked]) -> None:
    """One JSON object a question to the file, and the shares to the screen, where evidence is known."""
    write_lines(
        out,
        [{"id": one.row.id, "ranked": one.ranked, "seconds": round(one.seconds, 6)} for one in found],
    )
    sys.stdout.write("recall\n" + "".join(f"  {line}\n" for line in told(found)))


def told(found: list[Ranked]) -> list[str]:
    """How much was found, for each wording of questions, and the time it took."""
    lines = [f"{len(found)} questions"]
    judged = [one for one in found if one.row.evidence]
    groups = {one.row.wording for one in judged}
    for wording in (None, *sorted(group for group in groups if group)):
        some = [one for one in judged if wording in (None, one.row.wording)]
        if some:
            shares = ", ".join(
                f"recall@{k} {100 * math.fsum(one.share(k) for one in some) / len(some):.1f} %"
                for k in (5, 10, RANKED)
            )
            lines.append(f"{wording or 'all'} ({len(some)}): {shares}")
    seconds = sorted(one.seconds for one in found)
    if seconds:
        p50, p95 = (seconds[min(int(len(seconds) * share), len(seconds) - 1)] * 1000 for share in (0.5, 0.95))
        lines.append(f"p50 {p50:.1f} ms, p95 {p95:.1f} ms")
    return lines


async def _keep(platform: Platform, row: ConversationRow) -> tuple[ClientId, dict[NoteId, str]]:
    client_id = await _client(platform)
    turns = [Turn(speaker=turn.speaker, text=turn.text, at=_moment(turn.at)) for turn in row.turns]
    notes = await platform.services.recall.keep_conversation(client_id, turns)
    return client_id, {note.id: turn.id for note, turn in zip(notes, row.turns, strict=True)}


async def _rank(
    platform: Platform, question: QuestionRow, client_id: ClientId, turns: dict[NoteId, str]
) -> Ranked:
    began = time.perf_counter()
    notes = await platform.services.recall.relevant(client_id, question.question, limit=RANKED, fill=True)
    seconds = time.perf_counter() - began
    return Ranked(row=question, ranked=[turns[note.id] for note in notes], seconds=seconds)


async def _client(platform: Platform) -> ClientId:
    """A client that nothing but this conversation belongs to."""
    async with platform.memory.postgres.system_transaction() as tx:
        agency_id = await clients.add_agency(tx, "Evals")
        return await clients.add_client(
            tx,
            agency_id=agency_id,
            name=f"Conversation {uuid4().hex[:8]}",
            tier=Tier.IGNITION,
            subscription=Subscription.TRIALING,
            founding=False,
            time_zone="UTC",
            credits_reset_at=platform.clock() + timedelta(days=30),
        )


def _moment(at: str | None) -> datetime:
    """When a turn was said; turns without a readable time were said in one sitting."""
    for read in (datetime.fromisoformat, *(_reader(form) for form in _FORMS)):
        try:
            moment = read((at or "").strip())
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return datetime(1970, 1, 1, tzinfo=UTC)


def _reader(form: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, form)  # noqa: DTZ007 - the zone is given where it is missing


@dataclass
class EvidenceIsFound(Evaluator[QuestionRow, Ranked, None]):
    """The turns that answer a question are among the first ten, and the first five, that recall gives."""

    def evaluate(self, ctx: EvaluatorContext[QuestionRow, Ranked, None]) -> dict[str, bool]:
        """`in_ten` and `in_five`: all of the evidence."""
        return {"in_ten": ctx.output.share(10) == 1, "in_five": ctx.output.share(5) == 1}


async def judge(stand: Stand) -> EvaluationReport[QuestionRow, Ranked, None]:
    """The questions that nothing was tuned on."""
    files = [rows_of(DATASETS / name) for name in HELD_OUT]
    kept = {one.conversation: await _keep(stand.platform, one) for file, _ in files for one in file}
    dataset = Dataset[QuestionRow, Ranked, None](
        name="memory",
        cases=[Case(name=row.id, inputs=row) for _, questions in files for row in questions],
        evaluators=[EvidenceIsFound()],
    )

    async def task(row: QuestionRow) -> Ranked:
        return await _rank(stand.platform, row, *kept[row.conversation])

    return await dataset.evaluate(task, max_concurrency=1, progress=False)


SUITE = Suite(
    name="memory",
    about="Does it recall the turns of a long talk that answer a question?",
    judge=judge,
    score="in_ten",
    at_least=0.7,
    repeats=1,
    asks_models=False,
)
