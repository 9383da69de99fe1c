"""Invent the same world of people and companies from the same seed."""

# ruff: noqa: S311 - chance here makes a world, not a secret

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random
from uuid import UUID

from tools.sandbox.names import FAMILIES, FICTION_MOBILES, PLACES, STEMS, Place
from tools.sandbox.trades import STAFF, TRADES, Trade

COMPANIES_A_TRADE = 12


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
        if linkedin_url and (person := self._by_linkedin.get(_page(linkedin_url))):
            return person
        if name and (company or domain):
            return self._by_name(name, company=company, domain=domain)
        return None

    @cached_property
    def _by_linkedin(self) -> Mapping[str, WorldPerson]:
        return {_page(person.linkedin_url): person for person in self.people if person.linkedin_url}

    def _by_name(self, name: str, *, company: str | None, domain: str | None) -> WorldPerson | None:
        for person in self.people:
            here = person.company.domain == (domain or "").lower() or _same(
                person.company.name, company or ""
            )
            if here and _same(person.name, name):
                return person
        return None


def make_world(seed: int, today: date) -> World:
    """The world of this seed; dates lie before `today`, so that new roles and funding stay new."""
    companies = tuple(
        _company(seed, trade, number, today) for trade in TRADES for number in range(COMPANIES_A_TRADE)
    )
    mobiles = list(FICTION_MOBILES)
    Random(f"{seed}:mobiles").shuffle(mobiles)
    people: list[WorldPerson] = []
    for company in companies:
        people.extend(_people(seed, company, len(people), mobiles, today))
    return World(companies, tuple(people))


def _company(seed: int, trade: Trade, number: int, today: date) -> WorldCompany:
    index = TRADES.index(trade)
    random = Random(f"{seed}:company:{trade.industry}:{number}")
    # Stems repeat over trades but never within one, hence names and domains are unique.
    name = f"{STEMS[(index * 7 + number * 3) % len(STEMS)]} {trade.suffixes[number % len(trade.suffixes)]}"
    place = random.choices(PLACES, weights=[place.weight for place in PLACES])[0]
    domain = f"{slug(name)}.example"
    stage, funded_on = _funding(random, trade, today)
    return WorldCompany(
        id=f"{index + 1:012x}{number + 1:012x}",
        name=name,
        domain=domain,
        industry=trade.industry,
        employees=_employees(random),
        place=place,
        website_url=f"https://www.{domain}",
        linkedin_url=f"http://www.linkedin.com/company/{slug(name, '-')}-sandbox"
        if random.random() < 0.9
        else None,
        phone=_landline(place, index * 100 + number, "5550") if random.random() < 0.8 else None,
        founded_year=random.randint(1962, today.year - 1) if random.random() < 0.85 else None,
        description=trade.description.format(city=place.city),
        keywords=trade.keywords,
        funded_on=funded_on,
        funding_stage=stage,
        headcount_growth=round(random.gauss(0.04, 0.12), 3) if random.random() < 0.7 else None,
    )


def _employees(random: Random) -> int | None:
    if random.random() < 0.05:
        return None
    low, high = random.choices(
        [(1, 4), (5, 20), (21, 50), (51, 200), (201, 1000), (1001, 6000)], weights=[12, 34, 24, 18, 9, 3]
    )[0]
    return random.randint(low, high)


def _funding(random: Random, trade: Trade, today: date) -> tuple[str | None, date | None]:
    likely = 0.6 if trade.industry == "computer software" else 0.1
    if random.random() >= likely:
        return None, None
    stage = random.choice(("Seed", "Series A", "Series B", "Venture (Round not Specified)", "Debt Financing"))
    return stage, today - timedelta(days=random.randint(20, 1500))


def _people(
    seed: int, company: WorldCompany, before: int, mobiles: list[str], today: date
) -> list[WorldPerson]:
    random = Random(f"{seed}:people:{company.id}")
    size = company.employees or 20
    count = min(
        size,
        random.randint(1, 2) if size < 5 else random.randint(3, 4) if size <= 50 else random.randint(4, 6),
    )
    trade = next(trade for trade in TRADES if trade.industry == company.industry)
    found: dict[str, WorldPerson] = {}
    while len(found) < count:
        person = _person(random, company, trade, before + len(found), mobiles, today)
        found.setdefault(person.email, person)
    return list(found.values())


