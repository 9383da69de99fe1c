"""Read the days and times that people write, relative to when they wrote."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tools.services.hearing.zones import zone_in

_FLAGS = re.IGNORECASE | re.UNICODE
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# The stems by which other languages' months differ from English ones.
_FOREIGN_MONTHS = {
    "januar": 1, "janvier": 1, "enero": 1, "gennaio": 1, "janeiro": 1, "februar": 2, "février": 2, "febrero": 2,
    "febbraio": 2, "fevereiro": 2, "märz": 3, "mars": 3, "marzo": 3, "março": 3, "maart": 3, "avril": 4, "abril": 4,
    "aprile": 4, "mai": 5, "mayo": 5, "maggio": 5, "maio": 5, "mei": 5, "juni": 6, "juin": 6, "junio": 6, "giugno": 6,
    "junho": 6, "juli": 7, "juillet": 7, "julio": 7, "luglio": 7, "julho": 7, "août": 8, "agosto": 8, "augusti": 8,
    "settembre": 9, "septiembre": 9, "setembro": 9, "octobre": 10, "oktober": 10, "octubre": 10, "ottobre": 10,
    "outubro": 10, "noviembre": 11, "novembro": 11, "dezember": 12, "décembre": 12, "diciembre": 12, "dicembre": 12,
    "dezembro": 12, "novembre": 11, "septembre": 9, "januari": 1, "februari": 2, "sierpnia": 8, "stycznia": 1, "lutego": 2, "marca": 3, "kwietnia": 4,
    "maja": 5, "czerwca": 6, "lipca": 7, "września": 9, "października": 10, "listopada": 11, "grudnia": 12, "desember": 12, "kasım": 11, "aralık": 12, "ocak": 1, "joulukuuta": 12, "marraskuuta": 11,
    "prosince": 12, "listopadu": 11, "ledna": 1, "декабря": 12, "ноября": 11, "января": 1, "грудня": 12, "листопада": 11,
    "agustus": 8, "desembre": 12, "noiembrie": 11, "decembrie": 12,
}  # fmt: skip
_MONTH = r"(?P<month>(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|{})\b)\.?".format(
    "|".join(sorted(_FOREIGN_MONTHS, key=len, reverse=True))
)
MONTH_WORD = _MONTH.replace("?P<month>", "?:")
_DAY_NAME = r"(?P<weekday>(?:mon|tue|wed|thu|fri|sat|sun)(?:s|r|rs|nes|ur)?(?:day)?)s?\b"
_PATTERNS = tuple(
    re.compile(pattern, _FLAGS)
    for pattern in (
        r"\b(?P<year>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b",
        r"(?:(?P<year>20\d\d)年)?(?P<m>\d{1,2})\s*(?:月|월)\s*(?P<d>\d{1,2})\s*(?:日|号|號|일)",
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|°|ª|\.)?\s+(?:of\s+|de\s+|tháng\s+)?{_MONTH}(?:,?\s+(?:de\s+)?(?P<year>20\d\d))?",
        rf"\b{_MONTH}\s+(?:the\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>20\d\d))?",
        r"\b(?P<a>\d{1,2})[/.](?P<b>\d{1,2})(?:[/.](?P<year>(?:20)?\d\d))?\b(?!\s*(?:am|pm)\b)",
        rf"\b(?P<which>next|this|coming)?\s*{_DAY_NAME}",
        r"\b(?P<near>day\s+after\s+tomorrow|tomorrow|tmrw|tmw|tomoz|today|tonight|this\s+(?:arvo|afternoon|morning|evening))\b",
        r"\bthe\s+(?P<d>\d{1,2})(?:st|nd|rd|th)\b",
    )
)
_TIME = re.compile(
    r"\b(?P<h>\d{1,2})(?:[:.](?P<m>\d\d))?\s*(?P<half>a\.?m\.?|p\.?m\.?)\b|\b(?P<h2>[01]?\d|2[0-3])[:.](?P<m2>[0-5]\d)\b(?!\s*%)"
    r"|\b(?:at|@|around|about|say|from|after|by|or|between)\s+(?P<h3>\d{1,2})(?:\s*(?:ish|o'?clock))?\b(?!\s*(?:%|mins?|minutes|hours?|days?|weeks?|people|staff|[/.:]\d|st|nd|rd|th))"
    r"|\bhalf\s+(?:past\s+)?(?P<half_past>\d{1,2}|[a-z]+)\b(?!\s+(?:an|hour|of|the|our|my))|\bquarter\s+(?P<side>past|to)\s+(?P<quarter>\d{1,2}|[a-z]+)\b"
    r"|\b(?:at|about|around|say|by)\s+(?P<spelled>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b(?!\s+(?:of|or|days?|weeks?|minutes|people))"
    r"|\b(?P<h4>\d{1,2})(?:\s*(?:ish\b|o'?clock\b))|\b(?P<word>noon|midday|lunchtime)\b",
    _FLAGS,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A day that a text names, and where it stands."""

    day: date
    start: int
    end: int


