"""Measure touches a second from admission to delivery, and how that holds when the campaign grows."""

from __future__ import annotations

import asyncio
import gc
import os
import secrets
import statistics
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import logfire
from pydantic import SecretStr

from evals.benchmarks.stage import make_client, now, write_report
from graphs.opening import models_of, open_graphs
from graphs.platform import Platform
from memory.approvals import pending_for_touch
from memory.embedded import open_embedded
from memory.enums import Channel, Role, TouchStatus
from memory.postgres import Postgres
from memory.queries import Queries
from memory.records.actor import Actor
from memory.records.ids import CampaignId, ClientId, TouchId
from memory.resources import add_resource
from memory.roles import prepare
from memory.store import Storage, open_memory
from memory.touches import touch_by_id
from settings import Settings
from tools.assembly import build_services
from tools.sandbox.config import ACCOUNTS
from tools.sandbox.server import accounts_at
from tools.services.approvals import Approve
from tools.services.channels import Accepted, LookUp, OutboundMessage, Sender
from tools.vendors import Vendors
from tools.wiring import Agency

SQL = Queries("outreach", Path(__file__).parent)
SIZES = (1_000, 100_000)
"""Leads in the campaign."""
ROUNDS, A_ROUND, AT_ONCE = 7, 25, 8
"""With one round to warm up a client comes to the 200 touches that it may send a day."""
TARGET_GROWTH = 1.2
ZONE = "Australia/Sydney"
T = TypeVar("T")


@dataclass(kw_only=True)
class Clocked:
    """A channel's own sender, and how long its vendor was waited for."""

    sender: Sender
    seconds: float = 0.0

    @property
    def vendor(self) -> str:
        """The sender's."""
        return self.sender.vendor

    def can_repeat(self, message: OutboundMessage, now: datetime) -> bool:
        """The sender's answer."""
        return self.sender.can_repeat(message, now)

    async def send(self, message: OutboundMessage) -> Accepted:
        """Send, and count the seconds."""
        return await self._counted(self.sender.send(message))

    async def look_up(self, message: OutboundMessage) -> LookUp:
        """Look up, and count the seconds."""
        return await self._counted(self.sender.look_up(message))

    async def message_id(self, vendor_id: str) -> str | None:
        """Ask, and count the seconds."""
        return await self._counted(self.sender.message_id(vendor_id))

    async def _counted(self, call: Awaitable[T]) -> T:
        began = time.perf_counter()
        try:
            return await call
        finally:
            self.seconds += time.perf_counter() - began


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """One client with its campaign and mailboxes."""

    client_id: ClientId
    campaign_id: CampaignId
    leads: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """One round: where its seconds went, of all touches together."""

    leads: int
    touches: int
    seconds: float
    planning: float
    drafting: float
    deciding: float
    vendor_share: float
    """Of the time that touches were under way, how much they waited for the vendor's answers."""
    cpu: float
    """Seconds that this process computed; the databases and the vendors have processes of their own."""


async def main() -> int:
    """0 when a touch costs no more than 1.2 times as much in the large campaign as in the small one."""
    load, began = os.getloadavg()[0], time.perf_counter()
    logfire.configure(send_to_logfire=False, console=False)

    def say(what: str) -> None:
        print(f"{time.perf_counter() - began:6.1f} s  {what}", file=sys.stderr, flush=True)

    rounds: list[Round] = []
    async with _open_bench() as (platform, clocked, analyse):
        gc.freeze()  # as the product's own processes do
        desks: list[Desk] = []
        for size in SIZES:
            desks.append(await _desk(platform, size))
            await analyse()
            say(f"a campaign of {size:,} leads stands")
        for n in range(ROUNDS + 1):
            for desk in desks:
                one = await _round(platform, clocked, desk)
                what = f"round {n} of {ROUNDS}" if n else "warmed up"
                say(f"{what}, {desk.leads:,} leads: {one.touches / one.seconds:.1f} touches a second")
                rounds += [one] if n else []  # the first warms plans, caches and imports
    return _report(rounds, load)


async def _round(platform: Platform, clocked: Clocked, desk: Desk) -> Round:
    """Plan, draft, gate and propose, approve and deliver a few touches, eight side by side."""
    client_id, waited = desk.client_id, clocked.seconds
    began, computed = time.perf_counter(), time.process_time()
    planned = await platform.services.allocation.plan(client_id, desk.campaign_id, A_ROUND)
    assert len(planned) == A_ROUND, f"{len(planned)} touches were planned"
    planning = time.perf_counter() - began
    under_way = await _side_by_side([platform.outreach.start(client_id, touch_id) for touch_id in planned])
    drafting = time.perf_counter() - began - planning
    under_way += await _side_by_side([_approve(platform, client_id, touch_id) for touch_id in planned])
    seconds = time.perf_counter() - began
    return Round(
        leads=desk.leads,
        touches=len(planned),
        seconds=seconds,
        planning=planning,
        drafting=drafting,
        deciding=seconds - planning - drafting,
        vendor_share=(clocked.seconds - waited) / under_way,
        cpu=time.process_time() - computed,
    )


async def _approve(platform: Platform, client_id: ClientId, touch_id: TouchId) -> None:
    """Decide as a reviewer does, and have the graph deliver."""
    async with platform.memory.postgres.client_transaction(client_id) as tx:
        approval = await pending_for_touch(tx, touch_id)
    assert approval is not None
    actor = Actor(name="Olive", user_id=None, role=Role.OWNER)
    await platform.services.approvals.decide(client_id, actor, approval.id, Approve())
    await platform.outreach.resume(client_id, touch_id)
    async with platform.memory.postgres.client_transaction(client_id) as tx:
        touch = await touch_by_id(tx, touch_id)
    assert touch is not None
    assert touch.status is TouchStatus.SENT, f"{touch.status}: {touch.outcome_reason}"


