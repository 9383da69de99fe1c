"""Run the sandbox alone, or write a list of leads out of its world."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import logfire

from errors import InvalidInput
from tools.providers.accounts import Account
from tools.sandbox.characters import SYDNEY
from tools.sandbox.config import ACCOUNTS, MAIL_OUTCOMES, REPLY_MIX, SandboxConfig
from tools.sandbox.entries import now
from tools.sandbox.invention import make_world
from tools.sandbox.lead_list import leads_csv
from tools.sandbox.server import open_sandbox


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
    serve = commands.add_parser("serve", help="serve the pretended vendors on loopback")
    serve.add_argument("--port", type=int, default=8099)
    serve.add_argument("--ledger", type=Path, required=True, help="file that is kept between runs")
    serve.add_argument("--seed", type=int, default=7)
    serve.add_argument("--faults", default="", help="such as 429=0.1,accept_then_drop=0.05")
    serve.add_argument("--reply-share", type=float, default=0.9)
    serve.add_argument("--reply-mix", default=REPLY_MIX)
    serve.add_argument("--reply-seconds", type=float, default=8.0)
    serve.add_argument("--slow-seconds", type=float, default=60.0)
    serve.add_argument("--mail-outcomes", default=MAIL_OUTCOMES, help="what becomes of a mail, in parts")
    serve.add_argument("--webhooks-url", help="such as http://127.0.0.1:8000/api/v1/webhooks")
    serve.add_argument(
        "--webhook-secret",
        action="append",
        default=[],
        metavar="VENDOR=SECRET",
        help="what a vendor's webhooks are signed with or bear; may be given for each vendor",
    )
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
        mail_outcomes=arguments.mail_outcomes,
        webhooks_url=arguments.webhooks_url,
        accounts=_accounts(arguments.webhook_secret),
    )
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_sandbox(config) as sandbox:
        print(f"The sandbox is at {sandbox.root}.", flush=True)
        await stop.wait()
    return 0


def _accounts(secrets: Sequence[str]) -> Mapping[str, Account]:
    accounts = dict(ACCOUNTS)
    for given in secrets:
        vendor, _, secret = given.partition("=")
        if vendor not in accounts or not secret:
            known = ", ".join(accounts)
            raise InvalidInput(
                f"A webhook's secret is VENDOR=SECRET, not {given!r}; the vendors are {known}."
            )
        # Twilio signs with the token that calls bear.
        key = secret if vendor == "twilio" else accounts[vendor].key
        accounts[vendor] = replace(accounts[vendor], key=key, webhook_secret=secret)
    return accounts


if __name__ == "__main__":
    sys.exit(main())
