"""Write mails from facts alone: several shapes, chosen by the lead, so that no two look cast in one mould."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agents.offline.answers import answer_paragraphs
from agents.offline.engine import Call, OfflineRequest
from agents.offline.material import Claim, Material, material_of, overlap
from agents.offline.wishes import PRICE

SUBJECT_CHARACTERS = 50
BODY_WORDS = 140
SHORT_BODY_WORDS = 70
_DID = re.compile(
    r"(?:recently |just |has |have )?(?:[A-Z]?[a-z]+ed|won|grew|built|began|bought|sold|took|made|ran)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """One paragraph and the facts that it claims; the ones with the highest `spare` are dropped first."""

    text: str
    facts: tuple[int, ...] = ()
    spare: int = 0


def engine(request: OfflineRequest) -> Sequence[Call]:
    """The content agent's one output."""
    material = material_of(request.data)
    subject, body, facts = compose(material)
    return [
        Call(
            name="written",
            arguments={
                "subject": subject,
                "body": body,
                "facts": [*facts],
                "notes": [*material.wishes.notes],
            },
        )
    ]


def compose(material: Material) -> tuple[str, str, tuple[int, ...]]:
    """Subject, body and the numbers of the facts that the body claims."""
    if material.answered is not None:
        paragraphs = [Paragraph(text=text, facts=facts) for text, facts in answer_paragraphs(material)]
        subject = ""
    elif material.earlier:
        paragraphs, subject = _later_mail(material), _subject(material)
    else:
        paragraphs, subject = _first_mail(material), _subject(material)
    kept = _fitting(material, [p for p in paragraphs if p.text and material.allows(p.text)])
    body = "\n\n".join([_greeting(material), *(p.text for p in kept), _closing(material)])
    return subject, body, tuple(dict.fromkeys(number for p in kept for number in p.facts))


def _first_mail(material: Material) -> list[Paragraph]:
    opener, value, extra, ask = _opener(material), _value(material, 0), _value(material, 1), _ask(material)
    if material.person.executive or material.wishes.soft or material.wishes.shorter:
        extra = replace(extra, text="")
    shapes = (
        [opener, value, extra, ask],
        [_introduction(material), opener, value, ask],
        [
            replace(opener, text=f"{opener.text} {value.text}".strip(), facts=opener.facts + value.facts),
            extra,
            ask,
        ],
        [
            opener,
            _introduction(material),
            replace(value, text=f"{value.text} {extra.text}".strip(), facts=value.facts + extra.facts),
            ask,
        ],
    )
    return shapes[material.pick("shape", len(shapes))]


def _later_mail(material: Material) -> list[Paragraph]:
    subject, _, sent_at = material.earlier[-1]
    day = f"{sent_at:%A}, {sent_at.day} {sent_at:%B}"
    about = f" (“{subject}”)" if subject else ""
    links = (
        f"On {day} I wrote to you{about}. One thing that I left out:",
        f"My mail of {day}{about} was short on one point, so here it is:",
        f"To add to what I sent on {day}{about}:",
    )
    fresh = _fresh(material, material.about_brand)
    value = Paragraph(text=fresh[0].sentence, facts=(fresh[0].number,)) if fresh else Paragraph(text="")
    link = links[material.pick("link", len(links))]
    if not value.text or not material.allows(value.text):
        link, value = (
            f"On {day} I wrote to you{about}, and I would rather ask than guess.",
            Paragraph(text=""),
        )
    way_out = Paragraph(
        text="If this is not for you, one word back is enough and I will leave it there.", spare=1
    )
    return [Paragraph(text=f"{link} {value.text}".strip(), facts=value.facts), _ask(material), way_out]


def _opener(material: Material) -> Paragraph:
    """Why this person, from one fact about them."""
    person, wanted = material.person, material.wishes.mention
    claims = [claim for claim in material.about_lead if material.allows(claim.text)]
    asked = [c for c in claims if any(overlap(c.text, wish) for wish in wanted)]
    told = [text for claim in asked or _ranked(material, claims) if (text := _told(material, claim))]
    if told:
        return told[0]
    if person.company:
        return Paragraph(text=f"I am writing to you at {person.company} with one short question.")
    return Paragraph(text="I am writing to you with one short question.")


def _told(material: Material, claim: Claim) -> Paragraph | None:
    """One fact about the lead in a sentence to the lead."""
    person, company = material.person, material.person.company
    text = " ".join(claim.text.split()).rstrip(". ")
    number = (claim.number,)
    if company and text == f"{company} is hiring":
        ways = (f"I saw that {company} is hiring.", f"{company} is hiring, which is why I am writing now.")
    elif company and person.title and text.endswith(f"is {person.title} at {company}"):
        ways = (
            f"You are {person.title} at {company}, so I would like to ask you rather than anybody else.",
            f"As {person.title} at {company} you may be the right person for this.",
        )
    elif company and person.industry and text == f"{company} is in {person.industry}":
        ways = (
            f"I am writing because {company} is in {person.industry}.",
            f"{company} being in {person.industry}, this may be of use to you.",
        )
    elif company and text.startswith(f"{company} has about"):
        ways = (f"With about {person.employees} people at {company}, this may be worth a minute of yours.",)
    elif person.city and " is in " in text:
        return None
    elif company and text.lower().startswith(company.lower()):
        ways = (f"I noticed that {text}.", f"{text}: that is why I am writing to you.")
    elif company and _DID.match(text):
        did = f"{text[:1].lower()}{text[1:]}"
        ways = (
            f"I saw that {company} {did}.",
            f"I noticed that {company} {did}, and that is why I am writing.",
        )
    else:
        name = company or "your work"
        ways = (f"One thing stood out to me about {name}: {text}.", f"What made me write to you: {text}.")
    return Paragraph(text=ways[material.pick(f"told{claim.number}", len(ways))], facts=number)


