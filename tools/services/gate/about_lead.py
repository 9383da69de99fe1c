"""Hold what the message says of the lead against what is known of them."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator

from tools.services.gate.acquaintance import HEDGED, NEGATED
from tools.services.gate.events import LEAD_EVENTS, SEEN, kinds_of
from tools.services.gate.message import Message, Severity
from tools.services.gate.namings import namings
from tools.services.gate.stems import content_words, meanings, stem
from tools.services.gate.words import WORD, fold

Claim = tuple[Severity, str, tuple[int, int]]

_YOU = re.compile(r"\b(?:you|your|you['’](?:re|ve|d))\b", re.IGNORECASE)
_US = re.compile(r"\b(?:we|our|ours|us|we['’](?:re|ve|d|ll)|I|I['’](?:ve|m|ll)|my)\b")
_OTHERS = re.compile(
    r"\b(?:clinics|firms|businesses|companies|practices|teams|owners|clients|customers|agencies|people|builders|who|that are|others|they|everyone|most|many|a (?:growing|new|small) \w+)\b",
    re.IGNORECASE,
)
_BORED = re.compile(
    r"\b(?:you|your (?:team|business|staff|clinic|practice|firm|company|patients|customers|clients)) (?:are|is|['’]re)? ?(?:\w+ )?(?:los(?:e|ing)|wast(?:e|ing)|struggl(?:e|ing)|overpay(?:ing)?|miss(?:ing)? out|fall(?:ing)? behind|leav(?:e|ing) money|bleed(?:ing)?|suffer(?:ing)?|pay(?:ing)? too much|understaffed|drown(?:ing)?|complain(?:ing)?)\b|\byou(?:['’]re|r business is) (?:losing|wasting|overpaying|struggling|missing|falling|paying too)\b",
    re.IGNORECASE,
)
_EVENTS = frozenset(("funding", "award", "deal", "listing", "cuts"))
"""What is in the papers or is not; talk of growth, of a move or of a system may be a manner of speaking."""
_DONE = re.compile(
    r"\b(?:\w+ed|won|bought|grew|grown|sold|built|hiring|opening|expanding|growing|acqui\w+|award|funding|series|IPO|layoffs|using|running|runs|ends|expires|merger|of the year|takeover)\b",
    re.IGNORECASE,
)
"""A verb or a noun that says that something happened, rather than of what sort a thing is."""
_PART = re.compile(r"[,;:—–]\s|\s(?:so|but|and I|which|because|while|though)\s")
_LIGHT = frozenset(
    stem(word)
    for word in "write ask reach short quick monthly weekly yearly daily today yesterday tomorrow ago time now title best good nice lovely interesting name".split()
)
"""Words that say when, how soon or how nice, but not what."""
LITTLE, HALF = 0.01, 0.5
"""Shares of the weighty words of a claim that facts know: none of them, half of them."""


_OF_THIS = re.compile(
    r"\A(?:\w+['’]?\w* ){1,3}(?:the|this|my) (?:subject(?: line)?|e-?mail|message|note|letter|card)\b",
    re.IGNORECASE,
)
"""What was read is what we write."""


def about_lead(message: Message, text: str) -> Iterator[Claim]:
    """What no fact says of the lead; hard where not one word of it is known."""
    seen = SEEN.search(text)
    if not seen and not _speaks_of_lead(message, text):
        return
    kinds = kinds_of(text, LEAD_EVENTS)
    yield from _events(message, text, seen, kinds)
    if seen and not _OF_THIS.search(text[seen.start() :]):
        yield from _observed(message, text, seen, bool(kinds))
    bored = _BORED.search(text)
    if (
        bored
        and not _asks(text)
        and not HEDGED.search(text)
        and not meanings(bored[0]) & known_meanings(message)
    ):
        yield "soft", "No fact says so of the lead", bored.span()


def _events(
    message: Message, text: str, seen: re.Match[str] | None, kinds: dict[str, re.Match[str]]
) -> Iterator[Claim]:
    borne = {kind for fact in message.supports for kind in kinds_of(fact, LEAD_EVENTS)}
    for kind, match in kinds.items():
        if kind in borne or NEGATED.search(text[: match.start()]):
            continue
        if not seen and (
            _asks(text) or _is_hedged(text, match) or not _is_theirs(message, text, match) or kind == "words"
        ):
            continue
        if seen and _is_own_news(text, match):
            continue
        share = known_share(message, _part_with(text, match), of_lead=bool(seen))
        if share >= HALF and (not seen or meanings(match[0]) & message.supported_meanings):
            continue
        done = seen or _DONE.search(match[0])
        hard = share <= LITTLE and done and (seen or kind in _EVENTS) and not (_asks(text) and not seen)
        start = seen.start() if seen and seen.start() < match.start() else match.start()
        yield "hard" if hard else "soft", "No fact says so of the lead", (start, match.end())


def _observed(message: Message, text: str, seen: re.Match[str], of_a_kind: bool) -> Iterator[Claim]:
    if of_a_kind and next(namings(message, text), None):
        yield "hard", "No fact names this", (seen.start(), len(text))
        return
    share = known_share(message, _what(text, seen), of_lead=True)
    if share < HALF:
        hard = share <= LITTLE and not of_a_kind and _speaks_of_lead(message, text) and _says_much(text, seen)
        yield "hard" if hard else "soft", "No fact says so of the lead", (seen.start(), len(text))


def known_share(message: Message, text: str, *, of_lead: bool) -> float:
    """The share of a text's weighty words that is known, of the lead alone or at all; one where it has none."""
    words = meanings(text) - names_of(message) - _LIGHT
    known = message.supported_meanings - names_of(message) if of_lead else known_meanings(message)
    return len(words & known) / len(words) if words else 1.0


