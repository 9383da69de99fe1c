"""Measure how many signed webhooks a second are stored, beside a bare handler, and that none is lost."""

from __future__ import annotations

import asyncio
import hmac
import json
import os
import socket
import statistics
import sys
import time
from asyncio.subprocess import PIPE, Process
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode
from uuid import uuid4

from pydantic import SecretStr

from evals.benchmarks.caller import packed, request
from evals.benchmarks.stage import make_client, now, write_report
from memory.embedded import open_embedded
from memory.enums import Channel
from memory.queries import Queries
from memory.records.actor import SYSTEM
from memory.records.ids import ClientId
from memory.resources import add_resource
from memory.roles import prepare
from memory.store import Memory, open_memory
from settings import Settings
from tools.providers.accounts import Account
from tools.providers.twilio_signature import FORM, sign
from tools.services.campaigns import CampaignPlan, Campaigns
from tools.vendors import pretended_accounts

SQL = Queries("intake", Path(__file__).parent)
SECRET = "a secret of the benchmark, 32 long"  # noqa: S105 - it opens nothing
ROUNDS, A_ROUND, CONNECTIONS = 5, 3_000, 32
BURST = 20_000
MAILS, TEXTS = 40, 3_500
STATUSES = ("queued", "sending", "sent", "delivered")
"""Twilio tells each status of a text once."""
WARM_UP = 300
TARGET_RATIO = 0.8
DRAIN_SECONDS = 900.0
HOOK = "/api/v1/webhooks"
_FILLER = "What the vendor says beside it. " * 38
"""1.2 KB: a webhook of these vendors has 1 to 2."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """One round against one of the two."""

    a_second: float
    p50: float
    p99: float


@dataclass(kw_only=True)
class Doors:
    """Both servers, and what they store into."""

    product: int
    bare: int
    memory: Memory
    accounts: Mapping[str, Account]
    mails: Sequence[str]
    """Resend's ids of what went out."""
    texts: Iterator[tuple[str, str]]
    """Twilio's sids, each with one status after the other."""


async def main() -> int:
    """0 when we take in 0.8 of what the bare handler does, and nothing of the burst is lost."""
    load = os.getloadavg()[0]
    async with _open_doors() as doors:
        ours: list[Round] = []
        bare: list[Round] = []
        await _rounds(doors.product, _signed(doors, WARM_UP))
        await _rounds(doors.bare, _plain(WARM_UP))
        for n in range(ROUNDS):
            ours.append(await _rounds(doors.product, _signed(doors, A_ROUND)))
            drained = await _drained(doors)
            bare.append(await _rounds(doors.bare, _plain(A_ROUND)))
            _say(f"round {n + 1} of {ROUNDS}: handled {drained:.0f} s after the last was stored")
        _say(f"a burst of {BURST:,}")
        before = await _counts(doors)
        began = time.perf_counter()
        burst = await _rounds(doors.product, _signed(doors, BURST))
        stored, drained = time.perf_counter() - began, await _drained(doors)
        after = await _counts(doors)
    took = {status: count - before.get(status, 0) for status, count in after.items()}
    return _report(ours, bare, burst, stored, drained, took, load)


def _report(
    ours: Sequence[Round],
    bare: Sequence[Round],
    burst: Round,
    stored: float,
    drained: float,
    took: Mapping[str, int],
    load: float,
) -> int:
    rate, ceiling = (statistics.median(one.a_second for one in rounds) for rounds in (ours, bare))
    lost = BURST - sum(took.get(status, 0) for status in ("handled", "ignored"))
    met = rate >= TARGET_RATIO * ceiling and lost == 0
    figures = {
        "a_round": A_ROUND,
        "connections": CONNECTIONS,
        "ours": [_figures(one) for one in ours],
        "bare": [_figures(one) for one in bare],
        "ratio": round(rate / ceiling, 2),
        "burst": BURST,
        "burst_taken": _figures(burst),
        "burst_stored_seconds": round(stored, 1),
        "burst_drained_seconds": round(stored + drained, 1),
        "burst_came_to": dict(took),
        "burst_lost": lost,
        "target_ratio": TARGET_RATIO,
        "met": met,
        "load_before": load,
        "load_after": os.getloadavg()[0],
    }
    report = write_report("intake", figures)
    print(f"{'round':>6} {'ours/s':>8} {'p50 ms':>8} {'p99 ms':>8} {'bare/s':>8} {'p50 ms':>8} {'p99 ms':>8}")
    for n, (one, other) in enumerate(zip(ours, bare, strict=True), 1):
        cells = (one.a_second, one.p50, one.p99, other.a_second, other.p50, other.p99)
        print(f"{n:>6} {''.join(f'{cell:>8.1f} ' for cell in cells)}")
    print(
        f"{rate:,.0f} a second at the median, {rate / ceiling:.2f} of the bare handler's {ceiling:,.0f}; "
        f"{BURST:,} in a burst stored in {stored:.1f} s (p50 {burst.p50:.1f} ms, p99 {burst.p99:.1f} ms), "
        f"all handled after {stored + drained:.1f} s, {lost} lost. "
        f"Load {load:.1f} before. Report: {report}"
    )
    return 0 if met else 1


