"""Invent the same world of people and companies from the same seed."""

# ruff: noqa: S311 - chance here makes a world, not a secret

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from uuid import UUID

from tools.sandbox.names import FAMILIES, FICTION_MOBILES, PLACES, STEMS, STREETS, Place
from tools.sandbox.trades import STAFF, TRADES, Trade
from tools.sandbox.world import World, WorldCompany, WorldPerson, slug

COMPANIES_A_TRADE = 12
GONE: Mapping[str, float] = {
    "verified": 0.005,
    "likely to engage": 0.02,
    "unverified": 0.12,
    "unavailable": 0.12,
}
"""Share of the mailboxes that exist no more, by what Apollo says of the address."""


@lru_cache(maxsize=4)
def make_world(seed: int, today: date) -> World:
    """The world of this seed; dates lie before `today`, so that new roles and funding stay new.

    Nobody changes a world, hence every sandbox of a process shares one.
    """
    companies = tuple(
        _company(seed, trade, number, today) for trade in TRADES for number in range(COMPANIES_A_TRADE)
    )
    people: list[WorldPerson] = []
    for company in companies:
        people.extend(_people(seed, company, len(people), today))
    return World(companies, _with_mobiles(seed, people))


def _with_mobiles(seed: int, people: list[WorldPerson]) -> tuple[WorldPerson, ...]:
    """The people, of whom as many Australians as there are mobiles of fiction have one of their own."""
    random = Random(f"{seed}:mobiles")
    local = [place for place, person in enumerate(people) if person.company.place.country == "Australia"]
    for place, mobile in zip(random.sample(local, len(FICTION_MOBILES)), FICTION_MOBILES, strict=True):
        people[place] = replace(people[place], phone=mobile)
    return tuple(people)


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
        street=_street(seed, index * 100 + number),
        takes_mail=Random(f"{seed}:mail:{domain}").random() > 0.07,
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


def _people(seed: int, company: WorldCompany, before: int, today: date) -> list[WorldPerson]:
    random = Random(f"{seed}:people:{company.id}")
    size = company.employees or 20
    count = min(
        size,
        random.randint(1, 2) if size < 5 else random.randint(3, 4) if size <= 50 else random.randint(4, 6),
    )
    trade = next(trade for trade in TRADES if trade.industry == company.industry)
    found: dict[str, WorldPerson] = {}
    while len(found) < count:
        person = _person(random, company, trade, before + len(found), today)
        found.setdefault(person.email, person)
    return list(found.values())


def _person(random: Random, company: WorldCompany, trade: Trade, number: int, today: date) -> WorldPerson:
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
        phone=_landline(company.place, number, "7010") if random.random() < 0.8 else None,
        has_mailbox=Random(f"{number}:mailbox:{company.domain}").random() > GONE[status],
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


def _landline(place: Place, number: int, exchange: str) -> str | None:
    """A number of the ranges that the ACMA keeps for fiction: 5550 and 7010 in every area code."""
    return f"0{place.area}{exchange}{number:04d}" if place.area else None


def _street(seed: int, number: int) -> str:
    """An address that no other company of the world has: the number of the house tells them apart."""
    random = Random(f"{seed}:street:{number}")
    level = f"Level {random.randint(1, 12)}, " if random.random() < 0.2 else ""
    return f"{level}{number * 2 + 1} {random.choice(STREETS)}"


def _started(random: Random, today: date) -> date:
    low, high = random.choices([(10, 180), (181, 365), (366, 1200), (1201, 6000)], weights=[18, 17, 40, 25])[
        0
    ]
    return today - timedelta(days=random.randint(low, high))
