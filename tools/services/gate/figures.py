"""Read the figures of a text by value: 12k is 12,000, a dozen is twelve, half is 50 per cent."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a figure counts."""

    COUNT = "count"
    PERCENT = "percent"
    MONEY = "money"
    MULTIPLE = "multiple"
    DAYS = "days"
    YEAR = "year"


class Figure(NamedTuple):
    """A value, what it counts, how it was hedged, and where it stands."""

    value: float
    kind: Kind
    hedge: str
    start: int
    end: int
    text: str
    unit: str = ""


_ONES = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(),
        range(1, 20),
        strict=True,
    )
)
_TENS = dict(
    zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True)
)
_SCALES = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_MAGNITUDES = {
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "mil": 1e6,
    "million": 1e6,
    "b": 1e9,
    "bn": 1e9,
    "billion": 1e9,
    "hundred": 100.0,
    "lakh": 1e5,
    "crore": 1e7,
}
_DAYS = {
    "hour": 1 / 24,
    "hr": 1 / 24,
    "minute": 1 / 1440,
    "min": 1 / 1440,
    "day": 1.0,
    "night": 1.0,
    "week": 7.0,
    "wk": 7.0,
    "fortnight": 14.0,
    "month": 30.4,
    "quarter": 91.3,
    "year": 365.0,
    "yr": 365.0,
    "decade": 3650.0,
    "second": 1 / 86400,
}
_WORDS = "|".join([*_ONES, *_TENS])
_DIGITS = "zero|oh|nought|one|two|three|four|five|six|seven|eight|nine"
_NUMBER_WORDS = rf"(?:(?:a|an|half a)\s+)?(?:(?:{_WORDS}|hundred|thousand|million|billion|dozen)(?:[\s-]+(?:and\s+)?(?:{_WORDS}|hundred|thousand|million|billion|dozen))*(?:[\s-]+point(?:[\s-]+(?:{_DIGITS}))+|\s+and a half\b)?)"
_HEDGE = r"(?P<hedge>(?:about|around|roughly|some|approximately|approx\.?|nearly|almost|close to|circa|over|more than|at least|upwards of|north of|under|less than|fewer than|up to|within|below|just over|just under|well over|as many as|as little as|as much as|in as little as|~|>|<)\s*)?"
_FIGURE = re.compile(
    rf"(?<![\w$£€.,])(?:(?<=\s)|(?<=^)|(?<=[(\"“'‘—–~+>/-])|\b){_HEDGE}(?P<currency>(?:AU|A|US|NZ)?\$|£|€|AUD\s?|USD\s?|NZD\s?)?(?:(?P<number>\d{{1,3}}(?:[,\u2009\u00a0]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)|(?P<words>\b{_NUMBER_WORDS}\b))"
    r"(?P<plus>\+)?[\s-]?(?P<magnitude>(?:k|K|m|M|mn|mil|bn|b|B)(?![\w’'])|(?:thousand|million|billion|hundred)\b)?(?P<plus2>\+)?"
    r"(?:\s?(?P<percent>%|per\s?cent(?:age points?)?\b|percent\b|pc\b)|(?P<times>x\b|×|[\s-]?fold\b|[\s-]?times\b(?!\s+(?:a|per|each|that|this|which|to|for|on|in|suit|work|are)\b)))?"
    r"(?:[\s-]?(?P<working>(?:working|business)[\s-])?(?P<unit>hours?|hrs?|minutes?|mins?|days?|nights?|weeks?|wks?|fortnights?|months?|quarters?|years?|yrs?|decades?|seconds?)\b)?"
    r"(?P<dollars>\s?(?:dollars|bucks|AUD|pounds|euros|cents)\b)?",
    re.IGNORECASE,
)  # fmt: skip
_CENTURIES = re.compile(
    r"(?P<hedge>about|around|nearly|almost|over|more than|well over|at least)? ?\b(?:(?P<quarter>(?:a )?quarter(?: of a|[ -])? ?century)|(?P<half>half a century|half-century)|a century)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"(?P<hedge>about|around|nearly|almost|over|more than|at least|within|under|less than|inside)? ?\b(?:(?P<half>half)|(?P<three>three[- ]quarters)|(?P<quarter>(?:a )?quarter)|(?P<third>(?:a |one )third)) (?:of )?an? (?P<unit>minute|hour|day|week|month|year)\b|\b(?P<more>an? (?P<whole>minute|hour|day|week|month|year) and a half)\b",
    re.IGNORECASE,
)
"""Half an hour, three quarters of an hour, an hour and a half."""
_SPOKEN_YEAR = re.compile(
    rf"\b(?P<century>eighteen|nineteen|twenty)[ -](?:(?:oh|hundred(?: and)?)[ -](?P<ones>{'|'.join(list(_ONES)[:9])})|(?P<teens>{'|'.join(list(_ONES)[9:])})|(?P<tens>{'|'.join(_TENS)})(?:[ -](?P<rest>{'|'.join(list(_ONES)[:9])}))?)\b",
    re.IGNORECASE,
)
"""Nineteen eighty-seven, twenty oh-four, twenty twenty-five."""
_RATIOS = (
    (re.compile(r"(?P<hedge>about|around|nearly|almost|over|more than|well over|at least|less than|under|up to)? ?\b(?<!first )(?<!second )(?<!other )(?<!better )(?<!last )half\b(?!\s+(?:an?\b|past|days?|terms?|yearly|moon|way|hearted|time|dozen|hours?|marathon|million|an hour|the battle|the (?:time|fun|job))|-(?:an?|hour|day|time|hearted|way|term|year|dozen))|\bhalv(?:e[sd]?|ing)\b|\bcut\w* (?:\w+ ){0,4}in half\b|\bby half\b", re.IGNORECASE), 50.0, Kind.PERCENT),
    (re.compile(r"\b(?:a|one)[ -]third\b", re.IGNORECASE), 33.3, Kind.PERCENT),
    (re.compile(r"\btwo[ -]thirds\b", re.IGNORECASE), 66.7, Kind.PERCENT),
    (re.compile(r"\b(?:a|one) quarter (?:of(?! (?:a century|an hour|the (?:year|time)))|less|more|fewer|off)\b|\bby a quarter\b", re.IGNORECASE), 25.0, Kind.PERCENT),
    (re.compile(r"\bthree[ -]quarters\b", re.IGNORECASE), 75.0, Kind.PERCENT),
    (re.compile(r"\b(?:doubl(?:ed|es|ing)|double (?:the|their|your|our)|twice (?:as|the)|twofold)\b", re.IGNORECASE), 2.0, Kind.MULTIPLE),
    (re.compile(r"\b(?:tripl(?:ed|es|ing)|triple (?:the|their|your|our)|three times (?:as|the|more)|threefold|trebled)\b", re.IGNORECASE), 3.0, Kind.MULTIPLE),
    (re.compile(r"\b(?:quadrupl(?:ed|es|ing)|fourfold|four times (?:as|the|more))\b", re.IGNORECASE), 4.0, Kind.MULTIPLE),
    (re.compile(r"\b(?P<hedge>about|around|nearly|almost|over|more than|well over|at least|within|under|less than)? ?\b(?:a|per|each|every) (?P<unit>fortnight|decade)\b", re.IGNORECASE), 0.0, Kind.DAYS),
)  # fmt: skip
_SHARE = re.compile(
    rf"\b(?<![$£€])(?P<part>\d{{1,2}}|{_WORDS}) (?:in|out of|of every|in every) (?:every )?(?P<whole>\d{{1,3}}(?!\d)|(?:{_WORDS})(?:-(?:{_WORDS}))?|a hundred)\b(?! (?:minutes|hours|days|weeks|months|years|o['’]clock|am|pm))",
    re.IGNORECASE,
)
_TO = re.compile(
    r"\s*(?:(?:down|up)\s+)?(?:to|or|and|[–—-])\s*(?:just |only |under |about |around |over )?", re.IGNORECASE
)
_SINGLE = re.compile(
    r"\b(?:a|an|one|single|the same) (?P<unit>minute|hour|day|week|fortnight|month|year|decade)\b",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?P<word>hundreds|thousands|dozens|scores|millions|tens of thousands|countless|hundred-odd)(?: and \w+)? of\b|\b(?P<alone>dozens|hundreds|thousands|countless|several hundred|several thousand)\b(?= (?:clients|customers|businesses|clinics|firms|companies|practices|teams|owners|people|jobs|sites|users))",
    re.IGNORECASE,
)
_LEAST = {"dozens": 24.0, "scores": 40.0, "hundreds": 200.0, "thousands": 2_000.0, "millions": 2e6, "tens of thousands": 2e4, "countless": 1_000.0, "several hundred": 200.0, "several thousand": 2_000.0, "hundred-odd": 90.0}  # fmt: skip


