"""Let everything go wrong on time: deaths, restarts, losses, faults, and people who want to be left alone."""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from urllib.parse import urlencode
from uuid import UUID, uuid4

from errors import AgencyError
from evals.benchmarks.stage import now
from evals.chaos.cast import SQL, Cast, ids_of
from evals.chaos.orders import POINTS, Orders
from evals.chaos.servers import Servers
from memory.records.ids import ClientId
from tools.providers.outcomes import Effect
from tools.sandbox.config import ACCOUNTS

WORKERS = 4
LEASE_SECONDS, PROVIDER_SECONDS = 8.0, 0.8
FAULTS = (
    "refuse=0.03,reject=0.01,429=0.03,accept_then_drop=0.05,accept_then_500=0.05,slow=0.03,"
    "duplicate_webhook=0.1,out_of_order_webhook=0.1"
)
"""20 % of the calls, of every kind that there is."""
HARMLESS_FAULTS = "refuse=0.09,reject=0.02,429=0.09,duplicate_webhook=0.1,out_of_order_webhook=0.1"
"""On later days, which only our clocks know of: the vendors' lists could not be searched by our time."""
DAY = timedelta(hours=25)
KILL_EVERY, RESTART_EVERY, SUPPRESS_EVERY = (2.0, 5.0), (20.0, 40.0), (1.0, 2.0)
POINT_SHARE = 0.3
"""How many workers are born to die at a named point."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """One day of the run, by the workers' clocks."""

    seconds: float
    faults: str
    storms: bool = True


DAYS: Sequence[Day] = (
    Day(seconds=180, faults=FAULTS),
    Day(seconds=60, faults=HARMLESS_FAULTS),
    Day(seconds=120, faults="", storms=False),
    Day(seconds=120, faults="", storms=False),
)
"""A day ends early once everything has an outcome; the last ones are calm, so that there is an end."""


@dataclass(kw_only=True)
class Toll:
    """What was done to the system."""

    jumps: list[tuple[datetime, timedelta]] = field(default_factory=list[tuple[datetime, timedelta]])
    """From each moment on, how far the workers' clocks were ahead."""
    kills: int = 0
    restarts: Counter[str] = field(default_factory=Counter[str])
    flushes: int = 0
    one_clicks: int = 0
    stops: int = 0

    def ours(self, moment: datetime) -> datetime:
        """The workers' time at a moment of the vendors'."""
        ahead = [ahead for since, ahead in self.jumps if since <= moment]
        return moment + (ahead[-1] if ahead else timedelta())

    def theirs(self, moment: datetime) -> datetime:
        """The vendors' time at a moment of the workers'."""
        for since, ahead in reversed(self.jumps):
            if moment - ahead >= since:
                return moment - ahead
        return moment


