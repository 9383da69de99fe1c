"""Say how an attempt to send ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from memory.enums import TouchStatus
from memory.records.messages import Touch


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivered:
    """The vendor has it."""

    vendor_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NotSent:
    """It did not go and will not, for the rule or reason named."""

    rule: str
    sentence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Unknown:
    """It may have gone: it is being looked up, or waits parked for a person."""

    sentence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """It goes later; the approval stands."""

    reason: str
    until: datetime | None


Outcome = Delivered | NotSent | Unknown | Held


def as_it_stands(touch: Touch) -> Outcome:
    """What an outcome was before, for whoever asks again."""
    reason = touch.outcome_reason or ""
    match touch.status:
        case TouchStatus.SENT:
            return Delivered(vendor_id=touch.vendor_id or "")
        case TouchStatus.SENDING:
            return Unknown(sentence="Another attempt is under way.")
        case TouchStatus.UNKNOWN | TouchStatus.PARKED:
            return Unknown(sentence=reason)
        case TouchStatus.APPROVED:
            return Held(reason=reason, until=None)
        case TouchStatus.PLANNED | TouchStatus.PROPOSED:
            return NotSent(rule="approval", sentence="The touch is not approved.")
        case TouchStatus.NOT_SENT | TouchStatus.REJECTED | TouchStatus.EXPIRED | TouchStatus.CANCELLED:
            return NotSent(rule=touch.status.value, sentence=reason or f"The touch is {touch.status.value}.")
