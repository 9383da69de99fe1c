"""Measure how long it takes, and how much memory, to take in a list of 50,000 leads."""

from __future__ import annotations

import asyncio
import resource
import statistics
import time
from collections.abc import Iterator

from evals.benchmarks.stage import Stage, now, open_stage, write_report
from memory.records.actor import SYSTEM
from tools.services.consent.attestations import Attestation, ListSource
from tools.services.hashing import Hasher
from tools.services.leads import Leads

ROWS = 50_000
ROUNDS = 3
TARGET_SECONDS = 5.0
ATTESTED = Attestation(source=ListSource.PUBLISHED)
_HEADER = (
    "First Name,Last Name,Email,Job Title,Company,Website,Industry,Employees,City,State,Country,Mobile,Notes"
)
_TITLES = ("Partner", "Chief Executive", "Head of Growth", "Office Manager", "Director, Operations")


async def main() -> int:
    """0 when the slowest list is read, shown and taken in under the target."""
    async with open_stage() as stage:
        before = _peak_megabytes()
        seconds = [await _taken_in(stage, number) for number in range(ROUNDS)]
        return _report(seconds, _peak_megabytes() - before)


async def _taken_in(stage: Stage, number: int) -> float:
    content = "\n".join([_HEADER, *_rows(number)]).encode()
    hasher = Hasher(b"a key of the benchmark, long enough")
    leads = Leads(memory=stage.memory, clock=now, hasher=hasher, max_bytes=50_000_000, max_rows=ROWS)
    began = time.perf_counter()
    preview = await leads.preview(stage.client_id, SYSTEM, "leads.csv", content)
    result = await leads.commit(stage.client_id, SYSTEM, preview.import_id, {}, attestation=ATTESTED)
    spent = time.perf_counter() - began
    assert result.imported + result.quarantined == ROWS, result
    size = f"{len(content) / 1e6:.1f} MB"
    print(f"{size}: {result.imported:,} taken in, {result.quarantined:,} set aside in {spent:.2f} s")
    return round(spent, 3)


def _rows(number: int) -> Iterator[str]:
    """Every 50th address is broken, and every 77th stands there already."""
    for n in range(ROWS):
        at = " at " if n % 50 == 0 else "@"
        who = n - 1 if n % 77 == 0 and n else n
        firm = n % 4_000
        yield (
            f'Pat{who},"O’Poe-{n}",pat.{who}{at}firm{firm}-{number}.example,"{_TITLES[n % 5]}",'
            f"Firm {firm} Pty Ltd,https://www.firm{firm}.example/about,Legal services,11-50,Sydney,NSW,"
            f"Australia,0412 {n % 900 + 100} 678,"
            f'"Met at the spring fair, asked for a call about contract {n}"'
        )


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024


def _report(seconds: list[float], grown: float) -> int:
    worst = max(seconds)
    figures = {
        "rows": ROWS,
        "seconds": seconds,
        "median_seconds": statistics.median(seconds),
        "peak_memory_grown_mb": round(grown),
        "target_seconds": TARGET_SECONDS,
        "met": worst < TARGET_SECONDS,
    }
    report = write_report("imports", figures)
    print(
        f"{ROWS:,} rows in {worst:.2f} s at worst, {grown:,.0f} MB above what the process held before; "
        f"the target is {TARGET_SECONDS} s. Report: {report}"
    )
    return 0 if worst < TARGET_SECONDS else 1


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
