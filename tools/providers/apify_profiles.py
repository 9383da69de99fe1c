"""Read a LinkedIn profile out of whatever an Apify actor calls its fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from tools.providers.tolerance import day_or_none, list_or_empty, text_or_none, whole_or_none

Item = Mapping[str, object]

_NAMES: Mapping[str, tuple[str, ...]] = {
    "linkedin_url": ("linkedinUrl", "linkedinPublicUrl", "profileUrl", "linkedin_url", "url"),
    "asked_url": ("inputUrl", "input_url", "query", "originalUrl"),
    "first_name": ("firstName", "first_name", "givenName"),
    "last_name": ("lastName", "last_name", "surname", "familyName"),
    "full_name": ("fullName", "full_name", "name"),
    "headline": ("headline", "occupation"),
    "title": ("jobTitle", "title", "position", "currentJobTitle"),
    "company": ("companyName", "company", "currentCompany", "currentCompanyName"),
    "company_website": ("companyWebsite", "company_website", "companyDomain"),
    "industry": ("companyIndustry", "industry", "industryName"),
    "email": ("email", "emailAddress", "workEmail"),
    "phone": ("mobileNumber", "phone", "phoneNumber", "phone_number"),
    "city": ("city", "geoCity"),
    "state": ("state", "region"),
    "country": ("country", "addressCountryOnly", "countryName", "geoCountryName"),
    "place": ("addressWithoutCountry", "addressWithCountry", "location", "locationName", "geoLocationName"),
    "about": ("about", "summary", "description"),
    "role_started": ("jobStartedOn", "startedOn", "startDate"),
    "employees": ("companySize", "company_size", "employeeCount", "companyEmployeesCount"),
}
_SIZE = re.compile(r"(\d[\d,]*)(?:\s*-\s*(\d[\d,]*))?")


@dataclass(frozen=True, kw_only=True)
class Profile:
    """One public profile; every field may be missing, and all of it is written by a stranger."""

    linkedin_url: str | None
    asked_url: str | None
    """The address that the actor was asked to read, where it says so."""
    first_name: str | None
    last_name: str | None
    headline: str | None
    title: str | None
    company: str | None
    company_website: str | None
    industry: str | None
    employees: int | None
    email: str | None
    phone: str | None
    city: str | None
    state: str | None
    country: str | None
    about: str | None
    role_started_on: date | None

    @property
    def name(self) -> str:
        """First and last name."""
        return " ".join(part for part in (self.first_name, self.last_name) if part)


def profile_of(item: Item) -> Profile:
    """The profile in one item: the first of the known spellings that holds something counts."""
    role = _present_role(item)
    read = {name: _text(item, *spellings) for name, spellings in _NAMES.items()}
    first, last = _both_names(read["first_name"], read["last_name"], read["full_name"])
    city, state, country = _place(read["place"])
    return Profile(
        linkedin_url=read["linkedin_url"],
        asked_url=read["asked_url"],
        first_name=first,
        last_name=last,
        headline=read["headline"],
        title=read["title"] or _text(role, "title", "position"),
        company=read["company"] or _text(role, "companyName", "company"),
        company_website=read["company_website"],
        industry=read["industry"],
        employees=_employees(item),
        email=read["email"],
        phone=read["phone"],
        city=read["city"] or city,
        state=read["state"] or state,
        country=read["country"] or country,
        about=read["about"],
        role_started_on=_month(read["role_started"])
        or _month(_text(role, "jobStartedOn", "startedOn", "startDate")),
    )


def _text(item: Item, *spellings: str) -> str | None:
    return next((text for name in spellings if (text := text_or_none(item.get(name)))), None)


def _present_role(item: Item) -> Item:
    for name in ("experiences", "experience", "positions"):
        for entry in list_or_empty(item.get(name))[:1]:
            if isinstance(entry, Mapping):
                return cast("Item", entry)
    return {}


def _both_names(first: str | None, last: str | None, full: str | None) -> tuple[str | None, str | None]:
    if full and not (first and last):
        given, _, family = full.partition(" ")
        return first or given or None, last or family.strip() or None
    return first, last


def _place(written: str | None) -> tuple[str | None, str | None, str | None]:
    """`Sydney, New South Wales, Australia` in its parts."""
    parts = [part.strip() for part in (written or "").split(",") if part.strip()]
    padded = [*parts[:3], None, None, None]
    if len(parts) >= 3:
        return padded[0], padded[1], parts[-1]
    return padded[0], padded[1], None


def _employees(item: Item) -> int | None:
    """A headcount, or the lower end of a range such as `11-50`."""
    for name in _NAMES["employees"]:
        value = item.get(name)
        if isinstance(value, str) and (size := _SIZE.search(value)):
            return _small(int(size[1].replace(",", "")))
        if (number := whole_or_none(value)) is not None:
            return _small(number)
    return None


def _small(number: int) -> int | None:
    return number if 0 <= number < 10_000_000 else None


def _month(written: str | None) -> date | None:
    """`8-2021`, `2021-08` or a full date."""
    turned = re.fullmatch(r"(\d{1,2})-(\d{4})", written or "")
    return day_or_none(f"{turned[2]}-{int(turned[1]):02d}" if turned else written)
