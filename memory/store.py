"""Open everything that the agency remembers with, and close it again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from memory.cache import Cache
from memory.embedded import open_embedded
from memory.event_writer import EventWriter
from memory.limits import Limits
from memory.postgres import Postgres
from memory.redis import open_redis
from memory.roles import prepare
from memory.signals import Signals


@dataclass(frozen=True, kw_only=True, slots=True)
class Storage:
    """Addresses of a prepared database and of Redis; `app` serves clients, `engine` the work engine."""

    app: str
    engine: str
    redis: str
    embedded: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Memory:
    """What services remember with."""

    postgres: Postgres
    limits: Limits
    cache: Cache
    signals: Signals
    events: EventWriter


@asynccontextmanager
async def open_storage(
    *, home: Path, secret: bytes, database_url: str | None = None, redis_url: str | None = None
) -> AsyncIterator[Storage]:
    """A database with the present schema and a Redis: the given ones, embedded ones for what is not given."""
    async with AsyncExitStack() as stack:
        embedded = database_url is None or redis_url is None
        if embedded:
            urls = await stack.enter_async_context(open_embedded(home))
            database_url, redis_url = database_url or urls.database, redis_url or urls.redis
        assert database_url is not None
        assert redis_url is not None
        addresses = await prepare(database_url, secret)
        yield Storage(app=addresses.app, engine=addresses.engine, redis=redis_url, embedded=embedded)


@asynccontextmanager
async def open_memory(*, database_url: str, redis_url: str, pool_size: int = 10) -> AsyncIterator[Memory]:
    """Memory over a prepared database, connected as the application's role."""
    postgres = await Postgres.open(database_url, size=pool_size)
    try:
        async with open_redis(redis_url) as connection:
            yield Memory(
                postgres=postgres,
                limits=Limits(connection),
                cache=Cache(connection),
                signals=Signals(connection),
                events=EventWriter(postgres),
            )
    finally:
        await asyncio.shield(postgres.close())
