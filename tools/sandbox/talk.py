"""Say something in a form other than a mail: a text, a message on LinkedIn, a call's transcript."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random

from tools.sandbox.characters import fill
from tools.sandbox.phrases import Mood
from tools.sandbox.short_phrases import ACCEPTED, CALLER, CALLS, LINKEDIN, SMS

CALLED = frozenset({"voice", "voice_script"})
INVITED = "connection_request"
OPENING_CHARACTERS = 300
_TITLE = re.compile(r"^\s*[A-Z][a-z]+:\s")

SECOND: Mapping[Mood, tuple[Mood, ...]] = {
    Mood.INTERESTED: (Mood.MEETING, Mood.MEETING, Mood.QUESTION, Mood.NOT_INTERESTED),
    Mood.MEETING: (Mood.MEETING,),
    Mood.QUESTION: (Mood.INTERESTED, Mood.MEETING, Mood.QUESTION, Mood.NOT_INTERESTED),
    Mood.OUT_OF_OFFICE: (Mood.INTERESTED, Mood.NOT_INTERESTED),
}
"""What a person may mean the second time, by what they meant first; a mood that is not here falls silent."""


def mood_in(form: str, mood: Mood, random: Random) -> Mood:
    """The mood in this form: on the phone nobody is out of office, but a voicemail answers, or nobody."""
    if form in CALLED and mood is Mood.OUT_OF_OFFICE:
        return Mood.VOICEMAIL
    if form in CALLED and mood is Mood.AUTO_REPLY:
        return random.choice((Mood.VOICEMAIL, Mood.NO_ANSWER, Mood.WRONG_PERSON))
    if form not in CALLED and mood not in SMS:
        return Mood.AUTO_REPLY
    return mood


def spoken(
    random: Random, form: str, mood: Mood, words: Mapping[str, str], *, heard: str, own: str | None
) -> str:
    """What is said, be it the test's `own` text or one of the person's; `heard` is what it answers."""
    if form in CALLED:
        return _call(random, mood_in(form, mood, random), words, heard=heard, own=own)
    if own is not None:
        return own
    if form == INVITED:
        return random.choice(ACCEPTED)
    voices = SMS if form == "sms" else LINKEDIN
    return fill(random.choice(voices[mood_in(form, mood, random)]), words)


def call_seconds(transcript: str, random: Random) -> float:
    """How long a call with this transcript lasts; a phone that nobody answers rings for half a minute."""
    if not transcript:
        return round(random.uniform(25, 35), 1)
    return round(len(transcript.split()) / 2.5 + random.uniform(4, 10), 1)


def _call(random: Random, mood: Mood, words: Mapping[str, str], *, heard: str, own: str | None) -> str:
    """`bot: …` and `human: …` line by line; empty where nobody answers."""
    if own is not None and "human:" in own:
        return own
    said = list(random.choice(CALLS.get(mood, CALLS[Mood.VOICEMAIL])))
    if own is not None:
        said = [said[0] if said else "Hello?", " ".join(own.split())]
    opening = _opening(heard) or "Hello, may I speak with {first}?"
    lines: list[str] = []
    for number, line in enumerate(said):
        theirs = opening if number == 0 else CALLER[min(number - 1, len(CALLER) - 1)]
        lines += [f"human: {fill(line, words)}", f"bot: {fill(theirs, words)}"]
    return "\n".join(lines)


def _opening(script: str) -> str:
    """What the voice begins with: the script's first part, whose title is not read aloud."""
    first = next((line for line in script.splitlines() if line.strip()), "")
    return " ".join(_TITLE.sub("", first).split())[:OPENING_CHARACTERS]
