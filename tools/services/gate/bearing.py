"""Say whether the facts bear out a figure: as it stands, rounded, in other units, or by a sum that a reader would do."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tools.services.gate.figures import Figure, Kind, agrees, figures_of, shared_of, single_of, vague_of
from tools.services.gate.message import Message
from tools.services.gate.notations import OVER
from tools.services.gate.stems import same
from tools.services.gate.sums import over_time, span_of

_ORDINALS = {
    "second": 2.0,
    "third": 3.0,
    "fourth": 4.0,
    "fifth": 5.0,
    "sixth": 6.0,
    "seventh": 7.0,
    "eighth": 8.0,
    "ninth": 9.0,
    "tenth": 10.0,
}
_SINCE = re.compile(
    r"\b(?:since|founded in|established in|started in|began in|opened in|from|est\.?)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_NOUN = re.compile(r"[\s-]*(?:\+\s*)?(?P<words>(?:[^\W\d_]+[\s-]+){0,2}[^\W\d_]+)")
_NO_NOUN = frozenset(
    "a an the of in on at to for from by with and or but per each every is are was were has have had that which who now today this last next ago so as than out about over under more less fewer up down their its our your his her my all both into within since until between after before during".split()
)
_TOGETHER = re.compile(r"^[^.;]{0,30}\b(?:to|of|and|plus|instead of|rather than|then)\b", re.IGNORECASE)
"""What makes of two figures of a fact a change, a share or a sum."""
_EACH = re.compile(r"\b(?:each|apiece|a head|per (?:head|person|\w+)|a person|every)\b", re.IGNORECASE)
_TIMES = (12.0, 1 / 12, 52.0, 1 / 52, 4.0, 0.25)
"""By which a price a month is one a year, and the like."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A figure of a fact with what it counts and by what it is charged."""

    figure: Figure
    nouns: frozenset[str]
    per: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """All the figures that facts tell, and those that follow from two of one fact."""

    year: int
    told: tuple[Told, ...]
    derived: tuple[Figure, ...]


def known_of(message: Message) -> Known:
    """What may be counted on: facts of both sides, what was asked for, and what was said before."""
    before = tuple(body for _, body in message.earlier)
    texts = (*message.supports, *message.brand.facts, message.brand.company, message.lead.company, *before)
    told = [one for text in texts for one in _told(text)]
    whole = " ".join(message.supports)
    # A second clinic makes two of them.
    told += [
        Told(figure=Figure(n, Kind.COUNT, "", 0, 0, word), nouns=frozenset(), per="")
        for word, n in _ORDINALS.items()
        if re.search(rf"\b{word}\b", whole, re.IGNORECASE)
    ]
    derived = tuple(figure for text in texts for figure in _derived(text))
    return Known(year=message.year, told=tuple(told), derived=derived)


def bears_out(known: Known, figure: Figure, text: str) -> bool:
    """Whether a fact says it, in whatever notation, or two of them together."""
    facts = [one.figure for one in known.told]
    if any(agrees(figure, fact) for fact in facts):
        return True
    if over_time(figure, span_of(text, figure), ((one.figure, one.per) for one in known.told)):
        return True
    if any(agrees(figure, fact) and fact.value <= 1.5 * figure.value for fact in known.derived):
        return True
    if _EACH.search(text) and any(agrees(figure, fact) for fact in _each(facts)):
        return True
    match figure.kind:
        case Kind.DAYS if figure.unit in ("year", "yr", "decade"):
            return _is_age(known, figure)
        case Kind.YEAR if _SINCE.search(text[: figure.start]):
            ages = [fact.value / 365 for fact in facts if fact.kind is Kind.DAYS]
            return any(abs(known.year - figure.value - age) <= 1.01 for age in ages)
        case Kind.PERCENT if (share := shared_of(figure.text)) is not None:
            counts = {fact.value for fact in facts if fact.kind is Kind.COUNT}
            return set(share) <= counts
        case Kind.MULTIPLE | Kind.PERCENT:
            return any(_same_change(figure, fact) for fact in facts)
        case Kind.MONEY:
            return _is_bill(facts, figure)
        case Kind.COUNT:
            return _is_count(known, facts, figure, text)
        case _:
            return False


def contradicts(known: Known, figure: Figure, text: str) -> bool:
    """Whether a fact counts the same thing otherwise, or charges the same sum by another measure."""
    if figure.kind is Kind.MONEY:
        per = span_of(text, figure)
        same = [one.per for one in known.told if agrees(figure, one.figure) and one.figure.kind is Kind.MONEY]
        return bool(per and same) and all(one and one != per for one in same)
    if figure.kind is not Kind.COUNT:
        return False
    nouns, per = _nouns(text, figure), span_of(text, figure)
    same_things = [
        one.figure
        for one in known.told
        # So many a month and so many a year are two measures.
        if one.figure.kind is Kind.COUNT and nouns & one.nouns and not (per and one.per and per != one.per)
    ]
    return bool(same_things) and not any(agrees(figure, one) for one in same_things)


