"""Find whose lead a vendor's late answer is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from memory.postgres import ClientTransaction, SystemTransaction
from memory.queries import Queries
from memory.records.ids import ClientId, LeadId
from memory.records.row import Row

SQL = Queries("lead_routes")


@dataclass(frozen=True, kw_only=True, slots=True)
class LeadRoute(Row):
    client_id: ClientId
    lead_id: LeadId


async def add_routes(tx: ClientTransaction, vendor: str, key: str, lead_ids: Sequence[LeadId]) -> None:
    """Note that the vendor's name for a question leads to these leads."""
    await tx.executemany(SQL["add_route"], [(vendor, key, lead_id) for lead_id in lead_ids])


async def routes(tx: SystemTransaction, vendor: str, key: str) -> list[LeadRoute]:
    """The leads that the vendor's name for a question leads to; none for a name that is not ours."""
    return [LeadRoute.from_row(row) for row in await tx.fetch(SQL["routes"], vendor, key)]
