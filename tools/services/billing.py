"""Keep a client's credits: every change is a ledger row, and the rows sum to the balance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from errors import NotFound
from memory import clients, ledger
from memory.enums import Tier
from memory.ledger import Reason
from memory.postgres import ClientTransaction
from memory.records.actor import Clock
from memory.records.ids import ClientId, LeadId
from memory.records.tenants import Client, LedgerEntry
from memory.store import Memory
from tools.services.account import AccountState, account_state
from tools.services.calendar.days import month_after, months_after, today_in
from tools.services.money.tiers import TIERS

Debit = Literal["debited", "debited_before", "insufficient"]


@dataclass(frozen=True, kw_only=True)
class Billing:
    """The client's account: credits, tier, pace."""

    memory: Memory
    clock: Clock

    async def debit(
        self,
        tx: ClientTransaction,
        amount: int,
        *,
        reason: Reason,
        dedupe_key: str,
        lead_id: LeadId | None = None,
    ) -> Debit:
        """Take credits within the caller's transaction, once a key; takes nothing where there are too few."""
        client = await _locked(tx)
        if await ledger.entry_by_key(tx, dedupe_key) is not None:
            return "debited_before"
        if client.credit_balance < amount:
            return "insufficient"
        await self._book(tx, client, -amount, reason=reason, dedupe_key=dedupe_key, lead_id=lead_id)
        return "debited"

    async def open_account(self, client_id: ClientId) -> int:
        """The balance after the first month's quota was added; a second call changes nothing."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            client = await _locked(tx)
            if await ledger.entry_by_key(tx, "opening") is not None:
                return client.credit_balance
            quota = TIERS[client.tier].credits_a_month
            return await self._book(tx, client, quota, reason="opening", dedupe_key="opening")

    async def balance(self, client_id: ClientId) -> int:
        """Credits that are left."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return (await _client(tx)).credit_balance

    async def entries(self, client_id: ClientId, limit: int = 50) -> list[LedgerEntry]:
        """The latest changes of the balance, the newest first."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await ledger.entries(tx, limit)

    async def due_for_reset(self) -> list[ClientId]:
        """Clients whose month of credits is over."""
        async with self.memory.postgres.system_transaction() as tx:
            return await clients.clients_to_reset(tx, self.clock())

    async def reset_if_due(self, client_id: ClientId) -> bool:
        """Whether a new month began: the balance is the quota again, what was left does not roll over."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            client = await _locked(tx)
            now = self.clock()
            if client.credits_reset_at > now:
                return False
            next_reset, anchor = client.credits_reset_at, await clients.credits_anchor_day(tx)
            while next_reset <= now:
                next_reset = month_after(next_reset, client.time_zone, anchor=anchor)
            delta = TIERS[client.tier].credits_a_month - client.credit_balance
            key = f"reset:{client.credits_reset_at.isoformat()}"
            await self._book(tx, client, delta, reason="reset", dedupe_key=key, resets_at=next_reset)
            return True

    async def move_tier(self, tx: ClientTransaction, client: Client, tier: Tier, *, dedupe_key: str) -> int:
        """The balance after the change: an upgrade adds the difference of the quotas, a downgrade caps it.

        Within the caller's transaction, which has locked the client; once a key.
        """
        key = f"tier:{dedupe_key}"
        if tier is client.tier or await ledger.entry_by_key(tx, key) is not None:
            return client.credit_balance
        old, new = TIERS[client.tier].credits_a_month, TIERS[tier].credits_a_month
        await clients.set_tier(tx, tier)
        if new > old:
            added = await _not_given_yet(tx, new - old, quota=new)
            return await self._book(tx, client, added, reason="upgrade", dedupe_key=key)
        capped = min(client.credit_balance, new) - client.credit_balance
        return await self._book(tx, client, capped, reason="downgrade", dedupe_key=key)

    async def state(self, client_id: ClientId) -> AccountState:
        """What the client pays for, what is left and whether it is used evenly."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await self.state_of(tx, await _client(tx))

    async def state_of(self, tx: ClientTransaction, client: Client) -> AccountState:
        """The same within the caller's transaction."""
        now = self.clock()
        end = today_in(client.time_zone, client.credits_reset_at)
        start = months_after(end, -1, anchor=await clients.credits_anchor_day(tx))
        since = client.credits_reset_at - timedelta(days=(end - start).days)
        used = await ledger.spent_between(tx, since, now + timedelta(seconds=1))
        today = today_in(client.time_zone, now)
        return account_state(client, used=used, today=today, start=start)

    async def _book(
        self,
        tx: ClientTransaction,
        client: Client,
        delta: int,
        *,
        reason: Reason,
        dedupe_key: str,
        lead_id: LeadId | None = None,
        resets_at: datetime | None = None,
    ) -> int:
        after = client.credit_balance + delta
        await ledger.add_entry(
            tx,
            delta=delta,
            balance_after=after,
            reason=reason,
            dedupe_key=dedupe_key,
            lead_id=lead_id,
            at=self.clock(),
        )
        await clients.set_credits(tx, balance=after, resets_at=resets_at or client.credits_reset_at)
        return after


async def _client(tx: ClientTransaction) -> Client:
    client = await clients.client_by_id(tx)
    if client is None:
        raise NotFound("There is no such client.")
    return client


async def _locked(tx: ClientTransaction) -> Client:
    client = await clients.client_for_update(tx)
    if client is None:
        raise NotFound("There is no such client.")
    return client


async def _not_given_yet(tx: ClientTransaction, difference: int, *, quota: int) -> int:
    """What an upgrade adds; down and up again within a month does not give the difference twice."""
    month = await ledger.month(tx)
    if month is None:
        return difference
    return min(difference, max(0, quota - month.began_with - month.moved))
