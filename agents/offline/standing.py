"""What is true of a person for years: how big the company is, what they do, which trade it is in."""

# ruff: noqa: E501  a sentence is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agents.offline import wording
from agents.offline.material import Claim, Material
from agents.offline.topics import Topic

_RUNS_IT = re.compile(
    r"\b(?:owner|founder|managing (?:director|partner)|principal|chief executive|ceo|president)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Opening:
    """The first words, why this person (as a clause after "because"), and the facts behind them."""

    text: str
    because: str
    facts: tuple[int, ...]
    topical: bool = False
    """Whether the words speak of the offer's chore already."""


def by_size(material: Material, topic: Topic | None) -> Iterator[Opening]:
    employees, name = material.person.employees or 0, material.company
    claim = fact(material, r" has about [\d,]+ (?:people|employees)$")
    if claim is None or employees < 2 or topic is None:
        return
    many, facts = wording.head_count(employees), (claim.number,)
    because = f"a team of {many} rarely has somebody just for {topic.chore}"
    if employees <= 10:
        yield Opening(
            f"With {many} at {name}, I imagine everyone does a bit of everything, {topic.chore} included.",
            because,
            facts,
            topical=True,
        )
        yield Opening(
            f"In a team of {many}, {topic.chore} tends to land on whoever has a spare hour. I wondered how that works at {name}.",
            because,
            facts,
            topical=True,
        )
    elif employees < 80:
        yield Opening(
            f"With {many}, {name} is around the size where {topic.chore} stops being a side job and starts to need an owner.",
            f"it is around the size where {topic.chore} starts to need an owner",
            facts,
            topical=True,
        )
        yield Opening(
            f"{capital(many)} is a size at which {topic.chore} no longer runs itself, so I wondered how {name} goes about it.",
            f"a team of {many} is usually where {topic.chore} starts to need an owner",
            facts,
            topical=True,
        )
    else:
        yield Opening(
            f"With {many} at {name}, even small savings on {topic.chore} would add up.",
            f"in a team that size, small savings on {topic.chore} add up",
            facts,
            topical=True,
        )


def by_role(material: Material, topic: Topic | None) -> Iterator[Opening]:
    person, name = material.person, material.company
    claim = fact(material, rf" is {re.escape(person.title)} at ") if person.title else None
    if claim is None or not person.title or topic is None:
        return
    role, facts = wording.title(person.title), (claim.number,)
    if not topic.concerns(person.title):
        yield Opening(
            f"{capital(topic.thing)} may be a long way from your desk as {role}, but I thought you might know whose it is at {name}.",
            f"as {role} you may know who looks after {topic.thing} there",
            facts,
            topical=True,
        )
    elif _RUNS_IT.search(person.title):
        yield Opening(
            f"As {role} at {name}, you have better things to think about than {topic.chore}, so I'll be brief.",
            f"as {role} you decide how such things are done there",
            facts,
            topical=True,
        )
        yield Opening(
            f"When you run a business like {name}, {topic.chore} is rarely why you started.",
            f"as {role} you decide how such things are done there",
            facts,
            topical=True,
        )
    else:
        yield Opening(
            f"As {role} at {name}, you're probably among the first to hear when {topic.trouble}.",
            f"as {role} you probably hear first when {topic.trouble}",
            facts,
            topical=True,
        )
        yield Opening(
            f"In many places {topic.chore} ends up on the desk of the {role}, so I thought I'd ask you.",
            f"in many places {topic.chore} ends up on the desk of the {role}",
            facts,
            topical=True,
        )


def by_trade(material: Material, topic: Topic | None) -> Iterator[Opening]:
    industry, name = material.person.industry, material.company
    claim = fact(material, rf" is in {re.escape(industry)}$") if industry else None
    if claim is None or not industry or topic is None:
        return
    trade, facts = wording.trade(industry), (claim.number,)
    because = f"most {trade.many} would rather spend the day {trade.rather} than on {topic.chore}"
    yield Opening(
        f"Most {trade.many} would rather spend the day {trade.rather} than on {topic.chore}, and I imagine {name} is no exception.",
        because,
        facts,
        topical=True,
    )
    yield Opening(
        f"I have a question about how {trade.many} such as {name} go about {topic.chore}.",
        because,
        facts,
    )


def by_line_of_work(material: Material, topic: Topic | None) -> Iterator[Opening]:
    """The company's own description, where it says what the company is."""
    name, company = material.company, material.person.company or ""
    for claim in material.about_lead:
        text = " ".join(claim.text.split()).rstrip(". ")
        if topic is None or not company or not text.startswith(f"{company}: "):
            continue
        is_what = text[len(company) + 2 :]
        if re.match(r"(?:A|An)\s", is_what) and len(is_what.split()) <= 14:
            what = f"{is_what[:1].lower()}{is_what[1:]}"
            yield Opening(
                f"As {what}, {name} will know how easily {topic.trouble}.",
                f"{name} is {what}",
                (claim.number,),
                topical=True,
            )
        elif re.match(r"[A-Z][a-z]+(?:ers|ors|ants)\b", is_what) and len(is_what.split()) <= 14:
            what = f"{is_what[:1].lower()}{is_what[1:]}"
            yield Opening(
                f"As {what}, you and your colleagues at {name} will know how easily {topic.trouble}.",
                f"you are {what}",
                (claim.number,),
                topical=True,
            )


def fact(material: Material, pattern: str) -> Claim | None:
    return next(
        (
            claim
            for claim in material.about_lead
            if re.search(pattern, claim.text.rstrip(". "), re.IGNORECASE)
        ),
        None,
    )


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return f"{text[:1].upper()}{text[1:]}"
