"""Know the people and companies of the invented world, by whatever a vendor is given of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from tools.sandbox.names import Place
from tools.sandbox.recipients import key_of


@dataclass(frozen=True, kw_only=True)
class WorldCompany:
    """One invented company; `.example` is a domain that nobody can own."""

    id: str
    name: str
    domain: str
    industry: str
    employees: int | None
    place: Place
    website_url: str
    linkedin_url: str | None
    phone: str | None
    street: str
    """House number and street; suburb, state and postcode are the place's."""
    takes_mail: bool
    """Whether a letter to this address arrives."""
    founded_year: int | None
    description: str
    keywords: tuple[str, ...]
    funded_on: date | None
    funding_stage: str | None
    headcount_growth: float | None


@dataclass(frozen=True, kw_only=True)
class WorldPerson:
    """One invented person at one invented company."""

    id: str
    first_name: str
    last_name: str
    title: str | None
    seniority: str | None
    email: str
    email_status: str
    email_confidence: float | None
    """Apollo's confidence in an extrapolated address; None where it verified the address."""
    linkedin_url: str | None
    phone: str | None
    """National spelling: a mobile begins with 04."""
    has_mailbox: bool
    """Whether a mail to this address arrives; it bounces otherwise."""
    role_started_on: date | None
    known_to_apollo: bool
    company: WorldCompany

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class World:
    """Everybody there is."""

    companies: tuple[WorldCompany, ...]
    people: tuple[WorldPerson, ...]

    @cached_property
    def by_email(self) -> Mapping[str, WorldPerson]:
        """People by their address in lower case."""
        return {person.email: person for person in self.people}

    @cached_property
    def by_id(self) -> Mapping[str, WorldPerson]:
        """People by Apollo's id."""
        return {person.id: person for person in self.people}

    def find(
        self,
        *,
        email: str | None = None,
        linkedin_url: str | None = None,
        name: str | None = None,
        company: str | None = None,
        domain: str | None = None,
    ) -> WorldPerson | None:
        """The person under this address or LinkedIn page, or of this name at this company."""
        if email and (person := self.by_email.get(email.strip().lower())):
            return person
        if linkedin_url and (person := self.somebody(linkedin_url)):
            return person
        if name and (company or domain):
            return self._by_name(name, company=company, domain=domain)
        return None

    def somebody(self, recipient: str) -> WorldPerson | None:
        """The person behind a mail address, a phone or a LinkedIn page, in any spelling."""
        return self._by_key.get(key_of(recipient))

    @cached_property
    def _by_key(self) -> Mapping[str, WorldPerson]:
        return {
            key_of(known): person
            for person in self.people
            for known in (person.email, person.phone, person.linkedin_url)
            if known
        }

    def address(self, street: str, postcode: str) -> WorldCompany | None:
        """The company at this address, however it is capitalised and spaced."""
        return self._by_street.get((slug(street), postcode.strip()))

    @cached_property
    def _by_street(self) -> Mapping[tuple[str, str], WorldCompany]:
        return {(slug(company.street), company.place.postcode): company for company in self.companies}

    def _by_name(self, name: str, *, company: str | None, domain: str | None) -> WorldPerson | None:
        for person in self.people:
            here = person.company.domain == (domain or "").lower() or _same(
                person.company.name, company or ""
            )
            if here and _same(person.name, name):
                return person
        return None


def slug(text: str, between: str = "") -> str:
    """ASCII letters and digits of the text in lower case, for addresses."""
    # NFKD leaves letters such as đ and ø whole; the world has none of them.
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return between.join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))


def _same(one: str, other: str) -> bool:
    return bool(one) and slug(one) == slug(other)