def days_in(text: str, received_at: datetime, *, month_first: bool = False) -> list[Mention]:
    """Every day that the text names, in its order, none before the day it was received."""
    found: list[Mention] = []
    taken: list[tuple[int, int]] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            day = _day(match.groupdict(), received_at.date(), month_first=month_first)
            if day is not None:
                taken.append(match.span())
                found.append(Mention(day, *match.span()))
    return sorted(found, key=lambda mention: mention.start)


def times_in(text: str, received_at: datetime, *, month_first: bool = False) -> list[datetime]:
    """Every moment that is named by day and clock, in the zone that is named, else that of `received_at`."""
    days = days_in(text, received_at, month_first=month_first)
    clocks = [c for c in _clocks(text) if not any(d.start <= c[1] < d.end for d in days)]
    zone = zone_in(text) or received_at.tzinfo
    moments: dict[datetime, None] = {}
    for at, start in clocks:
        day = _day_of_clock(start, days)
        if day is not None:
            moments[datetime.combine(day, at, zone)] = None
    # "Tuesday or Wednesday at 2": the bare day takes the clock that follows.
    for earlier, later in itertools.pairwise(days):
        between = text[earlier.end : later.start]
        if re.fullmatch(r"\s*(?:,|or|/|and|&)\s*(?:on\s+)?", between, _FLAGS):
            moments |= {
                datetime.combine(earlier.day, m.timetz()): None
                for m in list(moments)
                if m.date() == later.day
            }
    return sorted(moments)


def follow_up(text: str, received_at: datetime) -> str | None:
    """When a deferral asks us to come back: a date, a month (2027-03) or a quarter (2027-Q3)."""
    today = received_at.date()
    if match := re.search(
        r"\bq([1-4])\b(?:\s*(?:of\s+)?(20\d\d|fy\s?\d\d))?|\b(first|second|third|fourth|last)\s+quarter",
        text,
        _FLAGS,
    ):
        ordinal = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}
        quarter = int(match[1]) if match[1] else ordinal[match[3].lower()]
        current = (today.month - 1) // 3 + 1
        year = int(match[2]) if match[2] and match[2].isdigit() else today.year + (quarter <= current)
        return f"{year}-Q{quarter}"
    if re.search(r"\bnext\s+quarter\b", text, _FLAGS):
        quarter = (today.month - 1) // 3 + 2
        return f"{today.year + (quarter > 4)}-Q{(quarter - 1) % 4 + 1}"
    if match := re.search(
        rf"\b(?:in|until|till|come|after|by|early|mid|late|around|from|about|next|of)[\s-]+{_MONTH}",
        text,
        _FLAGS,
    ):
        days = [m for m in days_in(text, received_at) if m.start <= match.start("month") < m.end]
        if days and not re.fullmatch(r"may", match["month"], _FLAGS):
            return days[0].day.isoformat()
        month = _month(match["month"])
        return f"{today.year + (month <= today.month)}-{month:02d}"
    if re.search(
        r"\b(?:new|next)\s+(?:financial|fiscal)\s+year\b|\beofy\b|\bend\s+of\s+(?:the\s+)?financial\s+year\b|\bafter\s+june\b|\bfy\s?\d\d\b",
        text,
        _FLAGS,
    ):
        fiscal = re.search(r"\bfy\s?(\d\d)\b", text, _FLAGS)
        return f"{2000 + int(fiscal[1]) - 1 if fiscal else today.year + (today.month >= 7)}-07"
    if match := re.search(
        r"\b(?:in|after|give\s+(?:it|us|me))\s+(?:about\s+|another\s+|around\s+)?(a|an|one|two|three|four|six|twelve|couple\s+of|few|\d+)\s*(?:of\s+)?(day|week|month|year)s?\b",
        text,
        _FLAGS,
    ):
        return later(match[1].lower(), match[2].lower(), today)
    if re.search(
        r"\b(?:new\s+(?:year|yr)|next\s+year|first\s+of\s+the\s+year|after\s+(?:christmas|xmas|the\s+(?:holidays|break|silly\s+season)))\b",
        text,
        _FLAGS,
    ):
        return f"{today.year + 1}-01"
    if re.search(r"\bnext\s+month\b", text, _FLAGS):
        return later("1", "month", today)
    if match := re.search(rf"\b(?:maybe\s+)?{_MONTH}\b(?!\s*\d)", text, _FLAGS):
        month = _month(match["month"])
        if match["month"].lower() not in ("may", "march", "mar", "mai"):
            return f"{today.year + (month <= today.month)}-{month:02d}"
    days = days_in(text, received_at)
    return days[0].day.isoformat() if days else None


