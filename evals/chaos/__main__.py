"""Send a thousand touches while everything breaks; the status is 1 where one went twice or astray."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from random import Random

import logfire

from evals.chaos.cast import make_cast
from evals.chaos.oracle import judge
from evals.chaos.parts import LEAST_TOUCHES, TOUCHES
from evals.chaos.report import Report
from evals.chaos.servers import Servers, open_servers
from evals.chaos.storm import DAYS, WORKERS, Day, Storm

PROOF = (
    "The status is 1 where something was violated, and also where something that the storm is to do never "
    "happened: then nothing is proven. A smaller or shorter run may find a fault, but proves little."
)


def main() -> int:
    """0 when nothing was violated and nothing left out."""
    arguments = _parser().parse_args()
    logfire.configure(send_to_logfire=False, console=False)
    folder = Path(tempfile.mkdtemp(prefix="agency-chaos-"))
    # The embedded server runs as a user of its own when we are root.
    folder.chmod(0o711)
    try:
        return asyncio.run(_run(folder, arguments))
    finally:
        if arguments.keep:
            print(f"Kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals.chaos", description=__doc__, epilog=PROOF)
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the weather")
    parser.add_argument(
        "--touches", type=_touches, default=TOUCHES,
        help=f"{LEAST_TOUCHES} to {TOUCHES} ({TOUCHES} unless said); limits shrink with them",
    )  # fmt: skip
    parser.add_argument(
        "--seconds", type=float, default=DAYS[0].seconds,
        help=f"of the first storm ({DAYS[0].seconds:.0f} unless said); the second shrinks with it, and "
        "the calm after them lasts until everything has an outcome",
    )  # fmt: skip
    parser.add_argument("--keep", action="store_true", help="leave the databases and logs behind")
    return parser


def _touches(text: str) -> int:
    number = int(text)
    if not LEAST_TOUCHES <= number <= TOUCHES:
        raise argparse.ArgumentTypeError(f"between {LEAST_TOUCHES} and {TOUCHES}")
    return number


def _days(seconds: float) -> list[Day]:
    share = seconds / DAYS[0].seconds
    return [replace(day, seconds=day.seconds * share) if day.storms else day for day in DAYS]


async def _run(folder: Path, arguments: argparse.Namespace) -> int:
    seed = arguments.seed
    began, load = time.monotonic(), os.getloadavg()[0]
    log = folder / "workers.log"
    async with open_servers(folder, seed=7, log=log) as servers:
        cast = await make_cast(servers.memory, seed=7, touches=arguments.touches)
        print(f"{cast.touches:,} touches of {len(cast.clients)} clients, {WORKERS} workers, seed {seed}")
        weather = Random(seed)  # noqa: S311 - chance here is no secret
        storm = Storm(servers=servers, cast=cast, random=weather, show=_show)
        await storm.rage(_days(arguments.seconds))
        await servers.nursery.kill_all()
        _count_falls(storm, servers)
        verdict = await judge(servers.memory, cast, servers.ledger, storm.toll)
    figures = {"seed": seed, "seconds": round(time.monotonic() - began), "load_before": load}
    report = Report(verdict=verdict, toll=storm.toll, figures=figures)
    for line in report.keep(log):
        print(line)
    return 0 if report.holds else 1


def _count_falls(storm: Storm, servers: Servers) -> None:
    nursery, toll = servers.nursery, storm.toll
    toll.killed_at, toll.hung_at, toll.broke = nursery.killed_at, nursery.hung_at, nursery.broke


def _show(sentence: str) -> None:
    print(f"\r{sentence:60}", end="", flush=True)


if __name__ == "__main__":
    sys.exit(main())
