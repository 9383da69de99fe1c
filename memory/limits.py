"""Count what is limited, atomically, so that no limit is overstepped however many processes ask at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from memory.redis import Redis, translated

PREFIX = "v1:limit:"
_MARKER = "-"
"""A member of every slot's set, so that an empty slot is a key and a lost one is none."""

# KEYS are the slots; ARGV is the member, then limit and expiry of each slot. Either every slot
# takes the member or none does. Returns {"cold"|"full", positions...} or {"reserved"}.
_RESERVE = """
local cold, full = {"cold"}, {"full"}
for i, key in ipairs(KEYS) do
    if redis.call("EXISTS", key) == 0 then
        table.insert(cold, i)
    elseif redis.call("SISMEMBER", key, ARGV[1]) == 0
        and redis.call("SCARD", key) - 1 >= tonumber(ARGV[2 * i]) then
        table.insert(full, i)
    end
end
if #cold > 1 then return cold end
if #full > 1 then return full end
for i, key in ipairs(KEYS) do
    redis.call("SADD", key, ARGV[1])
    redis.call("PEXPIREAT", key, ARGV[2 * i + 1])
end
return {"reserved"}
"""

# KEYS are the counters; ARGV is the amount, then limit and expiry of each counter.
_RESERVE_AMOUNT = """
local cold, full = {"cold"}, {"full"}
for i, key in ipairs(KEYS) do
    local used = redis.call("GET", key)
    if not used then
        table.insert(cold, i)
    elseif tonumber(used) + tonumber(ARGV[1]) > tonumber(ARGV[2 * i]) then
        table.insert(full, i)
    end
end
if #cold > 1 then return cold end
if #full > 1 then return full end
for i, key in ipairs(KEYS) do
    redis.call("INCRBY", key, ARGV[1])
    redis.call("PEXPIREAT", key, ARGV[2 * i + 1])
end
return {"reserved"}
"""

# A counter that was lost stays lost: it is rebuilt from the database, where the change already is.
_ADJUST_AMOUNT = """
for _, key in ipairs(KEYS) do
    if redis.call("EXISTS", key) == 1 and redis.call("INCRBY", key, ARGV[1]) < 0 then
        redis.call("SET", key, 0, "KEEPTTL")
    end
end
"""

# A script, so that a slot is never seen without its expiry.
_SEED = """
redis.call("SADD", KEYS[1], unpack(ARGV, 2))
redis.call("PEXPIREAT", KEYS[1], ARGV[1])
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """A set of members, `limit` at most, that is forgotten at `expires_at`."""

    key: str
    limit: int
    expires_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Counter:
    """A sum, `limit` at most, that is forgotten at `expires_at`."""

    key: str
    limit: int
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Reserved:
    """Every slot or counter has taken it."""


@dataclass(frozen=True, slots=True)
class Full:
    """These are used up; nothing was taken anywhere."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cold:
    """These are not known here: seed them from the database and ask again. Nothing was taken."""

    keys: tuple[str, ...]


class Limits:
    """Slots and counters in Redis. Every method raises StorageUnavailable when Redis does not answer."""

    def __init__(self, connection: Redis) -> None:
        self._redis = connection
        self._reserve = connection.register_script(_RESERVE)
        self._reserve_amount = connection.register_script(_RESERVE_AMOUNT)
        self._adjust_amount = connection.register_script(_ADJUST_AMOUNT)
        self._seed = connection.register_script(_SEED)

    async def answers(self) -> None:
        """Return when Redis answers."""
        with translated():
            await self._redis.ping()  # pyright: ignore[reportUnknownMemberType]

    async def reserve(self, slots: Sequence[Slot], member: str) -> Reserved | Full | Cold:
        """Take a place for `member` in all slots or in none; asking again takes no second place."""
        with translated():
            answer = await self._reserve(keys=_keys(slots), args=[member, *_bounds(slots)])
        return _outcome(answer, slots)

    async def seed(self, slot: Slot, members: Iterable[str]) -> None:
        """Make a cold slot known with the members that the database counts.

        Seeds add up, so two processes that seed at once, or one that seeds late, cannot free a place.
        A place must be in the database (an attempt's row) before its holder relies on it.
        """
        with translated():
            everyone = [_MARKER, *members]
            for start in range(0, len(everyone), 1000):
                chunk = everyone[start : start + 1000]
                await self._seed(keys=_keys([slot]), args=[_milliseconds(slot.expires_at), *chunk])

    async def release(self, slots: Sequence[Slot], member: str) -> None:
        """Give the places back, where nothing was sent."""
        with translated():
            async with self._redis.pipeline(transaction=True) as pipe:
                for key in _keys(slots):
                    pipe.srem(key, member)
                await pipe.execute()

    async def used(self, slot: Slot) -> int | None:
        """How many places are taken; None when the slot is cold."""
        with translated():
            size = await self._redis.scard(PREFIX + slot.key)
        return size - 1 if size else None

    async def reserve_amount(self, counters: Sequence[Counter], amount: int) -> Reserved | Full | Cold:
        """Add `amount` to all counters or to none."""
        with translated():
            answer = await self._reserve_amount(keys=_keys(counters), args=[amount, *_bounds(counters)])
        return _outcome(answer, counters)

    async def adjust_amount(self, counters: Sequence[Counter], delta: int) -> None:
        """Settle a reservation: add the difference (usually below 0) to the counters that are known."""
        with translated():
            await self._adjust_amount(keys=_keys(counters), args=[delta])

    async def seed_amount(self, counter: Counter, amount: int) -> None:
        """Make a cold counter known with the database's sum; a counter that is known stays as it is."""
        with translated():
            await self._redis.set(
                PREFIX + counter.key, amount, nx=True, pxat=_milliseconds(counter.expires_at)
            )


def _keys(things: Sequence[Slot] | Sequence[Counter]) -> list[str]:
    return [PREFIX + thing.key for thing in things]


def _bounds(things: Sequence[Slot] | Sequence[Counter]) -> list[int]:
    return [bound for thing in things for bound in (thing.limit, _milliseconds(thing.expires_at))]


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _outcome(answer: object, things: Sequence[Slot] | Sequence[Counter]) -> Reserved | Full | Cold:
    verdict, *positions = cast("list[str | int]", answer)
    if verdict == "reserved":
        return Reserved()
    keys = tuple(things[int(position) - 1].key for position in positions)
    return Full(keys) if verdict == "full" else Cold(keys)
