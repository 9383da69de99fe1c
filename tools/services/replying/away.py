"""Read from a deferral when to ask again."""

from __future__ import annotations

import re
from datetime import date, timedelta


def follow_up_date(asked: str | None, today: date) -> date | None:
    """The first day of `2027-03-15`, `2027-03` or `2027-Q1`, if it is still to come."""
    match = re.fullmatch(r"(\d{4})-(?:Q([1-4])|(\d{1,2})(?:-(\d{1,2}))?)", (asked or "").strip())
    if match is None:
        return None
    month = (int(match[2]) - 1) * 3 + 1 if match[2] else int(match[3])
    found = _date(int(match[1]), month, int(match[4] or 1))
    latest = today + timedelta(days=730)
    return found if found is not None and today < found <= latest else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
