"""Count what is limited, atomically, so that no limit is overstepped however many processes ask at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from memory.redis import Redis, translated

PREFIX = "v1:limit:"
_MARKER = "-"
"""A member of every slot's set, so that an empty slot is a key and a lost one is none."""

# KEYS are the slots; ARGV is the member, then limit, life, beginning and moment of each slot; a slot
# without a beginning ("") is a set, one with a beginning rolls: a sorted set that forgets what is older.
# Either every slot takes the member or none does. Returns {"cold"|"full", positions...} or {"reserved"}.
_RESERVE = """
local cold, full = {"cold"}, {"full"}
for i, key in ipairs(KEYS) do
    local limit, since = tonumber(ARGV[4 * i - 2]), ARGV[4 * i]
    if redis.call("EXISTS", key) == 0 then
        table.insert(cold, i)
    elseif since == "" then
        if redis.call("SISMEMBER", key, ARGV[1]) == 0 and redis.call("SCARD", key) - 1 >= limit then
            table.insert(full, i)
        end
    else
        redis.call("ZREMRANGEBYSCORE", key, "-inf", "(" .. since)
        if not redis.call("ZSCORE", key, ARGV[1]) and redis.call("ZCARD", key) - 1 >= limit then
            table.insert(full, i)
        end
    end
end
if #cold > 1 then return cold end
if #full > 1 then return full end
for i, key in ipairs(KEYS) do
    if ARGV[4 * i] == "" then
        redis.call("SADD", key, ARGV[1])
    else
        redis.call("ZADD", key, "NX", ARGV[4 * i + 1], ARGV[1])
    end
    redis.call("PEXPIRE", key, ARGV[4 * i - 1])
end
return {"reserved"}
"""

# KEYS are the counters; ARGV is the amount, then limit and life of each counter.
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
    redis.call("PEXPIRE", key, ARGV[2 * i + 1])
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

# A script, so that a slot is never seen without its life. ARGV is the life, the command and its words.
_SEED = """
redis.call(ARGV[2], KEYS[1], unpack(ARGV, 3))
redis.call("PEXPIRE", KEYS[1], ARGV[1])
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rolling:
    """A span that moves with the clock: members from before `since` do not count, new ones are of `at`."""

    since: datetime
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """A set of members, `limit` at most, that is forgotten after `kept_for`; with `rolling`, one by one.

    A span and no moment: our clock and that of Redis need not agree.
    """

    key: str
    limit: int
    kept_for: timedelta
    rolling: Rolling | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Counter:
    """A sum, `limit` at most, that is forgotten after `kept_for`."""

    key: str
    limit: int
    kept_for: timedelta


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
            answer = await self._reserve(keys=_keys(slots), args=[member, *_spans(slots)])
        return _outcome(answer, slots)

    async def seed(self, slot: Slot, members: Mapping[str, datetime]) -> None:
        """Make a cold slot known with the members that the database counts, each with its moment.

        Seeds add up, so two processes that seed at once, or one that seeds late, cannot free a place.
        A place must be in the database (an attempt's row) before its holder relies on it.
        """
        with translated():
            if slot.rolling is None:
                command, words = "SADD", [_MARKER, *members]
            else:
                command, words = "ZADD", ["+inf", _MARKER, *_scored(members)]
            for start in range(0, len(words), 1000):
                args = [_life(slot.kept_for), command, *words[start : start + 1000]]
                await self._seed(keys=_keys([slot]), args=args)

    async def release(self, slots: Sequence[Slot], member: str) -> None:
        """Give the places back, where nothing was sent."""
        with translated():
            async with self._redis.pipeline(transaction=True) as pipe:
                for slot in slots:
                    (pipe.zrem if slot.rolling else pipe.srem)(PREFIX + slot.key, member)
                await pipe.execute()

    async def used(self, slot: Slot) -> int | None:
        """How many places are taken; None when the slot is cold."""
        with translated():
            if slot.rolling is None:
                size = await self._redis.scard(PREFIX + slot.key)
            else:
                size = await self._redis.zcount(PREFIX + slot.key, _milliseconds(slot.rolling.since), "+inf")
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
            await self._redis.set(PREFIX + counter.key, amount, nx=True, px=_life(counter.kept_for))


def _keys(things: Sequence[Slot] | Sequence[Counter]) -> list[str]:
    return [PREFIX + thing.key for thing in things]


def _bounds(counters: Sequence[Counter]) -> list[int]:
    return [bound for one in counters for bound in (one.limit, _life(one.kept_for))]


def _spans(slots: Sequence[Slot]) -> list[int | str]:
    """Limit, life, beginning and moment of each slot; the last two are empty where it does not roll."""
    spans: list[int | str] = []
    for slot in slots:
        rolling = slot.rolling
        span = (_milliseconds(rolling.since), _milliseconds(rolling.at)) if rolling else ("", "")
        spans += [slot.limit, _life(slot.kept_for), *span]
    return spans


def _scored(members: Mapping[str, datetime]) -> list[str]:
    return [word for member, at in members.items() for word in (str(_milliseconds(at)), member)]


def _life(span: timedelta) -> int:
    return max(int(span.total_seconds() * 1000), 1)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _outcome(answer: object, things: Sequence[Slot] | Sequence[Counter]) -> Reserved | Full | Cold:
    verdict, *positions = cast("list[str | int]", answer)
    if verdict == "reserved":
        return Reserved()
    keys = tuple(things[int(position) - 1].key for position in positions)
    return Full(keys) if verdict == "full" else Cold(keys)
