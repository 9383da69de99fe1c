"""Judge what sources say about a person: whether it is them, and whose word counts for each field."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from memory.records.leads import Lead
from tools.services.lists.contacts import linkedin_url, web_domain

THRESHOLD = 0.70
"""Confidence from which a result is accepted."""
REQUIRED = ("email", "first_name", "last_name", "company")
_EMAIL, _LAST_NAME, _FIRST_NAME, _COMPANY, _LINKEDIN = 0.40, 0.20, 0.15, 0.25, 0.30
_SAME_HOUSE = 0.5
"""Share of the email's weight where the mailbox differs and the domain does not."""
_LEAST_EVIDENCE = 0.40
_BY_EMAIL_STATUS = {"verified": 1.0, "unverified": 0.95, "invalid": 0.5}
_LEADERS = {"email_status": "email", "phone_status": "phone", "postcode": "street"}
_COMPANY_FORMS = frozenset(
    [
        "pty",
        "ltd",
        "limited",
        "inc",
        "llc",
        "gmbh",
        "co",
        "company",
        "corp",
        "corporation",
        "plc",
        "the",
        "group",
        "holdings",
    ]
)


class Person(BaseModel):
    """What a source says about a person and their company; None is what it does not know."""

    model_config = ConfigDict(frozen=True)

    email: str | None = None
    email_status: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    title: str | None = None
    seniority: str | None = None
    company: str | None = None
    domain: str | None = None
    industry: str | None = None
    employees: int | None = None
    city: str | None = None
    state: str | None = None
    country: str | None = None
    phone: str | None = None
    phone_status: str | None = None
    street: str | None = None
    postcode: str | None = None
    linkedin_url: str | None = None
    personal_email: str | None = None
    role_started_on: date | None = None
    hiring: bool | None = None
    funded_on: date | None = None
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A source knows somebody; `cost_aud` is what the answer cost the platform."""

    source: str
    person: Person
    cost_aud: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Merged:
    """Everything that the sources know, field by field, and how sure it is that it is the lead."""

    person: Person
    confidence: float
    sources: dict[str, str]
    """Source by field."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Required fields that nobody gave."""
        return tuple(field for field in REQUIRED if not getattr(self.person, field))

    @property
    def accepted(self) -> bool:
        """Whether it has every required field and confidence of 0.70 or more."""
        return not self.missing and self.confidence >= THRESHOLD

    @property
    def refusal(self) -> str:
        """Why it is not accepted, as a sentence."""
        if self.missing:
            return f"What was found lacks {', '.join(name.replace('_', ' ') for name in self.missing)}."
        return (
            f"What was found is this person with confidence {self.confidence:.2f} only; "
            f"{THRESHOLD:.2f} is needed."
        )


def confidence(lead: Lead, person: Person) -> float:
    """How sure it is that `person` is the lead, 0 to 1.

    Our own formula: email 0.40, company (name or domain) 0.25, last name 0.20, first name 0.15. The weights
    of what agrees, over the weights of what both sides know (0.40 at least, so that a first name alone proves
    little), times 1 for a verified address, 0.95 for an unverified one, 0.9 without a word on it, 0.5 for an
    invalid one. Another mailbox at the lead's domain counts half the email's weight. The same LinkedIn
    address adds 0.30; another one proves nothing, since people rename theirs.
    """
    agreed, known = _email_agreement(lead, person)
    for ours, theirs, weight in (
        (lead.first_name, person.first_name, _FIRST_NAME),
        (lead.last_name, person.last_name, _LAST_NAME),
    ):
        if ours and theirs:
            known += weight
            agreed += weight * (_letters(ours) == _letters(theirs))
    if (same := _same_company(lead, person)) is not None:
        known += _COMPANY
        agreed += _COMPANY * same
    if _same_profile(lead, person):
        known += _LINKEDIN
        agreed += _LINKEDIN
    return round(
        agreed / max(known, _LEAST_EVIDENCE) * _BY_EMAIL_STATUS.get(person.email_status or "", 0.9), 4
    )


def merge(lead: Lead, found: Sequence[Found]) -> Merged:
    """One person out of several answers: each field from the surest source that gives it, or the earlier.

    Once one answer is surely the lead, an answer that may be about somebody else gives nothing.
    """
    sure = [(confidence(lead, one.person), one) for one in found]
    ranked = sorted(sure, key=lambda pair: -pair[0])
    best = ranked[0][0] if ranked else 0.0
    values: dict[str, object] = {}
    sources: dict[str, str] = {}
    for own, one in ranked:
        if best >= THRESHOLD > own:
            break
        for field in Person.model_fields:
            value = getattr(one.person, field)
            if field not in values and value not in (None, "", ()) and _goes_with(field, one, sources):
                values[field], sources[field] = value, one.source
    return Merged(person=Person.model_validate(values), confidence=best, sources=sources)


def _goes_with(field: str, one: Found, sources: dict[str, str]) -> bool:
    """A status is said of one value, and a postcode of one street: they come from that value's source."""
    leader = _LEADERS.get(field)
    return leader is None or sources.get(leader) == one.source


def _same_profile(lead: Lead, person: Person) -> bool:
    ours, theirs = linkedin_url(lead.linkedin_url or ""), linkedin_url(person.linkedin_url or "")
    return ours is not None and theirs is not None and ours.casefold() == theirs.casefold()


def _email_agreement(lead: Lead, person: Person) -> tuple[float, float]:
    if not person.email:
        return 0.0, 0.0
    if person.email.lower() == lead.email:
        return _EMAIL, _EMAIL
    same_house = person.email.lower().rpartition("@")[2] == lead.email.rpartition("@")[2]
    return (_EMAIL * _SAME_HOUSE if same_house else 0.0), _EMAIL


def _same_company(lead: Lead, person: Person) -> bool | None:
    """None where the two sides cannot be compared."""
    domains = (web_domain(lead.domain or ""), web_domain(person.domain or ""))
    if all(domains) and domains[0] == domains[1]:
        return True
    names = (_company_words(lead.company), _company_words(person.company))
    if all(names):
        return names[0] <= names[1] or names[1] <= names[0]
    return False if all(domains) else None


def _letters(name: str) -> str:
    return "".join(re.findall(r"[^\W\d_]+", name.casefold()))


def _company_words(name: str | None) -> frozenset[str]:
    words = frozenset(re.findall(r"[^\W_]+", (name or "").casefold()))
    return words - _COMPANY_FORMS or words
