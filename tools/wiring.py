"""Build everything once, in order, and close it in reverse."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import logfire

from errors import StorageUnavailable
from memory.records.actor import Clock
from memory.store import Memory, Storage, open_memory, open_storage
from settings import Settings
from tools.assembly import build_services
from tools.demo import DEMO_EMAIL, Demo
from tools.deps import Services
from tools.keys import demo_password, plain, secret_of
from tools.vendors import open_vendors


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """Whether one part answers, how fast, and what it is."""

    ready: bool
    latency_ms: float
    detail: str


@dataclass(frozen=True, kw_only=True)
class Agency:
    """The business of this process, open."""

    settings: Settings
    secret: str
    clock: Clock
    storage: Storage
    memory: Memory
    services: Services
    demo_password: str | None

    @property
    def sign_in_hint(self) -> str:
        """How to get in on a first run; empty where there is no demo agency."""
        return f" · sign in as {DEMO_EMAIL} with password {self.demo_password}" if self.demo_password else ""

    async def parts(self) -> dict[str, Part]:
        """The stores, each asked just now."""
        kind = "embedded" if self.storage.embedded else "external"
        return {
            "postgres": await _timed(self.memory.postgres.answers, kind),
            "redis": await _timed(self.memory.limits.answers, kind),
            "vendors": Part(
                ready=True, latency_ms=0.0, detail="sandbox" if self.settings.sandboxed else "production"
            ),
        }


@asynccontextmanager
async def open_agency(settings: Settings) -> AsyncIterator[Agency]:
    """Storage, vendors and services, ready to work; the demo agency is made where it is wanted."""
    secret = secret_of(settings)
    _configure_tracing(settings)
    async with AsyncExitStack() as stack:
        storage = await stack.enter_async_context(
            open_storage(
                home=settings.agency_home,
                secret=secret.encode(),
                database_url=plain(settings.database_url),
                redis_url=plain(settings.redis_url),
            )
        )
        memory = await stack.enter_async_context(
            open_memory(
                database_url=storage.app, redis_url=storage.redis, pool_size=settings.database_pool_size
            )
        )
        vendors = await stack.enter_async_context(open_vendors(settings, secret))
        services = build_services(settings, secret, memory, vendors, now)
        agency = Agency(
            settings=settings,
            secret=secret,
            clock=now,
            storage=storage,
            memory=memory,
            services=services,
            demo_password=demo_password(settings, secret) if settings.with_demo else None,
        )
        if agency.demo_password is not None:
            demo = Demo(memory=memory, clock=now, billing=services.billing, password=agency.demo_password)
            await demo.make()
        yield agency


def now() -> datetime:
    """The present moment, aware and in UTC."""
    return datetime.now(UTC)


def _configure_tracing(settings: Settings) -> None:
    """Spans go nowhere without a token; with one, prompts and texts still stay here."""
    logfire.configure(
        send_to_logfire=settings.logfire_token is not None,
        token=plain(settings.logfire_token),
        service_name="agency-os",
        environment=settings.env,
        console=False,
        inspect_arguments=False,
    )
    logfire.instrument_pydantic_ai(include_content=False)


async def _timed(ask: Callable[[], Awaitable[object]], detail: str) -> Part:
    began = time.perf_counter()
    try:
        await ask()
    except StorageUnavailable:
        return Part(ready=False, latency_ms=(time.perf_counter() - began) * 1000, detail="does not answer")
    return Part(ready=True, latency_ms=(time.perf_counter() - began) * 1000, detail=detail)
