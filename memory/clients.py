"""Read who the clients are and what they pay for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from memory.enums import Subscription, Tier
from memory.postgres import ClientTransaction, SystemTransaction
from memory.queries import Queries
from memory.records.ids import AgencyId, ClientId
from memory.records.row import Row
from memory.records.tenants import Client

SQL = Queries("clients")


@dataclass(frozen=True, kw_only=True, slots=True)
class StripeMarks(Row):
    """What Stripe last said of a client."""

    stripe_customer_id: str | None
    stripe_subscription_id: str | None
    period_ends_at: datetime | None
    stripe_synced_at: datetime | None


async def client_by_id(tx: ClientTransaction) -> Client | None:
    """The transaction's own client; None when it was deleted."""
    row = await tx.fetchrow(SQL["client_by_id"])
    return Client.from_row(row) if row else None


async def client_for_update(tx: ClientTransaction) -> Client | None:
    """The transaction's own client, locked: whoever counts its credits or campaigns waits in line here."""
    row = await tx.fetchrow(SQL["client_for_update"])
    return Client.from_row(row) if row else None


async def set_credits(tx: ClientTransaction, *, balance: int, resets_at: datetime) -> None:
    """Write the balance that the ledger's last entry names."""
    await tx.execute(SQL["set_credits"], balance, resets_at)


async def credits_anchor_day(tx: ClientTransaction) -> int:
    """The day of the month on which credits begin anew, 1 to 31; a shorter month has its last day instead."""
    return await tx.fetchval(SQL["credits_anchor_day"])


async def set_tier(tx: ClientTransaction, tier: Tier) -> None:
    """Write what the client pays for from now on."""
    await tx.execute(SQL["set_tier"], tier)


async def clients_to_reset(tx: SystemTransaction, at: datetime) -> list[ClientId]:
    """Ids of the running clients whose month of credits ended at or before `at`."""
    return [ClientId(row["id"]) for row in await tx.fetch(SQL["clients_to_reset"], at)]


async def add_agency(tx: SystemTransaction, name: str) -> AgencyId:
    """The new agency's id."""
    return AgencyId(await tx.fetchval(SQL["add_agency"], name))


async def add_client(
    tx: SystemTransaction,
    *,
    agency_id: AgencyId,
    name: str,
    tier: Tier,
    subscription: Subscription,
    founding: bool,
    time_zone: str,
    credits_reset_at: datetime,
    competitor_domains: Sequence[str] = (),
) -> ClientId:
    """The new client's id; its balance is 0 until `Billing.open_account` is called."""
    columns = (
        agency_id,
        name,
        tier,
        subscription,
        founding,
        time_zone,
        credits_reset_at,
        list(competitor_domains),
    )
    return ClientId(await tx.fetchval(SQL["add_client"], *columns))


async def set_work_hours(tx: ClientTransaction, *, days: Sequence[int], start: time, end: time) -> None:
    """When the client's campaigns send, unless they say otherwise themselves; days are ISO, Monday is 1."""
    await tx.execute(SQL["set_work_hours"], list(days), start, end)


async def stripe_marks(tx: ClientTransaction) -> StripeMarks | None:
    """What Stripe last said of the transaction's own client."""
    row = await tx.fetchrow(SQL["stripe_marks"])
    return StripeMarks.from_row(row) if row else None


async def set_stripe(
    tx: ClientTransaction,
    subscription: Subscription,
    *,
    customer_id: str | None,
    subscription_id: str,
    period_ends_at: datetime | None,
    synced_at: datetime,
) -> bool:
    """Whether the state was written: one that was asked for later stands already otherwise."""
    values = (subscription, customer_id, subscription_id, period_ends_at, synced_at)
    return bool(await tx.execute(SQL["set_stripe"], *values))


async def client_of_subscription(tx: SystemTransaction, subscription_id: str) -> ClientId | None:
    """Whose subscription Stripe's is."""
    found = await tx.fetchval(SQL["client_of_subscription"], subscription_id)
    return ClientId(found) if found else None


async def client_of_customer(tx: SystemTransaction, customer_id: str) -> ClientId | None:
    """Who Stripe's customer is."""
    found = await tx.fetchval(SQL["client_of_customer"], customer_id)
    return ClientId(found) if found else None


async def shared_time(tx: SystemTransaction) -> datetime:
    """The database's clock, which every process shares: theirs may differ by seconds."""
    return await tx.fetchval(SQL["shared_time"])