def _ranked(material: Material, claims: list[Claim]) -> list[Claim]:
    """What the lead's own row says beyond their card first; then news; then the rest, in an order of their own."""
    own = {claim.number: n for n, claim in enumerate(claims)}
    company = material.person.company or ""

    def rank(claim: Claim) -> tuple[int, int]:
        generic = claim.text.startswith(f"{company} is in ") or claim.text.startswith(f"{company} has about")
        card = f" at {company}" in claim.text and " is " in claim.text
        turn = (own[claim.number] + material.pick("fact", 7)) % 7
        return (2 if generic else 1 if card else 0, turn)

    return sorted(claims, key=rank)


def _introduction(material: Material) -> Paragraph:
    sender = material.sender
    title = f", {sender.title}" if sender.title else ""
    return Paragraph(text=f"I am {sender.name}{title} at {sender.company}.", spare=2)


def _value(material: Material, nth: int) -> Paragraph:
    """The brand's fact that fits the person best, or the second best."""
    claims = [claim for claim in _relevant(material) if material.allows(claim.text)]
    if nth >= len(claims):
        return Paragraph(text="", spare=3)
    return Paragraph(text=claims[nth].sentence, facts=(claims[nth].number,), spare=3 * nth)


def _relevant(material: Material) -> list[Claim]:
    person = material.person
    context = " ".join(part for part in (person.industry, person.title, person.city, material.brief) if part)
    wanted = " ".join(material.wishes.mention)

    def rank(claim: Claim) -> tuple[int, bool, int, int]:
        # A price is no reason to read on, unless somebody asked for it.
        price = bool(PRICE.search(claim.text))
        return (
            -overlap(claim.text, wanted),
            price,
            -overlap(claim.text, context),
            material.pick(f"b{claim.number}", 97),
        )

    return sorted(material.about_brand, key=rank)


def _fresh(material: Material, claims: Sequence[Claim]) -> list[Claim]:
    """Facts that no earlier mail used, the most relevant first."""
    said = "\n".join(body for _, body, _ in material.earlier)
    unsaid = {claim.number for claim in claims if claim.sentence not in said}
    return [claim for claim in _relevant(material) if claim.number in unsaid and material.allows(claim.text)]


def _ask(material: Material) -> Paragraph:
    """One question, and the booking link only where a meeting is asked for or wished."""
    company = material.person.company or "your team"
    soft = (
        f"Is this something that you look after at {company}?",
        "Would a few more details by mail be of use?",
        f"Is this a topic at {company} at the moment?",
    )
    direct = (
        f"Would ten minutes on the phone be worth it to see whether this suits {company}?",
        "Could we talk about it for ten minutes this week or next?",
        *soft,
    )
    link = material.sender.booking_url
    if material.wishes.link and link:
        return Paragraph(text=f"Would a short call suit you? You can pick a time here: {link}")
    ways = [way for way in (soft if material.wishes.soft else direct) if material.allows(way)]
    said = "\n".join(body for _, body, _ in material.earlier)
    unsaid = [way for way in ways if way not in said] or ways or ["What do you think?"]
    return Paragraph(text=unsaid[material.pick("ask", len(unsaid))])


def _subject(material: Material) -> str:
    person = material.person
    company, used = person.company, {subject for subject, _, _ in material.earlier}
    ways = [
        f"A question for {company}" if company else "A short question",
        f"{person.first_name}, a short question" if person.first_name else "One question",
        f"{company} and {material.sender.company}" if company else f"From {material.sender.company}",
        f"For the {person.title} at {company}" if person.title and company else "For you and your team",
        f"An idea for {company}" if company else "An idea for your team",
        f"One more thing for {company}" if company and material.earlier else "Ten minutes?",
    ]
    fitting = [
        way for way in ways if len(way) <= SUBJECT_CHARACTERS and way not in used and material.allows(way)
    ]
    return fitting[material.pick("subject", len(fitting))] if fitting else "A short question"


def _greeting(material: Material) -> str:
    formal = material.wishes.formal if material.wishes.formal is not None else material.sender.formal
    word = "Dear" if formal else ("Hi", "Hello")[material.pick("hello", 2)]
    return f"{word} {material.person.first_name}," if material.person.first_name else "Hello,"


def _closing(material: Material) -> str:
    formal = material.wishes.formal if material.wishes.formal is not None else material.sender.formal
    words = ("Kind regards", "Yours sincerely") if formal else ("Regards", "Best wishes", "Many thanks")
    sender = material.sender
    lines = [f"{words[material.pick('close', len(words))]},", sender.name]
    lines += [f"{sender.title}, {sender.company}" if sender.title else sender.company]
    return "\n".join(lines)


def _fitting(material: Material, paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Drop what can be spared until the body fits."""
    most = SHORT_BODY_WORDS if material.wishes.shorter else BODY_WORDS
    kept = list(paragraphs)
    while _words(material, kept) > most and len(kept) > 1:
        spare = max(range(len(kept)), key=lambda n: (kept[n].spare, n if kept[n].spare else -n))
        if not kept[spare].spare and len(kept) <= 2 and most == SHORT_BODY_WORDS:
            break
        kept.pop(spare if kept[spare].spare else len(kept) // 2)
    return kept


def _words(material: Material, paragraphs: list[Paragraph]) -> int:
    return len(" ".join([_greeting(material), *(p.text for p in paragraphs), _closing(material)]).split())
