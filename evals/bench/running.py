"""Run suites over models, one platform a model, and judge what came of it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from evals.bench.accepted import Accepted
from evals.bench.gates import Judged, judge
from evals.bench.opening import Contestant, open_stand
from evals.bench.outcome import CODE, Outcome, Spent, outcome_of
from evals.bench.suite import Report, Stand, Suite
from memory import usage

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What is to be run; `repeats` overrides every suite's own."""

    suites: Sequence[Suite]
    contestants: Sequence[Contestant]
    repeats: int | None = None


async def run(
    plan: Plan, accepted: Mapping[str, Accepted], *, tell: Callable[[str], None] = lambda _: None
) -> list[Judged]:
    """Every suite with every model that it asks, in the plan's order of suites."""
    done: dict[tuple[str, str], Judged] = {}
    for number, contestant in enumerate(plan.contestants):
        async with open_stand(contestant) as stand:
            for suite in plan.suites:
                if number and not suite.asks_models:
                    continue
                model = contestant.name if suite.asks_models else CODE
                outcome = await _outcome(suite, stand, model, plan.repeats or suite.repeats)
                done[suite.name, model] = judge(suite, outcome, accepted)
                tell(f"{suite.name}, {model}: {outcome.seconds} s")
    names = [suite.name for suite in plan.suites]
    return sorted(done.values(), key=lambda judged: names.index(judged.outcome.suite))


async def _outcome(suite: Suite, stand: Stand, model: str, repeats: int) -> Outcome:
    since, began = stand.platform.clock(), time.perf_counter()
    reports = await _reports(suite, stand, repeats)
    seconds = time.perf_counter() - began
    return outcome_of(suite, model, reports, seconds=seconds, spent=await _spent(stand, since))


async def _reports(suite: Suite, stand: Stand, repeats: int) -> list[Report]:
    try:
        return [await suite.judge(stand) for _ in range(repeats)]
    except Exception:
        # The others still run; a suite without a case is refused.
        logger.exception("%s broke", suite.name)
        return []


async def _spent(stand: Stand, since: datetime) -> Spent:
    async with stand.platform.memory.postgres.system_transaction() as tx:
        used = await usage.used_since(tx, since)
    return Spent(
        cost_aud=float(used.cost_aud),
        input_tokens=used.input_tokens,
        cache_read_tokens=used.cache_read_tokens,
        cache_write_tokens=used.cache_write_tokens,
        output_tokens=used.output_tokens,
        answered=used.answered,
        unanswered=used.unanswered,
    )
