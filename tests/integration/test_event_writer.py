"""Events that arrive together are stored together, each once, and none is lost for another's sake."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from errors import InvalidInput
from memory.event_writer import AT_ONCE, BYTES_AT_ONCE, NewEvent
from memory.store import Memory
from tests.fixtures.outreach import MONDAY

EVENT = NewEvent(
    vendor="resend", kind="events", vendor_key="k", headers={"user-agent": "Svix"}, body=b"\x00\xff{}",
    received_at=MONDAY,
)  # fmt: skip


async def stored(memory: Memory) -> list[tuple[str, bytes, dict[str, str]]]:
    """Keys, bodies and headers of what is stored."""
    async with memory.postgres.system_transaction() as tx:
        rows = await tx.fetch("select vendor_key, body, headers from inbound_events order by vendor_key")
    return [(row["vendor_key"], row["body"], row["headers"]) for row in rows]


async def test_a_burst_is_stored_whole_and_each_key_once(memory: Memory) -> None:
    """Whoever is second to bring a key is told so, in the same batch and in a later one."""
    events = [replace(EVENT, vendor_key=f"k-{number // 2:04}") for number in range(3 * AT_ONCE)]
    ids = await asyncio.gather(*(memory.events.store(event) for event in events))
    new = [event_id for event_id in ids if event_id is not None]
    assert len(new) == len(set(new)) == len(events) // 2
    assert len(await stored(memory)) == len(events) // 2
    assert await memory.events.store(events[0]) is None


async def test_bytes_and_headers_are_kept_as_they_came(memory: Memory) -> None:
    """Also such as no text could hold."""
    assert await memory.events.store(EVENT) is not None
    assert await stored(memory) == [("k", b"\x00\xff{}", {"user-agent": "Svix"})]


async def test_one_that_the_database_does_not_take_keeps_nobody_out(memory: Memory) -> None:
    """It is refused alone."""
    bad = replace(EVENT, vendor_key="bad", headers={"a": "\x00"})
    others = [replace(EVENT, vendor_key=f"k-{number}") for number in range(5)]
    outcomes = await asyncio.gather(
        *(memory.events.store(event) for event in [*others[:3], bad, *others[3:]]), return_exceptions=True
    )
    assert isinstance(outcomes[3], InvalidInput)
    assert len(await stored(memory)) == 5


async def test_large_ones_go_in_batches_of_their_own(memory: Memory) -> None:
    """Ten mails of ten megabytes are not held in one statement."""
    large = [replace(EVENT, vendor_key=f"k-{n}", body=b"x" * (BYTES_AT_ONCE // 2 + 1)) for n in range(4)]
    ids = await asyncio.gather(*(memory.events.store(event) for event in large))
    assert None not in ids


async def test_a_caller_who_hangs_up_takes_no_event_along(memory: Memory) -> None:
    """What was read is stored, whether or not anybody waits for the answer."""
    first = asyncio.create_task(memory.events.store(EVENT))
    second = asyncio.create_task(memory.events.store(replace(EVENT, vendor_key="k-2")))
    await asyncio.sleep(0)
    second.cancel()
    assert await first is not None
    with pytest.raises(asyncio.CancelledError):
        await second
    assert [key for key, _, _ in await stored(memory)] == ["k", "k-2"]