def _say(what: str) -> None:
    sys.stderr.write(f"{what}\n")


def _figures(one: Round) -> dict[str, float]:
    return {
        "a_second": round(one.a_second),
        "p50_ms": round(one.p50, 1),
        "p99_ms": round(one.p99, 1),
    }


# The servers ------------------------------------------------------------------------------------


@asynccontextmanager
async def _open_doors() -> AsyncIterator[Doors]:
    async with AsyncExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="agency-bench-")))
        home.chmod(0o711)  # noqa: ASYNC240 - the embedded server runs as a user of its own when we are root
        urls = await stack.enter_async_context(open_embedded(home))
        addresses = await prepare(urls.database, SECRET.encode())
        memory = await stack.enter_async_context(
            open_memory(database_url=addresses.app, redis_url=urls.redis)
        )
        client_id = await make_client(memory)
        settings = Settings(
            _env_file=None,  # pyright: ignore[reportCallIssue]
            secret_key=SecretStr(SECRET),
        )
        accounts = pretended_accounts(settings, SECRET)
        sandbox = await _sandbox(stack, home, accounts)
        stores = {"DATABASE_URL": urls.database, "REDIS_URL": urls.redis}
        told = {"SECRET_KEY": SECRET, "DEMO": "false", "SANDBOX_URL": sandbox, "AGENCY_HOME": str(home)}
        port = _free_port()
        place = {"PORT": str(port), "DOOR_PORT": str(port)}
        bare = {"BARE_DATABASE": urls.database, "BARE_SECRET": SECRET}
        mails, texts = await _sends(memory, client_id)
        yield Doors(
            product=await _door(stack, "product", {**stores, **told, **place}),
            bare=await _door(stack, "bare", bare),
            memory=memory,
            accounts=accounts,
            mails=mails,
            texts=((sid, status) for sid in texts for status in STATUSES),
        )


async def _door(stack: AsyncExitStack, which: str, variables: Mapping[str, str]) -> int:
    return int(await _child(stack, ["evals.benchmarks.doors", which], variables))


async def _sandbox(stack: AsyncExitStack, home: Path, accounts: Mapping[str, Account]) -> str:
    secrets = [f"{vendor}={one.webhook_secret}" for vendor, one in accounts.items() if one.webhook_secret]
    options = [part for secret in secrets for part in ("--webhook-secret", secret)]
    serve = ["tools.sandbox", "serve", "--port", "0", "--ledger", str(home / "sandbox.jsonl"), *options]
    said = await _child(stack, serve, {})
    return said.removeprefix("The sandbox is at ").strip().rstrip(".")


