"""Ask whether a person's role at a client allows what they want."""

from __future__ import annotations

from errors import NotPermitted
from memory.enums import Role
from memory.records.actor import Actor

_STRENGTH = {role: strength for strength, role in enumerate(Role)}


def permits(actor: Actor, role: Role) -> bool:
    """Whether the actor holds `role` or a stronger one; the system itself (no user, no role) may all."""
    if actor.user_id is None and actor.role is None:
        return True
    return actor.role is not None and _STRENGTH[actor.role] >= _STRENGTH[role]


def require(actor: Actor, role: Role) -> None:
    """Pass in silence, or raise NotPermitted with the role that is needed."""
    if not permits(actor, role):
        held = f"{actor.name} has the role {actor.role}" if actor.role else f"{actor.name} has no role"
        raise NotPermitted(f"This needs the role {role} or above; {held} at this client.")
