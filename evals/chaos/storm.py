"""Let everything go wrong on time: deaths, restarts, losses, faults, and people who want to be left alone."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from urllib.parse import urlencode
from uuid import UUID, uuid4

from errors import AgencyError
from evals.benchmarks.stage import now
from evals.chaos.cast import SQL, Cast, ids_of
from evals.chaos.orders import Orders
from evals.chaos.payments import Payments
from evals.chaos.servers import Servers
from evals.chaos.toll import FALLS, FLUSHES, HANGS, VENDORS, Toll, Weather, possible
from memory.records.ids import ClientId
from tools.providers.outcomes import Effect
from tools.sandbox.config import ACCOUNTS
from tools.sandbox.faults import OF_WEBHOOKS, parse_shares
from tools.services.points import ENRICHMENT_POINTS, RARE_POINTS

WORKERS = 4
LEASE_SECONDS, PROVIDER_SECONDS = 8.0, 0.8
RARELY_POST = ("apollo", "apify", "clay", "postmark", "heyreach")
FAULTS_OF_WEBHOOKS = "duplicate_webhook=0.1,out_of_order_webhook=0.1," + ",".join(
    f"{vendor}.duplicate_webhook=0.2,{vendor}.out_of_order_webhook=0.4" for vendor in RARELY_POST
)
"""Whoever posts rarely has few that could overtake one another."""
FAULTS = (
    "refuse=0.025,reject=0.025,429=0.025,accept_then_drop=0.05,accept_then_500=0.05,slow=0.025,"
    f"{FAULTS_OF_WEBHOOKS}"
)
"""20 % of the calls, of every kind that there is."""
HARMLESS_FAULTS = f"refuse=0.1,reject=0.025,429=0.075,{FAULTS_OF_WEBHOOKS}"
"""On later days, which only our clocks know of: the vendors' lists could not be searched by our time."""
DAY = timedelta(hours=25)
KILL_EVERY, RESTART_EVERY = (2.0, 5.0), (20.0, 40.0)
SUPPRESS_EVERY, PAY_EVERY = (1.0, 2.0), (0.5, 1.5)
PRESS_EVERY, PRESSED, PRESSED_ON_WEBHOOKS = 10.0, 0.25, 0.95
"""What never happened at a vendor happens to so many of its calls until it has: some have few in a run."""
FALL_SHARE, HANG_SHARE = 0.4, 0.15
"""How many workers are born to be killed, or to stop for a while, at a named point."""
MOST_MARKED = WORKERS // 2
"""Of them at once: who waits for a rare point is spared by the random kills, which must find somebody."""
HANG_SECONDS = (LEASE_SECONDS + 0.5, LEASE_SECONDS + 4.0)
PASSES, RARE_PASSES = (1, 8), (1, 1)
RARE = RARE_POINTS | {*ENRICHMENT_POINTS}
"""Points that a worker in its short life passes few times."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """One day of the run, by the workers' clocks."""

    seconds: float
    faults: str
    storms: bool = True