async def _side_by_side(jobs: Sequence[Coroutine[object, object, object]]) -> float:
    """The seconds that the jobs took, each counted from its own beginning."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(job: Coroutine[object, object, object]) -> float:
        async with gate:
            began = time.perf_counter()
            await job
            return time.perf_counter() - began

    return sum(await asyncio.gather(*(one(job) for job in jobs)))


@asynccontextmanager
async def _open_bench() -> AsyncIterator[tuple[Platform, Clocked, Callable[[], Awaitable[None]]]]:
    async with AsyncExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="agency-bench-")))
        home.chmod(0o711)  # noqa: ASYNC240 - the embedded server runs as a user of its own when we are root
        secret = secrets.token_hex(32)
        urls = await stack.enter_async_context(open_embedded(home))
        addresses = await prepare(urls.database, secret.encode())
        owner = await Postgres.open(urls.database, size=1)
        stack.push_async_callback(owner.close)

        async def analyse() -> None:
            """What autovacuum does within minutes of so many rows."""
            await owner._pool.execute("vacuum analyze")  # pyright: ignore[reportPrivateUsage]

        storage = Storage(app=addresses.app, engine=addresses.engine, redis=urls.redis, embedded=True)
        memory = await stack.enter_async_context(
            open_memory(database_url=storage.app, redis_url=storage.redis)
        )
        settings = Settings(
            _env_file=None,  # pyright: ignore[reportCallIssue]
            agency_home=home,
            secret_key=SecretStr(secret),
        )
        vendors = Vendors.at(accounts_at(await _sandbox(stack, home), ACCOUNTS), settings)
        stack.push_async_callback(vendors.close)
        services = build_services(settings, secret, memory, vendors, now)
        clocked = Clocked(sender=services.delivery.mailers[Channel.EMAIL])
        mailers = {**services.delivery.mailers, Channel.EMAIL: clocked}
        agency = Agency(
            settings=settings,
            secret=secret,
            clock=now,
            storage=storage,
            memory=memory,
            services=replace(services, delivery=replace(services.delivery, mailers=mailers)),
            demo_password=None,
        )
        opened = open_graphs(agency, models_of(settings, agency), flows=False)
        yield await stack.enter_async_context(opened), clocked, analyse


async def _sandbox(stack: AsyncExitStack, home: Path) -> str:
    """The vendors in a process of their own: what they take is theirs."""
    options = ("--port", "0", "--ledger", str(home / "sandbox.jsonl"), "--reply-share", "0")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tools.sandbox", "serve", *options, stdout=PIPE
    )

    async def end() -> None:
        process.terminate()
        await process.wait()

    stack.push_async_callback(end)
    assert process.stdout is not None
    async with asyncio.timeout(60):
        said = (await process.stdout.readline()).decode()
    return said.removeprefix("The sandbox is at ").strip().rstrip(".")


async def _desk(platform: Platform, leads: int) -> Desk:
    """A client with a campaign of that size, a tenth of which was written to before."""
    client_id = await make_client(platform.memory)
    async with platform.memory.postgres.client_transaction(client_id) as tx:
        campaign_id = CampaignId(await tx.fetchval(SQL["add_campaign"], f"Bench {leads}"))
        await tx.execute(SQL["add_steps"], campaign_id)
        mailbox = await add_resource(
            tx,
            channel=Channel.EMAIL,
            vendor="resend",
            address=f"priya@{leads}.example",
            label="mail",
            daily_limit=1000,
            time_zone=ZONE,
            settings={"authentication": dict.fromkeys(("spf", "dkim", "dmarc"), "pass")},
        )
        await tx.execute(SQL["add_leads"], campaign_id, leads)
        await tx.execute(SQL["add_earlier"], campaign_id, mailbox)
    return Desk(client_id=client_id, campaign_id=campaign_id, leads=leads)


def _report(rounds: Sequence[Round], load: float) -> int:
    small, large = (
        statistics.median(one.seconds / one.touches for one in rounds if one.leads == size) for size in SIZES
    )
    growth, met = large / small, large / small <= TARGET_GROWTH
    figures = [
        {
            "leads": one.leads,
            "touches_a_second": round(one.touches / one.seconds, 1),
            "milliseconds_a_touch": round(one.seconds / one.touches * 1000, 1),
            "planning_share": round(one.planning / one.seconds, 3),
            "drafting_share": round(one.drafting / one.seconds, 3),
            "deciding_and_sending_share": round(one.deciding / one.seconds, 3),
            "our_cpu_milliseconds_a_touch": round(one.cpu / one.touches * 1000, 1),
            "vendor_share": round(one.vendor_share, 3),
            "our_share": round(1 - one.vendor_share, 3),
        }
        for one in rounds
    ]
    report = write_report(
        "outreach",
        {
            "touches_a_round": A_ROUND,
            "at_once": AT_ONCE,
            "rounds": figures,
            "growth": round(growth, 2),
            "target_growth": TARGET_GROWTH,
            "met": met,
            "load_before": load,
            "load_after": os.getloadavg()[0],
        },
    )
    names = list(figures[0])
    print("  ".join(name.replace("_", " ") for name in names))
    for figure in figures:
        print("  ".join(f"{figure[name]:>{len(name)}}" for name in names))
    print(
        f"{1 / small:.1f} touches a second in a campaign of {SIZES[0]:,} leads, {1 / large:.1f} in one of "
        f"{SIZES[1]:,}: {growth:.2f} times as long per touch, the target is {TARGET_GROWTH}. "
        f"Load {load:.1f} before. Report: {report}"
    )
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
