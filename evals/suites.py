"""List the suites, and the formats in which anybody's own cases are answered: one line adds either."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from evals import content, entities, fallback, gate, inbound, injection, policy, recall, reply, sms
from evals.bench.opening import OFFLINE, Contestant, open_stand
from evals.bench.suite import Suite
from evals.reading import offline_models
from memory.records.ids import ClientId

SUITES: tuple[Suite, ...] = (
    reply.SUITE,
    entities.SUITE,
    content.SUITE,
    gate.SUITE,
    content.GROUNDING,
    policy.SUITE,
    recall.SUITE,
    injection.SUITE,
    fallback.SUITE,
)
"""In the order in which a run tells of them."""


@dataclass(frozen=True, slots=True)
class OwnCases:
    """Cases that are not ours: read from `cases`, answered into `out` by the model of that name."""

    about: str
    answer: Callable[[Path, Path, str], int]


def _reply(cases: Path, out: Path, model: str) -> int:
    """The offline engine needs no platform, and starts in a moment without one."""

    async def answer() -> int:
        if model == OFFLINE:
            return await reply.answer(offline_models(), ClientId(uuid4()), cases, out)
        async with open_stand(Contestant.of(model)) as stand:
            return await reply.answer(stand.platform.models, stand.client_id, cases, out)

    return asyncio.run(answer())


def _recall(cases: Path, out: Path, model: str) -> int:
    async def answer() -> int:
        rows = recall.rows_of(cases)
        async with open_stand(Contestant.of(model)) as stand:
            recall.write(out, await recall.evaluate(stand.platform, *rows))
        return 0

    return asyncio.run(answer())


OWN_CASES: Mapping[str, OwnCases] = {
    "reply": OwnCases(
        "reply: JSON lines with id and text, and where known channel (email, sms, linkedin, voice), subject,"
        "\nheaders, from_name, received_at (ISO 8601), outbound (what it answers), locale, intent;\n"
        "out: id, intent (the best guess also where it abstains), abstained, confidence, decided_by, also,\n"
        "entities, mood, seconds.",
        _reply,
    ),
    "gate": OwnCases(gate.HELP, lambda cases, out, _: gate.run(cases, out)),
    "recall": OwnCases(
        'recall: JSON lines, conversations {"conversation", "turns": [{"id", "speaker", "text", "at"}]} and\n'
        'questions {"id", "conversation", "question"}; their evidence, where it names turns, is scored;\n'
        "out: id, ranked (20 ids of turns, best first), seconds.",
        _recall,
    ),
    "sms": OwnCases(
        "sms: JSON lines with name and text; out: name, encoding, units, segments.",
        lambda cases, out, _: sms.run(cases, out),
    ),
    "inbound": OwnCases(
        "inbound: a folder of raw mail, one file each; out: file, kind (human, bounce, feedback,\n"
        "auto_reply, out_of_office, list), recipients (with reason and hard), trimmed, own_words, seconds.",
        lambda cases, out, _: inbound.run(cases, out),
    ),
}
