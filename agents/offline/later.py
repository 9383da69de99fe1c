"""Write again to somebody who has not answered: with something new, or to say that it is the last time."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agents.offline import pitch, wording
from agents.offline.asks import ask
from agents.offline.material import Claim, Material
from agents.offline.topics import Topic

Said = tuple[str, tuple[int, ...]]
_LAST = re.compile(r"\b(?:clos(?:e|ing)|last|final|break-?up|goodbye|leave the door)\b", re.IGNORECASE)


def paragraphs(material: Material, topic: Topic | None) -> list[Said]:
    """The follow-up's paragraphs with the facts that they claim."""
    last = bool(_LAST.search(material.step)) if material.step else len(material.earlier) > 1
    return _last_mail(material, topic) if last else _next_mail(material, topic)


def _next_mail(material: Material, topic: Topic | None) -> list[Said]:
    day, about = _day(material), f" about {topic.thing}" if topic else ""
    fact = next(iter(pitch.fresh(material)), None)
    asks = ask(material, topic, topical=True)
    if fact is None:
        return [
            (f"I wrote to you on {day}{about} and would rather ask than guess. {asks}", ()),
            _way_out(material),
        ]
    inside, whole = _inside(material, fact), fact.sentence
    links = (
        f"I wrote to you on {day}{about}. What I left out is that {inside}",
        f"To add one thing to my note from {day}{about}, {inside}",
        f"One thing I should have said in my mail from {day}{about} is that {inside}",
        f"My note from {day}{about} was missing a detail that may matter to {material.company}. {whole}",
        f"On {day} I wrote to you{about}, and one more detail may be of use. {whole}",
    )
    said = [(links[material.pick("link", len(links))], (fact.number,))]
    second = pitch.fresh(material)[1:2]
    if (
        second
        and not material.person.executive
        and not material.wishes.shorter
        and material.pick("second", 3) == 0
    ):
        said.append((pitch.continued(material, second[0]), (second[0].number,)))
    return [*said, (asks, ()), _way_out(material)]


def _last_mail(material: Material, topic: Topic | None) -> list[Said]:
    times = {1: "once", 2: "twice"}.get(len(material.earlier), "a few times")
    about = f" about {topic.thing}" if topic else ""
    fact = next(iter(pitch.fresh(material)), None)
    begins = (
        f"I've written {times}{about} and don't want to crowd your inbox, so this is my last note.",
        f"I haven't heard back{about}, which is an answer too, so I won't write again after this.",
        f"This is the last time I'll write to you{about}.",
    )
    asks = (
        f"Is there somebody else at {material.company} I should have asked?",
        "Should I leave it there, or would another time of year suit you better?",
        "Was it the wrong time, or the wrong idea?",
        "Would it be better if I tried again later in the year?",
    )
    ways = [way for way in asks if material.allows(way)] or ["What do you think?"]
    begin, closing = begins[material.pick("begin", 3)], ways[material.pick("last ask", len(ways))]
    keep = (f"In case it's useful later, {_inside(material, fact)}", (fact.number,)) if fact else ("", ())
    thanks = (
        "Either way, thank you for reading this far.",
        f"Either way, all the best to you and {_everyone(material)}.",
        "Either way, a line from you will always reach me.",
    )
    return [(begin, ()), keep, (closing, ()), (thanks[material.pick("thanks", 3)], ())]


def _inside(material: Material, fact: Claim) -> str:
    return wording.inside(fact.sentence, material.names)


def _way_out(material: Material) -> Said:
    ways = (
        "If it isn't for you, one word back is enough and I'll leave it there.",
        "If the answer is no, just say so and I won't write again.",
        "A short no is fine too.",
        "",
    )
    return (ways[material.pick("way out", len(ways))], ())


def _everyone(material: Material) -> str:
    return f"everyone at {material.company}" if material.person.company else "your team"


def _day(material: Material) -> str:
    sent = material.earlier[-1][2]
    try:
        sent = sent.astimezone(ZoneInfo(material.person.time_zone))
    except (ZoneInfoNotFoundError, ValueError):
        sent = sent.astimezone(ZoneInfo("Australia/Sydney"))
    if 0 < (material.on - sent.date()).days < 7:
        return f"{sent:%A}"
    return f"{sent:%A} {sent.day} {sent:%B}" if material.pick("day", 2) else f"{sent.day} {sent:%B}"
