"""The invented world is the same for the same seed, and looks like a market."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import date

import pytest

from tools.sandbox.invention import make_world
from tools.sandbox.lead_list import leads_csv
from tools.sandbox.names import FICTION_MOBILES
from tools.sandbox.world import World

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(7, TODAY)


def test_the_same_seed_makes_the_same_world(world: World) -> None:
    """And another seed another one."""
    make_world.cache_clear()
    assert make_world(7, TODAY) == world
    assert make_world(8, TODAY) != world


@pytest.mark.parametrize("seed", [1, 7, 99])
def test_the_world_is_large_and_australian(seed: int) -> None:
    """At least 500 people in Australia, 150 companies and a dozen industries."""
    world = make_world(seed, TODAY)
    australians = [person for person in world.people if person.company.place.country == "Australia"]
    assert len(australians) >= 500
    assert len(world.companies) >= 150
    assert len({company.industry for company in world.companies}) >= 12


@pytest.mark.parametrize("seed", [1, 7, 99])
def test_nobody_shares_what_tells_people_apart(seed: int) -> None:
    """Addresses, ids, pages, company names and domains are each somebody's own; so is a phone."""
    world = make_world(seed, TODAY)
    for values in (
        [person.email for person in world.people],
        [person.id for person in world.people],
        [person.linkedin_url for person in world.people if person.linkedin_url],
        [company.name for company in world.companies],
        [company.domain for company in world.companies],
        [person.phone for person in world.people if person.phone]
        + [company.phone for company in world.companies if company.phone],
    ):
        assert len(values) == len(set(values))


def test_nobody_real_can_be_reached(world: World) -> None:
    """Addresses end in .example; phones lie in the ranges kept for fiction."""
    assert all(person.email.endswith(".example") and person.email.isascii() for person in world.people)
    phones = [person.phone for person in world.people if person.phone]
    phones += [company.phone for company in world.companies if company.phone]
    assert all(
        phone in FICTION_MOBILES or re.fullmatch(r"0[2378](5550|7010)\d{4}", phone) for phone in phones
    )


@pytest.mark.parametrize("seed", [1, 7, 99])
def test_every_mobile_of_fiction_is_somebodys(seed: int) -> None:
    """One person's each; most others have a landline, and most a page on LinkedIn."""
    people = make_world(seed, TODAY).people
    phones = [person.phone for person in people if person.phone]
    assert {phone for phone in phones if phone.startswith("04")} == set(FICTION_MOBILES)
    assert len(phones) > 0.7 * len(people)
    assert sum(person.linkedin_url is not None for person in people) > 0.75 * len(people)


def test_an_address_is_one_companys_and_some_take_no_mail(world: World) -> None:
    """Found again however it is spelled; a few mailboxes are gone, too."""
    companies = world.companies
    assert len({(company.street, company.place.postcode) for company in companies}) == len(companies)
    company = companies[3]
    assert world.address(company.street.upper() + " ", f" {company.place.postcode}") == company
    assert world.address(company.street, "9999") is None
    assert 0.02 < sum(not company.takes_mail for company in companies) / len(companies) < 0.15
    assert 0.005 < sum(not person.has_mailbox for person in world.people) / len(world.people) < 0.08


def test_the_world_is_uneven_as_a_market_is(world: World) -> None:
    """Every band that a score looks at has somebody in it, and so has every gap in the data."""
    people, companies = world.people, world.companies
    days = [(TODAY - person.role_started_on).days for person in people if person.role_started_on]
    assert any(day < 180 for day in days)
    assert any(180 <= day < 365 for day in days)
    assert any(day > 365 for day in days)
    sizes = [company.employees for company in companies if company.employees]
    assert all(
        any(low <= size <= high for size in sizes) for low, high in ((1, 4), (5, 50), (51, 200), (201, 9999))
    )
    assert Counter(person.email_status for person in people).keys() >= {
        "verified",
        "unverified",
        "unavailable",
    }
    assert {person.seniority for person in people} >= {
        "owner",
        "founder",
        "c_suite",
        "director",
        "manager",
        "entry",
        None,
    }
    assert any(company.funded_on for company in companies)
    assert any(not company.employees for company in companies)
    assert 0.05 < sum(not person.known_to_apollo for person in people) / len(people) < 0.25


def test_a_list_of_leads_has_the_faults_of_a_list(world: World) -> None:
    """As many rows as asked for, mostly good, with duplicates, malformed and empty addresses among them."""
    rows = list(csv.DictReader(io.StringIO(leads_csv(world, count=40, seed=7))))
    emails = [row["Work Email"].strip().lower() for row in rows]
    good = {email for email in emails if email in world.by_email}
    assert len(rows) == 40
    assert len(good) == 36
    assert len([email for email in emails if email in good]) == 37
    assert "" in emails
    assert leads_csv(world, count=40, seed=7) == leads_csv(world, count=40, seed=7)


def test_a_list_of_leads_serves_every_channel(world: World) -> None:
    """Mobiles, landlines, pages and addresses, each in a good part of the rows."""
    rows = list(csv.DictReader(io.StringIO(leads_csv(world, count=40, seed=7))))
    assert sum(row["Phone"].startswith("04") for row in rows) >= 12
    assert sum(row["Phone"].startswith(("02", "03", "07", "08")) for row in rows) >= 8
    assert sum(bool(row["LinkedIn URL"]) for row in rows) >= 16
    assert sum(bool(row["Street Address"] and row["Postcode"]) for row in rows) >= 16


@pytest.mark.parametrize("count", [1, 9, 10, 500])
def test_a_list_has_the_length_that_was_asked_for(world: World, count: int) -> None:
    assert len(list(csv.DictReader(io.StringIO(leads_csv(world, count=count, seed=1))))) == count
