"""What is asked at the same time is answered in few rounds, and nobody suffers for another's fault."""

from __future__ import annotations

import asyncio

import pytest

from errors import InvalidInput, StorageUnavailable
from memory.rounds import AT_ONCE, Rounds


class Doubling:
    """Work that doubles numbers, does not take negative ones, and remembers its rounds."""

    def __init__(self) -> None:
        self.rounds: list[list[int]] = []
        self.failure: Exception | None = None

    async def __call__(self, numbers: list[int]) -> list[int]:
        self.rounds.append(numbers)
        await asyncio.sleep(0)
        if self.failure is not None:
            raise self.failure
        if min(numbers) < 0:
            raise InvalidInput("A negative number.")
        return [2 * number for number in numbers]


async def test_what_comes_during_a_round_makes_up_the_next() -> None:
    """In its order, each with its own answer, never more than a round holds."""
    work = Doubling()
    rounds = Rounds(work)
    first = asyncio.create_task(rounds.join(0))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    later = await asyncio.gather(*(rounds.join(number) for number in range(AT_ONCE + 1)))
    assert (await first, later) == (0, [2 * number for number in range(AT_ONCE + 1)])
    assert [len(numbers) for numbers in work.rounds] == [1, AT_ONCE, 1]


async def test_one_that_is_refused_keeps_nobody_out() -> None:
    """The others are asked for again, each alone."""
    rounds = Rounds(Doubling())
    answers = await asyncio.gather(*(rounds.join(number) for number in (1, -1, 3)), return_exceptions=True)
    assert (answers[0], answers[2]) == (2, 6)
    assert isinstance(answers[1], InvalidInput)


async def test_a_database_that_is_away_is_asked_once() -> None:
    """Everybody is told, and whoever asks later is answered."""
    work = Doubling()
    work.failure = StorageUnavailable("The database does not answer.")
    rounds = Rounds(work)
    answers = await asyncio.gather(*(rounds.join(number) for number in (1, 2)), return_exceptions=True)
    assert [type(answer) for answer in answers] == [StorageUnavailable, StorageUnavailable]
    assert work.rounds == [[1, 2]]
    work.failure = None
    assert await rounds.join(4) == 8


async def test_whoever_goes_away_takes_nobody_along() -> None:
    """What they asked for is done all the same."""
    work = Doubling()
    rounds = Rounds(work)
    gone, stays = (asyncio.create_task(rounds.join(number)) for number in (1, 2))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays == 4
    assert work.rounds == [[1, 2]]
    with pytest.raises(asyncio.CancelledError):
        await gone
