"""Say which clients play in the chaos, with how many touches, and what limits them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from memory.enums import Channel, Mode, Tier
from tools.services.law.linkedin import INVITATIONS_IN_SEVEN_DAYS

FULL = INVITATIONS_IN_SEVEN_DAYS
LIMITS: Mapping[Channel, int] = MappingProxyType(
    {Channel.EMAIL: 50, Channel.SMS: 100, Channel.LINKEDIN: 17, Channel.VOICE: 50, Channel.MAIL: 1000}
)

FEW_CALLS = 25
"""Used up on the first day also where the machine is slow."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One client: its touches by channel, and what limits them."""

    name: str
    touches: Mapping[Channel, int]
    tier: Tier = Tier.DOMINANCE
    mode: Mode = Mode.CO_PILOT
    daily_limit: int = 500
    limits: Mapping[Channel, int] = field(default_factory=lambda: LIMITS)
    """A day's, of each resource."""
    seat: int | None = None
    invitations_left: int = FULL
    """Of the seat's seven days: the others went out last week."""
    domains: int = 1
    unknown: int = 0
    """Leads to be enriched."""
    washed: bool = True
    """Whether the register was asked about every number."""


def _of(email: int, sms: int, linkedin: int, voice: int, mail: int) -> Mapping[Channel, int]:
    counts = (email, sms, linkedin, voice, mail)
    return dict(zip(Channel, counts, strict=True))


PARTS: Sequence[Part] = (
    Part(name="Harbour", touches=_of(45, 25, 24, 15, 11), seat=9001, washed=False),
    Part(name="Ledger", touches=_of(75, 40, 24, 25, 16), seat=9003, mode=Mode.AUTOPILOT),
    Part(name="Seated", touches=_of(80, 40, 20, 25, 15), seat=9003, invitations_left=5),
    Part(
        name="Voices",
        touches=_of(65, 35, 0, 75, 15),
        limits={**LIMITS, Channel.VOICE: FEW_CALLS},
        unknown=240,
    ),
    Part(name="Slow", touches=_of(90, 45, 0, 25, 20), domains=2, daily_limit=60, washed=False),
    Part(name="Small", touches=_of(80, 45, 0, 25, 20), tier=Tier.IGNITION),
)
TOUCHES = sum(sum(part.touches.values()) for part in PARTS)
LEAST_TOUCHES = 300
WHOLE = sum(PARTS[-1].touches.values())
"""The last part is never made smaller: its limit is its tier's."""
"""1,000 touches. Full: the domains' 50, the seats' 17 and 100 in seven days, a number's 25 calls, one
campaign's 60, one client's 50. Ledger and Seated share a seat."""


def smaller(touches: int) -> Sequence[Part]:
    """The same play with fewer touches, and limits that are used up all the same."""
    share = (touches - WHOLE) / (TOUCHES - WHOLE)
    return (*(_smaller(part, min(1.0, share)) for part in PARTS[:-1]), PARTS[-1])


def _smaller(part: Part, share: float) -> Part:
    def of(count: int) -> int:
        return max(1, round(count * share)) if count else 0

    return replace(
        part,
        touches={channel: of(count) for channel, count in part.touches.items()},
        limits={channel: of(limit) for channel, limit in part.limits.items()},
        daily_limit=of(part.daily_limit),
        invitations_left=of(part.invitations_left) if part.invitations_left < FULL else FULL,
        unknown=of(part.unknown),
    )
