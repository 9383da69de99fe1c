"""Keep the addresses that must never be contacted again."""

from __future__ import annotations

from memory.postgres import ClientTransaction, SystemTransaction
from memory.queries import Queries
from memory.records.ids import AgencyId, ClientId, LeadId

SQL = Queries("suppressions")


async def suppressed_hashes(tx: ClientTransaction, kinds: list[str], hashes: list[bytes]) -> set[bytes]:
    """Those of the hashes (paired with `kinds`) that the client, its agency or the platform suppresses."""
    rows = await tx.fetch(SQL["suppressed_hashes"], kinds, hashes)
    return {row["value_hash"] for row in rows}


async def add_suppression(
    tx: ClientTransaction,
    *,
    kind: str,
    value: str,
    value_hash: bytes,
    reason: str,
    source: str,
    lead_id: LeadId | None,
) -> bool:
    """Whether the address was new to the client's list."""
    return await tx.execute(SQL["add_suppression"], kind, value, value_hash, reason, source, lead_id) > 0


async def leads_at_address(tx: ClientTransaction, kind: str, value: str) -> list[LeadId]:
    """Ids of the leads at a normalised address, number or domain."""
    return [row["id"] for row in await tx.fetch(SQL["leads_at_address"], kind, value)]


async def agency_of_client(tx: SystemTransaction, client_id: ClientId) -> AgencyId | None:
    """The client's agency where it suppresses across its clients; None where it does not."""
    return await tx.fetchval(SQL["agency_of_client"], client_id)


async def add_platform_suppression(
    tx: SystemTransaction,
    *,
    kind: str,
    value_hash: bytes,
    reason: str,
    source: str,
    agency_id: AgencyId | None,
) -> None:
    """Remember the hash alone: no other client learns the address."""
    await tx.execute(SQL["add_platform_suppression"], kind, value_hash, reason, source, agency_id)
