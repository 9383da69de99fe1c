"""Find whose an inbound message is, from a key that only they could know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from memory.postgres import ClientTransaction, SystemTransaction
from memory.queries import Queries
from memory.records.ids import ClientId, TouchId
from memory.records.row import Row

SQL = Queries("routes")
RouteKind = Literal["reply", "unsubscribe", "message_id", "vendor_id", "conversation"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Route(Row):
    client_id: ClientId
    touch_id: TouchId


async def add_route(tx: ClientTransaction, kind: RouteKind, key: str, touch_id: TouchId) -> None:
    """Note where the key leads; a key that is known keeps its first target."""
    await tx.execute(SQL["add_route"], kind, key, touch_id)


async def follow_conversation(tx: ClientTransaction, key: str, touch_id: TouchId) -> None:
    """Let answers in a conversation lead to this touch from now on: the latest one wins."""
    await tx.execute(SQL["follow_conversation"], key, touch_id)


async def route(tx: SystemTransaction, kind: RouteKind, key: str) -> Route | None:
    """Where the key leads; of several clients in one conversation, to the one that wrote last."""
    row = await tx.fetchrow(SQL["route"], kind, key)
    return Route.from_row(row) if row else None


async def routes(
    tx: SystemTransaction, keys: Sequence[tuple[RouteKind, str]]
) -> dict[tuple[RouteKind, str], Route]:
    """The same for several keys: those that lead anywhere."""
    rows = await tx.fetch(SQL["routes"], [kind for kind, _ in keys], [key for _, key in keys])
    return {keys[row["place"] - 1]: Route.from_row(row) for row in rows}


async def clients_routed(tx: SystemTransaction, kind: RouteKind, keys: list[str]) -> list[ClientId]:
    """Every client that one of the keys leads to."""
    return [row["client_id"] for row in await tx.fetch(SQL["clients_routed"], kind, keys)]


async def first_route(tx: SystemTransaction, kind: RouteKind, keys: list[str]) -> Route | None:
    """Where the first known key leads."""
    row = await tx.fetchrow(SQL["first_route"], kind, keys)
    return Route.from_row(row) if row else None
