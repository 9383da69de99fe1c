"""Write what has to be short: a text message, a note to a connection request, LinkedIn, a postcard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agents.offline import later, pitch
from agents.offline.answers import answer_paragraphs
from agents.offline.asks import ask, offered
from agents.offline.material import Claim, Material
from agents.offline.openings import choose
from agents.offline.topics import Topic
from tools.services.messages.segments import Encoding, count_segments

_AS_GSM = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", " ": " "})
"""Signs that would turn an SMS of 160 characters into one of 70."""
WORDS_OF_AN_ANSWER = 5
_SHORT_QUESTIONS = ("Worth a call?", "Shall we talk?", "Is that of use to you?")


@dataclass(frozen=True, slots=True)
class Short:
    """One way to say it, and the facts that it claims."""

    text: str
    facts: tuple[int, ...] = ()


def sms(material: Material, topic: Topic | None) -> Short:
    """The fullest text that fits one segment beside its footer."""
    ways = _sms_answers(material) if material.answered else _sms_first(material, topic)
    told = [Short(way.text.translate(_AS_GSM), way.facts) for way in ways]
    # A name that costs most of the room is worth less than a fact.
    return _fitting(material, sorted(told, key=lambda way: not _is_gsm7(way.text)))


def connection_note(material: Material, topic: Topic | None) -> Short:
    """Why we would like to connect: their situation, who we are, and nothing to buy."""
    return _fitting(material, [*_notes(material, topic)])


def linkedin_message(material: Material, topic: Topic | None) -> Short:
    """A message to a connection: the first, a later one, or an answer."""
    if material.answered:
        paragraphs = [(text, facts) for text, facts in answer_paragraphs(material) if text]
    elif material.earlier:
        paragraphs = [(text, facts) for text, facts in later.paragraphs(material, topic) if text]
    else:
        does, opening = pitch.headline(material), choose(material, topic)
        paragraphs = [
            (f"Thanks for connecting. {opening.text}", opening.facts),
            (pitch.introduced(material), (does.number,) if does else ()),
            (ask(material, topic, opening.topical), ()),
        ]
    kept = [(text, facts) for text, facts in paragraphs if material.allows(text)]
    sender = material.sender.name.split()[0]
    for count in range(len(kept), 0, -1):
        text = "\n\n".join([_hello(material), *(text for text, _ in kept[:count]), sender])
        if material.room.fits(text):
            return Short(text, tuple(number for _, facts in kept[:count] for number in facts))
    return Short(f"{_hello(material)}\n\n{ask(material, topic, topical=True)}\n\n{sender}")


def postcard(material: Material, topic: Topic | None) -> Short:
    """A greeting, what the brand does, one more fact and where to reach us."""
    claims = told_now(material)
    sender = material.sender
    reach = reach_us(material)
    later = ("Shall we talk?", "Would that suit you?", "Is it worth a line back?")
    question = later[len(material.earlier) % 3] if material.earlier else _question(material, topic)
    for told in (claims, claims[:1], []):
        said = " ".join(claim.sentence for claim in told)
        text = "\n\n".join(
            part for part in (_hello(material), said, f"{question} {reach}", sender.name) if part
        )
        if len(text.split()) <= (material.room.words or 70):
            return Short(text, tuple(claim.number for claim in told))
    return Short(f"{_hello(material)}\n\n{question} {reach}\n\n{sender.name}")


def told_now(material: Material) -> list[Claim]:
    """Two facts of ours at most: what we do and one more, or in a later touch what was not said yet."""
    if material.earlier:
        return pitch.fresh(material)[:2] or _some(pitch.headline(material))
    return [claim for claim in (pitch.headline(material), pitch.proof(material)) if claim is not None]


def reach_us(material: Material) -> str:
    """How to answer what came on paper."""
    link = material.sender.booking_url
    return f"You can reach us at {link.removeprefix('https://')}." if link else "A line to us is enough."


def _sms_first(material: Material, topic: Topic | None) -> Iterator[Short]:
    hello, sender = _hello(material), material.sender.name.split()[0]
    if not _is_gsm7(hello):
        # A name is never respelled, and with it the text would have 70 signs instead of 160.
        hello = "Hello,"
    again = " again" if material.earlier else ""
    who = f"{sender} from {material.sender.company}{again}."
    claims = pitch.fresh(material) if material.earlier else _some(pitch.headline(material))
    questions = [*offered(material), _question(material, topic), ask(material, topic, topical=True)]
    if material.earlier:
        questions = [q for q in questions if q not in _said(material)] or ["Is it worth a few minutes?"]
    for claim in claims[:2]:
        for question in questions:
            yield Short(f"{hello} {who} {claim.sentence} {question}", (claim.number,))
    for claim in claims[:2]:
        # The footer names the sender's company, and the claim does as a rule.
        for question in [q for q in _SHORT_QUESTIONS if q not in _said(material)]:
            yield Short(f"{hello} {sender} here{again}. {claim.sentence} {question}", (claim.number,))
    for question in [*questions[1:], *questions[:1]]:
        yield Short(f"{hello} {who} {question}")
    plain = ("Is it worth a short call?", "May I call you?", "Can we talk?")
    for question in [q for q in plain if q not in _said(material)]:
        yield Short(f"{hello} {who} {question}")
        yield Short(f"{hello} {sender} here{again}. {question}")
    yield Short(f"{sender} here. Can we talk?")
    # Where the sender's own name costs the room, the footer below says who writes.
    for claim in claims[:2]:
        yield Short(f"{hello} {claim.sentence} {_SHORT_QUESTIONS[0]}", (claim.number,))
    for question in (*_SHORT_QUESTIONS, "Can we talk?"):
        yield Short(f"{hello} {question}")
    yield Short("Can we talk?")


def _sms_answers(material: Material) -> Iterator[Short]:
    said = [(text, facts) for text, facts in answer_paragraphs(material) if text and material.allows(text)]
    for count in range(len(said), 0, -1):
        facts = tuple(number for _, claimed in said[:count] for number in claimed)
        text = " ".join(text for text, _ in said[:count])
        # "Good question." alone answers nothing.
        if len(text.split()) >= WORDS_OF_AN_ANSWER:
            yield Short(text, facts)
    link = material.sender.booking_url
    if link:
        yield Short(f"Thanks. You can pick a time here: {link}")
    yield Short("Thanks, I'll come back to you today.")
    yield Short("Thanks, I'll be in touch.")


def _notes(material: Material, topic: Topic | None) -> Iterator[Short]:
    hello, opening, does = _hello(material), choose(material, topic), pitch.headline(material)
    introduced = pitch.introduced(material)
    facts = (does.number,) if does else ()
    if material.earlier:
        about = f" about {topic.thing}" if topic else ""
        fresh = next(iter(pitch.fresh(material)), None)
        again = f"I was in touch{about} and thought it easier to talk here."
        if fresh:
            yield Short(f"{hello}\n\n{again} {fresh.sentence} Shall we connect?", (fresh.number,))
        yield Short(f"{hello}\n\n{again} Shall we connect?")
    for wish in ("I'd be glad to connect.", "Shall we connect?"):
        yield Short(f"{hello}\n\n{opening.text} {introduced} {wish}", (*opening.facts, *facts))
        yield Short(f"{hello}\n\n{introduced} {wish}", facts)
        yield Short(f"{hello}\n\n{opening.text} {wish}", opening.facts)
    first, company = material.sender.name.split()[0], material.sender.company
    yield Short(f"{hello}\n\nI'm {first} from {company}, and I'd be glad to connect.")
    yield Short(f"I'm {first}, and I'd be glad to connect.")


def _fitting(material: Material, ways: Sequence[Short]) -> Short:
    """The first way that fits, says nothing ruled out and was not said; the last one where none does.

    Another wording is the next such way.
    """
    fits = [way for way in ways if material.room.fits(way.text) and material.allows(way.text)]
    fits = [way for way in fits if way.text not in _said(material)] or fits
    return fits[material.wording % len(fits)] if fits else ways[-1]


def _is_gsm7(text: str) -> bool:
    return count_segments(text).encoding is Encoding.GSM_7


def _said(material: Material) -> str:
    return "\n".join(body for _, body, _ in material.earlier)


def _question(material: Material, topic: Topic | None) -> str:
    if topic is None:
        return "Is that of use to you?"
    return f"Who looks after {topic.thing} at {material.company}?"


def _hello(material: Material) -> str:
    return f"Hi {material.person.first_name}," if material.person.first_name else "Hello,"


def _some(claim: Claim | None) -> list[Claim]:
    return [claim] if claim else []
