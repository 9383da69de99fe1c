"""Compare an answer with a small set of answers whose intent is known."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from functools import cache

from memory.enums import Intent

_KNOWN: dict[Intent, tuple[str, ...]] = {
    Intent.MEETING_REQUEST: (
        "can we talk on thursday morning", "happy to jump on a call next week", "what does your diary look like",
        "monday at three suits me", "let's get something in the calendar", "give me a ring after lunch",
        "i could do wednesday or friday", "please send an invite for half an hour", "come past the office and show us",
        "my assistant will find a slot for us", "can we move our chat to the following day", "here is my booking page",
        "would love a demo with the team", "see you then", "are you around later this week", "let us set up a time to speak",
    ),
    Intent.INTERESTED: (
        "this could be useful please send me more", "tell me how it works", "we have been looking for something like this",
        "yes please send the details through", "good timing we are reviewing suppliers", "i have passed this to our manager",
        "the right person is my colleague in operations", "keen to learn more about it", "what are the next steps",
        "happy to have a look at a sample", "flick me some info", "sounds like what we need", "count us in for the trial",
        "i would read a case study", "our marketing lead handles this copying her in", "not a bad idea show me an example",
    ),
    Intent.QUESTION: (
        "how much does it cost", "what exactly do you do", "where did you get my details", "do you work with small practices",
        "is there a minimum term", "which systems do you integrate with", "who else in our industry uses you",
        "how is our data stored", "are you based in australia", "what is included in the price", "is this a real person writing",
        "how long does it take to set up", "can you explain how you find leads", "do you offer refunds",
    ),
    Intent.NOT_INTERESTED: (
        "thanks but we are happy with our current provider", "no budget for this in the current year", "we do this ourselves",
        "not something we need", "i will pass on this one", "try me again in the new year", "we have just signed with another firm",
        "the timing is wrong for us", "we are too small for that", "this is not my area", "you are wasting your time",
        "wonderful one more sales pitch", "we decided against it", "it is not a priority at present", "all sorted on our end",
        "we are closing the business", "thanks for thinking of us we are fine as we are", "nothing here for us",
    ),
}  # fmt: skip


def likeness(text: str) -> dict[Intent, float]:
    """For each human intent the cosine with its nearest two known answers, averaged; 0 to 1."""
    words = _vector(text, _weights())
    return {
        intent: sum(sorted((_cosine(words, known) for known in vectors), reverse=True)[:2]) / 2
        for intent, vectors in _vectors().items()
    }


@cache
def _weights() -> dict[str, float]:
    texts = [text for texts in _KNOWN.values() for text in texts]
    seen = Counter(term for text in texts for term in set(_terms(text)))
    return {term: math.log(1 + len(texts) / count) for term, count in seen.items()}


@cache
def _vectors() -> dict[Intent, tuple[dict[str, float], ...]]:
    return {intent: tuple(_vector(text, _weights()) for text in texts) for intent, texts in _KNOWN.items()}


def _vector(text: str, weights: dict[str, float]) -> dict[str, float]:
    counted = Counter(_terms(text[:600]))
    raw = {term: min(count, 2) * weights.get(term, 4.0) for term, count in counted.items()}
    length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
    return {term: value / length for term, value in raw.items()}


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    return sum(value * one.get(term, 0.0) for term, value in other.items())


def _terms(text: str) -> list[str]:
    words = re.findall(r"[a-z']+", text.lower())
    return words + [f"{a} {b}" for a, b in itertools.pairwise(words)]
