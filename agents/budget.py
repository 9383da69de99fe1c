"""Reserve what a model call may cost before it, and settle what it did cost after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import ROUND_CEILING, Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from errors import BudgetSpent
from memory import usage as rows
from memory.limits import Cold, Counter, Full, Reserved
from memory.records.actor import Clock
from memory.records.ids import ClientId
from memory.store import Memory
from memory.usage import Tokens

ZONE = ZoneInfo("Australia/Sydney")
_MICRO = Decimal(1_000_000)
_SEEDINGS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Reservation:
    """An amount that is held for one call, in AUD, and where it is counted."""

    id: UUID
    client_id: ClientId
    held_aud: Decimal
    counters: tuple[Counter, ...]


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What the platform and each client may spend on models in one Sydney day."""

    memory: Memory
    clock: Clock
    platform_limit_aud: Decimal
    client_limit_aud: Decimal

    async def reserve(
        self, client_id: ClientId, *, agent: str, model: str, upper_aud: Decimal
    ) -> Reservation:
        """Hold the upper bound of one call; BudgetSpent where the day has not that much left."""
        held = upper_aud.quantize(1 / _MICRO, ROUND_CEILING)
        for _ in range(_SEEDINGS):
            outcome = await self._try(client_id, agent=agent, model=model, upper_aud=held)
            if isinstance(outcome, Reservation):
                return outcome
            if isinstance(outcome, Full):
                break
            await self._seed(client_id)
        raise BudgetSpent(
            "Today's AI budget is used up: the offline engine answers until midnight in Sydney."
        )

    async def settle(self, reservation: Reservation, *, cost_aud: Decimal, tokens: Tokens) -> None:
        """Count what the call cost in place of what was held."""
        # Redis first: were the counters rebuilt in between, they would count the larger, held amount.
        cost_aud = cost_aud.quantize(1 / _MICRO, ROUND_CEILING)
        await self._adjust(reservation, cost_aud)
        async with self.memory.postgres.client_transaction(reservation.client_id) as tx:
            await rows.settle(tx, reservation.id, cost_aud=cost_aud, tokens=tokens, at=self.clock())

    async def release(self, reservation: Reservation) -> None:
        """Give everything back: the provider did not take the call."""
        await self._adjust(reservation, Decimal(0))
        async with self.memory.postgres.client_transaction(reservation.client_id) as tx:
            await rows.release(tx, reservation.id, at=self.clock())

    async def _try(
        self, client_id: ClientId, *, agent: str, model: str, upper_aud: Decimal
    ) -> Reservation | Full | Cold:
        # A seeder waits for every open reservation, so a sum of rows never misses one that Redis counted.
        async with self.memory.postgres.client_transaction(client_id) as tx:
            own_limit = await rows.hold_day(tx)
            counters = self._counters(client_id, own_limit)
            outcome = await self.memory.limits.reserve_amount(counters, _micro(upper_aud))
            if not isinstance(outcome, Reserved):
                return outcome
            reserved = await rows.add(tx, agent=agent, model=model, reserved_aud=upper_aud, at=self.clock())
        return Reservation(id=reserved, client_id=client_id, held_aud=upper_aud, counters=counters)

    async def _seed(self, client_id: ClientId) -> None:
        async with self.memory.postgres.system_transaction() as tx:
            spent = await rows.spent_since(tx, client_id, self._midnight())
            platform, client = self._counters(client_id, None)
            await self.memory.limits.seed_amount(platform, _micro(spent.platform_aud))
            await self.memory.limits.seed_amount(client, _micro(spent.client_aud))

    async def _adjust(self, reservation: Reservation, cost_aud: Decimal) -> None:
        delta = _micro(cost_aud) - _micro(reservation.held_aud)
        await self.memory.limits.adjust_amount(reservation.counters, delta)

    def _counters(self, client_id: ClientId, own_limit_aud: Decimal | None) -> tuple[Counter, Counter]:
        begins = self._midnight()
        day = begins.astimezone(ZONE).date().isoformat()
        kept_for = begins + timedelta(hours=49) - self.clock()
        limit = self.client_limit_aud if own_limit_aud is None else own_limit_aud
        return (
            Counter(key=f"ai:platform:{day}", limit=_floor(self.platform_limit_aud), kept_for=kept_for),
            Counter(key=f"ai:{client_id}:{day}", limit=_floor(limit), kept_for=kept_for),
        )

    def _midnight(self) -> datetime:
        today = self.clock().astimezone(ZONE).date()
        return datetime.combine(today, time(), ZONE).astimezone(UTC)


def _micro(aud: Decimal) -> int:
    return int((aud * _MICRO).to_integral_value(ROUND_CEILING))


def _floor(aud: Decimal) -> int:
    return int(aud * _MICRO)
