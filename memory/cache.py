"""Keep what was costly to fetch for a while; a cache that is away is an empty one."""

from __future__ import annotations

import json
import logging
from typing import Any, cast

from errors import StorageUnavailable
from memory.redis import UNREACHABLE, Redis

log = logging.getLogger(__name__)

PREFIX = "v1:cache:"


class Cache:
    """JSON objects under keys; the first part of a key names the kind and, where it matters, the client."""

    def __init__(self, connection: Redis) -> None:
        self._redis = connection

    async def get(self, key: str) -> dict[str, Any] | None:
        """What is kept there, or None when nothing is, or when Redis does not answer."""
        try:
            text = await self._redis.get(PREFIX + key)
        except UNREACHABLE as error:
            log.warning("the cache cannot be read (%s)", type(error).__name__)
            return None
        return _object(text) if isinstance(text, str) else None

    async def put(self, key: str, value: dict[str, Any], ttl_seconds: int) -> None:
        """Keep the object for that long; nothing happens when Redis does not answer."""
        try:
            await self._redis.set(PREFIX + key, json.dumps(value, default=str), ex=ttl_seconds)
        except UNREACHABLE as error:
            log.warning("the cache cannot be written (%s)", type(error).__name__)

    async def drop(self, key: str) -> None:
        """Keep nothing there; StorageUnavailable when Redis does not answer and may still keep it."""
        try:
            await self._redis.delete(PREFIX + key)
        except UNREACHABLE as error:
            raise StorageUnavailable("Redis does not answer: try again in a moment.") from error


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None
