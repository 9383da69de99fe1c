"""Make a campaign plan out of what somebody asked for in their own words."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from datetime import datetime, time
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from agents.offline.dates import days_in

_FLAGS = re.IGNORECASE
_CHANNELS = {
    "email": r"e-?mails?",
    "sms": r"sms|texts?|text messages?",
    "linkedin": r"linked\s?in",
    "voice": r"voice|calls?|phone",
    "mail": r"(?:direct |post(?:al)? |physical )mail|letters?|postcards?|post",
}
_INDUSTRIES = (
    "dental", "dentist", "legal", "law", "accounting", "accountant", "bookkeeping", "construction", "builder", "plumbing", "electrical",
    "real estate", "property", "healthcare", "medical", "physio", "veterinary", "vet", "hospitality", "restaurant", "cafe", "retail",
    "e-commerce", "ecommerce", "manufacturing", "logistics", "transport", "software", "technology", "saas", "it services", "education",
    "training", "fitness", "gym", "beauty", "insurance", "finance", "financial services", "mortgage", "recruitment", "marketing",
    "architecture", "engineering", "agriculture", "mining", "energy", "solar", "automotive", "travel", "childcare", "aged care",
    "non-profit", "charity", "wine", "tourism", "consulting", "cleaning", "security", "landscaping", "pharmacy", "optometry",
)  # fmt: skip
_SAME = {"dentist": "dental", "law": "legal", "accountant": "accounting", "builder": "construction", "vet": "veterinary", "ecommerce": "e-commerce", "gym": "fitness", "cafe": "hospitality", "restaurant": "hospitality"}  # fmt: skip
_AUDIENCE = re.compile(
    r"\b(?:for|to|at|target(?:ing)?|aimed at|reach(?:ing)?|with)\s+(?P<who>(?!me\b|us\b|now\b|today\b|this\b|next\b|\d)[^.,;:\n]+?)(?=\s+(?:about|on|with|offering|who|that|via|by|using|promoting|regarding|saying|starting|from|until|max\w*|at most|up to|called|named|in (?:co|auto|manual))\b|[.,;:\n]|$)",
    _FLAGS,
)
_ABOUT = re.compile(
    r"\b(?:about|offering|promoting|regarding|selling|pitching|to (?:offer|promote|sell|pitch))\s+(?P<what>[^.;\n]+?)(?=\s*(?:[.;\n]|$|,\s*(?:\d|max|at most|starting|start|from|until|in (?:co|auto|manual)|via|by (?:e?mail|sms)|using|called|named)))",
    _FLAGS,
)
_CALLED = re.compile(
    r"\b(?:called|named|name it|call it|titled)\s+[\"“'‘]?(?P<name>[^\"”'’\n,.;]{2,80})", _FLAGS
)


def plan_of(said: str, now: datetime) -> dict[str, JsonValue] | None:
    """The plan, or None where neither the audience nor the subject was said."""
    audience = match["who"].strip() if (match := _AUDIENCE.search(said)) else ""
    subject = match["what"].strip() if (match := _ABOUT.search(said)) else ""
    industries = industries_in(said)
    if not audience and not subject and not industries:
        return None
    plan: dict[str, JsonValue] = {
        "name": _name(said, audience, subject, industries),
        "brief": _brief(said, audience, subject),
        "percentages": percentages_in(said),
        "target_industries": [*industries],
        "daily_limit": _daily_limit(said),
    }
    if mode := _mode(said):
        plan["mode"] = mode
    return plan | _dates(said, now) | _hours(said)


def industries_in(text: str) -> list[str]:
    """Industries that the words name, each once, by one name."""
    found = [name for name in _INDUSTRIES if re.search(rf"\b{re.escape(name)}(?:s|es)?\b", text, _FLAGS)]
    return list(dict.fromkeys(_SAME.get(name, name) for name in found))


def percentages_in(text: str) -> dict[str, JsonValue]:
    """Shares by channel, summing to 100: those named in percent, else named channels in equal parts, else email."""
    shares: dict[str, int] = {}
    named: list[str] = []
    rest = text
    for channel in ("mail", "email", "sms", "linkedin", "voice"):
        pattern = _CHANNELS[channel]
        match = re.search(
            rf"(\d{{1,3}})\s*(?:%|per ?cent)\s*(?:of\s+)?(?:via\s+|by\s+|on\s+)?\b(?:{pattern})\b",
            rest,
            _FLAGS,
        ) or re.search(rf"\b(?:{pattern})\b\s*:?\s*(\d{{1,3}})\s*(?:%|per ?cent)", rest, _FLAGS)
        if match:
            shares[channel] = min(100, int(match[1]))
            rest = rest[: match.start()] + " " + rest[match.end() :]
        elif re.search(
            rf"\b(?:via|by|over|on|using|through|and|channels?:?|,)\s+(?:{pattern})\b", rest, _FLAGS
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


def _name(said: str, audience: str, subject: str, industries: list[str]) -> str:
    if match := _CALLED.search(said):
        return match["name"].strip()[:120]
    who = audience or (f"{industries[0]} businesses" if industries else subject)
    who = re.sub(r"^(?:the|all|our|some|a|an)\s+", "", who, flags=_FLAGS)
    return f"{who[:1].upper()}{who[1:]}"[:80].strip()


def _brief(said: str, audience: str, subject: str) -> str:
    """The person's own sentence, without the asking."""
    own = re.sub(
        r"^\W*(?:please\s+|can you\s+|could you\s+|i(?:'d| would)? (?:like|want) (?:you )?to\s+|let'?s\s+|we (?:want|need) (?:to\s+)?)?(?:create|start|launch|set up|make|build|run|prepare|plan|new|begin|kick off)\s+(?:me\s+)?(?:up\s+)?(?:a\s+|an\s+|the\s+)?(?:new\s+)?(?:outreach\s+|outbound\s+|email\s+)?campaign\s*",
        "",
        said.strip(),
        flags=_FLAGS,
    )
    fallback = f"Reach {audience}" + (f" about {subject}" if subject else "")
    text = own.strip() or fallback
    return f"{text[:1].upper()}{text[1:]}"[:4000]


def _daily_limit(text: str) -> int:
    match = re.search(
        r"\b(\d{1,4})\s*(?:e-?mails?|messages?|touches|sends?|contacts?|leads?|people|drafts?)?\s*(?:a|per|each|every)\s*(?:work\w*\s+)?day\b|\bdaily (?:limit|cap|max\w*)\s*(?:of|:|=|is)?\s*(\d{1,4})",
        text,
        _FLAGS,
    )
    return min(500, max(1, int(match[1] or match[2]))) if match else 50


def _mode(text: str) -> str | None:
    if re.search(r"\bco-?\s?pilot\b|\b(?:i|we) (?:want to )?approve\b|\bapproval\b", text, _FLAGS):
        return "co_pilot"
    if re.search(r"\bauto-?\s?pilot\b|\bautomatic(?:ally)?\b|\bwithout approval", text, _FLAGS):
        return "autopilot"
    return "manual" if re.search(r"\bmanual(?:ly)?\b", text, _FLAGS) else None


def _dates(text: str, now: datetime) -> dict[str, JsonValue]:
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


def _hours(text: str) -> dict[str, JsonValue]:
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
