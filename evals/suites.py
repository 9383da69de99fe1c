"""List the suites, and the formats in which anybody's own cases are answered: one line adds either."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from evals import content, entities, fallback, inbound, injection, policy, reply, sms
from evals.bench.opening import Contestant, open_stand
from evals.bench.suite import Suite

SUITES: tuple[Suite, ...] = (
    reply.SUITE,
    entities.SUITE,
    content.SUITE,
    content.GROUNDING,
    policy.SUITE,
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
    async def answer() -> int:
        async with open_stand(Contestant.of(model)) as stand:
            return await reply.answer(stand, cases, out)

    return asyncio.run(answer())


OWN_CASES: Mapping[str, OwnCases] = {
    "reply": OwnCases("messages to be read, JSON lines", _reply),
    "sms": OwnCases("texts to be counted, JSON lines", lambda cases, out, _: sms.run(cases, out)),
    "inbound": OwnCases("a folder of raw mail", lambda cases, out, _: inbound.run(cases, out)),
}
