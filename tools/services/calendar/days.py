"""Count days and months the way people do, in the time zone that they live in."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def today_in(time_zone: str, at: datetime) -> date:
    """The calendar day of a moment in a time zone."""
    return at.astimezone(ZoneInfo(time_zone)).date()


def day_start(time_zone: str, at: datetime) -> datetime:
    """The moment at which that calendar day began there."""
    zone = ZoneInfo(time_zone)
    return datetime.combine(at.astimezone(zone).date(), time.min, tzinfo=zone)


def months_after(day: date, months: int, *, anchor: int | None = None) -> date:
    """The same day of a later (or, below 0, earlier) month; its last day where the month is shorter.

    `anchor` is the day that is meant where `day` itself is the last of a short month.
    """
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(anchor or day.day, last))


def months_later(moment: datetime, months: int) -> datetime:
    """The same day and clock time so many months on; the month's last day where it has no such day."""
    return datetime.combine(months_after(moment.date(), months), moment.timetz())


def month_after(at: datetime, time_zone: str, *, anchor: int | None = None) -> datetime:
    """The same clock time one month later in a time zone, on the `anchor` day where the month has it."""
    local = at.astimezone(ZoneInfo(time_zone))
    return datetime.combine(months_after(local.date(), 1, anchor=anchor), local.timetz())


def work_days(start: date, end: date) -> int:
    """Mondays to Fridays from `start` until before `end`."""
    return sum((start + timedelta(days=n)).weekday() < 5 for n in range((end - start).days))
