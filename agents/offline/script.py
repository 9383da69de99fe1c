"""Write what a voice agent says on the telephone, so that it can be spoken and answered."""

# ruff: noqa: E501  a sentence is easier to read on one line
from __future__ import annotations

import re

from agents.offline.material import Claim, Material
from agents.offline.short_forms import Short, told_now
from agents.offline.topics import Topic

_LINK = re.compile(r"\s*(?:https?://|www\.)\S+")
_WORDS = 200
_ASKS = (
    "Would a short call with {first} this week or next suit you? If so, which day is best?",
    "May {first} call you for ten minutes? Which day would suit you?",
    "Is it worth ten minutes with {first}? What would be a good day for you?",
)


def voice_script(material: Material, topic: Topic | None) -> Short:
    """Opening, value, the ask and what to say to four objections; longest parts go first where it is too long."""
    said = told_now(material)
    for told in (said, said[:1], []):
        text = _script(material, topic, told)
        if len(text.split()) <= (material.room.words or _WORDS):
            return Short(text, tuple(claim.number for claim in told))
    return Short(_script(material, topic, []))


def _script(material: Material, topic: Topic | None, told: list[Claim]) -> str:
    sender, person = material.sender, material.person
    name = person.first_name or f"the person who looks after {topic.thing if topic else 'this'}"
    about = f"about {topic.thing}" if topic else "about one thing that may save you some work"
    about = f"who was in touch {about}" if material.earlier else about
    asks = _ASKS[material.pick("spoken ask", len(_ASKS))].format(first=sender.name.split()[0])
    value = " ".join(_spoken(claim.sentence) for claim in told) or f"I'm calling for {sender.company}."
    parts = (
        ("Opening", f"Hello, is this {name}? I'm an AI assistant calling for {sender.name} of {sender.company}, {about}. Is now a good moment?"),
        ("Value", value),
        ("Ask", asks),
        ("If they are busy", "No trouble. When is a better time? Thank you, goodbye."),
        ("If they have somebody for it", "Good to hear. May we ask once more later in the year, or would you rather we didn't?"),
        ("If they want it in writing", "Gladly. Which address should it go to?"),
        ("If they are not interested", "Thank you for telling me, we won't call again. Goodbye."),
    )  # fmt: skip
    kept = [(title, line) for title, line in parts if title in ("Opening", "Ask") or material.allows(line)]
    return "\n\n".join(f"{title}: {line}" for title, line in kept)


def _spoken(sentence: str) -> str:
    """A sentence as one says it: no links, no brackets, no slashes."""
    plain = _LINK.sub("", re.sub(r"\s*\([^)]*\)", "", sentence))
    return " ".join(plain.replace(" & ", " and ").replace("/", " or ").split())