def later(count: str, unit: str, today: date) -> str:
    """That many days or weeks from today as a date, months and years as a month."""
    words = {
        "a": 1,
        "an": 1,
        "one": 1,
        "two": 2,
        "three": 3,
        "four": 4,
        "six": 6,
        "twelve": 12,
        "couple of": 2,
        "few": 3,
    }
    number = words.get(" ".join(count.split()), 0) or int(count)
    if unit in ("day", "week"):
        return (today + timedelta(days=number * (7 if unit == "week" else 1))).isoformat()
    months = today.year * 12 + today.month - 1 + number * (12 if unit == "year" else 1)
    return f"{months // 12}-{months % 12 + 1:02d}"


def _day(parts: dict[str, str | None], today: date, *, month_first: bool) -> date | None:
    if near := parts.get("near"):
        words = near.lower()
        return today + timedelta(
            days=2
            if "after" in words and "tomorrow" in words
            else 1
            if words.startswith(("tom", "tm"))
            else 0
        )
    if weekday := parts.get("weekday"):
        return _next_weekday(weekday.lower(), (parts.get("which") or "").lower(), today)
    year, named, day = parts.get("year"), parts.get("month"), parts.get("d")
    if parts.get("a"):
        first, second = int(parts["a"] or 0), int(parts["b"] or 0)
        number, month = (second, first) if (month_first and first <= 12) or second > 12 else (first, second)
    elif named or parts.get("m"):
        number, month = int(day or 0), _month(named) if named else int(parts["m"] or 0)
    else:
        number = int(day or 0)
        month = today.month + (number < today.day)
        month, year = (1, str(today.year + 1)) if month == 13 else (month, year)
    return _dated(year, month, number, today)


def _dated(year: str | None, month: int, number: int, today: date) -> date | None:
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, number)
        day = date(today.year, month, number)
        return day if day >= today - timedelta(days=2) else date(today.year + 1, month, number)
    except ValueError:
        return None


def _next_weekday(name: str, which: str, today: date) -> date:
    ahead = (_WEEKDAYS.index(name[:3]) - today.weekday()) % 7
    if which == "next":
        monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
        return monday + timedelta(days=_WEEKDAYS.index(name[:3]))
    return today + timedelta(days=ahead or 7 if which != "this" else ahead)


def _month(name: str) -> int:
    low = name.lower()
    return _FOREIGN_MONTHS.get(low) or _MONTHS.index(low[:3]) + 1


def _clocks(text: str) -> list[tuple[time, int]]:
    found: list[tuple[time, int]] = []
    for match in _TIME.finditer(text):
        if match["word"]:
            found.append((time(12), match.start()))
            continue
        if (spoken := _spoken(match)) is not None:
            found.append((spoken, match.start()))
            continue
        if not any(match[name] for name in ("h", "h2", "h3", "h4")):
            continue
        hour = int(match["h"] or match["h2"] or match["h3"] or match["h4"])
        minute = int(match["m"] or match["m2"] or 0)
        half = (match["half"] or "")[:1].lower()
        if half:
            hour = hour % 12 + (12 if half == "p" else 0)
        elif 1 <= hour <= 6:
            # Nobody at work means five in the morning.
            hour += 12
        if hour < 24 and minute < 60:
            digits = next(name for name in ("h", "h2", "h3", "h4") if match[name])
            found.append((time(hour, minute), match.start(digits)))
    return found


def _spoken(match: re.Match[str]) -> time | None:
    """ "Half past two", "quarter to nine", "at eleven": hours of work, since nobody says which half."""
    word = match["half_past"] or match["quarter"] or match["spelled"]
    if word is None:
        return None
    hour = _HOURS.index(word.lower()) + 1 if word.lower() in _HOURS else int(word) if word.isdigit() else 0
    if not 1 <= hour <= 12:
        return None
    minute = 30 if match["half_past"] else 0 if match["spelled"] else 15 if match["side"] == "past" else 45
    hour -= match["side"] == "to"
    return time(hour + 12 if 1 <= hour <= 6 else hour % 24, minute)


def _day_of_clock(start: int, days: list[Mention]) -> date | None:
    before = [mention for mention in days if mention.end <= start + 1 and start - mention.end < 60]
    after = [mention for mention in days if 0 <= mention.start - start < 40]
    if before:
        return before[-1].day
    return after[0].day if after else None
