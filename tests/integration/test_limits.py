"""No limit is overstepped: not by many at once, not when Redis forgets everything in between."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from errors import StorageUnavailable
from memory.limits import Cold, Counter, Full, Limits, Reserved, Rolling, Slot
from memory.redis import Redis, open_redis
from memory.store import Memory, Storage

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
DOMAIN = Slot(key="resource:a", limit=5, kept_for=DAY)
CLIENT = Slot(key="client:a", limit=3, kept_for=DAY)
PURSE = Counter(key="ai:a", limit=100, kept_for=DAY)


@pytest.fixture
async def limits(memory: Memory) -> Limits:
    return memory.limits


async def test_a_slot_that_redis_does_not_know_is_cold_and_takes_nobody(limits: Limits) -> None:
    """A missing key is a question to the database, never a zero."""
    await limits.seed(DOMAIN, {})

    assert await limits.reserve([DOMAIN, CLIENT], "t1") == Cold((CLIENT.key,))
    assert await limits.used(DOMAIN) == 0
    assert await limits.used(CLIENT) is None


async def test_a_full_slot_stops_all_of_them(limits: Limits) -> None:
    """Either every slot takes the member or none does."""
    await limits.seed(DOMAIN, {})
    await limits.seed(CLIENT, {"t1": NOW, "t2": NOW, "t3": NOW})

    assert await limits.reserve([DOMAIN, CLIENT], "t4") == Full((CLIENT.key,))
    assert await limits.used(DOMAIN) == 0


async def test_asking_twice_takes_one_place(limits: Limits) -> None:
    """A touch that is tried again counts once, also in a slot that is full with it."""
    await limits.seed(CLIENT, {"t1": NOW, "t2": NOW})

    assert await limits.reserve([CLIENT], "t3") == Reserved()
    assert await limits.reserve([CLIENT], "t3") == Reserved()
    assert await limits.used(CLIENT) == 3


async def test_a_released_place_is_free_again(limits: Limits) -> None:
    """What was not sent does not count."""
    await limits.seed(CLIENT, {"t1": NOW, "t2": NOW})
    await limits.reserve([CLIENT], "t3")
    await limits.release([CLIENT], "t3")

    assert await limits.reserve([CLIENT], "t4") == Reserved()


async def test_a_hundred_at_once_get_no_more_than_the_limit(limits: Limits) -> None:
    """One script decides; there is no moment between the count and the place."""
    await limits.seed(DOMAIN, {})

    answers = await asyncio.gather(*(limits.reserve([DOMAIN], f"t{n}") for n in range(100)))

    assert answers.count(Reserved()) == DOMAIN.limit
    assert answers.count(Full((DOMAIN.key,))) == 100 - DOMAIN.limit


async def test_a_slot_is_forgotten_when_its_day_ends(limits: Limits) -> None:
    """A counter of yesterday does not hold today's sends back."""
    short = Slot(key="short", limit=1, kept_for=timedelta(milliseconds=80))
    await limits.seed(short, {"t1": NOW})
    await asyncio.sleep(0.2)

    assert await limits.reserve([short], "t2") == Cold((short.key,))


def _week(at: datetime) -> Slot:
    """Two invitations in seven days, asked at a moment."""
    week = timedelta(days=7)
    rolling = Rolling(since=at - week, at=at)
    return Slot(key="seat_week:a", limit=2, kept_for=week, rolling=rolling)


async def test_a_rolling_slot_forgets_each_member_in_its_own_time(limits: Limits) -> None:
    """Seven days after the first invitation, and not at the end of a week, there is room for another."""
    await limits.seed(_week(NOW), {"old": NOW - timedelta(days=6, hours=23)})

    assert await limits.reserve([_week(NOW)], "new") == Reserved()
    assert await limits.reserve([_week(NOW)], "new") == Reserved()
    assert await limits.reserve([_week(NOW)], "late") == Full(("seat_week:a",))
    assert await limits.used(_week(NOW)) == 2
    assert await limits.reserve([_week(NOW + timedelta(hours=1))], "late") == Full(("seat_week:a",))
    assert await limits.reserve([_week(NOW + timedelta(hours=1, seconds=1))], "late") == Reserved()


