"""Read from a message when somebody is back, or when to ask again."""

from __future__ import annotations

import re
from datetime import date, timedelta

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>20\d\d))?"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?P<year>20\d\d)-(?P<number>\d{1,2})-(?P<day>\d{1,2})\b",
        rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}{_YEAR}\b",
        rf"\b{_MONTH}\s+{_DAY}{_YEAR}\b",
        r"\b(?P<day>\d{1,2})[/.](?P<number>\d{1,2})(?:[/.](?P<year>(?:20)?\d\d))?\b",
    )
)
_BACK = re.compile(r"\b(?:return(?:ing)?|back|until|till|through|to)\b[^.!?\n]{0,60}", re.IGNORECASE)


def return_date(text: str, today: date) -> date | None:
    """The day somebody says they are back, read as day before month; None where none is named."""
    for phrase in _BACK.finditer(text):
        found = _first_date(phrase[0], today)
        if found is not None and found > today:
            return found
    return None


def follow_up_date(asked: str | None, today: date) -> date | None:
    """The first day of `2027-03-15`, `2027-03` or `2027-Q1`, if it is still to come."""
    match = re.fullmatch(r"(\d{4})-(?:Q([1-4])|(\d{1,2})(?:-(\d{1,2}))?)", (asked or "").strip())
    if match is None:
        return None
    month = (int(match[2]) - 1) * 3 + 1 if match[2] else int(match[3])
    found = _date(int(match[1]), month, int(match[4] or 1))
    latest = today + timedelta(days=730)
    return found if found is not None and today < found <= latest else None


def _first_date(text: str, today: date) -> date | None:
    found = [match for pattern in _DATES for match in pattern.finditer(text)]
    for match in sorted(found, key=lambda one: one.start()):
        parts = match.groupdict()
        month = MONTHS.index(parts["month"].lower()) + 1 if parts.get("month") else int(parts["number"])
        year = int(parts["year"]) if parts.get("year") else None
        day = _dated(year, month, int(parts["day"]), today)
        if day is not None:
            return day
    return None


def _dated(year: int | None, month: int, day: int, today: date) -> date | None:
    """Without a year, the next such day to come."""
    if year is not None:
        return _date(year + 2000 if year < 100 else year, month, day)
    this_year = _date(today.year, month, day)
    if this_year is not None and this_year >= today:
        return this_year
    return _date(today.year + 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