@dataclass(kw_only=True)
class Storm:
    """One run of the chaos."""

    servers: Servers
    cast: Cast
    random: Random
    show: Callable[[str], None]
    """Told once a second how it goes."""
    toll: Toll = field(default_factory=Toll)
    _born: int = 0
    _batch: UUID = field(default_factory=uuid4)

    async def rage(self, days: Sequence[Day]) -> None:
        """Day after day, until everything has an outcome or the days are over."""
        for number, day in enumerate(days):
            await self.servers.nursery.kill_all()
            await self.servers.set_faults(day.faults)
            ahead = number * DAY
            self.toll.jumps.append((now(), ahead))
            await self._live_through(day, ahead, last=number == len(days) - 1)
            if number >= 1 and not day.storms and not await self._open():
                return

    async def _live_through(self, day: Day, ahead: timedelta, *, last: bool) -> None:
        ends = time.monotonic() + day.seconds
        raised = asyncio.create_task(self._keep_workers(ahead, storms=day.storms))
        storms = [self._killing(), self._restarting(), self._flushing(day.seconds), self._suppressing()]
        tasks = [raised, *(asyncio.create_task(one) for one in storms if day.storms)]
        if not day.storms:
            for one in storms:
                one.close()
        try:
            quiet = 0
            while time.monotonic() < ends and quiet < 3:
                await asyncio.sleep(1.0)
                for task in tasks:
                    if task.done():
                        task.result()
                left = await self._open()
                done = not left if last or not day.storms else False
                quiet = quiet + 1 if done else 0
                self.show(f"{max(0, ends - time.monotonic()):4.0f} s left of the day, {left} open")
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _keep_workers(self, ahead: timedelta, *, storms: bool) -> None:
        """Four of them, whatever happens to any."""
        nursery = self.servers.nursery
        while True:
            for index in range(WORKERS):
                if index not in {orders.index for orders in nursery.alive.values()}:
                    await nursery.raise_worker(self._orders(index, ahead, storms=storms))
            await asyncio.sleep(0.3)

    def _orders(self, index: int, ahead: timedelta, *, storms: bool) -> Orders:
        self._born += 1
        dies = storms and self.random.random() < POINT_SHARE
        assert self.cast.enriching is not None
        return Orders(
            database=self.servers.storage.app,
            engine=self.servers.storage.engine,
            redis=self.servers.storage.redis,
            sandbox=self.servers.sandbox,
            home=self.servers.home,
            secret=self.servers.secret,
            base_url=f"http://127.0.0.1:{self.servers.nursery.port}",
            lease_seconds=LEASE_SECONDS,
            provider_seconds=PROVIDER_SECONDS,
            clients=ids_of(self.cast),
            enriching=self.cast.enriching,
            batch=self._batch,
            ahead=ahead,
            index=index,
            of=WORKERS,
            seed=self._born,
            kill_at=POINTS[self._born % len(POINTS)] if dies else None,
            kill_after=self.random.randint(3, 25),
        )

    async def _killing(self) -> None:
        while True:
            await asyncio.sleep(self.random.uniform(*KILL_EVERY))
            if alive := list(self.servers.nursery.alive):
                self.servers.nursery.kill(self.random.choice(alive))
                self.toll.kills += 1

    async def _restarting(self) -> None:
        while True:
            await asyncio.sleep(self.random.uniform(*RESTART_EVERY))
            how = self.random.choice((signal.SIGINT, signal.SIGQUIT))
            if self.servers.restart_database(how):
                self.toll.restarts["fast" if how is signal.SIGINT else "immediate"] += 1

    async def _flushing(self, seconds: float) -> None:
        for _ in range(2):
            await asyncio.sleep(seconds / 3)
            await self.servers.flush_redis()
            self.toll.flushes += 1

    async def _suppressing(self) -> None:
        """One click, or STOP from the person's own phone, while something is queued for them."""
        while True:
            await asyncio.sleep(self.random.uniform(*SUPPRESS_EVERY))
            client_id = self.random.choice(list(self.cast.clients))
            try:
                await self._suppress(client_id)
            except AgencyError:
                continue

    async def _suppress(self, client_id: ClientId) -> None:
        async with self.servers.memory.postgres.client_transaction(client_id) as tx:
            victims = await tx.fetch(SQL["victims"])
            numbers = await tx.fetch(SQL["numbers"])
        if not victims:
            return
        victim = self.random.choice(victims)
        if self.random.random() < 0.5:
            path = f"/u/{victim['token']}"
            await self.servers.door.call("unsubscribe", "POST", path, effect=Effect.KEYED)
            self.toll.one_clicks += 1
            return
        body = urlencode(_stop(victim["phone"], numbers[0]["address"]))
        form = "application/x-www-form-urlencoded"
        asked = {"vendor": "twilio", "path": "twilio/inbound", "body": body, "content_type": form}
        await self.servers.admin.call("say STOP", "POST", "/webhook", effect=Effect.ONCE, json=asked)
        self.toll.stops += 1

    async def _open(self) -> int:
        """How many touches have no outcome; everything counts as open while the database is away."""
        total = 0
        try:
            for client_id in self.cast.clients:
                async with self.servers.memory.postgres.client_transaction(client_id) as tx:
                    total += await tx.fetchval(SQL["open"])
        except AgencyError:
            return -1
        return total


def _stop(theirs: str, ours: str) -> dict[str, str]:
    """What Twilio posts of a text that says STOP."""
    sid = f"SM{uuid4().hex}"
    account = ACCOUNTS["twilio"].user
    ids = {"MessageSid": sid, "SmsMessageSid": sid, "SmsSid": sid, "AccountSid": account}
    counts = {"NumMedia": "0", "NumSegments": "1", "SmsStatus": "received", "ApiVersion": "2010-04-01"}
    return {**ids, **counts, "From": theirs, "To": ours, "Body": "STOP"}
