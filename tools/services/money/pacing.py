"""Tell a client once a month that its credits go too fast, and once that they lie idle."""

from __future__ import annotations

from dataclasses import dataclass

from memory import audit, clients
from memory.records.actor import SYSTEM
from memory.records.ids import ClientId
from memory.signals import SignalKind
from memory.store import Memory
from tools.services.account import AccountState, Pace
from tools.services.billing import Billing
from tools.services.notify import Notify


@dataclass(frozen=True, kw_only=True)
class Pacing:
    """The pace of credits (DOMAIN.md, Client tiers), looked at by the clock."""

    memory: Memory
    billing: Billing
    notify: Notify

    async def tell_if_due(self, client_id: ClientId) -> Pace | None:
        """The pace that was told of now: uneven, and not told of in this month of credits before."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            # Whoever holds the client is alone here: two processes tell of one pace once.
            client = await clients.client_for_update(tx)
            if client is None:
                return None
            state = await self.billing.state_of(tx, client)
            action, period = f"credits_{state.pace}", state.resets_at.isoformat()
            uneven = state.runs and state.pace != "on_pace"
            if not uneven or await audit.pace_told(tx, action, period):
                return None
            await audit.add_audit(
                tx,
                SYSTEM,
                action,
                subject_kind="client",
                subject_id=client_id,
                detail={"period": period, "used": state.used, "expected": round(state.expected)},
            )
        await self.notify.tell(client_id, SignalKind.ACCOUNT_CHANGED, numbers=_numbers(state))
        return state.pace


def _numbers(state: AccountState) -> dict[str, int]:
    return {"used": state.used, "expected": round(state.expected), "quota": state.quota}
