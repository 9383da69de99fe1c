"""Make a campaign plan out of what somebody asked for in their own words."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from agents.offline.campaign_wishes import POLITE
from agents.offline.counting import A_DAY, DAILY_LIMIT, daily_limit_in
from agents.offline.terms import (
    CHANNEL,
    DAY_WORDS,
    dates_in,
    days_of_week_in,
    hours_in,
    in_figures,
    mode_in,
    percentages_in,
)
from tools.services.hearing.dates import days_in

_FLAGS = re.IGNORECASE
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
_VERBS = r"introduc(?:e|ing)|offer(?:ing)?|promot(?:e|ing)|pitch(?:ing)?|sell(?:ing)?|present(?:ing)?|invit(?:e|ing)|announc(?:e|ing)|show(?:ing)?|mention(?:ing)?|tell them(?: that)?"
_GERUNDS = (
    r"introducing|offering|promoting|pitching|selling|presenting|inviting|announcing|showing|mentioning"
)
_OFFER = re.compile(
    rf"\b(?:to\s+)?(?P<verb>{_VERBS}|about|regarding|with(?=\s+our\b))\s+(?P<what>(?:(?!\b(?:{_GERUNDS}|(?:and|to)\s+(?:{_VERBS}))\b|\s[-–]\s)[^.;,?!\n])+)",
    _FLAGS,
)
_AUDIENCE = re.compile(
    r"\b(?:for|to|at|target(?:ing)?|aimed at|reach(?:ing)?(?:\s+out\s+to)?|with|approach(?:ing)?|prospect(?:ing)?|e-?mail|contact|write to|message)\s+"
    r"(?P<who>(?!me\b|us\b|now\b|today\b|this\b|next\b|them\b|our (?:new )?\w+ to\b|campaign|\d)"
    rf"(?:(?!\b(?:about|who|that|using|regarding|saying|called|named|max\w*|at most|up to|with\s+our|(?:and|to)\s+(?:{_VERBS})|{_GERUNDS})\b|\s[-–]\s)[^.,;:?!\n])+)",
    _FLAGS,
)
_WHO_THEY_ARE = re.compile(
    r"\b(?:these|those|they)(?:\s+are|'re)\s+(?:all\s+)?(?P<who>(?:the\s+)?(?:people|leads|contacts|companies|businesses|clients|customers)\b[^.;,:\n]*)",
    _FLAGS,
)
_CALLED = re.compile(
    r"[,\s]*\b(?:called|named|name it|call it|titled)\s+(?:[\"“'‘](?P<quoted>[^\"”'’\n]{2,80})[\"”'’]|(?P<name>[^\"”'’\n,.;:]{2,80}?)(?=\s+(?:for|to|about|at|with|by|via|until|from|starting|offering|that)\b|[,.;:\n]|$))",
    _FLAGS,
)
_SETTINGS = tuple(
    re.compile(rf"[,;\s]*(?:\b(?:and|with|then)\s+)?{pattern}", _FLAGS)
    for pattern in (
        rf"\b(?:the\s+)?(?:rest|remainder|mostly|mainly)\s+(?:(?:by|via|on|over|through|as)\s+)?(?:{CHANNEL}|mail)\b",
        rf"\b(?:max(?:imum)?\.?|at most|up to|about|(?:no |not )?more than|limit(?:ed)? to)?\s*{A_DAY}(?:\s+at most|\s+max\w*)?",
        rf"(?:a )?{DAILY_LIMIT}",
        r"\b(?:where |so that )?(?:i|we)(?:'ll| will| want to| would like to)? (?:approve|check|review|see|look at) (?:each|every|all|them|it)[^.,;\n]*",
        r"\b(?:with|after|subject to) (?:my|our) approval",
        r"\b(?:(?:on|in) )?(?:auto-?\s?pilot|co-?\s?pilot|manual)(?: mode)?\b",
        rf"\d{{1,3}}\s*(?:%|per ?cent)\s*(?:of\s+)?(?:via\s+|by\s+|on\s+)?{CHANNEL}",
        rf"\b{CHANNEL}\s*:?\s*\d{{1,3}}\s*(?:%|per ?cent)",
        rf"\b(?:via|by|over|on|using|through)\s+{CHANNEL}(?:(?:\s*,\s*|\s+and\s+){CHANNEL})*\b(?: only)?",
        rf"\b{CHANNEL} only\b",
        *DAY_WORDS,
        r"\b(?:between |from )?\d{1,2}(?::\d\d)?\s*(?:am|pm)?\s*(?:-|–|to|and)\s*\d{1,2}(?::\d\d)?\s*(?:am|pm)\b",
        r"\b(?:mon(?:day)?|tue(?:sday)?)\s*(?:-|–|to)\s*(?:thu(?:rsday)?|fri(?:day)?)s?\b|\b(?:on )?weekdays(?: only)?\b",
    )
)
_REQUEST = re.compile(
    r"^\W*(?:(?:hi|hello|hey|ok|okay|right|so)[,!. ]+)?(?:please\s+)?(?:(?:can|could|would) (?:you|we)\s+|i(?:'d| would)? (?:like|want|need)(?: you)?(?: to)?\s+|let'?s\s+|we (?:want|need|would like)(?: to)?\s+)?(?:please\s+)?(?:(?:create|start|launch|set up|make|build|run|prepare|plan|begin|kick off|draw up|do)\s+)?(?:me\s+|us\s+)?(?:up\s+)?(?:(?:a|an|the|our|another)\s+)?(?:new\s+)?(?:(?:outreach|outbound|e-?mail|sms|linkedin|sales)\s+)*(?:campaign\b\s*)?",
    _FLAGS,
)
_PLAINLY = (
    (re.compile(r"^\W*(?:please\s+)?e-?mail(?:ing)?\s+(?=(?:our|the|all|every\w*|those|these|them|some|my)\b)", _FLAGS), "write to "),
    (re.compile(r"\b(?:get(?:ting)? back (?:in touch with|to)|get(?:ting)? in(?:to)? touch with|follow(?:ing)? up with|reconnect(?:ing)? with|nudg(?:e|ing)|chas(?:e|ing)|win(?:ning)? (?:over|back))\b", _FLAGS), "write to"),
    (re.compile(r"\band see (?:who|(?:if|whether) (?:any of )?(?:they|them))\s+(?:wants?|needs?|would like|is interested in|are interested in)\b", _FLAGS), "and offer"),
    (re.compile(r"\binvit(?:e|ing)\s+(?!them\b)(?P<who>[^.,;:\n]+?)\s+to\s+(?P<what>[^.,;:\n]+)", _FLAGS), r"write to \g<who>, invite them to \g<what>"),
    (re.compile(r"\btell(?:ing)?\s+(?!them\b)(?P<who>(?:all|every\w*|the|our|my|those|these)\b[^.,;:\n]*?)\s+(?P<how>that|about|how|why|we|our)\b", _FLAGS), r"write to \g<who>, tell them \g<how>"),
    (re.compile(r"\b(?:put together|come up with|draw up|work on|prepare|make|do|plan|run)\s+(?:me\s+|us\s+)?(?:something|an? (?:\w+\s+)?(?:outreach|mailing|mail-?out|mailshot|push))\s+(?=(?:for|to|about)\b)", _FLAGS), "campaign "),
    (re.compile(r"\bwrite to (?P<who>[^.,;:\n]+?)\s+that\s+(?=(?:we|our|the|there)\b)", _FLAGS), r"write to \g<who>, tell them that "),
    (re.compile(r"\b(?:half and half|half half|fifty[- ]fifty|50[/ -]50|maybe|perhaps|not (?=more than))\b", _FLAGS), " "),
)  # fmt: skip
"""Other ways to say it, and the one that is read."""
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
        things = [
            what
            for verb, what in self.offers
            if verb in ("", *_BASE.values()) and verb not in ("mention", "invite")
        ]
        return next((what for what in things if not _NEXT_STEP.search(what)), things[0] if things else "")


def plan_of(said: str, now: datetime) -> dict[str, JsonValue] | None:
    """The plan, or None where neither the audience nor the subject was said."""
    said = in_figures(said.replace("’", "'"))
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
    if days := days_of_week_in(said):
        plan["work_days"] = days
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
    found = _WHO_THEY_ARE.search(text) or _AUDIENCE.search(before) or _AUDIENCE.search(text)
    audience = _tidy(found["who"]) if found else ""
    # "offering a visit to clinics": the clinics are no part of the offer.
    bare = [
        (verb, _tidy(re.sub(rf"\b(?:to|for)\s+{re.escape(audience)}$", "", what))) for verb, what in offers
    ]
    return Wanted(audience=audience, offers=tuple(dict.fromkeys(bare if audience else offers)))


def _without_settings(said: str, now: datetime) -> str:
    text = said.replace("’", "'")
    for pattern, plain in _PLAINLY:
        text = pattern.sub(plain, text)
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
    text = _REQUEST.sub("", POLITE.sub("", text, count=1), count=1)
    return re.sub(r"\s+([,.;:])", r"\1", re.sub(r"[ \t]+", " ", text)).strip(" ,;:")


def _tidy(text: str) -> str:
    return re.sub(
        r"^them\s+(?!to\b)|\s+(?:and|with|by|via|to|in|on|for)$",
        "",
        " ".join(text.split()).strip(" ,;:.?!'\"“”-–"),
        flags=_FLAGS,
    )


def _name(said: str, wanted: Wanted) -> str:
    if match := _CALLED.search(said):
        return (match["quoted"] or match["name"]).strip()[:120]
    bare = r"^(?:the|all(?: of)?|our|my|some|a|an|those|these)\s+"
    thing, who = (
        re.sub(bare, "", re.sub(bare, "", text, flags=_FLAGS), flags=_FLAGS)
        for text in (wanted.subject, wanted.audience)
    )
    name = f"{thing} for {who}" if thing and who else thing or who
    name = name if len(name) <= 80 else thing or who
    name = name if len(name) <= 80 else name[:80].rsplit(" ", 1)[0]
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