def _person(
    random: Random, company: WorldCompany, trade: Trade, number: int, mobiles: list[str], today: date
) -> WorldPerson:
    first, last = _name(random)
    seniority, title = _role(random, trade, company.employees or 20)
    status, confidence = _email_status(random)
    linkedin = f"http://www.linkedin.com/in/{slug(first, '-')}-{slug(last, '-')}-{number:04d}"
    return WorldPerson(
        id=str(UUID(int=random.getrandbits(128), version=4)).replace("-", "")[:24],
        first_name=first,
        last_name=last,
        title=title,
        seniority=seniority,
        email=_address(random, first, last, company.domain),
        email_status=status,
        email_confidence=confidence,
        linkedin_url=linkedin if random.random() < 0.85 else None,
        phone=_phone(random, company.place, number, mobiles),
        role_started_on=_started(random, today) if random.random() < 0.85 else None,
        known_to_apollo=random.random() < 0.88,
        company=company,
    )


def _name(random: Random) -> tuple[str, str]:
    weights = [weight for weight, _, _ in FAMILIES]
    _, given, family = random.choices(FAMILIES, weights=weights)[0]
    # One in eight bears a family name of another origin, by marriage or by descent.
    _, _, other = random.choices(FAMILIES, weights=weights)[0]
    return random.choice(given), random.choice(other if random.random() < 0.125 else family)


def _role(random: Random, trade: Trade, employees: int) -> tuple[str | None, str | None]:
    if random.random() < 0.03:
        return None, None
    weights = (
        [55, 15, 20, 10] if employees < 20 else [28, 27, 28, 17] if employees <= 50 else [10, 40, 32, 18]
    )
    level = random.choices(("owner", "director", "manager", "entry"), weights=weights)[0]
    titles = {"owner": trade.owners, "director": trade.heads, "manager": trade.managers, "entry": STAFF}[
        level
    ]
    title = random.choice(titles)
    return _seniority(title, level), title


def _seniority(title: str, level: str) -> str:
    words = title.lower()
    for mark, seniority in (
        ("founder", "founder"),
        ("owner", "owner"),
        ("chief", "c_suite"),
        ("cto", "c_suite"),
        ("cmo", "c_suite"),
        ("vice president", "vp"),
        ("vp", "vp"),
        ("partner", "partner"),
        ("head", "head"),
        ("intern", "intern"),
        ("senior", "senior"),
    ):
        if re.search(rf"\b{mark}\b", words):
            return seniority
    return level


def _email_status(random: Random) -> tuple[str, float | None]:
    status = random.choices(
        ("verified", "likely to engage", "unverified", "unavailable"), weights=[72, 8, 14, 6]
    )[0]
    return status, None if status == "verified" else round(random.uniform(0.35, 0.95), 2)


def _address(random: Random, first: str, last: str, domain: str) -> str:
    given, family = slug(first.split(" ", maxsplit=1)[0]), slug(last)
    pattern = random.choices(
        (f"{given}.{family}", given, f"{given[0]}{family}", f"{given}{family[0]}"), weights=[55, 20, 18, 7]
    )[0]
    return f"{pattern}@{domain}"


def _phone(random: Random, place: Place, number: int, mobiles: list[str]) -> str | None:
    chance = random.random()
    if mobiles and chance < 0.15:
        return mobiles.pop()
    return _landline(place, number, "7010") if chance < 0.6 else None


def _landline(place: Place, number: int, exchange: str) -> str | None:
    """A number of the ranges that the ACMA keeps for fiction: 5550 and 7010 in every area code."""
    return f"0{place.area}{exchange}{number:04d}" if place.area else None


def _started(random: Random, today: date) -> date:
    low, high = random.choices([(10, 180), (181, 365), (366, 1200), (1201, 6000)], weights=[18, 17, 40, 25])[
        0
    ]
    return today - timedelta(days=random.randint(low, high))


def slug(text: str, between: str = "") -> str:
    """ASCII letters and digits of the text in lower case, for addresses."""
    # NFKD leaves letters such as đ and ø whole; the world has none of them.
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    return between.join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))


def _page(url: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", url.strip().lower()).rstrip("/")


def _same(one: str, other: str) -> bool:
    return bool(one) and slug(one) == slug(other)
