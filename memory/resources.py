"""Read what a send goes out from: domains, numbers, seats and accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from memory.enums import Channel
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import ResourceId
from memory.records.tenants import Resource

SQL = Queries("resources")


def seat_of(resource: Resource) -> str:
    """The LinkedIn account behind the resource: clients of an agency may share one."""
    return resource.setting("account_id") or str(resource.id)


async def resource_by_id(tx: ClientTransaction, resource_id: ResourceId) -> Resource | None:
    """One resource; None where the client has no such resource."""
    row = await tx.fetchrow(SQL["resource_by_id"], resource_id)
    return Resource.from_row(row) if row else None


async def resources(tx: ClientTransaction) -> list[Resource]:
    """Every resource, paused ones too."""
    return [Resource.from_row(row) for row in await tx.fetch(SQL["resources"])]


async def usable_resources(tx: ClientTransaction) -> list[Resource]:
    """The resources that are not paused, the one that rested longest first."""
    return [Resource.from_row(row) for row in await tx.fetch(SQL["usable_resources"])]


async def touches_today(tx: ClientTransaction, at: datetime) -> dict[ResourceId, int]:
    """Live touches (waiting, going or gone) of the day of `at` in each resource's own time zone."""
    return {ResourceId(row["id"]): row["touches"] for row in await tx.fetch(SQL["touches_today"], at)}


async def mark_used(tx: ClientTransaction, resource_ids: Sequence[ResourceId], at: datetime) -> None:
    """Remember who worked last, so that the others come first."""
    await tx.execute(SQL["mark_used"], list(resource_ids), at)


async def pause_reasons(tx: ClientTransaction) -> dict[ResourceId, str]:
    """Why each paused resource is out of use."""
    rows = await tx.fetch(SQL["pause_reasons"])
    return {ResourceId(row["id"]): row["pause_reason"] or "" for row in rows}


async def unpause_resource(tx: ClientTransaction, resource_id: ResourceId) -> bool:
    """Whether the resource was paused until now."""
    return await tx.execute(SQL["unpause_resource"], resource_id) > 0


async def add_resource(
    tx: ClientTransaction,
    *,
    channel: Channel,
    vendor: str,
    address: str,
    label: str,
    daily_limit: int,
    time_zone: str,
    settings: Mapping[str, object] | None = None,
    registered_sender: bool = False,
    risk_accepted_at: datetime | None = None,
) -> ResourceId:
    """The new resource's id; Conflict when the client has that address already."""
    new_id = await tx.fetchval(
        SQL["add_resource"],
        channel,
        vendor,
        address,
        label,
        daily_limit,
        time_zone,
        dict(settings or {}),
        registered_sender,
        risk_accepted_at,
    )
    return ResourceId(new_id)


async def note_setting(
    tx: ClientTransaction, resource_id: ResourceId, name: str, value: Mapping[str, str]
) -> bool:
    """Whether there is such a resource; what was kept under the name before is replaced."""
    return await tx.execute(SQL["note_setting"], resource_id, name, dict(value)) > 0


async def register_sender(tx: ClientTransaction, resource_id: ResourceId, registered: bool) -> bool:
    """Whether that changed anything about an SMS sender."""
    return await tx.execute(SQL["register_sender"], resource_id, registered) > 0


async def accept_risk(
    tx: ClientTransaction, resource_id: ResourceId, *, at: datetime | None, words: Mapping[str, str]
) -> bool:
    """Whether there is such a LinkedIn seat; `at` None takes the acceptance back."""
    return await tx.execute(SQL["accept_risk"], resource_id, at, dict(words)) > 0
