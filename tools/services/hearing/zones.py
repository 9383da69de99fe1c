"""Know the time zone that people name beside a clock: "ET", "Perth time", "GMT"."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

_NAMES = {
    "America/New_York": r"E[SD]?T|Eastern|New York|NYC|Boston|Atlanta|Miami",
    "America/Chicago": r"C[SD]?T|Central|Chicago|Dallas|Houston|Austin",
    "America/Denver": r"M[SD]?T|Mountain|Denver",
    "America/Los_Angeles": r"P[SD]?T|Pacific|LA|San Francisco|Seattle|California|Los Angeles",
    "Australia/Sydney": r"AE[SD]?T|Sydney|Melbourne|Canberra|Hobart|Melb",
    "Australia/Brisbane": r"Brisbane|Brissie|Queensland|QLD",
    "Australia/Adelaide": r"AC[SD]?T|Adelaide",
    "Australia/Darwin": r"Darwin",
    "Australia/Perth": r"AWST|Perth|WA",
    "Pacific/Auckland": r"NZ[SD]?T|Auckland|Wellington|NZ|New Zealand",
    "Europe/London": r"GMT|BST|London|UK",
    "Europe/Paris": r"CES?T|Paris|Berlin|Madrid|Rome|Amsterdam",
    "Asia/Singapore": r"SGT|Singapore",
    "UTC": r"UTC|Zulu",
}
_CLOCK = r"(?:\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm|AM|PM|a\.m\.|p\.m\.)?|noon|midday)"


def _pattern(names: str) -> re.Pattern[str]:
    short = "|".join(name for name in names.split("|") if re.fullmatch(r"[A-Z\[\]?]+", name))
    beside = rf"{_CLOCK},?\s*\(?(?:{short})\b|" if short else ""
    return re.compile(
        rf"{beside}\b(?:{names})\s+(?:time|standard time|daylight time)\b|{_CLOCK}\s+(?:{names})\b"
    )


_ZONES = tuple((ZoneInfo(zone), _pattern(names)) for zone, names in _NAMES.items())


def zone_in(text: str) -> ZoneInfo | None:
    """The zone in which the text tells its times; None where it names none."""
    return next((zone for zone, pattern in _ZONES if pattern.search(text)), None)
