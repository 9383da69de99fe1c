"""Say who asks, and by which clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from memory.enums import Role
from memory.records.ids import UserId

Clock = Callable[[], datetime]
"""Tells the time, aware and in UTC."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who asks: a user in their role at one client, or the system itself (`user_id` and `role` None)."""

    name: str
    user_id: UserId | None = None
    role: Role | None = None


SYSTEM = Actor(name="system")
