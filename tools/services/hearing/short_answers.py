"""Understand an answer of a word or two by the question that it answers."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re

from memory.enums import Intent
from tools.services.hearing.offers import chosen

_FLAGS = re.IGNORECASE | re.UNICODE
_ASSENT = re.compile(
    r"^\W*(?:(?:hi|hey|hello)\b[^.!\n]{0,20}[,\n]\s*)?(?:yes|yep|yeah|yup|ya|y|ok(?:ay)?|sure(?: thing)?|works(?: for (?:me|us))?|that works|(?:that|it)(?:'?s|'?d be| would be) (?:good|great|fine|perfect|helpful|useful|lovely)|sounds (?:good|great|fine|like a plan)|perfect|great|good|lovely|deal|done|fine(?: by me)?|please(?: do)?|go (?:ahead|for it|on then)|absolutely|definitely|certainly|of course|for sure|👍|✅|no worries|no problem|can do|happy to|let'?s do it|let'?s go|correct|please do|love to|keen|confirmed|sweet(?: as)?|lock it in|by all means|if you would|either(?:'s| is)? fine|why not)"
    r"(?:\W+(?:please|pls|thanks|thank you|mate|cheers|ta|works|sure|great|yes|yep|that works|for (?:me|us)|do|it|sounds (?:good|great)|(?:that|it)'?s (?:good|great|fine|perfect)|that would be (?:good|great|helpful)|that'?d be (?:good|great|helpful)|good|go ahead|absolutely|by me|why not|lock it in))*\W*$",
    _FLAGS,
)
_DENIAL = re.compile(
    r"^\W*(?:no|nope|nah|n|not really|not for now|negative|pass|👎)(?:\W+(?:thanks|thank you|thx|sorry|mate|cheers|ta|it(?:'?s| is) (?:not|ok|fine|alright)|not at all|im good|i'?m good|all good))*\W*$",
    _FLAGS,
)
_CHOICE = re.compile(
    r"^\W*(?:the\s+)?(?:first|second|third|former|latter|either|both|1st|2nd|option \w+|\w+day|mon|tues?|weds?|thurs?|fri|\d{1,2}(?::\d\d)?\s*(?:am|pm)?)(?:\s+(?:one|option|slot|time|works?|please|is|'s|are|fine|good|best|suits?|better|ok|thanks|pls|for me))*\W*$",
    _FLAGS,
)
_ASKS_MEETING = re.compile(
    r"\b(?:call|chat|meet\w*|time|minutes|mins?|demo|zoom|coffee|calendar|slot|walk\s?through|speak|talk|catch[\s-]?up|ring|book(?:ed)?|phone|invite)\b|\b\d{1,2}(?::\d\d)?\s*(?:am|pm)\b|\b(?:mon|tues|wednes|thurs|fri)day\b|\bat \d",
    _FLAGS,
)
_ASKS_TO_STOP = re.compile(
    r"\b(?:stop (?:writing|emailing|texting|contacting)|take you off|remove you|unsubscribe you)\b", _FLAGS
)
_LEAVES_ALONE = re.compile(
    r"\b(?:stop|remove[ds]?|unsubscribe[ds]?|opt(?:ed)?[ -]?out|(?:take|be|taken|come|get) (?:you )?(?:taken )?off|(?:won't|not|never) (?:write|text|hear)|no more|leave you (?:alone|be))\b",
    _FLAGS,
)
_DECLINES = re.compile(
    r"\b(?:no thanks|not (?:interested|now|this time|for (?:me|us))|decline|pass|no)\b", _FLAGS
)
_ASKS_TO_CLOSE = re.compile(
    r"\b(?:close (?:your|the|this)|leave (?:it|you|this)|not (?:the right|a priority)|assume|(?:wrong|bad) time|timing is wrong|give up)\b",
    _FLAGS,
)
_POINTS_BACK = re.compile(
    r"^\W*(?:(?:hi|hey|hello)\b[^.!\n]{0,20}[,\n]\s*)?(?:(?:again|sorry|well|ok(?:ay)?)\W+)?"
    r"(?:(?:same|the same)(?: (?:answer|reply|response))?(?: (?:as|like) (?:before|last time|i (?:said|wrote)|my last \w+))?(?: (?:again|here|still))?"
    r"|(?:please )?(?:see|read|refer to) (?:my|our) (?:last|previous|earlier) (?:e-?mail|mail|answer|reply|message|note|text)"
    r"|as (?:i|we)(?:'ve| have)? (?:already )?(?:said|told you|mentioned|wrote|explained)(?: (?:before|already|earlier|last time|last week|previously))?"
    r"|(?:my|our) (?:answer|position|view)(?: is(?: still)? the same|(?: is|'s)? ?unchanged|(?: has not|hasn't) changed)"
    r"|nothing(?:'s| has)? changed(?: since(?: then)?)?|no change(?: (?:here|since then|from (?:me|us)))?)"
    r"(?:\W+(?:thanks|thank you|cheers|sorry|mate|please))*\W*$",
    _FLAGS,
)
_REMINDS = re.compile(
    r"^\W*(?:like|as) (?:i|we)(?:'ve| have)? (?:already )?(?:said|told you|mentioned|wrote)(?: (?:before|already|earlier|last time|last week))?\s*[,:–-]+\s*",
    _FLAGS,
)
_TURNED = re.compile(
    r"\b(?:bad|wrong)\s+time\b|\bopposed\b|\b(?:would you )?mind\b|\bclose\b|\bstop\b", _FLAGS
)


def short_answer(text: str, outbound: str) -> Intent | None:
    """What a bare yes, no or choice means after that question; None where the text says more."""
    text = _REMINDS.sub("", text)
    offer = chosen(text, outbound)
    if offer:
        return _wanted(offer)
    assent, denial, choice = (bool(form.match(text)) for form in (_ASSENT, _DENIAL, _CHOICE))
    if not (assent or denial or (choice and outbound)):
        return None
    question = _question_of(outbound)
    if denial:
        return Intent.INTERESTED if _TURNED.search(question) else Intent.NOT_INTERESTED
    if _ASKS_TO_STOP.search(question):
        return Intent.UNSUBSCRIBE
    if _ASKS_TO_CLOSE.search(question):
        return Intent.NOT_INTERESTED
    return Intent.MEETING_REQUEST if _ASKS_MEETING.search(question) else Intent.INTERESTED


def points_back(text: str) -> bool:
    """Whether the message says nothing but that an earlier answer stands."""
    return _POINTS_BACK.match(text) is not None


def _wanted(offer: str) -> Intent:
    """What somebody wants who chose this of what we offered."""
    if _LEAVES_ALONE.search(offer):
        return Intent.UNSUBSCRIBE
    if _DECLINES.search(offer):
        return Intent.NOT_INTERESTED
    return Intent.MEETING_REQUEST if _ASKS_MEETING.search(offer) else Intent.INTERESTED


def _question_of(outbound: str) -> str:
    asked = [part for part in re.split(r"(?<=[.!?])\s+|\n+", outbound) if part.strip().endswith("?")]
    return asked[-1] if asked else outbound[-200:]