def known_meanings(message: Message) -> frozenset[str]:
    """What facts, cards and earlier messages speak of, names aside."""
    return message.known_meanings - names_of(message)


def names_of(message: Message) -> frozenset[str]:
    """The stems of the lead's and the company's name, which say nothing of them."""
    return frozenset(
        stem(word)
        for text in (message.lead.full_name, message.lead.company)
        for word in WORD.findall(fold(text))
    ) - content_words(" ".join(message.lead.facts).replace(message.lead.company, " "))


def _says_much(text: str, seen: re.Match[str]) -> bool:
    """Whether it says enough that one word in common would be expected had a fact been told."""
    return len(meanings(_what(text, seen)) - _LIGHT) >= 3


def _asks(text: str) -> bool:
    return text.rstrip('"”’)').endswith("?")


def _speaks_of_lead(message: Message, text: str) -> bool:
    company = message.lead.company
    return (
        bool(_YOU.search(text))
        or bool(company and fold(company) in fold(text))
        or bool(company and len(company.split()[0]) > 3 and fold(company.split()[0]) in fold(text))
    )


def _is_hedged(text: str, match: re.Match[str]) -> bool:
    """Whether a guess or a condition governs the words: one before them, or one in their own clause."""
    clause = re.split(r"[,;:—–]", text[match.end() :])[0]
    return bool(HEDGED.search(text[: match.end()]) or HEDGED.search(clause))


def _is_theirs(message: Message, text: str, match: re.Match[str]) -> bool:
    """Whether the event's subject is the lead: the nearest person named before it, or "your" within it."""
    before = text[: match.start()]
    you = [m.end() for m in _YOU.finditer(before)]
    name = message.lead.company.split()[0] if message.lead.company else ""
    you += [m.end() for m in re.finditer(re.escape(name), before, re.IGNORECASE)] if len(name) > 2 else []
    nearest = max([m.end() for pattern in (_US, _OTHERS) for m in pattern.finditer(before)], default=-1)
    own = bool(_YOU.search(match[0]))
    return own or (bool(you) and max(you) > nearest and match.start() - max(you) < 60)


def _is_own_news(text: str, match: re.Match[str]) -> bool:
    """ "I read widely; we opened an office" is our news."""
    return bool(re.search(r"\b(?:we|our|us)\b(?:\W+\w+){0,4}\W*$", text[: match.start()], re.IGNORECASE))


def _part_with(text: str, match: re.Match[str]) -> str:
    """The clause that the match stands in."""
    ends = [0, *(gap.end() for gap in _PART.finditer(text)), len(text)]
    start = max(end for end in ends if end <= match.start())
    stop = min((end for end in ends if end > match.end()), default=len(text))
    return text[start:stop]


def _what(text: str, seen: re.Match[str]) -> str:
    """What is claimed to have been seen."""
    says = re.match(
        r"(?i)\b(?:I|saw|noticed|read|heard|congrat|impressed|it (?:looks|seems))", text[seen.start() :]
    )
    rest = text[seen.end() :] if says else text[seen.start() :]
    if not meanings(rest) - _LIGHT:
        # "…, I hear" says before what was heard.
        rest = text[: seen.start()].rstrip(" ,–—")
    return re.split(r"[,;:—–]|\bso\b|\bbut\b|\band I\b|\bwhich\b", rest)[0]
