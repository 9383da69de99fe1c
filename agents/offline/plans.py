"""Make a campaign plan out of what somebody asked for in their own words."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from dataclasses import dataclass
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
_EMAIL = re.compile(r"\be-?mails?\b", _FLAGS)
_INDUSTRIES = (
    "dental", "dentist", "legal", "law", "accounting", "accountant", "bookkeeping", "construction", "builder", "plumbing", "electrical",
    "real estate", "property", "healthcare", "medical", "physio", "veterinary", "vet", "hospitality", "restaurant", "cafe", "retail",
    "e-commerce", "ecommerce", "manufacturing", "logistics", "transport", "software", "technology", "saas", "it services", "education",
    "training", "fitness", "gym", "beauty", "insurance", "finance", "financial services", "mortgage", "recruitment", "marketing",
    "architecture", "engineering", "agriculture", "mining", "energy", "solar", "automotive", "travel", "childcare", "aged care",
    "non-profit", "charity", "wine", "tourism", "consulting", "cleaning", "security", "landscaping", "pharmacy", "optometry",
)  # fmt: skip
_SAME = {"dentist": "dental", "law": "legal", "accountant": "accounting", "builder": "construction", "vet": "veterinary", "ecommerce": "e-commerce", "gym": "fitness", "cafe": "hospitality", "restaurant": "hospitality"}  # fmt: skip
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "single": 1}
_COUNT = r"(?P<count>\d{1,2}|one|two|three|four|five|six|single)"
_STEPS = re.compile(
    rf"\b(?:in|with|over|of|only|just|a)?\s*\b{_COUNT}\s+(?P<what>e-?mails?|mails?|steps?|touches|messages|follow[\s-]?ups?)\b(?!\s+(?:a|per|each|every)\s+day)(?:[\s,]+(?P<gap>\d{{1,2}}|a|one|two|three|four|five|six)\s+(?P<unit>days?|weeks?)\s+apart)?",
    _FLAGS,
)
_VERBS = r"introduc(?:e|ing)|offer(?:ing)?|promot(?:e|ing)|pitch(?:ing)?|sell(?:ing)?|present(?:ing)?|invit(?:e|ing)|announc(?:e|ing)|show(?:ing)?|mention(?:ing)?"
_GERUNDS = (
    r"introducing|offering|promoting|pitching|selling|presenting|inviting|announcing|showing|mentioning"
)
_OFFER = re.compile(
    rf"\b(?:to\s+)?(?P<verb>{_VERBS}|about|regarding|with(?=\s+our\b))\s+(?P<what>(?:(?!\b(?:{_GERUNDS}|(?:and|to)\s+(?:{_VERBS}))\b)[^.;,\n])+)",
    _FLAGS,
)
_AUDIENCE = re.compile(
    r"\b(?:for|to|at|target(?:ing)?|aimed at|reach(?:ing)?(?:\s+out\s+to)?|with|approach(?:ing)?|prospect(?:ing)?|e-?mail|contact|write to|message)\s+"
    r"(?P<who>(?!me\b|us\b|now\b|today\b|this\b|next\b|them\b|our (?:new )?\w+ to\b|campaign|\d)"
    rf"(?:(?!\b(?:about|who|that|using|regarding|saying|called|named|max\w*|at most|up to|with\s+our|(?:and|to)\s+(?:{_VERBS})|{_GERUNDS})\b)[^.,;:\n])+)",
    _FLAGS,
)
_CALLED = re.compile(
    r"[,\s]*\b(?:called|named|name it|call it|titled)\s+(?:[\"“'‘](?P<quoted>[^\"”'’\n]{2,80})[\"”'’]|(?P<name>[^\"”'’\n,.;:]{2,80}?)(?=\s+(?:for|to|about|at|with|by|via|until|from|starting|offering|that)\b|[,.;:\n]|$))",
    _FLAGS,
)
_CHANNEL = r"(?:e-?mails?|sms|text messages?|linked\s?in|voice|phone|(?:direct )?mail|postcards?|letters?)"
_SETTINGS = tuple(
    re.compile(rf"[,;\s]*(?:\b(?:and|with|then)\s+)?{pattern}", _FLAGS)
    for pattern in (
        r"\b(?:max(?:imum)?\.?|at most|up to|about|no more than|limit(?:ed)? to)?\s*\b\d{1,4}\s*(?:e-?mails?|mails?|messages?|touches|sends?|contacts?|leads?|people|drafts?)?\s*(?:a|per|each|every)\s*(?:work\w*\s+)?day\b(?:\s+at most|\s+max\w*)?",
        r"\bdaily (?:limit|cap|max\w*)\s*(?:of|:|=|is)?\s*\d{1,4}",
        r"\b(?:where |so that )?(?:i|we)(?:'ll| will| want to| would like to)? (?:approve|check|review|see|look at) (?:each|every|all|them|it)[^.,;\n]*",
        r"\b(?:with|after|subject to) (?:my|our) approval",
        r"\b(?:(?:on|in) )?(?:auto-?\s?pilot|co-?\s?pilot|manual)(?: mode)?\b",
        rf"\d{{1,3}}\s*(?:%|per ?cent)\s*(?:of\s+)?(?:via\s+|by\s+|on\s+)?{_CHANNEL}",
        rf"\b{_CHANNEL}\s*:?\s*\d{{1,3}}\s*(?:%|per ?cent)",
        rf"\b(?:via|by|over|on|using|through)\s+{_CHANNEL}(?:(?:\s*,\s*|\s+and\s+){_CHANNEL})*\b(?: only)?",
        rf"\b{_CHANNEL} only\b",
        r"\b(?:between |from )?\d{1,2}(?::\d\d)?\s*(?:am|pm)?\s*(?:-|–|to|and)\s*\d{1,2}(?::\d\d)?\s*(?:am|pm)\b",
        r"\b(?:mon(?:day)?|tue(?:sday)?)\s*(?:-|–|to)\s*(?:thu(?:rsday)?|fri(?:day)?)s?\b|\b(?:on )?weekdays(?: only)?\b",
    )
)
_REQUEST = re.compile(
    r"^\W*(?:(?:hi|hello|hey|ok|okay|right|so)[,!. ]+)?(?:please\s+)?(?:(?:can|could|would) (?:you|we)\s+|i(?:'d| would)? (?:like|want|need)(?: you)?(?: to)?\s+|let'?s\s+|we (?:want|need|would like)(?: to)?\s+)?(?:please\s+)?(?:(?:create|start|launch|set up|make|build|run|prepare|plan|begin|kick off|draw up|do)\s+)?(?:me\s+|us\s+)?(?:up\s+)?(?:(?:a|an|the|our|another)\s+)?(?:new\s+)?(?:(?:outreach|outbound|e-?mail|sms|linkedin|sales)\s+)*(?:campaign\b\s*)?",
    _FLAGS,
)
_BASE = {"introducing": "introduce", "offering": "offer", "promoting": "promote", "pitching": "pitch", "selling": "sell", "presenting": "present", "inviting": "invite", "announcing": "announce", "showing": "show", "mentioning": "mention"}  # fmt: skip
_NEXT_STEP = re.compile(r"\b(?:call|chat|meeting|demo|visit|coffee|conversation)\b", _FLAGS)
_BRIEFS = ("Introduce us and say why we write to this person.", "Follow up with one useful thought.", "Close politely and leave the door open.")  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What somebody asked for, without the settings: whom to write to, and what to offer them."""

    audience: str
    offers: tuple[tuple[str, str], ...]
    """Verb and thing; the verb is empty for "about …"."""

    @property
    def subject(self) -> str:
        """The thing that the campaign is about, rather than the next step that it asks for."""
        things = [what for verb, what in self.offers if verb not in ("mention", "invite")]
        return next((what for what in things if not _NEXT_STEP.search(what)), things[0] if things else "")


