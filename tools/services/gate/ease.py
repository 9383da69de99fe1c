"""Measure whether a busy person can read the message at first sight."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator

from memory.enums import Form
from tools.services.drafts import Finding
from tools.services.gate.codes import Code
from tools.services.gate.message import Message, found
from tools.services.gate.words import WORD

MOST_WORDS, MOST_AVERAGE, MOST_GRADE, MOST_PARAGRAPH, MOST_LONG = 42, 26, 14.5, 110, 0.30
_SHORT = frozenset({Form.SMS, Form.CONNECTION_REQUEST})


def readability(message: Message) -> Iterator[Finding]:
    """What makes it hard to read: one endless sentence, all of them long, words of five syllables, a wall of text.

    The grade is that of Kincaid and others (1975): 0.39 words a sentence + 11.8 syllables a word - 15.59.
    """
    sentences = [s for s in message.sentences if not re.match(r"\s*[-•*]\s", s.text)]
    counts = [(s, len(WORD.findall(s.text))) for s in sentences]
    counts = [(s, n) for s, n in counts if n > 2]
    for sentence, count in counts:
        if count > MOST_WORDS:
            span = (sentence.start, sentence.start + len(sentence.text))
            yield found(Code.READABILITY, "soft", f"One sentence has {count} words.", span)
            return
    words = [word for s, _ in counts for word in WORD.findall(s.text)]
    if len(words) < (15 if message.form in _SHORT else 25) or not counts:
        return
    average = len(words) / len(counts)
    plain = [word for word in words if word[:1].islower()]
    syllables = [syllables_of(word) for word in plain]
    grade = 0.39 * average + 11.8 * sum(syllables) / max(1, len(plain)) - 15.59
    many = sum(count >= 4 for count in syllables) / max(1, len(plain))
    if average > MOST_AVERAGE:
        yield found(Code.READABILITY, "soft", f"Its sentences have {average:.0f} words on average.")
    elif grade > MOST_GRADE or many > MOST_LONG:
        yield found(Code.READABILITY, "soft", f"It reads like a text for year {grade:.0f} of schooling.")
    elif any(len(block.split()) > MOST_PARAGRAPH for block in re.split(r"\n\s*\n", message.own)):
        yield found(Code.READABILITY, "soft", "A paragraph is a wall of text.")


def syllables_of(word: str) -> int:
    """About how many syllables an English word has: its groups of vowels, less a silent e."""
    low = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", low))
    if low.endswith("e") and not low.endswith(("le", "ee", "ie")) and groups > 1:
        groups -= 1
    if re.search(r"[^td]ed$", low) and groups > 1:
        groups -= 1
    return max(1, groups)
