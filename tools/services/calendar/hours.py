"""Tell whether a campaign works or a law permits at a moment, and when it does next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from memory.records.campaigns import Campaign

LAST_MINUTE = time(23, 59)
"""An end of 23:59 means the whole day: nobody closes for the last minute."""
DAYS_AHEAD = 400
WINDOW_DAYS = 16
"""Longer than any run of Sundays and holidays."""


def zone(name: str) -> ZoneInfo | None:
    """The zone of the tz database, or None where it knows no such name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def works_at(campaign: Campaign, at: datetime, *, zone: ZoneInfo) -> bool:
    """Whether `at` lies in the campaign's working hours and days, in its own zone."""
    local = at.astimezone(zone)
    begun = campaign.work_start <= local.time()
    ended = campaign.work_end < LAST_MINUTE and local.time() >= campaign.work_end
    return local.isoweekday() in campaign.work_days and begun and not ended


def next_opening(campaign: Campaign, after: datetime, *, zone: ZoneInfo) -> datetime | None:
    """The first working moment after `after` within the campaign's dates, in UTC, or None."""
    today = after.astimezone(zone).date()
    for day in (today + timedelta(days=n) for n in range(DAYS_AHEAD)):
        opens = _opening(campaign, day, zone)
        if opens > after and _on_a_work_day(campaign, day):
            return opens
    return None


def day_bounds(at: datetime, zone: ZoneInfo) -> tuple[date, datetime, datetime]:
    """The local date of `at`, and when that day begins and ends in UTC (23 to 25 hours apart)."""
    day = at.astimezone(zone).date()
    begins = datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)
    ends = datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone).astimezone(UTC)
    return day, begins, ends


def _on_a_work_day(campaign: Campaign, day: date) -> bool:
    starts, ends = campaign.starts_on or day, campaign.ends_on or day
    return day.isoweekday() in campaign.work_days and starts <= day <= ends


def _opening(campaign: Campaign, day: date, zone: ZoneInfo) -> datetime:
    """A time that the clocks skip in spring is read as the moment they jump to."""
    return datetime.combine(day, campaign.work_start, tzinfo=zone).astimezone(UTC)


Window = Callable[[date], tuple[time, time] | None]
"""The hours of a day, or None where it has none; the end itself is outside."""


def open_in(window: Window, at: datetime, zone: ZoneInfo) -> bool:
    """Whether `at` lies within the window of its own day in the zone."""
    local = at.astimezone(zone)
    hours = window(local.date())
    return hours is not None and hours[0] <= local.time().replace(tzinfo=None) < hours[1]


def next_open(window: Window, after: datetime, zones: Sequence[ZoneInfo]) -> datetime | None:
    """The first moment from `after` on that lies within the window in every zone, in UTC, or None."""
    today = after.astimezone(UTC).date() - timedelta(days=1)
    openings = sorted(
        datetime.combine(day, hours[0], tzinfo=zone).astimezone(UTC)
        for day in (today + timedelta(days=n) for n in range(WINDOW_DAYS))
        for zone in zones
        if (hours := window(day)) is not None
    )
    moments = [after.astimezone(UTC), *(moment for moment in openings if moment > after)]
    return next((one for one in moments if all(open_in(window, one, zone) for zone in zones)), None)