@lru_cache(maxsize=2_048)
def _told(text: str) -> tuple[Told, ...]:
    read = (*figures_of(text), *vague_of(text), *single_of(text))
    return tuple(Told(figure=one, nouns=_nouns(text, one), per=span_of(text, one)) for one in read)


def _nouns(text: str, figure: Figure) -> frozenset[str]:
    """The stems of the words that follow a count, up to what ends its phrase."""
    match = _NOUN.match(text, figure.end)
    words = re.split(r"[\s-]+", match["words"].lower()) if match else []
    return frozenset(same(word) for word in itertools.takewhile(lambda word: word not in _NO_NOUN, words))


@lru_cache(maxsize=2_048)
def _derived(text: str) -> tuple[Figure, ...]:
    told = [
        one.figure
        for one in _told(text)
        if one.figure.kind in (Kind.COUNT, Kind.DAYS, Kind.PERCENT, Kind.MONEY)
    ]
    pairs = [
        (a, b)
        for a, b in itertools.pairwise(told)
        if a.kind is b.kind and a.value != b.value and _TOGETHER.search(text[a.end : b.start])
    ]
    return tuple(figure for a, b in pairs for figure in _of_pair(a, b))


def _of_pair(a: Figure, b: Figure) -> Iterator[Figure]:
    """From 12 to 5 is down by 58 per cent, by more than half, to five twelfths, by seven; 4 and 3 are seven."""
    high, low = max(a.value, b.value), min(a.value, b.value)
    if low <= 0:
        return
    for value, kind in (
        (100 * (1 - low / high), Kind.PERCENT),
        (100 * low / high, Kind.PERCENT),
        (100 * (high / low - 1), Kind.PERCENT),
        (high / low, Kind.MULTIPLE),
        (high - low, a.kind),
        (high + low, a.kind),
    ):
        # Nobody works out more than the nearest hundredth.
        yield Figure(value, kind, "", 0, 0, "", a.unit)
        if kind is Kind.PERCENT:
            yield Figure(round(value), kind, "", 0, 0, "")


def _each(facts: list[Figure]) -> Iterator[Figure]:
    """What falls to one of a number: 280 square metres for 32 people."""
    counts = [fact.value for fact in facts if fact.kind in (Kind.COUNT, Kind.MONEY) and fact.value > 0]
    for a, b in itertools.permutations(counts, 2):
        if a > b:
            yield Figure(a / b, Kind.COUNT, "", 0, 0, "")


def _is_age(known: Known, figure: Figure) -> bool:
    """ "Twelve years" may be told of a firm founded in 2014."""
    years = figure.value / 365
    since = [known.year - one.figure.value for one in known.told if one.figure.kind is Kind.YEAR]
    return any(
        abs(age - years) <= 1.01
        or (figure.hedge in OVER and years <= age <= 1.5 * years)
        or (figure.hedge and abs(age - years) <= 0.15 * years)
        for age in since
    )


def _same_change(figure: Figure, fact: Figure) -> bool:
    """Twice as many are 100 per cent more."""
    if {figure.kind, fact.kind} != {Kind.MULTIPLE, Kind.PERCENT}:
        return False
    times, share = (figure, fact) if figure.kind is Kind.MULTIPLE else (fact, figure)
    return times.value > 1 and abs((times.value - 1) * 100 - share.value) < 1


def _is_bill(facts: list[Figure], figure: Figure) -> bool:
    """A price for so many, or by another span of time."""
    counts = [fact.value for fact in facts if fact.kind is Kind.COUNT and fact.value > 1]
    return any(
        abs(fact.value * n - figure.value) < 0.001 * figure.value
        for fact in facts
        if fact.kind is Kind.MONEY
        for n in (*_TIMES, *counts, *(12 * n for n in counts), *(52 * n for n in counts))
    )


def _is_count(known: Known, facts: list[Figure], figure: Figure, text: str) -> bool:
    if re.search(r"\b(?:for|in|over|after|these)\s*$", text[: figure.start]) and any(
        fact.kind is Kind.YEAR and abs(known.year - fact.value - figure.value) <= 1 for fact in facts
    ):
        # "For fifteen" after a sentence of years leaves the word out.
        return True
    if re.search(r"%|per ?cent", text) and any(
        fact.kind is Kind.PERCENT and abs(fact.value - figure.value) < 0.01 for fact in facts
    ):
        # "From 12 per cent to five": the second one is a share too.
        return True
    paid = figure._replace(kind=Kind.MONEY)
    if not _nouns(text, figure) and (any(agrees(paid, fact) for fact in facts) or _is_bill(facts, paid)):
        # "From three hundred and thirty a month": dollars are understood.
        return True
    return any(
        fact.kind is Kind.COUNT and fact.hedge in OVER and fact.value <= figure.value <= 1.02 * fact.value
        for fact in facts
    )
