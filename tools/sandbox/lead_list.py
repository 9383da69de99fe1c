"""Write a CSV of leads such as a newcomer would have: mostly good, with a few rows that are not."""

# ruff: noqa: S311 - chance here makes a world, not a secret

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from random import Random

from tools.sandbox.world import World, WorldPerson

COLUMNS: tuple[str, ...] = (
    "First Name",
    "Last Name",
    "Work Email",
    "Company",
    "Job Title",
    "Website",
    "LinkedIn URL",
    "Phone",
    "Street Address",
    "City",
    "State",
    "Postcode",
    "Country",
    "Industry",
    "Employees",
    "Notes",
)
NOTES = (
    "",
    "",
    "",
    "",
    "Met at the expo",
    "Referred by Dan",
    "Downloaded the guide",
    "Old customer list, check first",
    "Asked for pricing last year",
)
FEW = 10
"""Shorter lists hold good rows only."""


def leads_csv(world: World, *, count: int, seed: int) -> str:
    """`count` rows under a header, of them one in twelve a duplicate or malformed."""
    random = Random(f"{seed}:leads:{count}")
    spoiled = 0 if count < FEW else min(count // 2, max(4, count // 12))
    people = _chosen(world, min(count - spoiled, len(world.people)), random)
    rows = [_row(person, random) for person in people]
    for number in range(spoiled):
        rows.insert(random.randint(1, len(rows)), _spoil(random.choice(rows[: len(people)]), number))
    return _written(rows)


def _chosen(world: World, count: int, random: Random) -> list[WorldPerson]:
    """People of the world, half of them with a mobile as far as the mobiles go."""
    mobile = [person for person in world.people if (person.phone or "").startswith("04")]
    others = [person for person in world.people if not (person.phone or "").startswith("04")]
    reachable = min(len(mobile), max(count // 2, count - len(others)))
    chosen = random.sample(mobile, reachable) + random.sample(others, count - reachable)
    random.shuffle(chosen)
    return chosen


def _row(person: WorldPerson, random: Random) -> dict[str, str]:
    """What a list tells of a person; lists leave out more than Apollo does."""
    place = person.company.place
    row = {
        "First Name": person.first_name,
        "Last Name": person.last_name,
        "Work Email": person.email,
        "Company": person.company.name,
        "Job Title": person.title or "",
        "Website": person.company.website_url,
        "LinkedIn URL": person.linkedin_url or "",
        "Phone": person.phone or "",
        "Street Address": person.company.street,
        "City": place.city,
        "State": place.state,
        "Postcode": place.postcode,
        "Country": place.country,
        "Industry": person.company.industry,
        "Employees": str(person.company.employees or ""),
        "Notes": random.choice(NOTES),
    }
    for column, share in (
        ("LinkedIn URL", 0.3),
        ("Phone", 0.15),
        ("Street Address", 0.35),
        ("Industry", 0.3),
        ("Employees", 0.5),
        ("Website", 0.2),
    ):
        if random.random() < share:
            row[column] = ""
    return row


def _spoil(row: dict[str, str], number: int) -> dict[str, str]:
    """A copy of a good row that a careful import keeps apart."""
    email = row["Work Email"]
    match number % 4:
        case 0:
            return {**row, "Work Email": f"  {email.upper()}", "Notes": "from the other list"}
        case 1:
            return {**row, "Work Email": email.replace("@", " at "), "Last Name": f"{row['Last Name']}-Bell"}
        case 2:
            return {**row, "Work Email": "", "First Name": "Pat", "Last Name": "Unknown"}
        case _:
            return {**row, "Work Email": f"{email.partition('@')[0]}@@{email.partition('@')[2]}"}


def _written(rows: Sequence[dict[str, str]]) -> str:
    target = io.StringIO()
    writer = csv.DictWriter(target, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue()
