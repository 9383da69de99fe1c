"""Say how promising a lead is, from 0 to 100, and why: the Agency Lead Score."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from memory.enums import LeadStatus, LeadTier
from memory.scores import ScoredFacts as LeadFacts
from tools.services.calendar.days import months_after
from tools.services.enriching.industries import same_industry
from tools.services.weights import WEIGHTS, Weights
from tools.services.words import listed, plain_words, stands_in

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
_Earned = list[tuple[str, int]]
"""What earned points, and how many."""


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
        return tuple([component.sentence for component in self.components])


class Scorer:
    """Scores the leads of one campaign on one day; what leads have in common is weighed once."""

    def __init__(self, targets: Targets, weights: Weights = WEIGHTS, *, today: date) -> None:
        self._weights = weights
        self._data_quality = cache(partial(_data_quality, weights))
        self._authority = cache(partial(_authority, weights))
        self._company_fit = cache(partial(_company_fit, weights, _fitting(targets, weights)))
        self._timing = cache(partial(_timing, weights, today))
        self._risk = cache(partial(_risk, weights, _competing(targets)))
        self._tier = cache(partial(tier_of, weights=weights))

    def score(self, facts: LeadFacts) -> Score:
        """The lead's score as DOMAIN's table has it."""
        title, small = facts.title or "", _is_small(facts.employees, self._weights)
        components = (
            self._data_quality(
                facts.email_status if facts.email else "invalid",
                facts.phone_status if facts.phone else "invalid",
                bool(facts.linkedin_url),
                bool(facts.personal_email),
            ),
            self._authority(title, small),
            self._company_fit(facts.industry, facts.employees, facts.country),
            self._timing(facts.role_started_on, bool(facts.hiring), facts.funded_on),
            self._risk(
                title,
                facts.bounced_before or facts.status is LeadStatus.BOUNCED,
                facts.status is LeadStatus.UNSUBSCRIBED,
                facts.domain,
                facts.email.rpartition("@")[2],
            ),
        )
        als = max(0, min(100, sum([component.points for component in components])))
        return Score(version=self._weights.version, als=als, lead_tier=self._tier(als), components=components)


def tier_of(als: int, weights: Weights = WEIGHTS) -> LeadTier:
    """The tier whose band holds the score."""
    return next(tier for tier, least in weights.tiers if als >= least)


def authority_of(title: str, employees: int | None, weights: Weights = WEIGHTS) -> tuple[str | None, int]:
    """The keyword that decides, None where none does, and its points."""
    words = plain_words(title)
    if not words:
        return None, weights.no_title
    if _is_small(employees, weights):
        for keyword in weights.owner_in_small_firm:
            if stands_in(keyword, words):
                return keyword, weights.owner
    # A vice president is none of the presidents.
    alone = re.sub(r"\bvice president\b", "vp", words)
    for keyword, points in weights.authority:
        if stands_in(keyword, words if keyword == "vice president" else alone):
            return keyword, points
    return None, weights.other_title


def country_of(written: str | None) -> str:
    """The country's English name in lower case, from its name or code."""
    plain = plain_words(written or "")
    return _COUNTRIES.get(plain, plain)


def _component(name: str, most: int, earned: _Earned, *, nothing: str, start: int = 0) -> Component:
    """The part with its points from `start` on, within 0 and `most`, and the sentence that explains it."""
    points = max(0, min(most, start + sum(points for _, points in earned)))
    names = [name for name, _ in earned] or [nothing]
    sentence = f"{listed(names)} {'score' if len(names) > 1 else 'scores'} {points} of {most} for {name}."
    return Component(name=name, points=points, most=most, sentence=sentence[0].upper() + sentence[1:])


def _data_quality(weights: Weights, email: str, phone: str, linkedin: bool, personal: bool) -> Component:
    earned: _Earned = []
    if email == "verified":
        earned.append(("a verified email", weights.email_verified))
    elif email != "invalid":
        earned.append(("an unverified email", weights.email_unverified))
    if phone == "verified":
        earned.append(("a verified phone", weights.phone_verified))
    elif phone != "invalid":
        earned.append(("an unverified phone", weights.phone_unverified))
    if linkedin:
        earned.append(("a LinkedIn profile", weights.linkedin_url))
    if personal:
        earned.append(("a personal email", weights.personal_email))
    return _component("data quality", weights.data_quality_most, earned, nothing="no usable contact detail")


def _authority(weights: Weights, title: str, small: bool) -> Component:
    keyword, points = authority_of(title, 0 if small else None, weights)
    because = f"“{keyword}” in the title" if keyword else ("another title" if points else "no title")
    return _component("authority", weights.authority_most, [(because, points)], nothing=because)


def _company_fit(
    weights: Weights,
    fitting: Callable[[str], bool],
    industry: str | None,
    employees: int | None,
    country: str | None,
) -> Component:
    earned: _Earned = []
    if industry and fitting(industry):
        earned.append((f"the target industry {industry}", weights.industry_match))
    for least, most, points in weights.employees:
        if employees is not None and least <= employees <= most:
            earned.append((f"{employees} employees", points))
    plain = country_of(country)
    earned += [(f"the country {country}", points) for name, points in weights.countries if name == plain]
    return _component(
        "company fit", weights.company_fit_most, earned, nothing="nothing that fits the campaign"
    )


def _timing(
    weights: Weights, today: date, role_started_on: date | None, hiring: bool, funded_on: date | None
) -> Component:
    earned: _Earned = []
    for months, points in weights.in_role_under_months:
        if _within(role_started_on, months, today):
            earned.append((f"a role under {months} months old", points))
            break
    if hiring:
        earned.append(("a firm that is hiring", weights.hiring))
    for months, points in weights.funded_under_months:
        if _within(funded_on, months, today):
            earned.append((f"funding under {months} months ago", points))
            break
    return _component("timing", weights.timing_most, earned, nothing="no sign of change")


def _risk(
    weights: Weights,
    competing: Callable[[str], bool],
    title: str,
    bounced: bool,
    unsubscribed: bool,
    *domains: str | None,
) -> Component:
    earned: _Earned = []
    if bounced:
        earned.append(("an address that bounced before", weights.bounced))
    if unsubscribed:
        earned.append(("an unsubscribe", weights.unsubscribed))
    if any(domain and competing(domain) for domain in domains):
        earned.append(("a competitor’s domain", weights.competitor))
    words = plain_words(title)
    if junior := next((word for word in weights.junior_titles if stands_in(word, words)), None):
        earned.append((f"“{junior}” in the title", weights.junior))
    most = weights.risk_most
    return _component("risk", most, earned, nothing="no known risk", start=most)


def _is_small(employees: int | None, weights: Weights) -> bool:
    return employees is not None and employees < weights.small_firm_under


def _fitting(targets: Targets, weights: Weights) -> Callable[[str], bool]:
    """Whether an industry is one of the campaign's."""
    return lambda industry: any(
        same_industry(industry, target, weights.industries) for target in targets.industries
    )


def _competing(targets: Targets) -> Callable[[str], bool]:
    """Whether a domain is a competitor's or below one."""
    written = [name.lower().strip().removeprefix("www.") for name in targets.competitor_domains]
    competitors = [name for name in written if name]
    return lambda domain: any(
        domain.lower() == competitor or domain.lower().endswith(f".{competitor}")
        for competitor in competitors
    )


def _within(day: date | None, months: int, today: date) -> bool:
    """Whether the day is past and less than so many months ago."""
    return day is not None and day <= today < months_after(day, months)
