"""What must be true of every call to Redis."""

from __future__ import annotations

import asyncio

import pytest

from memory.store import Memory


@pytest.mark.parametrize("seconds", [0.001, 0.005, 0.02])
async def test_a_task_that_is_cancelled_in_a_call_ends(memory: Memory, seconds: float) -> None:
    """Python 3.11 and the driver lose nearly every cancellation between them."""

    async def ask() -> None:
        for _ in range(2_000):
            await memory.limits.answers()

    for _ in range(10):
        asking = asyncio.create_task(ask())
        await asyncio.sleep(seconds)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
