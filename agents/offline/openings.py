"""Begin a mail with the person's own situation: what is new there, how big it is, what they do."""

# ruff: noqa: E501  a sentence is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from agents.offline import wording
from agents.offline.material import Material, overlap
from agents.offline.standing import Opening, by_line_of_work, by_role, by_size, by_trade, capital, fact
from agents.offline.topics import Topic

_DID = re.compile(
    r"(?:recently |just |has |have )?(?:[A-Z]?[a-z]+ed|won|grew|built|began|bought|sold|took|made|ran|runs)\b",
    re.IGNORECASE,
)
_OLD, _YOUNG = 15, 3
_OWNS_IT = re.compile(r"\b(?:owner|founder|partner|principal|licensee)\b", re.IGNORECASE)


def openings(material: Material, topic: Topic | None) -> list[Opening]:
    """Every opening that the facts allow, what is rarest about the person first; never an empty list."""
    wanted = material.wishes.mention
    found = [o for say in _SITUATIONS for o in say(material, topic) if material.allows(o.text)]
    asked = [o for o in found if any(overlap(o.text, wish) for wish in wanted)]
    return asked or found or [_plain(material)]


def choose(material: Material, topic: Topic | None) -> Opening:
    """One of the best openings: news of the person first, else any of what is known of them."""
    found = openings(material, topic)
    news = [
        opening for opening in found if opening.text.startswith(("I saw", "Congratulations", "I noticed"))
    ]
    # News is worth more than size or trade, but not every mail should begin with "I saw".
    ranked = news if news and material.pick("news", 4) else found
    return ranked[material.pick("opening", len(ranked))]


def _news(material: Material, _topic: Topic | None) -> Iterator[Opening]:
    name, company = material.company, material.person.company or ""
    for claim in material.about_lead:
        text = " ".join(claim.text.split()).rstrip(". ")
        if _is_card(text, company):
            continue
        if company and text.lower().startswith(f"{company.lower()} "):
            did = text[len(company) + 1 :]
        elif company and _DID.match(text):
            did = wording.inside(text, ())
        else:
            continue
        if did.startswith("won "):
            yield Opening(f"I saw that {name} {did}. Congratulations.", "", (claim.number,))
            continue
        yield Opening(f"I saw that {name} {did}, so this may be a good moment to write.", "", (claim.number,))
        yield Opening(
            f"I saw that {name} {did}, and I imagine that keeps you busy, so I'll be brief.",
            "",
            (claim.number,),
        )


def _new_role(material: Material, topic: Topic | None) -> Iterator[Opening]:
    claim = fact(material, r" started as .+ in (?P<month>[A-Z][a-z]+) (?P<year>20\d\d)$")
    # Owners did not take a job, they made one.
    if (
        claim is None
        or material.months_since(claim.text) > 11
        or _OWNS_IT.search(material.person.title or "")
    ):
        return
    month = claim.text.split()[-2]
    because = f"you started there in {month} and may still be looking at how things are done"
    yield Opening(
        f"Congratulations on the role at {material.company}. The first year is often when the old ways of doing things get a second look, so I thought I'd write now.",
        because, (claim.number,),
    )  # fmt: skip
    if topic:
        yield Opening(
            f"Congratulations on the new job at {material.company}. {capital(topic.chore)} is probably not what you took it on for.",
            because, (claim.number,), topical=True,
        )  # fmt: skip


def _funded(material: Material, topic: Topic | None) -> Iterator[Opening]:
    claim = fact(material, r" raised funding in (?P<month>[A-Z][a-z]+) (?P<year>20\d\d)$")
    if claim is None or material.months_since(claim.text) > 24:
        return
    name = material.company
    more = (
        "I imagine the plans for it don't include more admin."
        if not topic
        else f"I doubt much of it is set aside for {topic.chore}."
    )
    yield Opening(
        f"Congratulations on the funding at {name}. {more}",
        f"you raised funding in {' '.join(claim.text.rstrip('. ').split()[-2:])}",
        (claim.number,),
        topical=topic is not None,
    )


def _hiring(material: Material, topic: Topic | None) -> Iterator[Opening]:
    claim, name = fact(material, r" is hiring$"), material.company
    if claim is None:
        return
    because, facts = "you're hiring", (claim.number,)
    yield Opening(
        f"I saw that {name} is hiring, so I imagine your time is short and I'll be brief.", because, facts
    )
    if topic:
        yield Opening(
            f"I saw that {name} is hiring. A growing team is often where {topic.trouble} first.",
            because,
            facts,
            topical=True,
        )
        yield Opening(
            f"{name} is hiring, which usually means that everyone is a bit stretched, and that {topic.chore} has to wait its turn.",
            because,
            facts,
            topical=True,
        )


def _age(material: Material, topic: Topic | None) -> Iterator[Opening]:
    claim, name = fact(material, r" was founded in (?:19|20)\d\d$"), material.company
    if claim is None:
        return
    founded = int(claim.text.rstrip(". ")[-4:])
    age, facts = material.year - founded, (claim.number,)
    if age >= _OLD:
        yield Opening(
            f"{name} has been going since {founded}, so you have probably heard most offers before. I'll keep this one short.",
            "",
            facts,
        )
    elif age <= _YOUNG and topic:
        yield Opening(
            f"{name} has been going since {founded}, and in a young business {topic.chore} tends to fall to whoever is last to leave.",
            f"in a young business {topic.chore} tends to fall to whoever is last to leave",
            facts,
            topical=True,
        )


def _nearby(material: Material, _topic: Topic | None) -> Iterator[Opening]:
    city = material.person.city
    claim = fact(material, rf" is in {re.escape(city)}\b") if city else None
    served = city and any(
        re.search(
            rf"\b(?:in|around|across|near|between|throughout|and|to) {re.escape(city)}\b(?!\s+[a-z])",
            brand.text,
        )
        for brand in material.about_brand
    )
    if claim and served:
        yield Opening(
            f"{city} is part of our patch, which is why {material.company} came to mind.",
            f"you are in {city}",
            (claim.number,),
        )


def _plain(material: Material) -> Opening:
    name = material.company if material.person.company else "your team"
    return Opening(
        f"I'll be brief, because I'm writing to {name} out of the blue.", f"it may be of use to {name}", ()
    )


def _is_card(text: str, company: str) -> bool:
    """Whether the fact is one of those that the lead's row or its enrichment states of everybody."""
    return bool(
        re.match(
            rf"{re.escape(company)}(?:: | is (?:in|based in|hiring)\b| has about | was founded | works on | raised funding )",
            text,
            re.IGNORECASE,
        )
        or re.search(r" is .+ at | is in | started as |^Headline: ", text)
    )


_SITUATIONS: tuple[Callable[[Material, Topic | None], Iterator[Opening]], ...] = (
    _news, _new_role, _funded, _hiring, by_size, by_role, by_trade, by_line_of_work, _age, _nearby,
)  # fmt: skip
