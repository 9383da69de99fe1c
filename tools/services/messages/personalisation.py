"""Say how far a message was written to this person only, and what that rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from memory.records.leads import Lead
from tools.services.gate.stems import content_words
from tools.services.messages.grounding import Tie, says

_FORM = re.compile(r"(?:[,\s]+(?:pty|ltd|limited|inc|llc|llp|plc))+\.?$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One thing that counts: what it is, its weight, and whether the message has it."""

    name: str
    weight: float
    counted: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Personalisation:
    """A score from 0 to 1 with its parts; their weights sum to 1."""

    parts: tuple[Part, ...]

    @property
    def score(self) -> float:
        """The weights that the message earned."""
        return round(sum(part.weight for part in self.parts if part.counted), 2)


def personalisation_of(
    lead: Lead, subject: str, body: str, ties: Sequence[Tie], *, in_touch: bool
) -> Personalisation:
    """How personal the message is: a fact of their own weighs most, a name in the greeting little."""
    whole = f"{subject}\n{body}"
    cards = (lead.title, lead.company, lead.industry, lead.city)
    card_words = content_words(" ".join((lead.full_name, *(card for card in cards if card))))
    about = [tie for tie in ties if tie.about == "lead"]
    own = [tie for tie in about if content_words(tie.fact) - card_words and tie.fact in lead.facts]
    company = _FORM.sub("", lead.company) if lead.company else None
    found = (
        ("greets them by name", 0.10, says(body[:80], lead.first_name)),
        ("names their company", 0.15, says(whole, company)),
        ("speaks to their role", 0.15, _shares(whole, lead.title)),
        ("speaks to their trade or place", 0.10, _shares(whole, lead.industry) or says(whole, lead.city)),
        ("rests on what is known of them", 0.20, bool(about)),
        ("rests on news of their own", 0.20, bool(own)),
        ("takes up what was said before", 0.10, in_touch),
    )
    return Personalisation(parts=tuple(Part(name=n, weight=w, counted=bool(c)) for n, w, c in found))


def _shares(whole: str, text: str | None) -> bool:
    return bool(text) and bool(content_words(whole) & content_words(text or ""))
