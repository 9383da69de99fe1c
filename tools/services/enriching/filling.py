"""Put what was found out about a lead beside what its own list says, each value with its source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from memory.enrichments import Filling, Provenance
from memory.records.leads import Lead
from tools.services.enriching.people import Found, Merged, Person

_FIELDS = tuple(
    field for field in Person.model_fields if field not in ("facts", "email_status", "phone_status")
)


def provenance_of(lead: Lead, found: Sequence[Found], merged: Merged, *, at: datetime) -> list[Provenance]:
    """Every value with its source; the client's own list wins, then the surest source."""
    own = {field: value for field in _FIELDS if (value := _text(getattr(lead, field, None)))}
    kept = [
        Provenance(field=field, vendor=lead.source, value=value, chosen=True, fetched_at=lead.created_at)
        for field, value in own.items()
    ]
    for one in found:
        for field in _FIELDS:
            if value := _text(getattr(one.person, field)):
                chosen = field not in own and merged.sources.get(field) == one.source
                kept.append(
                    Provenance(field=field, vendor=one.source, value=value, chosen=chosen, fetched_at=at)
                )
    return kept


def _text(value: str | int | date | None) -> str | None:
    return None if value is None or value == "" else str(value)


def filling_of(lead: Lead, merged: Merged) -> Filling:
    """What fills the lead's blanks, with the facts that it does not know yet."""
    person = merged.person
    # What a source says about another mailbox says nothing about the lead's own.
    own_mailbox = person.email is not None and person.email.lower() == lead.email
    # A street belongs to its own city: not to another one that the list names.
    at_home = person.street is not None and (not lead.city or _same(lead.city, person.city))
    return Filling(
        first_name=person.first_name,
        last_name=person.last_name,
        title=person.title,
        seniority=person.seniority,
        company=person.company,
        domain=person.domain,
        industry=person.industry,
        employees=person.employees,
        city=person.city,
        state=person.state,
        country=person.country,
        linkedin_url=person.linkedin_url,
        personal_email=person.personal_email,
        role_started_on=person.role_started_on,
        hiring=person.hiring,
        funded_on=person.funded_on,
        email_status=person.email_status if own_mailbox else None,
        facts=tuple(fact for fact in person.facts if fact not in lead.facts),
        confidence=merged.confidence,
        phone=person.phone,
        phone_status=person.phone_status or ("unverified" if person.phone else None),
        street=person.street if at_home else None,
        postcode=person.postcode if at_home else None,
    )


def _same(one: str, other: str | None) -> bool:
    return other is not None and one.strip().casefold() == other.strip().casefold()
