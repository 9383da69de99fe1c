"""Put what each vendor says about a person into our own words."""

from __future__ import annotations

from collections.abc import Sequence

from memory.records.leads import Lead
from tools.providers.apify_profiles import Profile
from tools.providers.apollo import Company, Match, PersonQuery
from tools.providers.apollo_phones import Phone
from tools.providers.clay import RowAnswer
from tools.services.enriching.people import Person
from tools.services.lists.contacts import Malformed, email_address, linkedin_url, phone_number, web_domain

_LONGEST_FACT = 300
_GROWING = 0.05
"""A headcount that grew by this share in six months means that the firm hires."""
_MOST_EMPLOYEES = 10_000_000


def query_of(lead: Lead) -> PersonQuery:
    """What Apollo is told of the lead."""
    return PersonQuery(
        email=lead.email,
        first_name=lead.first_name,
        last_name=lead.last_name,
        organization_name=lead.company,
        domain=lead.domain,
        linkedin_url=lead.linkedin_url,
    )


def row_of(lead: Lead, row_id: str) -> dict[str, str]:
    """What Clay is told of the lead, under the id that its answer must bear."""
    cells = {
        "row_id": row_id,
        "email": lead.email,
        "first_name": lead.first_name,
        "last_name": lead.last_name,
        "title": lead.title,
        "company": lead.company,
        "domain": lead.domain,
        "linkedin_url": lead.linkedin_url,
        "city": lead.city,
        "country": lead.country,
    }
    return {name: value for name, value in cells.items() if value}


def person_of_match(match: Match) -> Person:
    """What Apollo says."""
    company = match.company
    growth = company.headcount_growth
    # Apollo knows where the firm is, not which of its houses the person sits in.
    at_home = not match.city or not company.city or match.city.casefold() == company.city.casefold()
    return Person(
        email=_address(match.email),
        email_status=_email_status(match.email_status),
        first_name=match.first_name,
        last_name=match.last_name,
        title=match.title,
        seniority=match.seniority,
        company=company.name,
        domain=web_domain(company.domain or company.website_url or ""),
        industry=company.industry,
        employees=_headcount(company.employees),
        city=match.city or company.city,
        state=match.state or (company.state if at_home else None),
        country=match.country or company.country,
        street=company.street if at_home else None,
        postcode=company.postcode if at_home else None,
        linkedin_url=linkedin_url(match.linkedin_url or ""),
        personal_email=_address(match.personal_email),
        role_started_on=match.role_started_on,
        hiring=None if growth is None else growth >= _GROWING,
        funded_on=company.funded_on,
        facts=_facts(match, company),
    )


def person_of_profile(profile: Profile) -> Person:
    """What a LinkedIn profile says, as an Apify actor read it."""
    headline = profile.headline if profile.headline != profile.title else None
    return Person(
        email=_address(profile.email),
        email_status="unverified" if _address(profile.email) else None,
        first_name=profile.first_name,
        last_name=profile.last_name,
        title=profile.title,
        company=profile.company,
        domain=web_domain(profile.company_website or ""),
        industry=profile.industry,
        employees=profile.employees,
        city=profile.city,
        state=profile.state,
        country=profile.country,
        phone=phone_number(profile.phone or "", profile.country),
        linkedin_url=linkedin_url(profile.linkedin_url or profile.asked_url or ""),
        role_started_on=profile.role_started_on,
        facts=_sentences(
            f"Headline: {headline}" if headline else None,
            f"About: {profile.about}" if profile.about else None,
        ),
    )


def person_of_row(row: RowAnswer) -> Person | None:
    """What a Clay table says; None where it found nothing."""
    headcount = (row.employees or "").split("-")[0].replace(",", "").strip()
    person = Person(
        email=_address(row.email),
        email_status=_email_status(row.email_status) if row.email else None,
        first_name=row.first_name,
        last_name=row.last_name,
        title=row.title,
        company=row.company,
        domain=web_domain(row.domain or ""),
        industry=row.industry,
        employees=_headcount(int(headcount)) if headcount.isdecimal() and len(headcount) < 10 else None,
        linkedin_url=linkedin_url(row.linkedin_url or ""),
        phone=phone_number(row.phone or "", row.country),
        street=row.street,
        city=row.city,
        state=row.state,
        postcode=row.postcode,
        country=row.country,
    )
    return person if person != Person() else None


def phone_of(phones: Sequence[Phone], country: str | None) -> Person | None:
    """The first number that can be dialled, as a person of whom nothing else is known."""
    for phone in phones:
        if number := phone_number(phone.number, country):
            sure = phone.status == "valid_number" and phone.confidence != "low"
            return Person(phone=number, phone_status="verified" if sure else "unverified")
    return None


def answers_to(lead: Lead, profiles: Sequence[Profile]) -> Profile | None:
    """The profile that answers the question about this lead, by its address or by name and company."""
    ours = _page(lead.linkedin_url)
    for profile in profiles:
        if ours and ours in (_page(profile.asked_url), _page(profile.linkedin_url)):
            return profile
    name = _plain(f"{lead.first_name} {lead.last_name}")
    for profile in profiles:
        same_firm = lead.company and _plain(profile.company) == _plain(lead.company)
        if same_firm and lead.last_name and _plain(profile.name) == name:
            return profile
    return None


def _page(url: str | None) -> str | None:
    page = linkedin_url(url or "")
    return page.casefold() if page else None


def _plain(text: str | None) -> str:
    return " ".join((text or "").casefold().split())


def _headcount(number: int | None) -> int | None:
    return number if number is not None and 0 <= number < _MOST_EMPLOYEES else None


def _address(written: str | None) -> str | None:
    address = email_address(written or "")
    return None if isinstance(address, Malformed) else address


def _email_status(said: str | None) -> str | None:
    match (said or "").lower():
        case "verified" | "valid":
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
    return _sentences(
        f"{named}: {company.description}" if company.description else None,
        f"{named} was founded in {company.founded_year}." if company.founded_year else None,
        f"{named} is based in {place}." if place else None,
        f"{named} has about {company.employees:,} employees." if company.employees else None,
        f"{named} works on {', '.join(company.keywords[:5])}." if company.keywords else None,
        f"Headline: {match.headline}" if match.headline and match.headline != match.title else None,
    )


def _sentences(*facts: str | None) -> tuple[str, ...]:
    return tuple(" ".join(fact.split())[:_LONGEST_FACT] for fact in facts if fact)
