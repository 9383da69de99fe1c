"""Run the sandbox alone, or write a list of leads out of its world."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

import logfire

from errors import InvalidInput
from tools.sandbox.lead_list import leads_csv
from tools.sandbox.ledger import now
from tools.sandbox.people import SYDNEY
from tools.sandbox.server import REPLY_MIX, SandboxConfig, open_sandbox
from tools.sandbox.world import make_world


def main() -> int:
    """Do what the command line says; the exit status of the process."""
    arguments = _parser().parse_args()
    try:
        if arguments.command == "leads":
            return _leads(arguments)
        logfire.configure(send_to_logfire=False, console=False)
        return asyncio.run(_serve(arguments))
    except InvalidInput as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.sandbox", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    leads = commands.add_parser("leads", help="write a CSV of leads out of the world")
    leads.add_argument("--count", type=int, default=40, help="rows under the header")
    leads.add_argument("--out", type=Path, required=True, help="file to write")
    leads.add_argument("--seed", type=int, default=7)
    serve = commands.add_parser("serve", help="serve Apollo, Resend and Postmark on loopback")
    serve.add_argument("--port", type=int, default=8099)
    serve.add_argument("--ledger", type=Path, required=True, help="file that is kept between runs")
    serve.add_argument("--seed", type=int, default=7)
    serve.add_argument("--faults", default="", help="such as 429=0.1,accept_then_drop=0.05")
    serve.add_argument("--reply-share", type=float, default=0.9)
    serve.add_argument("--reply-mix", default=REPLY_MIX)
    serve.add_argument("--reply-seconds", type=float, default=8.0)
    serve.add_argument("--slow-seconds", type=float, default=60.0)
    serve.add_argument("--webhook-url", help="the agency's webhook for inbound mail")
    serve.add_argument("--webhook-user", default="postmark")
    serve.add_argument("--webhook-password", default="")
    return parser


def _leads(arguments: argparse.Namespace) -> int:
    if arguments.count < 1:
        raise InvalidInput("A list of leads has one row at least.")
    world = make_world(arguments.seed, now().astimezone(SYDNEY).date())
    arguments.out.write_text(
        leads_csv(world, count=arguments.count, seed=arguments.seed), "utf-8", newline=""
    )
    print(f"Wrote {arguments.out}.")
    return 0


async def _serve(arguments: argparse.Namespace) -> int:
    config = SandboxConfig(
        ledger_path=arguments.ledger,
        port=arguments.port,
        seed=arguments.seed,
        faults=arguments.faults,
        reply_share=arguments.reply_share,
        reply_mix=arguments.reply_mix,
        reply_seconds=arguments.reply_seconds,
        slow_seconds=arguments.slow_seconds,
        webhook_url=arguments.webhook_url,
        webhook_user=arguments.webhook_user,
        webhook_password=arguments.webhook_password,
    )
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_sandbox(config) as sandbox:
        print(f"The sandbox is at {sandbox.urls.root}.", flush=True)
        await stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