DAYS: Sequence[Day] = (
    Day(seconds=180, faults=FAULTS),
    Day(seconds=60, faults=HARMLESS_FAULTS),
    *(Day(seconds=120, faults="", storms=False) for _ in range(3)),
)
"""The last days are calm, so that there is an end: such a day is over once nothing more is due on it."""


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
            before = await self.servers.faults()
            ahead = number * DAY
            self.toll.jumps.append((now(), ahead))
            await self._live_through(day, ahead)
            if day.storms:
                self.toll.storms.append(Weather.between(before, await self.servers.faults()))
            elif not await self._waiting(SQL["open"]):
                return

    async def _live_through(self, day: Day, ahead: timedelta) -> None:
        ends = time.monotonic() + day.seconds
        raised = asyncio.create_task(self._keep_workers(ahead, storms=day.storms))
        storms = [
            self._killing(), self._waking(), self._restarting(), self._flushing(day.seconds),
            self._suppressing(), self._paying(), self._pressing(day.faults),
        ]  # fmt: skip
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
                left = await self._waiting(SQL["due"], now() + ahead)
                quiet = quiet + 1 if not left and not day.storms else 0
                self.show(f"{max(0, ends - time.monotonic()):4.0f} s left of the day, {left} due")
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
        points, hangs = self._fate() if storms else ({}, False)
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
            falls_at=points,
            hangs=hangs,
            decisive=not storms,
        )

    def _fate(self) -> tuple[dict[str, int], bool]:
        """The points at which the next worker falls, and whether it hangs: those where it was least often."""
        luck, nursery = self.random.random(), self.servers.nursery
        if nursery.marked >= MOST_MARKED or luck >= FALL_SHARE + HANG_SHARE:
            return {}, False
        if luck < FALL_SHARE:
            return self._least(FALLS, nursery.killed_at), False
        return self._least(HANGS, nursery.hung_at), True

    def _least(self, points: Sequence[str], seen: Mapping[str, int]) -> dict[str, int]:
        """All that were met least often, so that no rare one waits for a worker of its own."""
        least = min(seen.get(point, 0) for point in points)
        return {
            point: self.random.randint(*(RARE_PASSES if point in RARE else PASSES))
            for point in points
            if seen.get(point, 0) == least
        }

    async def _killing(self) -> None:
        while True:
            await asyncio.sleep(self.random.uniform(*KILL_EVERY))
            nursery = self.servers.nursery
            alive = {pid: orders for pid, orders in nursery.alive.items() if pid not in nursery.hanging}
            # Who is born to fall at a point is left to come to it, while there is anybody else.
            free = [pid for pid, orders in alive.items() if not orders.falls_at]
            if victims := free or list(alive):
                nursery.kill(self.random.choice(victims))
                self.toll.kills += 1

    async def _waking(self) -> None:
        """Let who hangs go on when others have long taken its touches."""
        nursery = self.servers.nursery
        while True:
            await asyncio.sleep(0.2)
            for pid, since in list(nursery.hanging.items()):
                lasts = Random(pid).uniform(*HANG_SECONDS)  # noqa: S311 - it makes weather
                if (now() - since).total_seconds() > lasts:
                    nursery.wake(pid)
                    self.toll.hangs.append((since, now()))

    async def _restarting(self) -> None:
        before = time.monotonic()
        while True:
            await asyncio.sleep(self.random.uniform(*RESTART_EVERY))
            how = self.random.choice((signal.SIGINT, signal.SIGQUIT))
            if self.servers.restart_database(how):
                self.toll.restarts["fast" if how is signal.SIGINT else "immediate"] += 1
                self.toll.restarted_at.append(round(time.monotonic() - before, 1))
                before = time.monotonic()

    async def _flushing(self, seconds: float) -> None:
        for _ in range(FLUSHES):
            await asyncio.sleep(seconds / (FLUSHES + 1))
            await self.servers.flush_redis()
            self.toll.flushes += 1

    async def _pressing(self, faults: str) -> None:
        """Have every kind of fault happen to every vendor at least once."""
        kinds = dict.fromkeys(share.fault for share in parse_shares(faults))
        while True:
            await asyncio.sleep(PRESS_EVERY)
            told = await self.servers.faults()
            wanted = [
                f"{vendor}.{kind}={PRESSED_ON_WEBHOOKS if kind in OF_WEBHOOKS else PRESSED}"
                for vendor in VENDORS
                for kind in kinds
                if possible(vendor, kind) and not told[vendor].faults.get(kind)
            ]
            await self.servers.set_faults(",".join([*wanted, faults]))

    async def _suppressing(self) -> None:
        """One click, or STOP from the person's own phone, while something is queued for them."""
        while True:
            await asyncio.sleep(self.random.uniform(*SUPPRESS_EVERY))
            client_id = self.random.choice(list(self.cast.clients))
            try:
                await self._suppress(client_id)
            except AgencyError:
                continue

    async def _paying(self) -> None:
        """One client subscribes, and each of its payments is an event or two at Stripe."""
        assert self.cast.paying is not None
        payments = Payments(pages=self.servers.pages, admin=self.servers.admin)
        while True:
            await asyncio.sleep(self.random.uniform(*PAY_EVERY))
            try:
                self.toll.payments += await payments.pay(self.cast.paying)
            except AgencyError:
                continue

    async def _suppress(self, client_id: ClientId) -> None:
        async with self.servers.memory.postgres.client_transaction(client_id) as tx:
            victims = await tx.fetch(SQL["victims"])
            numbers = await tx.fetch(SQL["numbers"])
        if not victims:
            return
        # Who else has the number has touches that nobody cancels: they are stopped when they are to go.
        shared = [victim for victim in victims if victim["shared"]]
        victim = self.random.choice(shared if shared and self.random.random() < 0.5 else victims)
        if victim["shared"] or self.random.random() < 0.5:
            path = f"/u/{victim['token']}"
            await self.servers.door.call("unsubscribe", "POST", path, effect=Effect.KEYED)
            self.toll.one_clicks += 1
            return
        body = urlencode(_stop(victim["phone"], numbers[0]["address"]))
        form = "application/x-www-form-urlencoded"
        asked = {"vendor": "twilio", "path": "twilio/inbound", "body": body, "content_type": form}
        await self.servers.admin.call("say STOP", "POST", "/webhook", effect=Effect.ONCE, json=asked)
        self.toll.stops += 1

    async def _waiting(self, sql: str, *arguments: datetime) -> int:
        """How many touches have no outcome, or none today; -1 while the database is away."""
        total = 0
        try:
            for client_id in self.cast.clients:
                async with self.servers.memory.postgres.client_transaction(client_id) as tx:
                    total += await tx.fetchval(sql, *arguments)
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
