"""Write mails from facts alone: from the lead's situation to the one thing of ours that matters to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from pydantic import JsonValue

from agents.offline import later, pitch, wording
from agents.offline.answers import answer_paragraphs
from agents.offline.asks import ask, offered, question_first, subject
from agents.offline.engine import Call, OfflineRequest
from agents.offline.lessons import heed
from agents.offline.material import Material, material_of
from agents.offline.openings import choose
from agents.offline.script import voice_script
from agents.offline.short_forms import Short, connection_note, linkedin_message, postcard, reach_us, sms
from agents.offline.topics import Topic, topic_of
from memory.enums import Form

BODY_WORDS = 140
SHORT_BODY_WORDS = 70
VARIANTS = 2
WORDINGS_TRIED = 5
"""How often another wording is looked for: a short form with one claim has few."""
Composed = tuple[str, str, tuple[int, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Paragraph:
    """One paragraph and the facts that it claims; the ones with the highest `spare` are dropped first."""

    text: str
    facts: tuple[int, ...] = ()
    spare: int = 0


def engine(request: OfflineRequest) -> Sequence[Call]:
    """The content agent's one output."""
    material = material_of(request.data)
    first, *others = wordings(material)
    told, heeded = _heeding(request, first)
    arguments: dict[str, JsonValue] = {
        **_arguments(told),
        "notes": [*sorted({*material.wishes.notes, *heeded})],
        "variants": [_arguments(_heeding(request, other)[0]) for other in others],
    }
    return [Call(name="written", arguments=arguments)]


def _heeding(request: OfflineRequest, composed: Composed) -> tuple[Composed, Sequence[int]]:
    """The wording as the lessons want it, and the numbers of those that changed it."""
    subject, body, facts = composed
    subject, body, heeded = heed(request.data, subject, body)
    return (subject, body, facts), heeded


def wordings(material: Material) -> list[Composed]:
    """The message and up to two more ways to say it, each with a body of its own."""
    told = [compose(material)]
    for turn in range(1, WORDINGS_TRIED):
        other = compose(replace(material, wording=turn))
        if other[1] not in {body for _, body, _ in told}:
            told.append(other)
        if len(told) > VARIANTS:
            break
    return told


def _arguments(composed: Composed) -> dict[str, JsonValue]:
    subject, body, facts = composed
    return {"subject": subject, "body": body, "facts": [*facts]}


def compose(material: Material) -> Composed:
    """Subject, body and the numbers of the facts that the body claims."""
    topic = _topic(material)
    match material.room.form:
        case Form.EMAIL | Form.LETTER:
            return _mail(material, topic)
        case Form.INMAIL:
            return _inmail(material, topic)
        case Form.SMS:
            return _without_subject(sms(material, topic))
        case Form.CONNECTION_REQUEST:
            return _without_subject(connection_note(material, topic))
        case Form.LINKEDIN_MESSAGE:
            return _without_subject(linkedin_message(material, topic))
        case Form.VOICE_SCRIPT:
            return _without_subject(voice_script(material, topic))
        case Form.POSTCARD:
            card = postcard(material, topic)
            return subject(material, topic), card.text, tuple(dict.fromkeys(card.facts))
    assert_never(material.room.form)


def _without_subject(short: Short) -> tuple[str, str, tuple[int, ...]]:
    return "", short.text, tuple(dict.fromkeys(short.facts))


def _inmail(material: Material, topic: Topic | None) -> tuple[str, str, tuple[int, ...]]:
    """A mail that is shorter where it has to be."""
    line, body, facts = _mail(material, topic)
    most = material.room.characters or len(body)
    if len(body) <= most:
        return line, body, facts
    short = linkedin_message(material, topic)
    return line, short.text, tuple(dict.fromkeys(short.facts))


def _mail(material: Material, topic: Topic | None) -> tuple[str, str, tuple[int, ...]]:
    if material.answered is not None:
        paragraphs = [Paragraph(text=text, facts=facts) for text, facts in answer_paragraphs(material)]
        line = ""
    elif material.earlier:
        paragraphs = [Paragraph(text=text, facts=facts) for text, facts in later.paragraphs(material, topic)]
        line = subject(material, topic)
    else:
        paragraphs, line = _first_mail(material, topic), subject(material, topic)
    kept = _fitting(material, [p for p in paragraphs if p.text and material.allows(p.text)])
    paper = [reach_us(material)] if material.room.form is Form.LETTER else []
    body = "\n\n".join([_greeting(material), *(p.text for p in kept), *paper, _closing(material)])
    if _formal(material):
        body = wording.in_full(body)
    return line, body, tuple(dict.fromkeys(number for p in kept for number in p.facts))