async def test_a_place_of_a_rolling_slot_is_given_back(limits: Limits) -> None:
    """An invitation that did not go does not count; a lost slot is a question to the database."""
    assert await limits.reserve([_week(NOW)], "a") == Cold(("seat_week:a",))
    await limits.seed(_week(NOW), {})
    await limits.reserve([_week(NOW)], "a")
    await limits.release([_week(NOW)], "a")

    assert await limits.used(_week(NOW)) == 0


async def _claim(limits: Limits, recorded: set[str], member: str) -> bool:
    """What delivery does: reserve, write the attempt down, and reserve again in case Redis forgot."""
    for step in ("before", "after"):
        outcome = await limits.reserve([DOMAIN], member)
        while isinstance(outcome, Cold):
            seen = set(recorded)
            await asyncio.sleep(0)
            await limits.seed(DOMAIN, dict.fromkeys(seen, NOW))
            outcome = await limits.reserve([DOMAIN], member)
        if isinstance(outcome, Full):
            recorded.discard(member)
            return False
        if step == "before":
            recorded.add(member)
            await asyncio.sleep(0.001)
    return True


async def test_losing_redis_in_the_middle_oversteps_nothing(limits: Limits, database: Storage) -> None:
    """Redis is emptied again and again while sixty touches ask for five places."""
    recorded: set[str] = set()

    async def forget(redis: Redis) -> None:
        for _ in range(30):
            await redis.flushall()
            await asyncio.sleep(0.002)

    async with open_redis(database.redis) as redis, asyncio.TaskGroup() as group:
        group.create_task(forget(redis))
        claims = [group.create_task(_claim(limits, recorded, f"t{n}")) for n in range(60)]

    sent = sum(claim.result() for claim in claims)
    assert 0 < sent <= DOMAIN.limit
    assert sent == len(recorded)


async def test_an_amount_is_added_everywhere_or_nowhere(limits: Limits) -> None:
    """The platform's purse is not charged when the client's is empty."""
    small = Counter(key="ai:b", limit=10, kept_for=DAY)
    await limits.seed_amount(PURSE, 40)
    assert await limits.reserve_amount([PURSE, small], 5) == Cold((small.key,))

    await limits.seed_amount(small, 8)
    assert await limits.reserve_amount([PURSE, small], 5) == Full((small.key,))
    assert await limits.reserve_amount([PURSE], 60) == Reserved()
    assert await limits.reserve_amount([PURSE], 1) == Full((PURSE.key,))


async def test_a_settled_amount_gives_the_rest_back(limits: Limits) -> None:
    """A call that cost less than its bound leaves room for the next."""
    await limits.seed_amount(PURSE, 0)
    await limits.reserve_amount([PURSE], 100)
    await limits.adjust_amount([PURSE], -30)

    assert await limits.reserve_amount([PURSE], 31) == Full((PURSE.key,))
    assert await limits.reserve_amount([PURSE], 30) == Reserved()


async def test_settling_a_counter_that_was_lost_leaves_it_to_the_database(limits: Limits) -> None:
    """A bare difference must not become a fresh counter."""
    await limits.adjust_amount([PURSE], -30)

    assert await limits.reserve_amount([PURSE], 1) == Cold((PURSE.key,))


async def test_a_late_seed_does_not_wipe_what_was_spent_since(limits: Limits) -> None:
    """Of two processes that seed at once the first one's sum stays, with what was added to it."""
    await limits.seed_amount(PURSE, 10)
    await limits.reserve_amount([PURSE], 80)
    await limits.seed_amount(PURSE, 10)

    assert await limits.reserve_amount([PURSE], 20) == Full((PURSE.key,))


async def test_a_redis_that_is_away_is_an_error_and_never_a_free_place() -> None:
    """Nothing is sent while nobody can count."""
    async with open_redis("unix:///nowhere/valkey.sock") as redis:
        with pytest.raises(StorageUnavailable):
            await Limits(redis).reserve([DOMAIN], "t1")
