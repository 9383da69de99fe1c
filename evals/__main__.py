"""Run the suites: `python -m evals`; over your own cases: `python -m evals run reply --cases F --out O`."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from errors import AgencyError
from evals import gate, inbound, recall, reply, sms
from evals.reading import offline_models
from graphs.opening import open_platform
from settings import Settings

REPORTS = Path(__file__).parent / "reports"
OWN_CASES = ("replies_batch_4.jsonl", "replies_batch_5.jsonl")
"""Answers that nothing was learned from."""


def main() -> int:
    """0 when every gate holds, 1 when one does not, 2 for cases that cannot be read."""
    arguments = _arguments()
    try:
        if arguments.command == "run" and arguments.suite == "sms":
            return sms.run(arguments.cases, arguments.out)
        if arguments.command == "run" and arguments.suite == "gate":
            return gate.run(arguments.cases, arguments.out)
        if arguments.command == "run" and arguments.suite == "inbound":
            return inbound.run(arguments.cases, arguments.out)
        return asyncio.run(_run(arguments))
    except AgencyError as error:
        print(error, file=sys.stderr)
        return 2


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    run = commands.add_parser(
        "run",
        help="one suite over cases of your own",
        epilog=gate.HELP.replace("%", "%%"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    run.add_argument("suite", choices=["reply", "sms", "inbound", "gate", "recall"])
    run.add_argument("--cases", type=Path, required=True, help="JSON lines; for inbound a folder of raw mail")
    run.add_argument("--out", type=Path, required=True, help="where to write what was answered")
    for each in (parser, run):
        each.add_argument("--model", choices=["offline", "anthropic"], default="offline", help="who reads")
    return parser.parse_args()


async def _run(arguments: argparse.Namespace) -> int:
    if arguments.command == "run" and arguments.suite == "recall":
        return await _recall(arguments)
    paths = [arguments.cases] if arguments.command == "run" else [reply.DATASETS / name for name in OWN_CASES]
    rows = [row for path in paths for row in reply.rows_of(path)]
    if arguments.model == "offline":
        return _tell(await reply.evaluate(offline_models(), rows), arguments)
    with tempfile.TemporaryDirectory(prefix="agency-evals-") as folder:
        home = Path(folder)
        _let_in(home)
        async with open_platform(_settings(home, arguments.model), flows=False) as platform:
            return _tell(await reply.evaluate(platform.models, rows), arguments)


def _tell(report: reply.Report, arguments: argparse.Namespace) -> int:
    found = reply.summary(report)
    if arguments.command == "run":
        reply.write_rows(arguments.out, report)
    _keep(found)
    return 0 if reply.passes(found) else 1


async def _recall(arguments: argparse.Namespace) -> int:
    rows = recall.rows_of(arguments.cases)
    with tempfile.TemporaryDirectory(prefix="agency-evals-") as folder:
        home = Path(folder)
        _let_in(home)
        async with open_platform(_settings(home, arguments.model), flows=False) as platform:
            found = await recall.evaluate(platform, *rows)
    recall.write(arguments.out, found)
    return 0


def _let_in(home: Path) -> None:
    """The embedded server runs as a user of its own when we are root."""
    home.chmod(0o711)


def _settings(home: Path, model: str) -> Settings:
    """A platform of its own, which leaves the running one alone; Claude only where it was asked for."""
    settings = Settings().model_copy(
        update={"agency_home": home, "demo": False, "database_url": None, "redis_url": None}
    )
    if model == "offline":
        return settings.model_copy(update={"anthropic_api_key": None})
    return settings


def _keep(found: dict[str, Any]) -> None:
    REPORTS.mkdir(exist_ok=True)
    (REPORTS / "reply.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    lines = [f"{name}: {counts['held']} of {counts['asked']}" for name, counts in found["judgements"].items()]
    lines += [f"missed {name}: {', '.join(ids)}" for name, ids in found["missed"].items()]
    for confusion in found["confusion"]:
        lines.append("labelled (rows) and read (columns, in the same order)")
        for label, row in zip(confusion["labels"], confusion["matrix"], strict=True):
            lines.append(f"{label:>16} " + " ".join(f"{count:4d}" for count in row))
    lines.append(f"p50 {found['p50_ms']} ms, p95 {found['p95_ms']} ms over {found['n']} rows")
    sys.stdout.write("reply\n" + "".join(f"  {line}\n" for line in lines))


if __name__ == "__main__":
    sys.exit(main())
