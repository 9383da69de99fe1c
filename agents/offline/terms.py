"""Hear the terms of a campaign in a sentence: shares of channels, limit a day, days, hours, dates, mode."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from datetime import datetime, time
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from tools.services.hearing.dates import days_in

_FLAGS = re.IGNORECASE
_CHANNELS = {
    "email": r"e-?mails?",
    "sms": r"sms|texts?|text messages?",
    "linkedin": r"linked\s?in",
    "voice": r"voice|calls?|phone",
    "mail": r"(?:direct |post(?:al)? |physical )mail|letters?|postcards?|post",
}
CHANNEL = r"(?:e-?mails?|sms|text messages?|linked\s?in|voice|phone|(?:direct )?mail|postcards?|letters?)"
_DAY_NAMES = (
    "mon(?:day)?",
    "tue(?:s|sday)?",
    "wed(?:nesday)?",
    "thu(?:rs|rsday)?",
    "fri(?:day)?",
    "sat(?:urday)?",
    "sun(?:day)?",
)
_DAY = rf"(?:{'|'.join(_DAY_NAMES)})s?"
_DAYS = rf"{_DAY}(?:(?:\s*,\s*|\s+(?:and|or)\s+)(?:on\s+)?{_DAY})*"
_WEEKEND = r"(?:the\s+)?weekends?"
DAY_WORDS = (
    rf"\b(?:not?|nothing|never|except|skip|without|avoid|(?:do not|don't)\b[^.;,\n]{{0,40}}?)\s+(?:on\s+|at\s+|over\s+)?(?P<but>{_DAYS}|{_WEEKEND})\b",
    rf"\bonly\s+(?:send\s+|write\s+|e-?mail\s+|call\s+)?(?:on\s+)?(?P<only>{_DAYS})\b",
    rf"\b(?:on\s+)?(?P<these>{_DAYS})\s+only\b",
    rf"\b(?P<first>{_DAY})\s*(?:-|–|to|through|till|until)\s*(?P<last>{_DAY})\b",
    r"\b(?P<week>(?:on\s+)?(?:weekdays|working days|work days|business days))\b(?:\s+only)?",
)
"""How people name the days of a week on which to send; a day of the calendar is none of these."""
_FRACTIONS = {r"two[\s-]thirds?": 67, r"three[\s-]quarters?": 75, r"(?:a|one)[\s-]third": 33, r"(?:a|one)[\s-]quarter": 25, "half": 50}  # fmt: skip
_EMAIL = re.compile(r"\be-?mails?\b", _FLAGS)
_OF_A_CHANNEL = (
    rf"(?=\s+(?:of\s+(?:it|them|all)\s+)?(?:via\s+|by\s+|on\s+|over\s+|through\s+|as\s+)?{CHANNEL}\b)"
)
_REST = r"\b(?:rest|remainder|mostly|mainly)\b"


def in_figures(text: str) -> str:
    """The same with "two thirds email" in figures."""
    for words, percent in _FRACTIONS.items():
        text = re.sub(rf"\b{words}\b{_OF_A_CHANNEL}", f"{percent} %", text, flags=_FLAGS)
    return text


def days_of_week_in(text: str) -> list[JsonValue]:
    """The days on which to send, Monday being 1; empty where none is named. "Not on Fridays" leaves Monday to Thursday."""
    for pattern in DAY_WORDS:
        if (found := re.search(pattern, text, _FLAGS)) is None:
            continue
        named = found.groupdict()
        if but := named.get("but"):
            return [day for day in range(1, 6) if day not in _numbers(but)]
        if some := named.get("only") or named.get("these"):
            return [*_numbers(some)]
        if named.get("week"):
            return [1, 2, 3, 4, 5]
        first, last = _numbers(named["first"])[0], _numbers(named["last"])[0]
        if first < last:
            return [*range(first, last + 1)]
    return []


def one_share_in(text: str) -> tuple[str, int] | None:
    """The one channel and its share, of "raise the email share to 60"; None where that was not said."""
    for channel, pattern in _CHANNELS.items():
        said = re.search(
            rf"\b(?:{pattern})\b\s*(?:share|part|percentage|per ?cent)?\s*(?:up |down )?(?:to|at)\s*(\d{{1,3}})\b|\bshare of (?:{pattern})\b[^.;\d]{{0,20}}\b(\d{{1,3}})\b",
            text,
            _FLAGS,
        )
        if said and re.search(r"\b(?:share|part|percentage|per ?cent)\b|%", text, _FLAGS):
            share = int(said[1] or said[2])
            return (channel, share) if share <= 100 else None
    return None


def with_share(shares: dict[str, int], channel: str, share: int) -> dict[str, int] | None:
    """The shares with that one as wanted and the others in their old proportion; None where no other is left."""
    others = {name: now for name, now in shares.items() if name != channel and now}
    if not others and share < 100:
        return None
    left, total = 100 - share, sum(others.values())
    scaled = {name: left * now // total for name, now in others.items()}
    if scaled:
        largest = max(scaled, key=lambda name: scaled[name])
        scaled[largest] += left - sum(scaled.values())
    return {channel: share, **scaled}


def shares_named(text: str) -> int | None:
    """What the named percentages come to; None where none is named, or a channel without one takes the rest."""
    named = [
        int(n)
        for n in re.findall(
            r"\b(\d{1,3})\s*(?:%|per ?cent)(?=[\s\w]{0,12}\b(?:e-?mail|sms|text|linked|voice|call|phone|mail|letter|post))",
            text,
            _FLAGS,
        )
    ]
    named = named or [
        int(n) for n in re.findall(rf"\b{CHANNEL}\s*:?\s*(\d{{1,3}})\s*(?:%|per ?cent)", text, _FLAGS)
    ]
    rest = re.search(_REST, text, _FLAGS)
    return None if not named or rest else sum(named)


def percentages_in(text: str) -> dict[str, JsonValue]:
    """Shares by channel, summing to 100: those named in percent, else named channels in equal parts, else email."""
    shares: dict[str, int] = {}
    named: list[str] = []
    rest = text
    for channel in ("mail", "email", "sms", "linkedin", "voice"):
        pattern = _CHANNELS[channel]
        if channel == "mail" and _EMAIL.search(text):
            # Beside email, mail is what the post brings.
            pattern = rf"{pattern}|(?<!e-)mail"
        match = re.search(
            rf"(\d{{1,3}})\s*(?:%|per ?cent)\s*(?:of\s+)?(?:via\s+|by\s+|on\s+)?\b(?:{pattern})\b",
            rest,
            _FLAGS,
        ) or re.search(rf"\b(?:{pattern})\b\s*:?\s*(\d{{1,3}})\s*(?:%|per ?cent)", rest, _FLAGS)
        if match:
            shares[channel] = min(100, int(match[1]))
            rest = rest[: match.start()] + " " + rest[match.end() :]
        elif re.search(
            rf"\b(?:via|by|over|on|using|through|and|rest|channels?:?|,)\s+(?:{pattern})\b", rest, _FLAGS
        ) or re.search(rf"\b(?:{pattern})\s+(?:only|and|campaign)\b", rest, _FLAGS):
            named.append(channel)
    if not shares:
        return _equal([c for c in ("email", "sms", "linkedin", "voice", "mail") if c in named] or ["email"])
    missing = 100 - sum(shares.values())
    if missing > 0:
        spare = next((c for c in [*named, "email"] if c not in shares), max(shares, key=lambda c: shares[c]))
        shares[spare] = shares.get(spare, 0) + missing
    elif missing < 0:
        total = sum(shares.values())
        shares = {channel: share * 100 // total for channel, share in shares.items()}
        first = next(iter(shares))
        shares[first] += 100 - sum(shares.values())
    return {channel: share for channel, share in shares.items() if share}


def _equal(channels: list[str]) -> dict[str, JsonValue]:
    part = 100 // len(channels)
    shares: dict[str, JsonValue] = dict.fromkeys(channels, part)
    shares[channels[0]] = 100 - part * (len(channels) - 1)
    return shares


def mode_in(text: str) -> str | None:
    """The permission mode that the words ask for."""
    if re.search(r"\bco-?\s?pilot\b|\b(?:i|we) (?:want to )?approve\b|\bapproval\b", text, _FLAGS):
        return "co_pilot"
    if re.search(r"\bauto-?\s?pilot\b|\bautomatic(?:ally)?\b|\bwithout approval", text, _FLAGS):
        return "autopilot"
    return "manual" if re.search(r"\bmanual(?:ly)?\b", text, _FLAGS) else None


def dates_in(text: str, now: datetime) -> dict[str, JsonValue]:
    """`starts_on` and `ends_on`, as far as they are named."""
    found: dict[str, JsonValue] = {}
    local = now.astimezone(ZoneInfo("Australia/Sydney"))
    for key, words in (
        ("starts_on", r"(?:start\w*|from|beginning|begin\w*|launch\w*)"),
        ("ends_on", r"(?:until|till|til|to|ending|ends?|through|finish\w*|stop\w*)"),
    ):
        for day in days_in(text, local):
            if re.search(rf"\b{words}\s+(?:on\s+|the\s+)?$", text[: day.start], _FLAGS):
                found[key] = day.day.isoformat()
    if "starts_on" in found and "ends_on" in found and str(found["ends_on"]) < str(found["starts_on"]):
        del found["ends_on"]
    return found


def hours_in(text: str) -> dict[str, JsonValue]:
    """`work_start` and `work_end`, where both are named."""
    match = re.search(
        r"\b(\d{1,2})(?::(\d\d))?\s*(am|pm)?\s*(?:-|–|to|and)\s*(\d{1,2})(?::(\d\d))?\s*(am|pm)\b",
        text,
        _FLAGS,
    )
    if match is None:
        return {}
    begin = _clock(match[1], match[2], match[3] or "am")
    end = _clock(match[4], match[5], match[6])
    return {"work_start": begin.isoformat(), "work_end": end.isoformat()} if begin < end else {}


def _clock(hour: str, minute: str | None, half: str) -> time:
    return time(int(hour) % 12 + (12 if half.lower() == "pm" else 0), int(minute or 0))


def _numbers(days: str) -> list[int]:
    if re.search(r"weekend", days, _FLAGS):
        return [6, 7]
    return [n for n, name in enumerate(_DAY_NAMES, start=1) if re.search(rf"\b(?:{name})s?\b", days, _FLAGS)]
