"""Run every benchmark, or the one that is named; each leaves its figures in `evals/reports`."""

from __future__ import annotations

import asyncio
import sys

from evals.benchmarks import als, imports, intake, outreach

BENCHMARKS = {"als": als.main, "imports": imports.main, "intake": intake.main, "outreach": outreach.main}
DAILY = ("als", "imports")
"""The short ones; the others take minutes and have make targets of their own."""

if __name__ == "__main__":
    wanted = sys.argv[1:] or list(DAILY)
    sys.exit(max([asyncio.run(BENCHMARKS[name]()) for name in wanted]))
