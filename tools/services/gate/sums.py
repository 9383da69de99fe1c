"""Do the sums that a reader would do: a year's worth by the month, so many each, two figures together."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from tools.services.gate.figures import Figure, Kind

_PER = re.compile(
    r"[^.;,]{0,24}?\b(?:a|an|per|each|every)\s(?:(?:working|business|single|average|calendar)\s)?(?P<per>hour|day|night|week|fortnight|month|quarter|year)\b|\s?/\s?(?P<short>hr|mo|mth|month|yr|year|week)\b|\s(?P<adverb>hourly|daily|nightly|weekly|monthly|quarterly|yearly|annually)\b",
    re.IGNORECASE,
)
_ADVERBS = {"hourly": "hour", "daily": "day", "nightly": "day", "night": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year", "annually": "year", "hr": "hour", "mo": "month", "mth": "month", "yr": "year"}  # fmt: skip
_IN_A_YEAR = {"hour": (8760.0, 2080.0), "day": (365.0, 250.0, 260.0, 300.0, 312.0), "week": (52.0, 50.0, 48.0), "fortnight": (26.0,), "month": (12.0,), "quarter": (4.0,), "year": (1.0,)}  # fmt: skip
"""How often a span comes round in a year: every day of it, or those on which people work."""
_BY_THE_WEEK = {"day": (5.0, 6.0, 7.0), "month": (1 / 4, 12 / 52), "week": (1.0,)}
TURNOVER = 100_000.0
"""From which a sum of money without a span is a year's."""
_SUMS = re.compile(
    r"\b(?:each|apiece|a head|per (?:head|person)|comes? to|came to|works? out|that(?:['’]s| is|['’]d be| would be| makes)|would (?:be|come|cost|make)|['’]d be|makes? (?:it|that)|call it|in (?:all|total)|altogether|adds? up|between (?:you|them)|left|more|fewer|less)\b",
    re.IGNORECASE,
)
"""What says that a sum was done."""
PLAIN, HEDGED = 0.03, 0.15
"""How far a sum told plainly, and one told with "about", may be off."""


def span_of(text: str, figure: Figure) -> str:
    """The span of time that a figure is told by, "month" for 40 a month; empty where it is told by none."""
    match = _PER.match(text, figure.end)
    word = (match["per"] or match["short"] or match["adverb"]).lower() if match else ""
    return _ADVERBS.get(word, word)


def over_time(figure: Figure, span: str, known: Iterable[tuple[Figure, str]]) -> bool:
    """Whether one of the known figures, told by its span, makes this one by this span: 12,000 a year are 1,000 a month."""
    if not span:
        return False
    share = HEDGED if figure.hedge else PLAIN
    return any(
        abs(fact.value * times - figure.value) <= share * figure.value
        for fact, per in known
        if fact.kind in (Kind.COUNT, Kind.MONEY)
        for times in _times(per or ("year" if fact.value >= TURNOVER else ""), span)
    )


def _times(told: str, asked: str) -> Iterator[float]:
    if not told or told == asked:
        return
    yield from (a / b for a in _IN_A_YEAR[told] for b in _IN_A_YEAR[asked])
    if told in _BY_THE_WEEK and asked in _BY_THE_WEEK:
        yield from (a / b for a in _BY_THE_WEEK[told] for b in _BY_THE_WEEK[asked])


def reachable(
    values: Iterable[float], figure: Figure, said: Sequence[Figure], text: str, *, freely: bool
) -> bool:
    """Whether the facts' values, with the other figures of the sentence, come to this one: no proof, but no invention.

    Two counts of the facts may always be added; other sums of two facts need `freely` or a word that does sums.
    """
    told = set(values)
    if figure.kind is Kind.YEAR:
        return _is_year_of(told, figure, said)
    here = {other.value for other in said if other != figure}
    sums = _SUMS.search(text) is not None
    if (figure.kind is Kind.COUNT and _is_added(told, figure)) or (sums and _is_left(told, here, figure)):
        return True
    pairs = {*itertools.product(here, told | here), *itertools.product(told, here)}
    if (freely and figure.kind in (Kind.COUNT, Kind.DAYS)) or sums:
        pairs |= set(itertools.permutations(told, 2))
    share = HEDGED if figure.hedge else 0.02
    return any(
        abs(value * times - figure.value) <= share * figure.value
        for a, b in pairs
        for value in (a * b, a * b / 100, a / b if b else 0.0, a - b, a + b, 100 * a / b if b else 0.0)
        for times in ((1.0, 12.0, 52.0) if figure.kind is Kind.MONEY else (1.0,))
    )


def _is_year_of(told: set[float], figure: Figure, said: Sequence[Figure]) -> bool:
    """Fifty years in business in 2024 are a start in 1974, and who opened in 1946 turns 80 in 2026."""
    spans = [-days / 365 for days in told if days >= 365]
    spans += [other.value for other in said if other.kind is Kind.COUNT]
    years = [year for year in told if 1900 <= year <= 2100]
    return any(abs(year + span - figure.value) < 0.1 for year in years for span in spans)


def _is_added(told: set[float], figure: Figure) -> bool:
    """Fourteen vans here and nine there are 23."""
    return any(a + b == figure.value for a, b in itertools.combinations(told, 2))


def _is_left(told: set[float], here: set[float], figure: Figure) -> bool:
    """Two coaches of 52 seats for 74 players leave 30."""
    return any(a * b - c == figure.value for a, b in itertools.product(here, told) for c in here | told)
