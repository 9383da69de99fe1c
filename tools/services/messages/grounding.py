"""Tie each sentence of a message to the fact that bears it out, for a reviewer to check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tools.services.drafts import Fact
from tools.services.gate.figures import Figure, agrees, figures_of
from tools.services.gate.message import sentences_of
from tools.services.gate.stems import content_words
from tools.services.gate.words import fold

LEAST_SHARE, LEAST_IF_UNNAMED = 0.45, 0.5
"""Of the weighty words of sentence or fact, the shorter: where the writer named the fact, and where not."""
_TITLED = re.compile(r"^(?:Opening|Value|Ask|If (?:they|asked|you)\b[^:\n]{0,80}):\s*")
"""What stands before a part of a script and is not said."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tie:
    """A sentence of the body, where it stands, and the fact that it rests on."""

    start: int
    end: int
    fact: str
    about: Literal["lead", "brand"]


def ties_of(
    body: str, facts: Sequence[Fact], claimed: Sequence[str] = (), *, names: Sequence[str] = ()
) -> tuple[Tie, ...]:
    """The ties in the order of the text; a fact that the writer named is preferred among equals.

    Words of `names` tie nothing: both sides are named everywhere.
    """
    called = content_words(" ".join(names))
    known = [(fact, content_words(fact.text) - called, tuple(figures_of(fact.text))) for fact in facts]
    return tuple(_ties(body, known, frozenset(claimed), called))


def _ties(
    body: str,
    known: Sequence[tuple[Fact, frozenset[str], tuple[Figure, ...]]],
    claimed: frozenset[str],
    called: frozenset[str],
) -> Iterator[Tie]:
    for sentence in sentences_of(body):
        title = _TITLED.match(sentence.text)
        start = sentence.start + (title.end() if title else 0)
        end = sentence.start + len(sentence.text)
        words, figures = content_words(body[start:end]) - called, tuple(figures_of(body[start:end]))
        ranked = [
            (strength + 0.1 * len(words & said), fact.text in claimed, -n, fact)
            for n, (fact, said, told) in enumerate(known)
            if (strength := _strength(words, figures, said, told))
            >= (LEAST_SHARE if fact.text in claimed else LEAST_IF_UNNAMED)
        ]
        if ranked:
            fact = max(ranked, key=lambda one: one[:3])[3]
            yield Tie(start=start, end=end, fact=fact.text, about=fact.about)


def _strength(
    words: frozenset[str], figures: tuple[Figure, ...], said: frozenset[str], told: tuple[Figure, ...]
) -> float:
    """What share of the fact's weighty words the sentence has; a figure in common counts for half of them."""
    if not said:
        return 0.0
    shared = len(words & said)
    agreeing = any(agrees(one, other) for one in figures for other in told)
    if shared < min(2, len(said)) and not (agreeing and shared):
        return 0.0
    return shared / min(len(said), max(len(words), 3)) + (0.5 if agreeing else 0.0)


def says(body: str, text: str | None) -> bool:
    """Whether the body names this, whatever the case and the accents."""
    return bool(text) and fold(text or "") in fold(body)
