"""Credits are a ledger that sums to the balance, and whoever uses them unevenly is told once a month."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from memory.clients import client_by_id
from memory.enums import Tier
from memory.records.ids import ClientId
from memory.store import Memory
from tests.fixtures.outreach import TestClock
from tests.fixtures.tenants import ledger_sum, make_client, move_to
from tools.services.account import account_state
from tools.services.billing import Billing
from tools.services.money.pacing import Pacing
from tools.services.notify import Notify

STARTS = datetime(2026, 11, 1, 13, 0, tzinfo=UTC)
"""Monday 2 November, midnight in Sydney."""


@dataclass(frozen=True)
class Account:
    """One client's credits, and the time."""

    memory: Memory
    clock: TestClock
    billing: Billing
    pacing: Pacing
    client_id: ClientId

    async def use(self, credits: int, key: str) -> str:  # noqa: A002 - the domain's own word
        """Enrich so many leads at once."""
        async with self.memory.postgres.client_transaction(self.client_id) as tx:
            return await self.billing.debit(tx, credits, reason="enrichment", dedupe_key=key)

    async def sums(self) -> tuple[int, int, int]:
        """The balance, what the ledger sums to, and what its newest row says."""
        async with self.memory.postgres.client_transaction(self.client_id) as tx:
            client = await client_by_id(tx)
            newest = await tx.fetchval(
                "select balance_after from credit_ledger where client_id = $1 order by id desc limit 1"
            )
            assert client is not None
            return client.credit_balance, await ledger_sum(tx), newest

    async def audits(self) -> list[str]:
        """What was told of the pace."""
        async with self.memory.postgres.client_transaction(self.client_id) as tx:
            sql = "select action from audit_log where client_id = $1 and action like 'credits%' order by id"
            return [row["action"] for row in await tx.fetch(sql)]


@pytest.fixture
async def account(memory: Memory) -> Account:
    """A client of tier ignition on the first day of its month of 1,250 credits."""
    clock = TestClock(STARTS + timedelta(hours=12))
    billing = Billing(memory=memory, clock=clock)
    # Midnight of 2 December in Sydney.
    resets = datetime(2026, 12, 1, 13, 0, tzinfo=UTC)
    client_id = await make_client(memory, credits_reset_at=resets)
    await billing.open_account(client_id)
    pacing = Pacing(memory=memory, billing=billing, notify=Notify(memory=memory))
    return Account(memory, clock, billing, pacing, client_id)


@pytest.mark.parametrize("seed", range(8))
async def test_whatever_happens_at_once_the_ledger_sums_to_the_balance(account: Account, seed: int) -> None:
    """Debits, refunds, resets and changes of tier, in rounds of six side by side."""
    random, billing, client_id = Random(seed), account.billing, account.client_id

    async def one(step: int) -> None:
        key = f"{seed}:{random.randrange(40)}"
        match random.randrange(5):
            case 0 | 1:
                await account.use(random.randrange(1, 400), key)
            case 2:
                async with account.memory.postgres.client_transaction(client_id) as tx:
                    await billing.debit(tx, -random.randrange(1, 5), reason="refund", dedupe_key=f"r{key}")
            case 3:
                await move_to(billing, client_id, random.choice(list(Tier)), str(step))
            case _:
                account.clock.forward(days=random.randrange(12))
                await billing.reset_if_due(client_id)

    for start in range(0, 60, 6):
        await asyncio.gather(*(one(step) for step in range(start, start + 6)))
        balance, summed, newest = await account.sums()
        assert balance == summed == newest >= 0


async def test_nothing_rolls_over(account: Account) -> None:
    """A new month begins with the quota, whatever is left of the old one, and begins once."""
    await account.use(250, "a")
    account.clock.now = datetime(2026, 12, 2, tzinfo=UTC)
    began = await asyncio.gather(*(account.billing.reset_if_due(account.client_id) for _ in range(4)))
    assert sorted(began) == [False, False, False, True]
    assert await account.sums() == (1_250, 1_250, 1_250)
    assert (await account.billing.entries(account.client_id))[0].delta == 250


async def test_credits_that_begin_on_the_31st_begin_on_the_last_day_of_shorter_months(memory: Memory) -> None:
    """February's 28th is no new beginning: March has its 31st again, also by a clock that skipped a month."""
    clock = TestClock(datetime(2027, 1, 5, tzinfo=UTC))
    billing = Billing(memory=memory, clock=clock)
    # Noon of 31 January in Sydney.
    first = datetime(2027, 1, 31, 1, 0, tzinfo=UTC)
    client_id = await make_client(memory, credits_reset_at=first)
    await billing.open_account(client_id)
    days: list[date] = []
    for now in (first, datetime(2027, 2, 28, 2, tzinfo=UTC), datetime(2027, 5, 1, tzinfo=UTC)):
        clock.now = now
        assert await billing.reset_if_due(client_id)
        days.append((await billing.state(client_id)).resets_on)
    assert days == [date(2027, 2, 28), date(2027, 3, 31), date(2027, 5, 31)]


