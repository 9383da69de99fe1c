"""Do together what is asked for at the same time: while one round is under way, the next one gathers."""

from __future__ import annotations

import asyncio
from asyncio import Future, Task
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from errors import StorageUnavailable

AT_ONCE = 200

Asked = TypeVar("Asked")
Answered = TypeVar("Answered")


def first_few(waiting: Sequence[object]) -> int:
    """How many go in one round where each is small."""
    return min(len(waiting), AT_ONCE)


class Rounds(Generic[Asked, Answered]):
    """`work` answers a list, in its order, and may be asked again for a part of a list that it refused."""

    def __init__(
        self,
        work: Callable[[list[Asked]], Awaitable[Sequence[Answered]]],
        *,
        fit: Callable[[Sequence[Asked]], int] = first_few,
    ) -> None:
        """`fit` says how many of those that wait go in the next round: one at least."""
        self._work = work
        self._fit = fit
        self._asked: list[Asked] = []
        self._waiting: list[Future[Answered]] = []
        self._under_way: Task[None] | None = None

    async def join(self, asked: Asked) -> Answered:
        """The answer, once the round is over; whoever goes away meanwhile is answered all the same."""
        answer: Future[Answered] = asyncio.get_running_loop().create_future()
        self._asked.append(asked)
        self._waiting.append(answer)
        if self._under_way is None:
            self._under_way = asyncio.create_task(self._run())
        return await answer

    async def _run(self) -> None:
        try:
            while self._asked:
                count = self._fit(self._asked)
                asked, waiting = self._asked[:count], self._waiting[:count]
                del self._asked[:count], self._waiting[:count]
                await self._answer(asked, waiting)
        finally:
            self._under_way = None
            # Only a process that ends leaves anybody waiting here.
            _refuse(self._waiting, asyncio.CancelledError())

    async def _answer(self, asked: list[Asked], waiting: list[Future[Answered]]) -> None:
        try:
            answers = await self._work(asked)
        except StorageUnavailable as error:
            _refuse(waiting, error)
        except Exception as error:  # noqa: BLE001 - whoever asked gets it
            if len(asked) == 1:
                _refuse(waiting, error)
                return
            # One that the database does not take must not keep the others out.
            for one, its_own in zip(asked, waiting, strict=True):
                await self._answer([one], [its_own])
        except BaseException as error:
            _refuse(waiting, error)
            raise
        else:
            for answer, each in zip(waiting, answers, strict=True):
                if not answer.done():
                    answer.set_result(each)


def _refuse(waiting: Sequence[Future[Answered]], error: BaseException) -> None:
    for answer in waiting:
        if not answer.done():
            answer.set_exception(error)
