"""Find what was said before: in an earlier touch, or twice in this one."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from memory.enums import Form
from tools.services.drafts import Finding
from tools.services.gate.codes import Code
from tools.services.gate.limits import THREAD
from tools.services.gate.message import Message, foot_of, found, sentences_of
from tools.services.gate.stems import meanings
from tools.services.gate.words import WORD, fold

LEAST_SHARED, ALIKE = 5, 0.75
"""Of the weighty words of the shorter of two sentences, how many and what share make a repetition."""
HARD, SOFT = 0.62, 0.40
"""Shares of its three-word runs that a message may have in common with one before."""
HARD_WHERE_SHORT = 0.85
"""A short text has few words to choose from, and half of them are names."""
_SHORT = frozenset({Form.SMS, Form.POSTCARD, Form.CONNECTION_REQUEST, Form.VOICE_SCRIPT})
_ALWAYS_SAID = re.compile(r"^(?:Opening|If )[^\n]*$", re.MULTILINE)
"""The parts of a script that every call needs."""
_FRAME = re.compile(
    r"^\s*(?:hi|hello|hey|dear|good (?:morning|afternoon)|(?:kind |best |warm )?(?:regards|wishes)|cheers|thanks|thank you|sincerely)\b[^\n]{0,40}$",
    re.IGNORECASE | re.MULTILINE,
)


def repeats(message: Message) -> Iterator[Finding]:
    """An earlier touch in other paint, an earlier subject, a sentence twice."""
    own = _runs(message.own)
    shared = max((len(own & _runs(body)) / len(own) for _, body in message.earlier if own), default=0.0)
    most = HARD_WHERE_SHORT if message.form in _SHORT else HARD
    # An answer may say again what was asked about.
    severity = "soft" if message.answers else message.house()
    if shared >= most:
        yield found(Code.DUPLICATE, severity, f"{shared:.0%} of it stood in an earlier message.")
    elif shared >= (HARD if message.form in _SHORT else SOFT):
        yield found(Code.DUPLICATE, "soft", f"{shared:.0%} of it stood in an earlier message.")
    line = _plain(THREAD.sub("", message.subject))
    if (
        line
        and not THREAD.match(message.subject)
        and any(line == _plain(THREAD.sub("", before)) for before, _ in message.earlier)
    ):
        yield found(
            Code.DUPLICATE,
            "soft",
            "An earlier message had this subject.",
            (0, len(message.subject)),
            "subject",
        )
    yield from _twice(message)


def _twice(message: Message) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for sentence in message.sentences:
        plain = _plain(sentence.text)
        if len(plain.split()) < 4:
            continue
        if plain in seen:
            span = (sentence.start, sentence.start + len(sentence.text))
            yield found(Code.DUPLICATE, message.house(), "It says the same sentence twice.", span)
            return
        seen[plain] = sentence.start
    yield from _in_other_words(message)
    doubled = re.search(
        r"\b(\w{2,}(?: \w+){1,5}) \1\b|^(.{2,40})\n+\2$", message.own, re.IGNORECASE | re.MULTILINE
    )
    if doubled and not doubled[0].lower().startswith(("bye bye", "had had", "wagga wagga")):
        yield found(Code.DUPLICATE, "soft", f"It repeats itself: {doubled[0][:40]}.", doubled.span())


def _in_other_words(message: Message) -> Iterator[Finding]:
    """Two sentences that say much the same with most of the same words."""
    read = [(sentence, _said(sentence.text)) for sentence in message.sentences]
    for (_, one), (later, other) in itertools.combinations(read, 2):
        shared = len(one & other)
        if shared >= LEAST_SHARED and shared >= ALIKE * min(len(one), len(other)):
            span = (later.start, later.start + len(later.text))
            yield found(Code.DUPLICATE, "soft", "It says the same in other words.", span)
            return


def _said(sentence: str) -> frozenset[str]:
    return meanings(sentence) | frozenset(re.findall(r"\d+", sentence))


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    proper = _ALWAYS_SAID.sub("", _FRAME.sub("", text[: foot_of(text)]))
    words = [fold(word) for sentence in sentences_of(proper) for word in WORD.findall(sentence.text)]
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def _plain(text: str) -> str:
    return " ".join(fold(word) for word in WORD.findall(text))