async def test_down_and_up_again_gives_the_difference_once(account: Account) -> None:
    """What was used stays used; what a mistaken downgrade took comes back."""
    billing, client_id = account.billing, account.client_id
    assert await move_to(billing, client_id, Tier.VELOCITY, "1") == 2_250
    await account.use(1_000, "a")
    for turn in range(3):
        assert await move_to(billing, client_id, Tier.IGNITION, f"d{turn}") == 1_250
        assert await move_to(billing, client_id, Tier.VELOCITY, f"u{turn}") == 1_250
    assert await move_to(billing, client_id, Tier.DOMINANCE, "2") == 3_500
    account.clock.now = datetime(2026, 12, 2, tzinfo=UTC)
    assert await billing.reset_if_due(client_id)
    assert await move_to(billing, client_id, Tier.IGNITION, "3") == 1_250
    assert await move_to(billing, client_id, Tier.DOMINANCE, "4") == 4_500


async def test_a_fast_pace_is_told_once_a_month(account: Account) -> None:
    """By one of four processes that look at once, and again in the next month."""
    await account.use(69, "a")
    told = await asyncio.gather(*(account.pacing.tell_if_due(account.client_id) for _ in range(4)))
    assert [one for one in told if one] == ["fast"]
    account.clock.forward(days=1)
    await account.use(100, "b")
    assert await account.pacing.tell_if_due(account.client_id) is None
    state = await account.billing.state(account.client_id)
    (told_of,) = state.notices()
    assert told_of == (
        "Credits go fast: 169 of 1,250 credits are used, an even pace would be at 114. "
        "What is left must last until 2 December."
    )
    account.clock.now = datetime(2026, 12, 2, 1, tzinfo=UTC)
    await account.billing.reset_if_due(account.client_id)
    assert await account.pacing.tell_if_due(account.client_id) is None
    await account.use(200, "c")
    assert await account.pacing.tell_if_due(account.client_id) == "fast"
    assert await account.audits() == ["credits_fast", "credits_fast"]


async def test_idle_credits_are_told_of_from_the_middle_of_the_month(account: Account) -> None:
    """Before it nobody is hurried; an even use is not told of at all."""
    account.clock.now = STARTS + timedelta(days=10)
    assert await account.pacing.tell_if_due(account.client_id) is None
    account.clock.now = STARTS + timedelta(days=16)
    assert await account.pacing.tell_if_due(account.client_id) == "slow"
    assert await account.pacing.tell_if_due(account.client_id) is None
    await account.use(700, "a")
    assert (await account.billing.state(account.client_id)).notices() == []


async def test_a_client_whose_outreach_rests_is_not_told_of_its_pace(
    memory: Memory, account: Account
) -> None:
    """It cannot use its credits."""
    async with memory.postgres.system_transaction() as tx:
        sql = "update clients set subscription = 'past_due' where id = $1"
        await tx.execute(sql, account.client_id)
    account.clock.now = STARTS + timedelta(days=20)
    assert await account.pacing.tell_if_due(account.client_id) is None


@pytest.mark.parametrize(
    ("day", "used", "pace"),
    [
        (2, 68, "on_pace"),
        (2, 69, "fast"),
        (16, 0, "on_pace"),
        (17, 340, "slow"),
        (17, 341, "on_pace"),
        (17, 818, "on_pace"),
        (17, 819, "fast"),
    ],
)
async def test_the_pace_at_its_bounds(account: Account, day: int, used: int, pace: str) -> None:
    """Above 120 % of the pace, and below 50 % of it by the middle of the month."""
    async with account.memory.postgres.client_transaction(account.client_id) as tx:
        client = await client_by_id(tx)
    assert client is not None
    state = account_state(client, used=used, today=date(2026, 11, day), start=date(2026, 11, 2))
    assert state.pace == pace


async def test_a_month_that_begins_on_a_weekend_is_not_fast_at_once(account: Account) -> None:
    """One day's share is nobody's haste."""
    async with account.memory.postgres.client_transaction(account.client_id) as tx:
        client = await client_by_id(tx)
    assert client is not None
    saturday = date(2026, 11, 7)
    assert account_state(client, used=10, today=saturday, start=saturday).pace == "on_pace"
    assert account_state(client, used=100, today=saturday, start=saturday).pace == "fast"
