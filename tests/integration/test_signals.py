"""Signals reach every listener, carry no text, and outlive a restart of Redis."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from pathlib import Path
from uuid import uuid4

from memory.cache import Cache
from memory.embedded import open_embedded
from memory.records.ids import ClientId
from memory.redis import open_redis
from memory.signals import Signal, SignalKind, Signals
from memory.store import Memory

REPLY = Signal(
    client_id=ClientId(uuid4()),
    kind=SignalKind.REPLY_READ,
    subject_id=uuid4(),
    numbers={"done": 3, "total": 9},
)


async def _heard_while_publishing(listener: Signals, speaker: Signals, signal: Signal) -> Signal:
    """Publish until the listener, which takes a moment to subscribe, has heard it."""

    async def first() -> Signal:
        async with aclosing(listener.listen()) as heard:
            return await anext(heard)

    hearing = asyncio.create_task(first())
    async with asyncio.timeout(15):
        while not hearing.done():
            await speaker.publish(signal)
            await asyncio.sleep(0.05)
    return hearing.result()


async def test_a_listener_hears_what_was_published(memory: Memory) -> None:
    """The signal arrives as it was sent."""
    assert await _heard_while_publishing(memory.signals, memory.signals, REPLY) == REPLY


def test_a_signal_that_is_not_understood_is_none() -> None:
    """A process of an older version is not brought down by a newer one."""
    assert Signal.from_json(REPLY.to_json()) == REPLY
    assert Signal.from_json('{"kind": "reply_read"}') is None
    assert Signal.from_json(REPLY.to_json().replace("reply_read", "unheard_of")) is None
    assert Signal.from_json("[]") is None
    assert Signal.from_json("{") is None


async def test_publishing_and_caching_without_redis_change_nothing() -> None:
    """A writer's work is done whether or not anybody could be told."""
    async with open_redis("unix:///nowhere/valkey.sock") as redis:
        await Signals(redis).publish(REPLY)
        await Cache(redis).put("k", {"a": 1}, 60)
        assert await Cache(redis).get("k") is None


async def test_the_cache_gives_back_what_was_put(memory: Memory) -> None:
    """An object comes back whole, another key is a miss."""
    await memory.cache.put("person:a", {"name": "Åsa", "tags": [1, 2]}, 60)

    assert await memory.cache.get("person:a") == {"name": "Åsa", "tags": [1, 2]}
    assert await memory.cache.get("person:b") is None


async def test_a_listener_goes_on_after_redis_was_restarted(agency_home: Path) -> None:
    """Listening survives the death of the server; the next signal is heard on the new one."""
    async with open_embedded(agency_home, durable=False) as urls, open_redis(urls.redis) as redis:
        heard: asyncio.Queue[Signal] = asyncio.Queue()

        async def listen() -> None:
            async for signal in Signals(redis).listen():
                heard.put_nowait(signal)

        listening = asyncio.create_task(listen())
        speaker = Signals(redis)
        async with asyncio.timeout(20):
            while heard.empty():
                await speaker.publish(REPLY)
                await asyncio.sleep(0.05)
            await _restart(redis)
            while not heard.empty():
                heard.get_nowait()
            while heard.empty():
                await speaker.publish(REPLY)
                await asyncio.sleep(0.05)
        assert heard.get_nowait() == REPLY
        assert not listening.done()
        listening.cancel()


async def _restart(redis: object) -> None:
    import os
    import signal

    from memory.redis import Redis

    assert isinstance(redis, Redis)
    before = (await redis.info("server"))["process_id"]
    os.kill(before, signal.SIGKILL)
    while True:
        await asyncio.sleep(0.05)
        try:
            if (await redis.info("server"))["process_id"] != before:
                return
        except Exception:  # noqa: BLE001 - it is away until its keeper has started it again
            continue