async def _child(stack: AsyncExitStack, command: Sequence[str], variables: Mapping[str, str]) -> str:
    """The first line that the module says once it is ready."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *command, stdout=PIPE, env={**os.environ, **variables}
    )
    stack.push_async_callback(_end, process)
    assert process.stdout is not None
    async with asyncio.timeout(60):
        return (await process.stdout.readline()).decode()


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.terminate()
    await process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


async def _sends(memory: Memory, client_id: ClientId) -> tuple[list[str], list[str]]:
    """Mails and texts that went out."""
    plan = CampaignPlan(name="Bench", brief="Bench")
    campaign = await Campaigns(memory=memory, clock=now).create(client_id, SYSTEM, plan)
    found: list[str] = []
    async with memory.postgres.client_transaction(client_id) as tx:
        senders = {
            channel: await add_resource(
                tx,
                channel=channel,
                vendor=vendor,
                address=address,
                label=address,
                daily_limit=100,
                time_zone="Australia/Sydney",
            )
            for channel, vendor, address in (
                (Channel.EMAIL, "resend", "b@bench.example"),
                (Channel.SMS, "twilio", "+61480000001"),
            )
        }
        for n in range(MAILS + TEXTS):
            channel, vendor = (Channel.EMAIL, "resend") if n < MAILS else (Channel.SMS, "twilio")
            vendor_id = str(uuid4()) if n < MAILS else f"SM{uuid4().hex}"
            email = f"p{n}@bench.example"
            await tx.execute(SQL["add_lead"], campaign.id, email, f"+6149{n:07d}")
            await tx.fetchval(
                SQL["add_sent"], campaign.id, channel, senders[channel], vendor, vendor_id, email
            )
            found.append(vendor_id)
    return found[:MAILS], found[MAILS:]


async def _counts(doors: Doors) -> dict[str, int]:
    async with doors.memory.postgres.system_transaction() as tx:
        return {row["status"]: row["count"] for row in await tx.fetch(SQL["counts"])}


async def _drained(doors: Doors) -> float:
    """Seconds until nothing waits to be handled, or the patience ends."""
    began = time.perf_counter()
    while time.perf_counter() - began < DRAIN_SECONDS:
        if not (await _counts(doors)).get("stored", 0):
            break
        await asyncio.sleep(0.5)
    return time.perf_counter() - began


# What arrives -----------------------------------------------------------------------------------


async def _rounds(port: int, requests: list[bytes]) -> Round:
    """One round by a caller of its own process."""
    caller = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "evals.benchmarks.caller", str(port), str(CONNECTIONS), stdin=PIPE, stdout=PIPE
    )
    said, _ = await caller.communicate(packed(requests))
    told = json.loads(said)
    assert told["refused"] == 0, f"{told['refused']} webhooks were refused"
    spent: list[float] = told["milliseconds"]
    cuts = statistics.quantiles(spent, n=100)
    return Round(a_second=len(requests) / told["seconds"], p50=cuts[49], p99=cuts[98])


def _plain(count: int) -> list[bytes]:
    """As many bytes, and an HMAC over them."""
    found: list[bytes] = []
    for _ in range(count):
        key = uuid4().hex
        body = json.dumps({"id": key, "type": "delivered", "note": _FILLER}).encode()
        proof = hmac.new(SECRET.encode(), body, "sha256").hexdigest()
        found.append(request("/hook", body, {"X-Signature": proof, "X-Event": key}))
    return found


def _signed(doors: Doors, count: int) -> list[bytes]:
    """A third from each of Resend, Twilio and Postmark, about what went out."""
    makers: Sequence[Callable[[Doors, int], bytes]] = (_resend, _twilio, _postmark)
    return [makers[n % 3](doors, n) for n in range(count)]


def _resend(doors: Doors, n: int) -> bytes:
    mails = doors.mails
    kind = ("delivered", "opened", "clicked")[n // 3 % 3]
    data = {"email_id": mails[n % len(mails)], "created_at": now().isoformat(), "subject": _FILLER}
    told = {"type": f"email.{kind}", "created_at": now().isoformat(), "data": data}
    body, message_id, stamp = json.dumps(told).encode(), f"msg_{uuid4().hex}", str(int(time.time()))
    key = b64decode(doors.accounts["resend"].webhook_secret.removeprefix("whsec_"))
    signed = b".".join((message_id.encode(), stamp.encode(), body))
    proof = b64encode(hmac.digest(key, signed, sha256)).decode()
    headers = {"svix-id": message_id, "svix-timestamp": stamp, "svix-signature": f"v1,{proof}"}
    return request(f"{HOOK}/resend/events", body, {**headers, "Content-Type": "application/json"})


def _twilio(doors: Doors, _n: int) -> bytes:
    told = next(doors.texts)
    fields = {"MessageSid": told[0], "MessageStatus": told[1], "SmsSid": told[0], "Note": _FILLER}
    body = urlencode(fields).encode()
    url = f"http://127.0.0.1:{doors.product}{HOOK}/twilio/status"
    account = doors.accounts["twilio"]
    headers = dict(sign(url, body, FORM, account.webhook_secret or account.key))
    return request(f"{HOOK}/twilio/status", body, {**headers, "Content-Type": FORM})


def _postmark(doors: Doors, n: int) -> bytes:
    account = doors.accounts["postmark"]
    told = {
        "RecordType": "Open",
        "MessageID": str(uuid4()),
        "ReceivedAt": now().isoformat(),
        "Recipient": f"p{n}@bench.example",
        "UserAgent": _FILLER,
    }
    proof = b64encode(f"{account.user}:{account.webhook_secret}".encode()).decode()
    headers = {"Authorization": f"Basic {proof}", "Content-Type": "application/json"}
    return request(f"{HOOK}/postmark/open", json.dumps(told).encode(), headers)


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
