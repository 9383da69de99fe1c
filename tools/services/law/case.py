"""Lay out all that the rules look at, and what one of them answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from memory.consents import Consent
from memory.enums import Channel, SuppressionKind
from memory.records.campaigns import Campaign
from memory.records.leads import Lead
from memory.records.messages import Draft, Touch
from memory.records.tenants import Brand, Client, Resource
from memory.standing import Standing
from memory.washes import Register, Wash
from tools.services.messages.footers import whole_text

ASK_AGAIN = timedelta(hours=1)
"""When a refusal passes with a person's act (an unpaid bill, a pause), not with the clock."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """All that the rules look at, read in one transaction."""

    at: datetime
    channel: Channel
    client: Client | None
    campaign: Campaign | None
    lead: Lead | None
    brand: Brand | None
    resource: Resource | None
    suppressed: frozenset[SuppressionKind]
    touch: Touch | None
    draft: Draft | None
    approved: bool
    consents: tuple[Consent, ...] = ()
    """Every consent of the lead, withdrawn and lapsed ones too, the newest first."""
    washes: Mapping[Register, Wash] = field(default_factory=dict[Register, Wash])
    """The newest answer of each register about the lead's number."""
    standing: Standing = field(default_factory=Standing)

    @property
    def answers(self) -> bool:
        """Whether the touch answers what the lead wrote."""
        return self.touch is not None and self.touch.answers_reply_id is not None

    @property
    def text(self) -> str:
        """What would be sent, to the last line; empty without a draft."""
        return whole_text(self.draft) if self.draft is not None else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Refusal:
    """Why not; `until` says when to ask again, None that waiting alone changes nothing."""

    sentence: str
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """A check by name: `forbids` gives the refusal, or None."""

    name: str
    forbids: Callable[[Case], Refusal | None]
    channels: frozenset[Channel] = frozenset(Channel)
    """Where the rule holds."""
    answers_too: bool = True
    """False where the rule is about our approaching a lead, not about answering one who wrote."""
    for_touch: bool = False
    """True where the rule needs a touch with its draft."""

    def applies(self, case: Case) -> bool:
        """Whether the case is one that the rule speaks of."""
        if case.channel not in self.channels or (case.answers and not self.answers_too):
            return False
        return not (self.for_touch and case.touch is None)
