"""Read the figures of a text by value: 12k is 12,000, a dozen is twelve, half is 50 per cent."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tools.services.gate.notations import (
    ABOUT,
    ANY,
    CENTURIES,
    DAYS,
    FIGURE,
    LEAST,
    MAGNITUDES,
    ONES,
    OVER,
    PARTS,
    RATIOS,
    SCALES,
    SHARE,
    SINGLE,
    SPOKEN_YEAR,
    TENS,
    TO,
    UNDER,
    VAGUE,
    Kind,
)


class Figure(NamedTuple):
    """A value, what it counts, how it was hedged, and where it stands."""

    value: float
    kind: Kind
    hedge: str
    start: int
    end: int
    text: str
    unit: str = ""


def figures_of(text: str) -> Iterator[Figure]:
    """Every figure of the text, whatever its notation."""
    if ANY.search(text) is None:
        return
    taken: list[tuple[int, int]] = []
    for match in SHARE.finditer(text):
        part, whole = _plain(match["part"]), _plain(match["whole"])
        if part and whole and part <= whole:
            taken.append(match.span())
            # "Three in five" is how people say 61 per cent.
            yield Figure(100 * part / whole, Kind.PERCENT, "just about", *match.span(), match[0])
    for match in CENTURIES.finditer(text):
        taken.append(match.span())
        years = 25 if match["quarter"] else 50 if match["half"] else 100
        yield Figure(
            years * 365.0, Kind.DAYS, (match["hedge"] or "").lower(), *match.span(), match[0], "year"
        )
    for match in PARTS.finditer(text):
        taken.append(match.span())
        yield _part(match)
    for match in SPOKEN_YEAR.finditer(text):
        taken.append(match.span())
        yield Figure(_spoken_year(match), Kind.YEAR, "", *match.span(), match[0])
    for pattern, value, kind in RATIOS:
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            if kind is Kind.DAYS:
                word = match["unit"].lower()
                yield Figure(DAYS[word], kind, (match["hedge"] or "").lower(), *match.span(), match[0], word)
            else:
                hedge = (match.groupdict().get("hedge") or "").lower()
                yield Figure(value, kind, hedge, *match.span(), match[0])
    read = [
        figure
        for match in FIGURE.finditer(text)
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
                if TO.fullmatch(gap) and other.kind in (Kind.DAYS, Kind.PERCENT)
            ]
            if beside:
                scale = DAYS[beside[0].unit] if beside[0].kind is Kind.DAYS else 1.0
                figure = figure._replace(  # noqa: PLW2901  the same figure, read in its range
                    value=figure.value * scale, kind=beside[0].kind, unit=beside[0].unit
                )
        yield figure


def _part(match: re.Match[str]) -> Figure:
    word = (match["unit"] or match["whole"]).lower()
    share = 1.5 if match["more"] else 0.5 if match["half"] else 0.75 if match["three"] else 0.25 if match["quarter"] else 1 / 3  # fmt: skip
    hedge = (match["hedge"] or "").lower()
    return Figure(DAYS[word] * share, Kind.DAYS, hedge, *match.span(), match[0], word)


def _spoken_year(match: re.Match[str]) -> float:
    century = {"eighteen": 1800, "nineteen": 1900, "twenty": 2000}[match["century"].lower()]
    named = (match["ones"], match["teens"], match["rest"])
    within = sum(ONES[word.lower()] for word in named if word)
    return float(century + within + (TENS[match["tens"].lower()] if match["tens"] else 0))


def shared_of(text: str) -> tuple[float, float] | None:
    """Both numbers of "two out of 41"."""
    match = SHARE.fullmatch(text)
    part, whole = (_plain(match["part"]), _plain(match["whole"])) if match else (None, None)
    return (part, whole) if part and whole else None


def vague_of(text: str) -> Iterator[Figure]:
    """“Hundreds of” and its kin, with the least that each stands for."""
    for match in VAGUE.finditer(text):
        word = (match["word"] or match["alone"]).lower()
        yield Figure(LEAST[word], Kind.COUNT, "vague", *match.span(), match[0])


def single_of(text: str) -> Iterator[Figure]:
    """“In a week”: one of a unit, which a fact may say and a text may tell in other units."""
    for match in SINGLE.finditer(text):
        yield Figure(
            DAYS[match["unit"].lower()], Kind.DAYS, "", *match.span(), match[0], match["unit"].lower()
        )


def agrees(said: Figure, known: Figure) -> bool:
    """Whether a known figure bears out what was said, as far as the hedge goes."""
    if said.kind is not known.kind and not _comparable(said, known):
        return False
    a, b, hedge = said.value, known.value, said.hedge
    if said.kind is Kind.PERCENT and known.kind is Kind.COUNT:
        b *= 100
    if _same(said, a, b):
        return True
    if hedge in ABOUT:
        return _close(a, b, 0.12)
    if hedge in OVER:
        return a <= b <= 3 * a
    if hedge == "just about":
        return _close(a, b, 0.05)
    if hedge == "vague":
        return b >= a
    return hedge in UNDER and 0.66 * a <= b <= a


def _comparable(said: Figure, known: Figure) -> bool:
    """A year may be counted, and ten people may be told as "10+"; money and shares are never mere counts."""
    pair = {said.kind, known.kind}
    if said.kind is Kind.PERCENT and known.kind is Kind.COUNT:
        return 0 < known.value < 1
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
    if re.match(
        r"[\s-]?(?:odd|ish)\b|[\s-]?(?:[a-z]+ )?(?:or so|give or take)\b", match.string[match.end() :]
    ) or "odd" in (match["dollars"] or ""):
        hedge = "about"
    if match["plus"] or match["plus2"]:
        hedge = "+"
    start = match.end("hedge") if match["hedge"] else match.start()
    kind, unit = _kind(match, value)
    if kind is Kind.MONEY and re.search(r"cents|pence|(?:^|\s)[pc]$|¢", (match["dollars"] or "").strip()):
        of_whole = re.match(
            r"\s(?:in|on|of|to|for) (?:the|every|each|a) (?:dollar|pound|euro)\b", match.string[match.end() :]
        )
        kind, value = (Kind.PERCENT, value) if of_whole else (kind, value / 100)
    if kind is Kind.DAYS:
        # Five working days are a week.
        value *= DAYS[unit] * (1.4 if match["working"] and value >= 5 else 1.0)
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
    if unit in DAYS and not (unit in ("minute", "hour", "second") and _is_year(match, value)):
        return Kind.DAYS, unit
    return (Kind.YEAR if _is_year(match, value) else Kind.COUNT), ""


def _is_year(match: re.Match[str], value: float) -> bool:
    plain = match["number"] and "," not in match["number"] and not match["magnitude"] and not match["plus"]
    return bool(plain) and 1900 <= value <= 2100 and value == int(value)


def _value(match: re.Match[str]) -> float | None:
    scale = MAGNITUDES.get((match["magnitude"] or "").lower(), 1.0)
    cents = (in_words(match["cents"]) or 0.0) / 100 if match["cents"] else 0.0
    if match["number"]:
        return float(re.sub(r"[,\u2009\u00a0]", "", match["number"])) * scale + cents
    value = in_words(match["words"])
    return None if value is None else value * scale + cents


def in_words(text: str) -> float | None:
    """The value of a number in words."""
    total, current, known = 0.0, 0.0, False
    whole, _, decimals = text.lower().partition("point")
    words = re.split(r"[\s-]+", whole.strip(" -"))
    parts = {"half": 0.5, "quarter": 0.25, "three": 0.75}
    told = re.match(r"(half a|(?:a )?quarter of a|three[- ]quarters of a)\s", whole)
    fraction = parts[re.sub(r"^a ", "", told[1]).split(" ")[0].split("-")[0]] if told else 1.0
    words = words[len(re.split(r"[\s-]+", told[1])) :] if told else words
    part = 0.5 if words[-3:] == ["and", "a", "half"] else _after_point(decimals)
    for word in words:
        if word in ONES or word in TENS:
            current += ONES.get(word, TENS.get(word, 0))
            known = True
        elif word in SCALES:
            current = max(1.0, current) * SCALES[word]
            known = True
            if word != "hundred":
                total, current = total + current, 0.0
        elif word == "dozen":
            current = max(1.0, current) * 12
            known = True
    value = (total + current) * fraction + part
    return value if known else None


def _after_point(words: str) -> float:
    """What "point one five" adds."""
    digits = "".join(str(ONES.get(word, 0)) for word in re.split(r"[\s-]+", words.strip(" -")) if word)
    return float(f"0.{digits}") if digits else 0.0
