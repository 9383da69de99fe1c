"""Ask each vendor about a person, and put its answer into our own words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from memory.records import Lead
from tools.providers.apollo import Company, Match, NoMatch, PersonQuery
from tools.services.contacts import Malformed, email_address, linkedin_url, web_domain
from tools.services.people import Found, NotFound, Person

_LONGEST_FACT = 300
_GROWING = 0.05
"""A headcount that grew by this share in six months means that the firm hires."""


class Matcher(Protocol):
    """What Apollo does for us."""

    async def match(self, person: PersonQuery) -> Match | NoMatch:
        """The person, or NoMatch."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class ApolloSource:
    """Apollo as a step of the waterfall."""

    apollo: Matcher
    cost_aud: Decimal = Decimal(0)
    """What one match costs the platform."""

    @property
    def name(self) -> str:
        """The name under which its values are kept."""
        return "apollo"

    async def find(self, lead: Lead) -> Found | NotFound:
        """What Apollo knows of the lead."""
        match = await self.apollo.match(
            PersonQuery(
                email=lead.email,
                first_name=lead.first_name,
                last_name=lead.last_name,
                organization_name=lead.company,
                domain=lead.domain,
                linkedin_url=lead.linkedin_url,
            )
        )
        if isinstance(match, NoMatch):
            return NotFound(source=self.name, reason="Apollo knows nobody like that.")
        return Found(source=self.name, person=_person(match), cost_aud=self.cost_aud)


def _person(match: Match) -> Person:
    company = match.company
    growth = company.headcount_growth
    return Person(
        email=_address(match.email),
        email_status=_status(match.email_status),
        first_name=match.first_name,
        last_name=match.last_name,
        title=match.title,
        seniority=match.seniority,
        company=company.name,
        domain=web_domain(company.domain or company.website_url or ""),
        industry=company.industry,
        employees=company.employees,
        city=match.city,
        state=match.state,
        country=match.country or company.country,
        linkedin_url=linkedin_url(match.linkedin_url or ""),
        personal_email=_address(match.personal_email),
        role_started_on=match.role_started_on,
        hiring=None if growth is None else growth >= _GROWING,
        funded_on=company.funded_on,
        facts=_facts(match, company),
    )


def _address(written: str | None) -> str | None:
    address = email_address(written or "")
    return None if isinstance(address, Malformed) else address


def _status(apollo: str | None) -> str | None:
    match (apollo or "").lower():
        case "verified":
            return "verified"
        case "" | "unavailable":
            return None
        case "invalid" | "bounced":
            return "invalid"
        case _:
            return "unverified"


def _facts(match: Match, company: Company) -> tuple[str, ...]:
    """Sentences that a draft may lean on; nothing that is not in the answer."""
    named = company.name or "The company"
    place = ", ".join(part for part in (company.city, company.state) if part)
    facts = (
        f"{named}: {company.description}" if company.description else None,
        f"{named} was founded in {company.founded_year}." if company.founded_year else None,
        f"{named} is based in {place}." if place else None,
        f"{named} has about {company.employees:,} employees." if company.employees else None,
        f"{named} works on {', '.join(company.keywords[:5])}." if company.keywords else None,
        f"Headline: {match.headline}" if match.headline and match.headline != match.title else None,
    )
    return tuple(" ".join(fact.split())[:_LONGEST_FACT] for fact in facts if fact)