def plan_of(said: str, now: datetime) -> dict[str, JsonValue] | None:
    """The plan, or None where neither the audience nor the subject was said."""
    wanted = wanted_in(said, now)
    industries = industries_in(wanted.audience)
    if not wanted.audience and not wanted.subject and not industries:
        return None
    plan: dict[str, JsonValue] = {
        "name": _name(said, wanted),
        "brief": _brief(wanted),
        "percentages": percentages_in(said),
        "target_industries": [*industries],
        "daily_limit": daily_limit_in(said) or 50,
    }
    if mode := mode_in(said):
        plan["mode"] = mode
    return plan | dates_in(said, now) | hours_in(said) | _steps(said)


def wanted_in(said: str, now: datetime) -> Wanted:
    """The audience and the offers, in the person's own words."""
    text = _without_settings(said, now)
    offers: list[tuple[str, str]] = []
    for match in _OFFER.finditer(text):
        verb = match["verb"].lower()
        what = _tidy(match["what"])
        if what:
            offers.append((_BASE.get(verb, "" if verb in ("about", "regarding", "with") else verb), what))
    first = next(iter(_OFFER.finditer(text)), None)
    before = text[: first.start()] if first and first.start() > 8 else text
    found = _AUDIENCE.search(before) or _AUDIENCE.search(text)
    audience = _tidy(found["who"]) if found else ""
    # "offering a visit to clinics": the clinics are no part of the offer.
    bare = [
        (verb, _tidy(re.sub(rf"\b(?:to|for)\s+{re.escape(audience)}$", "", what))) for verb, what in offers
    ]
    return Wanted(audience=audience, offers=tuple(dict.fromkeys(bare if audience else offers)))


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
        int(n) for n in re.findall(rf"\b{_CHANNEL}\s*:?\s*(\d{{1,3}})\s*(?:%|per ?cent)", text, _FLAGS)
    ]
    rest = re.search(r"\b(?:the\s+)?(?:rest|remainder)\b", text, _FLAGS)
    return None if not named or rest else sum(named)


