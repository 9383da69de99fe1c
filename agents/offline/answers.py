"""Answer what a person wrote back: with times, with facts, or with an honest "a colleague will tell you"."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agents.offline.material import Answered, Claim, Material, overlap

Said = tuple[str, tuple[int, ...]]
_DETAILS = 4
_WANTS_DETAILS = re.compile(
    r"\b(?:details?|more info(?:rmation)?|brochure|deck|one[- ]pager|overview|(?:some|any) info(?:rmation)?"
    r"|send (?:me |us |it |that |something |over |through |some(?:thing)? )+)\b",
    re.IGNORECASE,
)
_OFFERED = (time(10, 30), time(14, 0))
_INVITING = (
    "Would {one} or {two} ({place} time) suit you?",
    "I have {one} and {two} ({place} time) free. Which is better for you?",
    "When would you like to talk? I can do {one} ({place} time), and will fit in with you otherwise.",
)
_AGREEING = (
    "{time} works for me. Shall I send the invitation?",
    "{time} is good. Which address should the invitation go to?",
    "I have {time} free as well, so let's take that. Is anybody else to be invited?",
)
_HELPED = (
    "Does that help, or would a short call be easier?",
    "Is there more that you would like to know?",
    "Shall I send you more on this, or would you rather talk it through?",
)
_WAITING = (
    "Would a short call in the meantime be of use?",
    "Is there anything else that I should ask for you?",
    "Shall I ring you once I have the answer?",
)
_LEAVING = (
    "I'll leave it there. Should that change, you have my address.",
    "I won't write about this again. If things change, a line is enough.",
    "I'll close it on our side, and wish you well.",
)
_NEXT = (
    "The next step would be a short call.",
    "The quickest way to see whether it fits is a short call.",
    "A short call would tell us both whether it fits.",
)


def answer_paragraphs(material: Material) -> list[Said]:
    """The paragraphs of an answer with the facts that they claim, by what the person wanted."""
    answered = material.answered
    assert answered is not None
    match answered.intent:
        case "meeting_request":
            return _meeting(material, answered)
        case "question":
            return _question(material, answered)
        case "not_interested":
            return [
                (
                    _pick(
                        material,
                        "thanks",
                        (
                            "Thank you for telling me, and for taking the time to answer.",
                            "Thanks for letting me know.",
                            "That's clear, and thank you for saying so.",
                        ),
                    ),
                    (),
                ),
                (_way(material, _LEAVING), ()),
            ]
        case _:
            return _interest(material, answered)


def _meeting(material: Material, answered: Answered) -> list[Said]:
    zone = _zone(material)
    theirs = [moment.astimezone(zone) for moment in answered.meeting_times if moment > answered.received_at]
    said: list[Said] = [
        (
            _pick(
                material,
                "thanks",
                ("Thanks, I'd be glad to talk.", "Good, let's talk.", "Thank you, happy to talk it through."),
            ),
            (),
        )
    ]
    if theirs:
        said.append(
            (_way(material, _AGREEING).format(time=f"{_spoken(theirs[0])} ({_place(zone)} time)"), ())
        )
        said += _link(material, "Should another time be easier, you can pick one here:")
    else:
        said.append((_invitation(material, answered, zone), ()))
        said += _link(material, "You can also pick a time here:")
    return said + _asked(material, answered)


def _question(material: Material, answered: Answered) -> list[Said]:
    said = _asked(material, answered)
    if not said:
        best = _best(material, answered.text)
        said = [(best.sentence, (best.number,))] if best else [_colleague("your question")]
    close = _way(material, _HELPED if any(facts for _, facts in said) else _WAITING)
    return [
        (
            _pick(
                material,
                "thanks",
                ("Thank you for asking.", "Good question.", "Thanks for coming back to me."),
            ),
            (),
        ),
        *said,
        (close, ()),
    ]


def _interest(material: Material, answered: Answered) -> list[Said]:
    said: list[Said] = [
        (
            _pick(
                material,
                "thanks",
                (
                    "Thank you, that's good to hear.",
                    "Thanks for coming back to me.",
                    "Glad it's of interest.",
                ),
            ),
            (),
        ),
        *_asked(material, answered),
    ]
    if _WANTS_DETAILS.search(answered.text):
        said += _details(material)
    elif len(said) == 1 and (
        best := _best(material, f"{answered.text} {material.person.industry or ''} {material.brief}", least=0)
    ):
        said.append((best.sentence, (best.number,)))
    said.append(
        (
            f"{_pick(material, 'next', _NEXT)} {_invitation(material, answered, _zone(material))}",
            (),
        )
    )
    return said + _link(material, "You can also pick a time here:")


def _details(material: Material) -> list[Said]:
    """What may be said of us, in short lines: who asks for details is not put off with a call alone."""
    claims = [claim for claim in material.about_brand if material.allows(claim.text)][:_DETAILS]
    if not claims:
        return [_colleague("the details")]
    lines = "\n".join(f"- {claim.sentence}" for claim in claims)
    return [(f"Here is the short version:\n\n{lines}", tuple(claim.number for claim in claims))]


def _asked(material: Material, answered: Answered) -> list[Said]:
    """Each question with its fact; those that no fact answers are named, together, for a colleague."""
    said: list[Said] = []
    open_questions: list[str] = []
    used: set[int] = set()
    for question in answered.questions[:3]:
        if _is_about_time(question) and answered.intent == "meeting_request":
            continue
        best = _best(material, question)
        if best is None:
            open_questions.append(question)
        elif best.number not in used:
            used.add(best.number)
            said.append((best.sentence, (best.number,)))
    if open_questions:
        said.append(_colleague(" and ".join(f"“{_short(question)}”" for question in open_questions[:2])))
    return said


def _best(material: Material, text: str, *, least: int = 1) -> Claim | None:
    claims = [claim for claim in material.about_brand if material.allows(claim.text)]
    ranked = sorted(claims, key=lambda claim: (-overlap(claim.text, text), claim.number))
    return ranked[0] if ranked and overlap(ranked[0].text, text) >= least else None


def _colleague(what: str) -> Said:
    return (f"I'd rather not guess about {what}, so a colleague will answer that for you.", ())


def _invitation(material: Material, answered: Answered, zone: ZoneInfo) -> str:
    """Two times of ours, or in its last way the choice left to the person."""
    one, two = (_spoken(moment) for moment in _two_times(answered.received_at, zone))
    return _way(material, _INVITING).format(one=one, two=two, place=_place(zone))


def _way(material: Material, ways: tuple[str, ...]) -> str:
    """The way of this wording: alternatives differ in what they ask for, not in their thanks alone."""
    return ways[material.wording % len(ways)]


def _pick(material: Material, salt: str, ways: tuple[str, ...]) -> str:
    return ways[material.pick(salt, len(ways))]


def _link(material: Material, words: str) -> list[Said]:
    url = material.sender.booking_url
    return [(f"{words} {url}", ())] if url and material.wishes.link is not False else []


def _is_about_time(question: str) -> bool:
    low = question.lower()
    return any(
        word in low
        for word in (
            "when",
            "time",
            "suit",
            "works",
            "free",
            "available",
            "chat",
            "call",
            "meet",
            "talk",
            "day",
        )
    )


def _two_times(after: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Mid-morning and early afternoon of the second and third working day from then."""
    days: list[datetime] = []
    day = after.astimezone(zone) + timedelta(days=1)
    while len(days) < 3:
        if day.weekday() < 5:
            days.append(day)
        day += timedelta(days=1)
    first, second = (datetime.combine(d.date(), at, zone) for d, at in zip(days[1:], _OFFERED, strict=True))
    return first, second


def _spoken(moment: datetime) -> str:
    minutes = f":{moment.minute:02d}" if moment.minute else ""
    clock = f"{moment.hour % 12 or 12}{minutes} {'am' if moment.hour < 12 else 'pm'}"
    return f"{moment:%A} {moment.day} {moment:%B} at {clock}"


def _zone(material: Material) -> ZoneInfo:
    try:
        return ZoneInfo(material.person.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("Australia/Sydney")


def _place(zone: ZoneInfo) -> str:
    return zone.key.rsplit("/", 1)[-1].replace("_", " ")


def _short(question: str) -> str:
    text = " ".join(question.split())
    return text if len(text) <= 80 else f"{text[:77].rstrip()}…"
