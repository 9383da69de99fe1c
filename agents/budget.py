"""Reserve what a model call may cost before it, and settle what it did cost after it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from errors import BudgetSpent, StorageUnavailable
from memory import usage as rows
from memory.limits import Cold, Counter, Full, Reserved
from memory.records.actor import Clock
from memory.records.ids import ClientId
from memory.store import Memory
from memory.usage import Tokens

ZONE = ZoneInfo("Australia/Sydney")
_MICRO = Decimal(1_000_000)
_SEEDINGS = 3
BATCH_LIFE = timedelta(hours=24)
"""After which Claude gives a batch up; so long an answer may still come, or be fetched once more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reservation:
    """An amount that is held for one call, in AUD, and where it is counted."""

    id: UUID
    client_id: ClientId
    held_aud: Decimal
    counters: tuple[Counter, ...]
    asked_at: datetime
    is_earlier: bool = False
    """Whether it was made for the same request before, by a run that did not come to its end."""
    pending: JsonValue = None
    """How the answer of a batched request is waited for, where that is known."""


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What the platform and each client may spend on models in one Sydney day."""

    memory: Memory
    clock: Clock
    platform_limit_aud: Decimal
    client_limit_aud: Decimal

    async def reserve(
        self,
        client_id: ClientId,
        *,
        agent: str,
        model: str,
        upper_aud: Decimal,
        request_key: str | None = None,
    ) -> Reservation:
        """Hold the upper bound of one call; BudgetSpent where the day has not that much left.

        A call under a key that was reserved within a day, and not released, is that one again.
        """
        if request_key is not None and (again := await self._earlier(client_id, request_key)):
            return again
        held = upper_aud.quantize(1 / _MICRO, ROUND_CEILING)
        for _ in range(_SEEDINGS):
            outcome = await self._try(
                client_id, agent=agent, model=model, upper_aud=held, request_key=request_key
            )
            if isinstance(outcome, Reservation):
                return outcome
            if isinstance(outcome, Full):
                break
            await self._seed(client_id)
        raise BudgetSpent(
            "Today's AI budget is used up: the offline engine answers until midnight in Sydney."
        )

    async def keep_pending(self, reservation: Reservation, pending: JsonValue) -> None:
        """Note how the answer is waited for, before anybody waits."""
        async with self.memory.postgres.client_transaction(reservation.client_id) as tx:
            await rows.keep_pending(tx, reservation.id, pending)

    async def settle(self, reservation: Reservation, *, cost_aud: Decimal, tokens: Tokens) -> None:
        """Count what the call cost in place of what was held; whoever comes second changes nothing."""
        cost_aud = cost_aud.quantize(1 / _MICRO, ROUND_CEILING)
        async with self.memory.postgres.client_transaction(reservation.client_id) as tx:
            # Held until the end, so that no seeder comes between the row and Redis.
            await rows.hold_day(tx)
            if await rows.settle(tx, reservation.id, cost_aud=cost_aud, tokens=tokens, at=self.clock()):
                await self._adjust(reservation, cost_aud)

    async def release(self, reservation: Reservation) -> None:
        """Give everything back: the provider did not take the call."""
        async with self.memory.postgres.client_transaction(reservation.client_id) as tx:
            await rows.hold_day(tx)
            if await rows.release(tx, reservation.id, at=self.clock()):
                await self._adjust(reservation, Decimal(0))

    async def _earlier(self, client_id: ClientId, request_key: str) -> Reservation | None:
        async with self.memory.postgres.client_transaction(client_id) as tx:
            found = await rows.earlier(tx, request_key, self.clock() - BATCH_LIFE)
        if found is None:
            return None
        return Reservation(
            id=found.id,
            client_id=client_id,
            held_aud=found.reserved_aud,
            counters=self._counters(client_id, None, at=found.created_at),
            asked_at=found.created_at,
            is_earlier=True,
            pending=found.pending,
        )

    async def _try(
        self, client_id: ClientId, *, agent: str, model: str, upper_aud: Decimal, request_key: str | None
    ) -> Reservation | Full | Cold:
        at, taken = self.clock(), tuple[Counter, ...]()
        try:
            # A seeder waits for every open reservation: a sum of rows never misses one that Redis counted.
            async with self.memory.postgres.client_transaction(client_id) as tx:
                own_limit = await rows.hold_day(tx)
                counters = self._counters(client_id, own_limit, at=at)
                outcome = await self.memory.limits.reserve_amount(counters, _micro(upper_aud))
                if not isinstance(outcome, Reserved):
                    return outcome
                taken = counters
                reserved = await rows.add(
                    tx, agent=agent, model=model, reserved_aud=upper_aud, at=at, request_key=request_key
                )
        except BaseException:
            # Nothing is asked of anybody without its row, so that the amount is free again.
            await asyncio.shield(self._give_back(taken, _micro(upper_aud)))
            raise
        return Reservation(
            id=reserved, client_id=client_id, held_aud=upper_aud, counters=counters, asked_at=at
        )

    async def _seed(self, client_id: ClientId) -> None:
        async with self.memory.postgres.system_transaction() as tx:
            now = self.clock()
            spent = await rows.spent_since(tx, client_id, _midnight(now))
            platform, client = self._counters(client_id, None, at=now)
            await self.memory.limits.seed_amount(platform, _micro(spent.platform_aud))
            await self.memory.limits.seed_amount(client, _micro(spent.client_aud))

    async def _adjust(self, reservation: Reservation, cost_aud: Decimal) -> None:
        delta = _micro(cost_aud) - _micro(reservation.held_aud)
        await self.memory.limits.adjust_amount(reservation.counters, delta)

    async def _give_back(self, counters: tuple[Counter, ...], amount: int) -> None:
        """Take back what no row bears out; where Redis does not answer, it counts too much until midnight."""
        if counters:
            with suppress(StorageUnavailable):
                await self.memory.limits.adjust_amount(counters, -amount)

    def _counters(
        self, client_id: ClientId, own_limit_aud: Decimal | None, *, at: datetime
    ) -> tuple[Counter, Counter]:
        begins = _midnight(at)
        day = begins.astimezone(ZONE).date().isoformat()
        kept_for = begins + timedelta(hours=49) - self.clock()
        limit = self.client_limit_aud if own_limit_aud is None else own_limit_aud
        return (
            Counter(key=f"ai:platform:{day}", limit=_floor(self.platform_limit_aud), kept_for=kept_for),
            Counter(key=f"ai:{client_id}:{day}", limit=_floor(limit), kept_for=kept_for),
        )


def _midnight(at: datetime) -> datetime:
    """When the Sydney day of a moment began."""
    return datetime.combine(at.astimezone(ZONE).date(), time(), ZONE).astimezone(UTC)


def _micro(aud: Decimal) -> int:
    return int((aud * _MICRO).to_integral_value(ROUND_CEILING))


def _floor(aud: Decimal) -> int:
    return int(aud * _MICRO)