def figures_of(text: str) -> Iterator[Figure]:
    """Every figure of the text, whatever its notation."""
    taken: list[tuple[int, int]] = []
    for match in _SHARE.finditer(text):
        part, whole = _plain(match["part"]), _plain(match["whole"])
        if part and whole and part <= whole:
            taken.append(match.span())
            # "Three in five" is how people say 61 per cent.
            yield Figure(100 * part / whole, Kind.PERCENT, "just about", *match.span(), match[0])
    for match in _CENTURIES.finditer(text):
        taken.append(match.span())
        years = 25 if match["quarter"] else 50 if match["half"] else 100
        yield Figure(
            years * 365.0, Kind.DAYS, (match["hedge"] or "").lower(), *match.span(), match[0], "year"
        )
    for match in _PARTS.finditer(text):
        taken.append(match.span())
        yield _part(match)
    for match in _SPOKEN_YEAR.finditer(text):
        taken.append(match.span())
        yield Figure(_spoken_year(match), Kind.YEAR, "", *match.span(), match[0])
    for pattern, value, kind in _RATIOS:
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            if kind is Kind.DAYS:
                word = match["unit"].lower()
                yield Figure(_DAYS[word], kind, (match["hedge"] or "").lower(), *match.span(), match[0], word)
            else:
                hedge = (match.groupdict().get("hedge") or "").lower()
                yield Figure(value, kind, hedge, *match.span(), match[0])
    read = [
        figure
        for match in _FIGURE.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in taken)
        and (figure := _figure(match)) is not None
    ]
    yield from _in_ranges(text, read)


