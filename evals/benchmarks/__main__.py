"""Run every benchmark, or the one that is named; each leaves its figures in `evals/reports`."""

from __future__ import annotations

import asyncio
import sys

from evals.benchmarks import als, imports

BENCHMARKS = {"als": als.main, "imports": imports.main}

if __name__ == "__main__":
    wanted = sys.argv[1:] or list(BENCHMARKS)
    sys.exit(max([asyncio.run(BENCHMARKS[name]()) for name in wanted]))
