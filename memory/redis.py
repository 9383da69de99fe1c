"""Connect to Redis, where only what may be lost is kept."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeAlias

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from errors import StorageUnavailable

Redis: TypeAlias = redis.asyncio.Redis

UNREACHABLE = (RedisError, OSError)
"""What is raised when Redis does not answer; a script's own errors are among them."""


@asynccontextmanager
async def open_redis(url: str) -> AsyncIterator[Redis]:
    """A pool of connections to Redis or Valkey, made when they are first used."""
    connection = redis.asyncio.Redis.from_url(  # pyright: ignore[reportUnknownMemberType]
        url,
        decode_responses=True,
        socket_timeout=5.0,
        socket_connect_timeout=2.0,
        retry=Retry(ExponentialBackoff(cap=0.2, base=0.02), 2),
        retry_on_error=[RedisConnectionError],
    )
    try:
        yield connection
    finally:
        await connection.aclose()


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's errors into ours, and keep it from losing a cancellation.

    It sends within `asyncio.wait_for`, which Python 3.11 lets swallow one (python/cpython#86296): the task
    would go on, and its connection outlive the pool.
    """
    task = asyncio.current_task()
    before = task.cancelling() if task else 0
    try:
        yield
    except UNREACHABLE as error:
        raise StorageUnavailable("Redis does not answer: try again in a moment.") from error
    if task and task.cancelling() > before:
        raise asyncio.CancelledError
