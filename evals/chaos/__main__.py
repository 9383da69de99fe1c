"""Send a thousand touches while everything breaks; the status is 1 where one went twice or astray."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import logfire

from evals.benchmarks.stage import write_report
from evals.chaos.cast import make_cast
from evals.chaos.oracle import Verdict, judge
from evals.chaos.servers import Servers, open_servers
from evals.chaos.storm import DAYS, WORKERS, Storm, Toll

SHOWN = 5
"""Violations of a kind that are printed; the report has them all."""


def main() -> int:
    """0 when nothing was violated."""
    parser = argparse.ArgumentParser(prog="python -m evals.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the weather")
    parser.add_argument("--share", type=float, default=1.0, help="of the usual length of each day")
    parser.add_argument("--keep", action="store_true", help="leave the databases and logs behind")
    arguments = parser.parse_args()
    logfire.configure(send_to_logfire=False, console=False)
    folder = Path(tempfile.mkdtemp(prefix="agency-chaos-"))
    # The embedded server runs as a user of its own when we are root.
    folder.chmod(0o711)
    try:
        return asyncio.run(_run(folder, arguments.seed, arguments.share))
    finally:
        if arguments.keep:
            print(f"Kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


async def _run(folder: Path, seed: int, share: float) -> int:
    began, load = time.monotonic(), os.getloadavg()[0]
    log = folder / "workers.log"
    async with open_servers(folder, seed=7, log=log) as servers:
        cast = await make_cast(servers.memory, seed=7)
        print(f"{cast.touches:,} touches of {len(cast.clients)} clients, {WORKERS} workers, seed {seed}")
        weather = Random(seed)  # noqa: S311 - chance here is no secret
        storm = Storm(servers=servers, cast=cast, random=weather, show=_show)
        await storm.rage([replace(day, seconds=day.seconds * share) for day in DAYS])
        await servers.nursery.kill_all()
        verdict = await judge(servers.memory, cast, servers.ledger, storm.toll)
        deaths = _deaths(servers, storm.toll)
    figures = {"seed": seed, "seconds": round(time.monotonic() - began), "load_before": load}
    return _report(verdict, storm.toll, deaths, figures, log)


def _show(sentence: str) -> None:
    print(f"\r{sentence:60}", end="", flush=True)


def _deaths(servers: Servers, toll: Toll) -> Counter[str]:
    """How workers ended: at which point, by the conductor, or of an error of their own."""
    ended: Counter[str] = Counter()
    for orders, code in servers.nursery.ends:
        if code == 0 or code > 0:
            ended["broke"] += 1
        elif orders.kill_at:
            ended[f"born to die at {orders.kill_at}"] += 1
    ended["killed at random"] = toll.kills
    return ended


def _report(
    verdict: Verdict, toll: Toll, deaths: Counter[str], figures: Mapping[str, object], log: Path
) -> int:
    p50, p99 = verdict.percentile(0.5), verdict.percentile(0.99)
    report = write_report(
        "chaos",
        {
            **figures,
            "touches": verdict.touches,
            "statuses": dict(verdict.statuses),
            "accepted": dict(verdict.accepted),
            "violations": verdict.violations,
            "taken_in_flight_of_a_suppression": verdict.in_flight,
            "suppressed": verdict.suppressed,
            "limits_used_up": dict(verdict.full),
            "enrichment_debits": verdict.debits,
            "unknown": len(verdict.unknown_seconds),
            "unknown_seconds_p50": round(p50, 1),
            "unknown_seconds_p99": round(p99, 1),
            "deaths": dict(deaths),
            "restarts": dict(toll.restarts),
            "flushes": toll.flushes,
            "one_clicks": toll.one_clicks,
            "stops": toll.stops,
            "load_after": os.getloadavg()[0],
            "met": verdict.holds,
        },
    )
    print(f"\r{'':40}\n{'what must not happen':44} {'times':>6}")
    for kind, found in verdict.violations.items():
        print(f"{kind:44} {len(found):>6}")
        for sentence in found[:SHOWN]:
            print(f"    {sentence}")
    print(f"{'seconds to resolve an unknown, p50 / p99':44} {p50:>6.1f} / {p99:.1f}")
    for name, counts in (
        ("touches", verdict.statuses), ("accepted", verdict.accepted), ("limits used up", verdict.full),
        ("deaths", deaths), ("restarts of PostgreSQL", toll.restarts),
    ):  # fmt: skip
        print(f"{name}: {', '.join(f'{word} {count}' for word, count in sorted(counts.items())) or 'none'}")
    print(
        f"Redis flushed {toll.flushes} times; {toll.one_clicks} one-click, {toll.stops} STOP, "
        f"{verdict.suppressed} people left alone; {verdict.debits} credits for enrichment; "
        f"{len(verdict.unknown_seconds)} unknown outcomes. Report: {report}"
    )
    if not verdict.holds:
        shutil.copy(log, report.with_suffix(".log"))
        print(f"VIOLATED. What the workers said: {report.with_suffix('.log')}")
    return 0 if verdict.holds else 1


if __name__ == "__main__":
    sys.exit(main())