def _without_settings(said: str, now: datetime) -> str:
    text = said.replace("’", "'")
    for day in reversed(days_in(text, now.astimezone(ZoneInfo("Australia/Sydney")))):
        before = re.sub(
            r"[,;\s]*\b(?:and\s+)?(?:starting|start|from|begin\w*|launch\w*|until|till|til|to|ending|ends?|through|finish\w*|stop\w*|by|on)?\s*(?:on\s+|the\s+)?$",
            "",
            text[: day.start],
            flags=_FLAGS,
        )
        text = f"{before} {text[day.end :]}"
    text = _CALLED.sub(" ", text)
    for pattern in (*_SETTINGS, _STEPS):
        text = pattern.sub(" ", text)
    text = _REQUEST.sub("", text, count=1)
    return re.sub(r"\s+([,.;:])", r"\1", re.sub(r"[ \t]+", " ", text)).strip(" ,;:")


def _tidy(text: str) -> str:
    return re.sub(
        r"\s+(?:and|with|by|via|to|in|on|for)$",
        "",
        " ".join(text.split()).strip(" ,;:.?!'\"“”"),
        flags=_FLAGS,
    )


def _name(said: str, wanted: Wanted) -> str:
    if match := _CALLED.search(said):
        return (match["quoted"] or match["name"]).strip()[:120]
    bare = r"^(?:the|all|our|my|some|a|an|those|these)\s+"
    thing, who = (
        re.sub(bare, "", re.sub(bare, "", text, flags=_FLAGS), flags=_FLAGS)
        for text in (wanted.subject, wanted.audience)
    )
    name = f"{thing} for {who}" if thing and who else thing or who
    name = name if len(name) <= 80 else (thing or who)[:80].rsplit(" ", 1)[0]
    return f"{name[:1].upper()}{name[1:]}"


def _brief(wanted: Wanted) -> str:
    """What to write to whom, as a sentence or two."""
    about = [what for verb, what in wanted.offers if not verb]
    does = [f"{verb} {what}" for verb, what in wanted.offers if verb]
    whom = f"Write to {wanted.audience}" if wanted.audience else "Write to our leads"
    first = f"{whom} about {' and '.join(about)}." if about else f"{whom}."
    second = f"{', '.join(does[:-1])} and {does[-1]}." if len(does) > 1 else f"{does[0]}." if does else ""
    return f"{first} {second[:1].upper()}{second[1:]}".strip()[:4000]


def _steps(text: str) -> dict[str, JsonValue]:
    """How many messages, and how far apart, where somebody said so."""
    match = _STEPS.search(text)
    if match is None:
        return {}
    count = _NUMBERS.get(match["count"].lower()) or int(match["count"])
    count = min(20, max(1, count + match["what"].lower().startswith("follow")))
    gap = match["gap"]
    days = (
        (1 if gap == "a" else _NUMBERS.get(gap.lower()) or int(gap))
        * (7 if match["unit"].lower().startswith("week") else 1)
        if gap
        else 0
    )
    steps: list[JsonValue] = []
    for n in range(count):
        brief = _BRIEFS[0] if n == 0 else _BRIEFS[2] if n == count - 1 else _BRIEFS[1]
        steps.append({"brief": brief, "delay_days": 0 if n == 0 else days or (3 if n == 1 else 5)})
    return {"steps": steps}


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


def daily_limit_in(text: str) -> int | None:
    """Touches a day, 1 to 500; None where no number is named."""
    match = re.search(
        r"\b(\d{1,4})\s*(?:e-?mails?|messages?|touches|sends?|contacts?|leads?|people|drafts?)?\s*(?:a|per|each|every)\s*(?:work\w*\s+)?day\b|\bdaily (?:limit|cap|max\w*)\s*(?:of|to|at|:|=|is)?\s*(\d{1,4})",
        text,
        _FLAGS,
    )
    return min(500, max(1, int(match[1] or match[2]))) if match else None


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
