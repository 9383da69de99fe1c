"""Ask one small thing, and say in the subject what the mail is about."""

# ruff: noqa: E501  a sentence is easier to read on one line
from __future__ import annotations

import re

from agents.offline import wording
from agents.offline.material import Material
from agents.offline.topics import Topic

SUBJECT_CHARACTERS = 50
_CALL = re.compile(r"\b(?:call|chat|meeting|phone|talk|conversation|demo|walk-?through)\b", re.IGNORECASE)
_VISIT = re.compile(r"\b(?:site )?visits?\b|\bquotes?\b|\bwalk (?:around|through)\b", re.IGNORECASE)
_COOL = frozenset({"cool", "cold"})
_LIGHT = (
    "Shall I send you a short summary?",
    "Would it help if I sent a few more details?",
    "Is that on your list at the moment?",
)
_TRIAL = re.compile(r"\btrials?\b|\btry it\b", re.IGNORECASE)


def ask(material: Material, topic: Topic | None, topical: bool) -> str:
    """One question; the booking link only where a meeting is wished for."""
    link = material.sender.booking_url
    if material.wishes.link and link:
        return f"Would a short call suit you? You can pick a time here: {link}"
    ways = [way for way in (*offered(material), *_open(material, topic, topical)) if material.allows(way)]
    wished = [way for way in offered(material) if material.allows(way)]
    if material.person.title and not topical:
        ways = [way for way in ways if "person to ask" not in way]
    said = "\n".join(body for _, body, _ in material.earlier)
    chosen = wished if wished and not material.wishes.soft else ways
    unsaid = [way for way in chosen if way not in said] or chosen or ["What do you think?"]
    return unsaid[material.pick("ask", len(unsaid))]


def question_first(material: Material, topic: Topic) -> tuple[str, str]:
    """The question near the top, and how the mail then ends without another one."""
    closes = (
        "If it's you, just tell me and I'll send a short summary. If it's somebody else, a name would already help.",
        "A name is all I need, and I'll be glad to send a short summary first.",
    )
    return f"Who looks after {topic.thing} at {material.company}?", closes[material.pick("close question", 2)]


def subject(material: Material, topic: Topic | None) -> str:
    """At most 50 characters that say what the mail is about, none that an earlier mail had."""
    used = {line for line, _, _ in material.earlier}
    ways = _later_subjects(material, topic) if material.earlier else _first_subjects(material, topic)
    plain = [
        f"{material.sender.company} for {material.company}",
        f"From {material.sender.company}",
        "A short question",
    ]
    fits = [way for way in ways if _fits(material, way, used)]
    spare = [way for way in plain if _fits(material, way, used)]
    return fits[material.pick("subject", len(fits))] if fits else (spare or ["A short question"])[0]


def _fits(material: Material, line: str, used: set[str]) -> bool:
    return len(line) <= SUBJECT_CHARACTERS and line not in used and material.allows(line)


def offered(material: Material) -> list[str]:
    """What the step, else the campaign, says to offer."""
    company = material.company
    for wish in (material.step, material.brief):
        if _TRIAL.search(wish) and any(_TRIAL.search(claim.text) for claim in material.about_brand):
            return [
                "Would you like to try it?",
                f"Shall I set up a trial for {company}?",
                "Would a trial be of any use to you?",
            ]
        if _VISIT.search(wish):
            return [
                f"Would a short visit to {company} be worth your time?",
                f"Could I drop by {company} for a quick look?",
                "Would you be open to a short visit?",
            ]
        if _CALL.search(wish):
            return [
                "Would a ten-minute call this week or next be worth your time?",
                "Could we talk about it for ten minutes?",
                f"Would you have ten minutes for a call, to see whether it suits {company}?",
                "Is it worth a short call?",
            ]
    return []


def _open(material: Material, topic: Topic | None, topical: bool) -> list[str]:
    company = material.company
    if material.person.tier in _COOL:
        # Who hardly knows why we write is asked for less than a talk.
        return [*_LIGHT, *([f"Who looks after {topic.thing} at {company}?"] if topic and not topical else [])]
    about = [
        f"Is that something you look after at {company}?",
        "Is that on your list at the moment?",
        f"Is it worth a closer look for {company}?",
        "Shall I send you a short summary?",
        "Would you be the right person to ask?",
        "Who would be the best person to ask about it?",
        "Would it help if I sent a few more details?",
    ]
    if topic is None or topical:
        return about
    return [
        f"Who looks after {topic.thing} at {company}?",
        f"How do you handle {topic.thing} at {company} today?",
        f"Is {topic.chore} something you look after at {company}?",
        f"Is {topic.chore} on your list at the moment?",
    ]


def _first_subjects(material: Material, topic: Topic | None) -> list[str]:
    company, person = material.company, material.person
    known = person.company is not None
    many = wording.trade(person.industry).many if person.industry else None
    lines = [f"{material.sender.company} for {many}"] if many else []
    if topic is None:
        return [
            *lines,
            *([f"A question for {company}", f"{company} and {material.sender.company}"] if known else []),
        ]
    thing = f"{topic.thing[:1].upper()}{topic.thing[1:]}"
    lines += (
        [
            f"{thing} at {company}",
            f"Who handles {topic.thing} at {company}?",
            f"A question about {topic.thing}",
        ]
        if known
        else [thing]
    )
    lines += [f"{person.first_name}, a question about {topic.thing}"] if person.first_name else []
    lines += (
        [f"{topic.chore[:1].upper()}{topic.chore[1:]} at {company}"]
        if known and topic.chore != topic.thing
        else []
    )
    return lines


def _later_subjects(material: Material, topic: Topic | None) -> list[str]:
    company, sender = material.company, material.sender.company
    last = len(material.earlier) > 1
    if last:
        lines = [
            f"Last note from {sender}",
            f"{material.person.first_name}, my last note on this"
            if material.person.first_name
            else "My last note on this",
        ]
        return [*lines, f"My last note on {topic.thing}"] if topic else lines
    lines = [f"One more thing about {sender}", f"A detail I left out about {sender}"]
    return [*lines, f"One more thought on {topic.thing}", f"{company} and {topic.thing}"] if topic else lines