def _in_ranges(text: str, read: list[Figure]) -> Iterator[Figure]:
    """In "from five days to two" both count days, and in "10 to 15 per cent" both are shares."""
    for n, figure in enumerate(read):
        if figure.kind is Kind.COUNT:
            beside = [
                other
                for other, gap in (
                    (read[n - 1], text[read[n - 1].end : figure.start]) if n else (figure, "."),
                    (read[n + 1], text[figure.end : read[n + 1].start])
                    if n + 1 < len(read)
                    else (figure, "."),
                )
                if _TO.fullmatch(gap) and other.kind in (Kind.DAYS, Kind.PERCENT)
            ]
            if beside:
                scale = _DAYS[beside[0].unit] if beside[0].kind is Kind.DAYS else 1.0
                figure = figure._replace(  # noqa: PLW2901  the same figure, read in its range
                    value=figure.value * scale, kind=beside[0].kind, unit=beside[0].unit
                )
        yield figure


def _part(match: re.Match[str]) -> Figure:
    word = (match["unit"] or match["whole"]).lower()
    share = 1.5 if match["more"] else 0.5 if match["half"] else 0.75 if match["three"] else 0.25 if match["quarter"] else 1 / 3  # fmt: skip
    hedge = (match["hedge"] or "").lower()
    return Figure(_DAYS[word] * share, Kind.DAYS, hedge, *match.span(), match[0], word)


def _spoken_year(match: re.Match[str]) -> float:
    century = {"eighteen": 1800, "nineteen": 1900, "twenty": 2000}[match["century"].lower()]
    named = (match["ones"], match["teens"], match["rest"])
    within = sum(_ONES[word.lower()] for word in named if word)
    return float(century + within + (_TENS[match["tens"].lower()] if match["tens"] else 0))


def vague_of(text: str) -> Iterator[Figure]:
    """“Hundreds of” and its kin, with the least that each stands for."""
    for match in _VAGUE.finditer(text):
        word = (match["word"] or match["alone"]).lower()
        yield Figure(_LEAST[word], Kind.COUNT, "vague", *match.span(), match[0])


def single_of(text: str) -> Iterator[Figure]:
    """“In a week”: one of a unit, which a fact may say and a text may tell in other units."""
    for match in _SINGLE.finditer(text):
        yield Figure(
            _DAYS[match["unit"].lower()], Kind.DAYS, "", *match.span(), match[0], match["unit"].lower()
        )


def agrees(said: Figure, known: Figure) -> bool:
    """Whether a known figure bears out what was said, as far as the hedge goes."""
    if said.kind is not known.kind and not _comparable(said, known):
        return False
    a, b = said.value, known.value
    if _same(said, a, b):
        return True
    hedge = said.hedge
    if hedge in (
        "about",
        "around",
        "roughly",
        "some",
        "approximately",
        "approx",
        "approx.",
        "nearly",
        "almost",
        "close to",
        "circa",
        "~",
        "just under",
    ):
        return _close(a, b, 0.12)
    if hedge in (
        "over",
        "more than",
        "at least",
        "upwards of",
        "north of",
        "just over",
        "well over",
        ">",
        "+",
    ):
        return a <= b <= 3 * a
    if hedge == "just about":
        return _close(a, b, 0.05)
    if hedge == "vague":
        return b >= a
    if hedge in (
        "under",
        "less than",
        "fewer than",
        "up to",
        "within",
        "below",
        "as many as",
        "as little as",
        "as much as",
        "in as little as",
        "<",
    ):
        return 0.66 * a <= b <= a
    return False


