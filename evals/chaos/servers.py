"""Run what the chaos plays on: the databases, the sandbox in a process of its own, a nursery of workers."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, TypeAdapter

from evals.benchmarks.stage import now
from evals.chaos.orders import Orders
from memory.embedded import open_embedded
from memory.places import settle
from memory.redis import open_redis
from memory.roles import prepare
from memory.store import Memory, Storage, open_memory
from tools.providers.client import Vendor
from tools.providers.outcomes import Effect
from tools.sandbox.faults import Fault

SECONDS = 60.0


class Told(BaseModel):
    """What the sandbox counts of one vendor."""

    calls: int
    faults: dict[Fault, int]


TOLD = TypeAdapter(dict[str, Told])


@dataclass(kw_only=True)
class Nursery:
    """Workers by their process ids, and how each of them ended."""

    process: Process
    port: int
    alive: dict[int, Orders] = field(default_factory=dict[int, Orders])
    killed_at: Counter[str] = field(default_factory=Counter[str])
    hung_at: Counter[str] = field(default_factory=Counter[str])
    hanging: dict[int, datetime] = field(default_factory=dict[int, datetime])
    """Who hangs, and since when."""
    broke: int = 0
    """Workers that ended by an error of their own."""
    _waiting: list[Orders] = field(default_factory=list[Orders])

    @property
    def marked(self) -> int:
        """How many live, or are about to, until they come to a named point."""
        return sum(bool(orders.falls_at) for orders in (*self.alive.values(), *self._waiting))

    async def raise_worker(self, orders: Orders) -> None:
        """Have one more worker forked; it counts as alive once the nursery says so."""
        assert self.process.stdin is not None
        self._waiting.append(orders)
        self.process.stdin.write(f"{orders.model_dump_json()}\n".encode())
        await self.process.stdin.drain()

    async def listen(self) -> None:
        """Keep the list of the living until the nursery ends."""
        assert self.process.stdout is not None
        async for line in self.process.stdout:
            told = json.loads(line)
            pid = told["pid"]
            if "point" in told:
                (self.hung_at if told["hangs"] else self.killed_at)[told["point"]] += 1
                if told["hangs"]:
                    self.hanging[pid] = now()
                    # It hangs once: from then on it lives like any other.
                    self.alive[pid] = self.alive[pid].model_copy(update={"falls_at": {}})
            elif told["code"] is None:
                self.alive[pid] = self._waiting.pop(0)
            else:
                self.alive.pop(pid)
                self.hanging.pop(pid, None)
                self.broke += told["code"] >= 0

    def kill(self, pid: int) -> None:
        """SIGKILL: no worker is asked."""
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def wake(self, pid: int) -> datetime | None:
        """Let one go on that hangs; since when it hung."""
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
        return self.hanging.pop(pid, None)

    async def kill_all(self) -> None:
        """End everybody at once, as a power cut does, and wait until they are gone."""
        while self.alive or self._waiting:
            for pid in list(self.alive):
                self.kill(pid)
            await asyncio.sleep(0.05)


@dataclass(frozen=True, kw_only=True)
class Servers:
    """Everything that runs beside the conductor."""

    home: Path
    storage: Storage
    memory: Memory
    secret: str
    sandbox: str
    ledger: Path
    admin: Vendor
    pages: Vendor
    """The sandbox's vendors, as anybody with their keys reaches them."""
    nursery: Nursery
    door: Vendor

    def restart_database(self, how: signal.Signals) -> bool:
        """Whether PostgreSQL was there to be told; its keeper starts it again."""
        with suppress(OSError, ValueError, IndexError):
            first = (settle(self.home).data / "postmaster.pid").read_text(encoding="utf-8").split()[0]
            os.kill(int(first), how)
            return True
        return False

    async def flush_redis(self) -> None:
        """Lose every counter, cache and reservation."""
        async with open_redis(self.storage.redis) as redis:
            await redis.flushall()  # pyright: ignore[reportUnknownMemberType]

    async def set_faults(self, shares: str) -> None:
        """Other faults from now on."""
        await self.admin.call("set faults", "POST", "/faults", effect=Effect.KEYED, json={"faults": shares})

    async def faults(self) -> Mapping[str, Told]:
        """By vendor, its calls and what has happened to them and to its webhooks until now."""
        answer = await self.admin.call("count faults", "GET", "/faults", effect=Effect.READ)
        return TOLD.validate_json(answer.body)


@asynccontextmanager
async def open_servers(home: Path, *, seed: int, log: Path) -> AsyncIterator[Servers]:
    """Databases as durable as the product's; the sandbox is never killed, its ledger is the truth."""
    async with AsyncExitStack() as stack:
        secret = secrets.token_hex(32)
        urls = await stack.enter_async_context(open_embedded(home))
        addresses = await prepare(urls.database, secret.encode())
        storage = Storage(app=addresses.app, engine=addresses.engine, redis=urls.redis, embedded=True)
        memory = await stack.enter_async_context(
            open_memory(database_url=storage.app, redis_url=storage.redis)
        )
        errors = stack.enter_context(log.open("wb"))
        nursery = await _nursery(stack, errors.fileno())
        base_url = f"http://127.0.0.1:{nursery.port}"
        ledger = home / "sandbox.jsonl"
        sandbox = await _sandbox(stack, ledger, seed, f"{base_url}/api/v1/webhooks")
        yield Servers(
            home=home,
            storage=storage,
            memory=memory,
            secret=secret,
            sandbox=sandbox,
            ledger=ledger,
            admin=await _vendor(stack, "sandbox", f"{sandbox}/_sandbox"),
            pages=await _vendor(stack, "pages", sandbox),
            nursery=nursery,
            door=await _vendor(stack, "door", base_url),
        )


async def _nursery(stack: AsyncExitStack, errors: int) -> Nursery:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "evals.chaos.worker", stdin=PIPE, stdout=PIPE, stderr=errors
    )
    stack.push_async_callback(_end, process)
    assert process.stdout is not None
    async with asyncio.timeout(SECONDS):
        nursery = Nursery(process=process, port=json.loads(await process.stdout.readline())["port"])
    listening = asyncio.create_task(nursery.listen())
    stack.callback(listening.cancel)
    stack.push_async_callback(nursery.kill_all)
    return nursery


async def _sandbox(stack: AsyncExitStack, ledger: Path, seed: int, webhooks_url: str) -> str:
    options = {
        "--port": "0", "--ledger": str(ledger), "--seed": str(seed), "--webhooks-url": webhooks_url,
        "--reply-share": "0.15", "--reply-seconds": "2", "--slow-seconds": "4",
        "--mail-outcomes": "delivered=90,opened=8,clicked=2",
    }  # fmt: skip
    words = [word for option in options.items() for word in option]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tools.sandbox", "serve", *words, stdout=PIPE
    )
    stack.push_async_callback(_end, process)
    assert process.stdout is not None
    async with asyncio.timeout(SECONDS):
        said = (await process.stdout.readline()).decode()
    return said.removeprefix("The sandbox is at ").strip().rstrip(".")


async def _vendor(stack: AsyncExitStack, name: str, url: str) -> Vendor:
    vendor = Vendor(name, url, headers={}, timeout_seconds=3.0)
    stack.push_async_callback(vendor.close)
    return vendor


async def _end(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    await process.wait()
