"""Grade the agents: `python -m evals`; over your own cases: `python -m evals run SUITE --cases F --out O`."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from pathlib import Path

from errors import AgencyError
from evals.bench import reports
from evals.bench.accepted import ACCEPTED, accept, read_accepted
from evals.bench.opening import OFFLINE, Contestant
from evals.bench.running import Plan, run
from evals.bench.table import table
from evals.export import export
from evals.lines import make_sure_of
from evals.suites import OWN_CASES, SUITES


def main() -> int:
    """0 when every gate holds, 1 when one does not, 2 for cases or arguments that cannot be used."""
    arguments = _arguments()
    try:
        match arguments.command:
            case "run":
                make_sure_of(arguments.out)
                return OWN_CASES[arguments.suite].answer(arguments.cases, arguments.out, arguments.model)
            case "accept":
                return _accept()
            case "export":
                return asyncio.run(export(arguments.out, arguments.kind, arguments.half))
            case _:
                return _grade(arguments)
    except AgencyError as error:
        print(error, file=sys.stderr)
        return 2


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument(
        "--model", action="append", metavar="MODEL", help="offline, anthropic or anthropic:NAME; repeatable"
    )
    parser.add_argument(
        "--suite", action="append", choices=[suite.name for suite in SUITES], help="one suite; repeatable"
    )
    parser.add_argument("--repeat", type=int, help="runs of each case, in place of each suite's own number")
    commands = parser.add_subparsers(dest="command")
    kinds = "\n\n".join(own.about for own in OWN_CASES.values())
    own = commands.add_parser(
        "run",
        help="answer cases of your own",
        description=kinds,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    own.add_argument("suite", choices=[*OWN_CASES])
    own.add_argument("--cases", type=Path, required=True)
    own.add_argument("--out", type=Path, required=True, help="where to write what was answered")
    own.add_argument("--model", default=OFFLINE, help="who answers")
    commands.add_parser("accept", help="compare later runs with the last one")
    kept = commands.add_parser("export", help="write the cases that reviewers kept, as JSON lines")
    kept.add_argument("--out", type=Path, required=True)
    kept.add_argument("--kind", choices=["reply", "draft"], default="reply")
    kept.add_argument(
        "--half", choices=["development", "test"], default="development", help="test is for measuring only"
    )
    return parser.parse_args()


def _grade(arguments: argparse.Namespace) -> int:
    wanted = arguments.suite or [suite.name for suite in SUITES]
    plan = Plan(
        suites=[suite for suite in SUITES if suite.name in wanted],
        contestants=[Contestant.of(name) for name in dict.fromkeys(arguments.model or [OFFLINE])],
        repeats=arguments.repeat,
    )
    began = time.perf_counter()
    judged = asyncio.run(run(plan, read_accepted(), tell=lambda line: print(f"  {line}", file=sys.stderr)))
    page = reports.write(judged)
    print(table(judged))
    print(f"{time.perf_counter() - began:.0f} s · {page}")
    return 0 if all(one.passes for one in judged) else 1


def _accept() -> int:
    count = accept([judged.outcome for judged in reports.last()])
    print(f"Accepted {count} results in {ACCEPTED.name}: later runs are compared with them.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
