"""Say how promising a lead is, from 0 to 100, and why: the Agency Lead Score."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from errors import NotFound
from memory import clients, scores
from memory.enums import LeadStatus, LeadTier
from memory.records import Campaign, ClientId, Clock, LeadId, ScoreRow
from memory.scores import ScoredFacts as LeadFacts
from memory.store import Memory
from tools.services.days import months_after, today_in
from tools.services.weights import WEIGHTS, Weights

_COUNTRIES: Mapping[str, str] = {
    "au": "australia",
    "aus": "australia",
    "nz": "new zealand",
    "aotearoa": "new zealand",
    "nzl": "new zealand",
    "us": "united states",
    "usa": "united states",
    "united states of america": "united states",
    "uk": "united kingdom",
    "gb": "united kingdom",
    "gbr": "united kingdom",
    "great britain": "united kingdom",
    "england": "united kingdom",
    "scotland": "united kingdom",
    "wales": "united kingdom",
    "northern ireland": "united kingdom",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Targets:
    """Whom the campaign wants and whom the client must not tell anything."""

    industries: tuple[str, ...] = ()
    competitor_domains: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Component:
    """One of the five parts of a score."""

    name: str
    points: int
    most: int
    sentence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """Five components in the order of the table, their clamped sum, and the tier that it falls in."""

    version: str
    als: int
    lead_tier: LeadTier
    components: tuple[Component, Component, Component, Component, Component]

    @property
    def sentences(self) -> tuple[str, ...]:
        """One sentence a component."""
        return tuple(component.sentence for component in self.components)


def score(facts: LeadFacts, targets: Targets, weights: Weights = WEIGHTS, *, today: date) -> Score:
    """The Agency Lead Score as DOMAIN's table has it; `today` is the day in the campaign's time zone."""
    components = (
        _data_quality(facts, weights),
        _authority(facts, weights),
        _company_fit(facts, targets, weights),
        _timing(facts, weights, today),
        _risk(facts, targets, weights),
    )
    als = max(0, min(100, sum(component.points for component in components)))
    return Score(version=weights.version, als=als, lead_tier=tier_of(als, weights), components=components)


def tier_of(als: int, weights: Weights = WEIGHTS) -> LeadTier:
    """The tier whose band holds the score."""
    return next(tier for tier, least in weights.tiers if als >= least)


@dataclass(frozen=True, kw_only=True)
class Scoring:
    """Scores leads and keeps every score with its reasons."""

    memory: Memory
    clock: Clock

    async def score_leads(
        self, client_id: ClientId, lead_ids: Sequence[LeadId], campaign: Campaign | None = None
    ) -> int:
        """How many of the leads were scored and stored, all in one transaction."""
        at = self.clock()
        async with self.memory.postgres.client_transaction(client_id) as tx:
            client = await clients.client_by_id(tx)
            if client is None:
                raise NotFound("There is no such client.")
            facts = await scores.facts_to_score(tx, lead_ids)
            today = today_in(campaign.time_zone if campaign else client.time_zone, at)
            targets = Targets(
                industries=campaign.target_industries if campaign else (),
                competitor_domains=client.competitor_domains,
            )
            rows = [_row(lead, score(lead, targets, today=today), at=at) for lead in facts]
            await scores.add_scores(tx, WEIGHTS.version, rows, at=at)
            sentences = [f"Scored {row.als} of 100: {row.lead_tier}." for row in rows]
            campaign_id = campaign.id if campaign else None
            await scores.record_scored(
                tx, [row.lead_id for row in rows], sentences, campaign_id=campaign_id, at=at
            )
        return len(rows)

    async def due(self, client_id: ClientId, campaign: Campaign, limit: int = 5_000) -> list[LeadId]:
        """Leads of the campaign that enrichment is done with and that have no score yet."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await scores.leads_to_score(tx, campaign.id, limit)


def _row(lead: LeadFacts, result: Score, *, at: datetime) -> ScoreRow:
    quality, authority, fit, timing, risk = (component.points for component in result.components)
    return ScoreRow(
        lead_id=lead.id,
        version=result.version,
        als=result.als,
        lead_tier=result.lead_tier,
        data_quality=quality,
        authority=authority,
        company_fit=fit,
        timing=timing,
        risk=risk,
        sentences=result.sentences,
        scored_at=at,
    )


def _component(name: str, points: int, most: int, earned_by: Sequence[str]) -> Component:
    points = max(0, min(most, points))
    verb = "score" if len(earned_by) > 1 else "scores"
    sentence = f"{_listed(earned_by)} {verb} {points} of {most} for {name}."
    return Component(name=name, points=points, most=most, sentence=sentence[0].upper() + sentence[1:])


def _data_quality(facts: LeadFacts, weights: Weights) -> Component:
    found: list[tuple[str, int]] = []
    if facts.email and facts.email_status != "invalid":
        verified = facts.email_status == "verified"
        found.append(
            ("a verified email", weights.email_verified)
            if verified
            else ("an unverified email", weights.email_unverified)
        )
    if facts.phone and facts.phone_status != "invalid":
        verified = facts.phone_status == "verified"
        found.append(
            ("a verified phone", weights.phone_verified)
            if verified
            else ("an unverified phone", weights.phone_unverified)
        )
    if facts.linkedin_url:
        found.append(("a LinkedIn profile", weights.linkedin_url))
    if facts.personal_email:
        found.append(("a personal email", weights.personal_email))
    earned_by = [name for name, _ in found] or ["no usable contact detail"]
    return _component(
        "data quality", sum(points for _, points in found), weights.data_quality_most, earned_by
    )


