"""Hold what the message boasts of the sender against the facts of the brand."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator

from tools.services.gate.acquaintance import NEGATED
from tools.services.gate.english import is_english
from tools.services.gate.events import BRAND_EVENTS, kinds_of
from tools.services.gate.message import Message, Severity
from tools.services.gate.stems import meanings
from tools.services.gate.words import fold

_YOU = re.compile(r"\b(?:you|your|you['’](?:re|ve|d))\b", re.IGNORECASE)
_LOOSE = frozenset(
    "will your never first charge with back only that this cost price pricing free when until".split()
)
_SURE = {
    "award": r".",
    "standard": r"\d|(?-i:\b[A-Z]{2,}\b)|gold|platinum|partner|endorsed|recommended|approved",
    "superlative": r".",
    "press": r".",
    "guarantee": r"guarantee|money|risk[- ]free|promise you|don['’]t pay|no[- ]win|refund|pay you|nothing|reimburse|compensate|(?:save|make|earn) you",
    "hours": r"(?!)",
    "luck": r"won|selected|chosen|winner|claim",
    "terms": r"(?!)",
    "offer": r"discount|half|first|month free|% off",
    "customers": r"used by|trusted by|chosen by|loved by|competit|rivals|household|Fortune|ASX|big four|in your (?:industry|area|street|city)|(?:we|I)[^.]* (?:helped|saved)",
    "law": r"(?!)",
    "stock": r"(?!)",
    "results": r"study|studies|research|award",
}
"""What of each kind is told so exactly that a reader may hold us to it; the rest may be loose talk."""


_RANKS = {
    "gold": 1, "silver": 2, "bronze": 3, "winner": 1, "winners": 1, "won": 1, "champion": 1, "champions": 1, "first": 1, "runner-up": 2, "runners-up": 2, "second": 2, "third": 3, "finalist": 4, "finalists": 4, "shortlisted": 5, "nominated": 6, "nominee": 6, "commended": 7, "commendation": 7,
}  # fmt: skip
_RANK = re.compile(
    rf"\b(?:{'|'.join(_RANKS)})\b(?=[^.]{{0,40}}\b(?:medal|prize|place|award|awards|of the year|in|at|for|,|\d{{4}})|,)",
    re.IGNORECASE,
)


def about_us(message: Message, text: str) -> Iterator[tuple[Severity, str, tuple[int, int]]]:
    """What the brand's facts do not say of it."""
    kinds = kinds_of(text, BRAND_EVENTS)
    if not kinds:
        return
    ours = " \n".join((*message.brand.facts, message.brand.title, message.brand.company, *message.asked))
    borne = set(kinds_of(ours, BRAND_EVENTS))
    about_lead = kinds_of(" \n".join(message.lead.facts), BRAND_EVENTS)
    for kind, match in kinds.items():
        before = text[: match.start()]
        if kind == "award" and (rank := _other_rank(ours, text)) is not None:
            yield "hard", "No fact of the brand tells of such an award", rank
            continue
        if kind == "standard" and (named := _unknown_standard(message, text, match)) is not None:
            yield "hard", "No fact of the brand names this standard", named
            continue
        if (
            (kind in borne and _same_words(kind, match[0], ours))
            or (
                NEGATED.search(before)
                and not re.search(r"\b(?:(?:we|I)(?:['’]ll|['’]d)?|us)\s+(?:\w+ )?$", before)
            )
            or (kind in about_lead and _YOU.search(text))
            or fold(match[0]) in fold(ours)
        ):
            continue
        if kind == "superlative" and not _boasts(message, text, match):
            continue
        said = meanings(match[0])
        asks = text.rstrip('"”’)').endswith("?") or re.search(r"\bif\b|\bwould\b", before, re.IGNORECASE)
        loose = asks or not re.search(_SURE[kind], match[0], re.IGNORECASE | re.DOTALL)
        loose = loose or (kind != "guarantee" and bool(said) and said <= message.known_meanings)
        yield "soft" if loose else "hard", "No fact of the brand says so", match.span()


def _boasts(message: Message, text: str, match: re.Match[str]) -> bool:
    """Whether a superlative is said of us or of our thing: "the best of us" and "near the top of the list" are not."""
    if not re.match(r"the \w+$|the most \w+$", match[0], re.IGNORECASE):
        return True
    name = re.escape((message.brand.name or message.brand.company or "we").split()[0])
    before = text[: match.start()]
    return bool(re.search(rf"\b(?:we|we['’]re|our \w+|us|{name})\b[^,;:]{{0,24}}$", before, re.IGNORECASE))


def _other_rank(ours: str, text: str) -> tuple[int, int] | None:
    """A place in a contest other than the one that a fact tells of: gold for silver, winner for finalist."""
    told = {_RANKS[rank[0].lower()] for rank in _RANK.finditer(ours)}
    said = next((rank for rank in _RANK.finditer(text) if _RANKS[rank[0].lower()] not in told), None)
    return said.span() if told and said else None


def _unknown_standard(message: Message, text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """An abbreviation beside "certified" and its kin that no fact knows."""
    around = re.compile(r"\b[A-Z][A-Z\d]{2,}(?:[ -]?\d+)?\b")
    for name in around.finditer(text, max(0, match.start() - 24), min(len(text), match.end() + 24)):
        word = name[0].split()[0]
        if (
            not is_english(word)
            and fold(word) not in message.known_words
            and abs(name.start() - match.end()) < 30
        ):
            return min(name.start(), match.start()), max(name.end(), match.end())
    return None


def _same_words(kind: str, said: str, ours: str) -> bool:
    """A fact of the same kind bears it out; for names of standards it must name the same."""
    if kind in ("guarantee", "offer"):
        # A warranty is no guarantee for life, and a free first visit no free trial.
        words = {word[:6] for word in re.findall(r"[a-z]{4,}", said.casefold()) if word not in _LOOSE}
        return all(word in fold(ours) for word in words)
    if kind != "standard":
        return True
    tokens = [
        fold(token)
        for token in re.findall(r"\w+", said)
        if token.isupper() or any(c.isdigit() for c in token)
    ]
    return all(token in fold(ours) for token in tokens)
