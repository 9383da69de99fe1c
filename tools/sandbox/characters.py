"""Know who answers: somebody of the world, or whoever owns an address that the world does not know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from random import Random
from zoneinfo import ZoneInfo

from tools.sandbox.phrases import TIMES
from tools.sandbox.world import World, WorldPerson

SYDNEY = ZoneInfo("Australia/Sydney")


@dataclass(frozen=True, kw_only=True)
class Character:
    """Who answers: somebody of the world, or whoever owns an unknown address."""

    email: str
    name: str
    first_name: str
    title: str | None
    company: str
    industry: str
    city: str
    phone: str


def character_of(world: World, recipient: str, random: Random) -> Character:
    """Who is behind a mail address, a phone or a profile's address."""
    person = world.somebody(recipient)
    if person is not None:
        return _of_the_world(person)
    if "@" in recipient:
        return _stranger(*parseaddr(recipient), random)
    # Of a phone or a page that the world does not know, nobody can tell whose it is.
    return _stranger(random.choice(("Chris Webb", "Sam Nguyen", "Alex Rossi")), recipient, random)


def _of_the_world(person: WorldPerson) -> Character:
    return Character(
        email=person.email,
        name=person.name,
        first_name=person.first_name,
        title=person.title,
        company=person.company.name,
        industry=person.company.industry,
        city=person.company.place.city,
        phone=_readable(person.phone or person.company.phone or "0255501234"),
    )


def _stranger(name: str, email: str, random: Random) -> Character:
    local, _, domain = email.partition("@")
    known_as = name or " ".join(part.capitalize() for part in re.split(r"[._\d-]+", local) if part) or local
    return Character(
        email=email,
        name=known_as,
        first_name=known_as.split(" ")[0],
        title=None,
        company=domain.split(".")[0].capitalize() or "our office",
        industry="our industry",
        city="Sydney",
        phone=_readable(f"025550{random.randint(0, 9999):04d}"),
    )


def words_of(
    who: Character, random: Random, *, sender: str, subject: str, moment: datetime
) -> Mapping[str, str]:
    """What the placeholders of a phrase stand for when this person writes at that moment."""
    local = moment.astimezone(SYDNEY)
    meeting = _work_day(local + timedelta(days=random.randint(1, 6)))
    back = _work_day(local + timedelta(days=random.randint(3, 24)))
    name, _ = parseaddr(sender)
    return {
        "sender": name.split(" ")[0] if name else "there",
        "company": who.company,
        "first": who.first_name,
        "topic": re.sub(r"^(re|fwd?):\s*", "", subject, flags=re.IGNORECASE),
        "city": who.city,
        "industry": who.industry,
        "phone": who.phone,
        "day": random.choice((f"{meeting:%A}", f"{meeting:%A} {meeting.day} {meeting:%B}")),
        "time": random.choice(TIMES),
        "return_date": random.choice(
            (f"{back:%A} {back.day} {back:%B} {back.year}", f"{back.day} {back:%B}", f"{back:%d/%m/%Y}")
        ),
        "colleague": random.choice(("Mel", "Sanjay", "Jodie in reception", "Con", "Thuy")),
        "reference": f"#{random.randint(10000, 99999)}",
    }


def fill(text: str, words: Mapping[str, str]) -> str:
    """The phrase with its placeholders filled; braces around anything else stay."""
    # Not str.format: a test's own text may hold braces.
    return re.sub(r"\{(\w+)\}", lambda found: words.get(found[1], found[0]), text)


def _work_day(moment: datetime) -> datetime:
    return moment + timedelta(days=(7 - moment.weekday()) if moment.weekday() > 4 else 0)


def _readable(phone: str) -> str:
    if phone.startswith("04"):
        return f"{phone[:4]} {phone[4:7]} {phone[7:]}"
    return f"({phone[:2]}) {phone[2:6]} {phone[6:]}"