def _authority(facts: LeadFacts, weights: Weights) -> Component:
    keyword, points = authority_of(facts.title or "", facts.employees, weights)
    because = f"“{keyword}” in the title" if keyword else ("another title" if points else "no title")
    return _component("authority", points, weights.authority_most, [because])


def authority_of(title: str, employees: int | None, weights: Weights = WEIGHTS) -> tuple[str | None, int]:
    """The keyword that decides, None where none does, and its points."""
    words = plain_words(title)
    if not words:
        return None, weights.no_title
    if employees is not None and employees < weights.small_firm_under:
        for keyword in weights.owner_in_small_firm:
            if _stands_in(keyword, words):
                return keyword, weights.owner
    # A vice president is none of the presidents.
    alone = re.sub(r"\bvice president\b", "vp", words)
    for keyword, points in weights.authority:
        if _stands_in(keyword, words if keyword == "vice president" else alone):
            return keyword, points
    return None, weights.other_title


def _company_fit(facts: LeadFacts, targets: Targets, weights: Weights) -> Component:
    found: list[tuple[str, int]] = []
    if facts.industry and any(same_industry(facts.industry, target) for target in targets.industries):
        found.append((f"the target industry {facts.industry}", weights.industry_match))
    for least, most, points in weights.employees:
        if facts.employees is not None and least <= facts.employees <= most:
            found.append((f"{facts.employees} employees", points))
    country = country_of(facts.country)
    for name, points in weights.countries:
        if country == name:
            found.append((f"the country {facts.country}", points))
    earned_by = [name for name, _ in found] or ["nothing that fits the campaign"]
    return _component("company fit", sum(points for _, points in found), weights.company_fit_most, earned_by)


def _timing(facts: LeadFacts, weights: Weights, today: date) -> Component:
    found: list[tuple[str, int]] = []
    for months, points in weights.in_role_under_months:
        if _within(facts.role_started_on, months, today):
            found.append((f"a role under {months} months old", points))
            break
    if facts.hiring:
        found.append(("a firm that is hiring", weights.hiring))
    for months, points in weights.funded_under_months:
        if _within(facts.funded_on, months, today):
            found.append((f"funding under {months} months ago", points))
            break
    earned_by = [name for name, _ in found] or ["no sign of change"]
    return _component("timing", sum(points for _, points in found), weights.timing_most, earned_by)


def _risk(facts: LeadFacts, targets: Targets, weights: Weights) -> Component:
    found: list[tuple[str, int]] = []
    if facts.bounced_before or facts.status is LeadStatus.BOUNCED:
        found.append(("an address that bounced before", weights.bounced))
    if facts.status is LeadStatus.UNSUBSCRIBED:
        found.append(("an unsubscribe", weights.unsubscribed))
    if is_competitor(facts, targets.competitor_domains):
        found.append(("a competitor’s domain", weights.competitor))
    words = plain_words(facts.title or "")
    junior = next((word for word in weights.junior_titles if _stands_in(word, words)), None)
    if junior:
        found.append((f"“{junior}” in the title", weights.junior))
    earned_by = [name for name, _ in found] or ["no known risk"]
    return _component(
        "risk", weights.risk_most + sum(points for _, points in found), weights.risk_most, earned_by
    )


def is_competitor(facts: LeadFacts, competitor_domains: Sequence[str]) -> bool:
    """Whether the lead's site or mailbox is at a competitor's domain or below one."""
    own = {(facts.domain or "").lower(), facts.email.rpartition("@")[2].lower()} - {""}
    return any(
        domain == competitor or domain.endswith(f".{competitor}")
        for competitor in (name.lower().strip().removeprefix("www.") for name in competitor_domains)
        for domain in own
        if competitor
    )


@lru_cache(maxsize=4_096)
def same_industry(industry: str, target: str) -> bool:
    """Whether every word of the one stands in the other: “Legal” fits “Legal Services”."""
    one, other = set(plain_words(industry).split()), set(plain_words(target).split())
    return bool(one and other) and (one <= other or other <= one)


def country_of(written: str | None) -> str:
    """The country's English name in lower case, from its name or code."""
    plain = plain_words(written or "")
    return _COUNTRIES.get(plain, plain)


@lru_cache(maxsize=4_096)
def plain_words(text: str) -> str:
    """The words in lower case with single spaces; signs part words, dots within initials do not."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"\b(\w)\.(?=\w\b|\s|$)", r"\1", folded)))


def _stands_in(keyword: str, words: str) -> bool:
    return f" {keyword} " in f" {words} "


def _within(day: date | None, months: int, today: date) -> bool:
    """Whether the day is past and less than so many months ago."""
    return day is not None and day <= today < months_after(day, months)


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
