"""Run every benchmark, or the one that is named; each leaves its figures in `evals/reports`."""

from __future__ import annotations

import argparse
import asyncio
import sys

from evals.benchmarks import als, imports, intake, outreach

BENCHMARKS = {"als": als.main, "imports": imports.main, "intake": intake.main, "outreach": outreach.main}
DAILY = ("als", "imports")
"""The short ones; the others take minutes and have make targets of their own."""

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(BENCHMARKS))
    wanted = parser.parse_args().names or list(DAILY)
    for name in wanted:
        if name not in BENCHMARKS:
            parser.error(f"there is no benchmark {name}: choose from {', '.join(BENCHMARKS)}")
    sys.exit(max([asyncio.run(BENCHMARKS[name]()) for name in wanted]))
