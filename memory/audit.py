"""Keep the record of who decided what."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.actor import Actor
from memory.records.ids import ResourceId, TouchId

SQL = Queries("audit")


async def add_audit(
    tx: ClientTransaction,
    actor: Actor,
    action: str,
    *,
    subject_kind: str,
    subject_id: UUID | None,
    detail: Mapping[str, str | int | bool | None] | None = None,
) -> None:
    """Note an act in the transaction that carries it out, so that neither stands without the other."""
    await tx.execute(
        SQL["add_audit"], actor.user_id, actor.name, action, subject_kind, subject_id, dict(detail or {})
    )


async def pace_told(tx: ClientTransaction, action: str, period: str) -> bool:
    """Whether a pace was told of in this month of credits."""
    return bool(await tx.fetchval(SQL["pace_told"], action, period))


async def warned_of(tx: ClientTransaction, resource_id: ResourceId, touch_id: TouchId) -> bool:
    """Whether people were warned of the resource because of this touch."""
    return await tx.fetchval(SQL["warned_of"], resource_id, str(touch_id))
