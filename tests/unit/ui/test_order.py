"""A chat's record is written in the order of what happened."""

from __future__ import annotations

import asyncio

from ui.order import Order


async def _written(order: Order, chats: tuple[str, ...]) -> list[int]:
    """The numbers of writes that take the less time the later they come, as they were finished."""
    done: list[int] = []

    async def write(number: int, chat: str) -> None:
        async with order.turn(chat):
            for _ in range(10 - number):
                await asyncio.sleep(0)
            done.append(number)

    await asyncio.gather(*(write(number, chat) for number, chat in enumerate(chats)))
    return done


async def test_a_slow_write_is_not_overtaken_in_its_own_chat() -> None:
    assert await _written(Order(), ("here",) * 5) == [0, 1, 2, 3, 4]


async def test_chats_do_not_wait_for_each_other() -> None:
    assert await _written(Order(), ("slow", "quick")) == [1, 0]


async def test_a_write_that_fails_lets_the_next_one_through() -> None:
    order = Order()

    async def fails() -> None:
        async with order.turn("here"):
            raise ValueError

    outcome = await asyncio.gather(fails(), _written(order, ("here",)), return_exceptions=True)
    assert isinstance(outcome[0], ValueError)
    assert outcome[1] == [0]