def _comparable(said: Figure, known: Figure) -> bool:
    """A year may be counted, and ten people may be told as "10+"; money and shares are never mere counts."""
    pair = {said.kind, known.kind}
    in_words = said.kind is Kind.COUNT and known.kind is Kind.MONEY and said.value >= 1_000
    return in_words or (pair == {Kind.COUNT, Kind.YEAR} and said.value == known.value)


def _plain(text: str) -> float | None:
    return float(text) if text.isdigit() else in_words(text)


def _same(said: Figure, a: float, b: float) -> bool:
    """Exactly so, or rounded as people round: shares to the whole, counts to a hundredth, weeks in months."""
    if said.kind is Kind.DAYS:
        return _close(a, b, 0.04)
    if said.kind is Kind.PERCENT:
        return _close(a, b, 0.005) or (a == int(a) and abs(a - b) <= 0.5)
    if said.kind is Kind.COUNT and a >= 100:
        return _close(a, b, 0.01)
    return abs(a - b) < 1e-6 * max(1.0, abs(b))


def _close(a: float, b: float, share: float) -> bool:
    return abs(a - b) <= share * max(abs(a), abs(b))


def _figure(match: re.Match[str]) -> Figure | None:
    value = _value(match)
    if value is None:
        return None
    hedge = (match["hedge"] or "").strip().lower()
    if re.match(r"[\s-]?(?:or so|odd|ish|give or take)\b", match.string[match.end() :]):
        hedge = "about"
    if match["plus"] or match["plus2"]:
        hedge = "+"
    start = match.end("hedge") if match["hedge"] else match.start()
    kind, unit = _kind(match, value)
    if kind is Kind.DAYS:
        # Five working days are a week.
        value *= _DAYS[unit] * (1.4 if match["working"] and value >= 5 else 1.0)
    return Figure(value, kind, hedge, start, match.end(), match[0][start - match.start() :].strip(), unit)


def _kind(match: re.Match[str], value: float) -> tuple[Kind, str]:
    if match["currency"] or match["dollars"]:
        return Kind.MONEY, ""
    if match["percent"]:
        return Kind.PERCENT, ""
    if match["times"]:
        return Kind.MULTIPLE, ""
    unit = (match["unit"] or "").lower().rstrip("s")
    # "The 2025 minutes" are a record of that year.
    if unit in _DAYS and not (unit in ("minute", "hour", "second") and _is_year(match, value)):
        return Kind.DAYS, unit
    return (Kind.YEAR if _is_year(match, value) else Kind.COUNT), ""


def _is_year(match: re.Match[str], value: float) -> bool:
    plain = match["number"] and "," not in match["number"] and not match["magnitude"] and not match["plus"]
    return bool(plain) and 1900 <= value <= 2100 and value == int(value)


def _value(match: re.Match[str]) -> float | None:
    scale = _MAGNITUDES.get((match["magnitude"] or "").lower(), 1.0)
    if match["number"]:
        return float(re.sub(r"[,\u2009\u00a0]", "", match["number"])) * scale
    value = in_words(match["words"])
    return None if value is None else value * scale


def in_words(text: str) -> float | None:
    """The value of a number in words."""
    total, current, known = 0.0, 0.0, False
    whole, _, decimals = text.lower().partition("point")
    words = re.split(r"[\s-]+", whole.strip(" -"))
    half = words[:2] == ["half", "a"]
    part = 0.5 if words[-3:] == ["and", "a", "half"] else _after_point(decimals)
    for word in words:
        if word in _ONES or word in _TENS:
            current += _ONES.get(word, _TENS.get(word, 0))
            known = True
        elif word in _SCALES:
            current = max(1.0, current) * _SCALES[word]
            known = True
            if word != "hundred":
                total, current = total + current, 0.0
        elif word == "dozen":
            current = max(1.0, current) * 12
            known = True
    value = (total + current) * (0.5 if half else 1.0) + part
    return value if known else None


def _after_point(words: str) -> float:
    """What "point one five" adds."""
    digits = "".join(str(_ONES.get(word, 0)) for word in re.split(r"[\s-]+", words.strip(" -")) if word)
    return float(f"0.{digits}") if digits else 0.0