def _topic(material: Material) -> Topic | None:
    """What the offer is about, by what the brand does, else by what the campaign says."""
    does = pitch.headline(material)
    found = topic_of(does.text) if does else None
    found = found or topic_of(material.brief)
    return found if found and all(material.allows(word) for word in (found.thing, found.chore)) else None


def _first_mail(material: Material, topic: Topic | None) -> list[Paragraph]:
    """One of ten structures."""
    opening = choose(material, topic)
    first = Paragraph(text=opening.text, facts=opening.facts)
    does, more = _pitch(material), _proof(material)
    if material.person.executive or material.wishes.soft or material.wishes.shorter:
        # Owners get the fewest words, and one in two of them the second fact.
        more = more if material.wishes.mention or material.pick("more", 2) else replace(more, text="")
    proved = pitch.proof(material)
    # After a sentence about the lead "it" would be the lead.
    named = replace(more, text=proved.sentence if proved and more.text else "")
    asks = Paragraph(text=ask(material, topic, opening.topical))
    hello = replace(does, text=pitch.introduced(material))
    reason = Paragraph(
        text=f"I thought of {material.company} because {opening.because}.", facts=opening.facts
    )
    begins = material.person.company is not None and bool(opening.because and opening.facts)
    shapes = [
        [first, _together(does, more), asks],
        [first, hello, _together(more, asks)],
        [_together(first, does), more, asks],
        [_together(first, hello), more, asks],
        [first, _together(does, more, asks)],
        [hello, first, _together(more, asks)]
        if "brief" not in opening.text
        else [first, hello, _together(more, asks)],
        [first, does, _together(more, asks)],
        [_together(first, does, asks)] if not more.text else [first, _together(hello, more), asks],
    ]
    if begins:
        shapes += [[_together(does, more), _together(reason, asks)], [_together(hello, reason), named, asks]]
        if topic and not opening.topical and not offered(material):
            shapes.append(_by_question(material, topic, first, _together(does, more)))
    return shapes[material.pick("shape", len(shapes))]


def _by_question(material: Material, topic: Topic, first: Paragraph, does: Paragraph) -> list[Paragraph]:
    asks, close = question_first(material, topic)
    return [
        first,
        Paragraph(text=asks),
        replace(does, text=f"I ask because {wording.inside(does.text, material.names)}"),
        Paragraph(text=close, spare=1),
    ]


def _pitch(material: Material) -> Paragraph:
    claim = pitch.headline(material)
    return Paragraph(text=claim.sentence, facts=(claim.number,)) if claim else Paragraph(text="")


def _proof(material: Material) -> Paragraph:
    claim = pitch.proof(material)
    if claim is None:
        return Paragraph(text="", spare=3)
    return Paragraph(text=pitch.continued(material, claim), facts=(claim.number,), spare=3)


def _together(*paragraphs: Paragraph) -> Paragraph:
    """Several as one; it can be spared only as far as its least sparable part."""
    told = [paragraph for paragraph in paragraphs if paragraph.text]
    return Paragraph(
        text=" ".join(paragraph.text for paragraph in told),
        facts=tuple(number for paragraph in told for number in paragraph.facts),
        spare=min((paragraph.spare for paragraph in told), default=0),
    )


def _formal(material: Material) -> bool:
    return material.wishes.formal if material.wishes.formal is not None else material.sender.formal


def _greeting(material: Material) -> str:
    word = "Dear" if _formal(material) else ("Hi", "Hello")[material.pick("hello", 3) // 2]
    name = material.person.first_name
    return f"{word} {name}," if name else "Hello,"


def _closing(material: Material) -> str:
    words = (
        ("Kind regards", "Yours sincerely")
        if _formal(material)
        else ("Regards", "Kind regards", "Best wishes", "Thanks")
    )
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
