"""Rank the leads to contact next, and say for each what put it there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from memory.enums import LeadTier
from memory.performance import Candidate
from memory.records.ids import LeadId

CLICKED, OPENED = 15, 5
"""Points beside the score: a click says more than an opening, which a mail program may have done."""
WARM_FOR = timedelta(days=14)
NEW_IN_ROLE, FUNDED = timedelta(days=365), timedelta(days=365)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ranked:
    """A lead, its points, and the reasons in words."""

    lead_id: LeadId
    name: str
    title: str | None
    company: str | None
    campaign: str
    als: int
    tier: LeadTier
    points: int
    """The Agency Lead Score, what the lead did lately, and the precedence it was given."""
    reasons: tuple[str, ...]


def ranked(candidates: Sequence[Candidate], now: datetime, limit: int = 10) -> list[Ranked]:
    """The best first; equal points keep the order of their score."""
    found = [_rank(each, now) for each in candidates]
    return sorted(found, key=lambda each: (-each.points, -each.als, each.name))[:limit]


def _rank(lead: Candidate, now: datetime) -> Ranked:
    clicked = lead.clicked_at is not None and now - lead.clicked_at <= WARM_FOR
    opened = lead.opened_at is not None and now - lead.opened_at <= WARM_FOR
    points = lead.als + lead.priority + (CLICKED if clicked else OPENED if opened else 0)
    return Ranked(
        lead_id=lead.id,
        name=lead.name,
        title=lead.title,
        company=lead.company,
        campaign=lead.campaign,
        als=lead.als,
        tier=lead.lead_tier,
        points=points,
        reasons=tuple(_reasons(lead, now, clicked=clicked, opened=opened)),
    )


def _reasons(lead: Candidate, now: datetime, *, clicked: bool, opened: bool) -> Iterable[str]:
    yield f"ALS {lead.als} ({lead.lead_tier.value})"
    if lead.priority:
        yield "was put first in the queue"
    if clicked and lead.clicked_at:
        yield f"clicked a link on {lead.clicked_at:%-d %B}"
    elif opened and lead.opened_at:
        yield f"opened a mail on {lead.opened_at:%-d %B}"
    if lead.hiring:
        yield "is hiring"
    if lead.funded_on and now.date() - lead.funded_on <= FUNDED:
        yield f"was funded in {lead.funded_on:%B %Y}"
    if lead.role_started_on and now.date() - lead.role_started_on <= NEW_IN_ROLE:
        yield f"is new in the role since {lead.role_started_on:%B %Y}"
    yield "has not been written to yet" if lead.step_n == 0 else f"is past message {lead.step_n}"
