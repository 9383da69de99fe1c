"""Hear how an answer sounds: warm or cross, formal or not, in a hurry; what speaks for buying and what against."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from typing import Literal

from memory.enums import Intent

_FLAGS = re.IGNORECASE | re.UNICODE
_BASE = {
    Intent.MEETING_REQUEST: 0.6, Intent.INTERESTED: 0.6, Intent.QUESTION: 0.1, Intent.NOT_INTERESTED: -0.4,
    Intent.UNSUBSCRIBE: -0.5, Intent.OUT_OF_OFFICE: 0.0, Intent.AUTO_REPLY: 0.0,
}  # fmt: skip
_WARM = re.compile(
    r"\b(?:thanks|thank you|cheers|great|love|appreciate|perfect|awesome|brilliant|lovely|keen|excited|all the best|good luck|kind of you)\b",
    _FLAGS,
)
_CROSS = re.compile(
    r"\b(?:fuck\w*|piss|bugger|waste|wasting|rubbish|garbage|spam\w*|scam\w*|sick of|annoy\w*|harass\w*|pester\w*|how dare|ridiculous|pathetic|lawyers?|attorney|legal action|get lost|get stuffed|rack off|hell|deaf)\b|!{2,}|\b[A-Z]{4,}\s+[A-Z]{4,}\b",
    re.UNICODE,
)
_URGENT = re.compile(
    r"\b(?:urgent\w*|asap|right away|immediately|at once|today|this (?:morning|arvo|afternoon)|yesterday|straight away|now)\b",
    _FLAGS,
)
_UNHURRIED = re.compile(
    r"\b(?:no rush|whenever|next (?:year|quarter)|in (?:a few|six|\d) months|down the track|some\s?day|new year)\b",
    _FLAGS,
)
_FORMAL = re.compile(
    r"\b(?:dear|sincerely|kindly|regards|whilst|shall|I should|might I|would you be so|obliged|herewith|pursuant|sir|madam|respectfully|grateful)\b",
    _FLAGS,
)
_CASUAL = re.compile(
    r"\b(?:hey|mate|ta|cheers|yeah|yep|nah|nope|lol|thx|pls|u|ur|gonna|wanna|arvo|g'day|reckon|ya|im|dont|cant|haha)\b|[😀-🙏👍👎🚀]",
    _FLAGS,
)
_BUYING = {
    "budget": r"\b(?:have|got|set aside|approved) (?:the |a |some )?(?:budget|money|funds)\b|\bbudget (?:for this|approved|is there)\b",
    "timing": r"\b(?:good|great|perfect|right) tim(?:e|ing)\b|\btiming is (?:good|great|perfect)|\btimely\b|\bfunny you should\b",
    "evaluating": r"\b(?:evaluating|reviewing|comparing|shortlist\w*|out to tender|rfp|looking (?:for|at) (?:something|tools|options|vendors|suppliers|agencies))\b",
    "pain": r"\b(?:struggl\w*|battl\w*|problem for us|exact(?:ly)? (?:the )?(?:issue|problem|what)|need help|could use|fed up|not thrilled|unhappy|useless)\b",
    "price asked": r"\b(?:how much|pric\w+|quote|rate card|what does it cost|cost)\b",
    "next steps": r"\b(?:next steps?|get started|sign up|where do i sign|move forward|proceed|contract over|trial|pilot)\b",
    "decision maker involved": r"\b(?:my|our) (?:boss|ceo|gm|director|board|partners?|team|cfo|cmo)\b",
    "contract ending": r"\bcontract(?:'s| is)? (?:up|ends?|expir\w*|due)\b|\bup for renewal\b",
}  # fmt: skip
_OBJECTIONS = {
    "budget": r"\b(?:no|zero|without|tight|cut|frozen|can'?t afford|too (?:expensive|dear|pricey)|out of our price|too rich)\b[^.!?]{0,25}\b(?:budget|money|funds|range|blood|spend\w*)?\b(?=.*\b(?:budget|money|funds|afford|expensive|dear|pricey|price range|spend\w*|rich)\b)",
    "has a supplier": r"\b(?:already (?:have|got|use|using|work)|current (?:provider|vendor|supplier|agency)|in[\s-]?house|internal(?:ly)?|under contract|happy with|locked in|sorted|covered|our own|agency of record)\b",
    "timing": r"\b(?:not (?:now|right now|yet|at the moment|this (?:year|quarter))|bad timing|too busy|flat (?:out|strap)|swamped|under the pump|next (?:year|quarter)|too early)\b",
    "wrong person": r"\b(?:wrong person|not (?:me|my (?:area|patch|department)|the right person|the decision maker)|don'?t handle)\b",
    "no need": r"\b(?:no need|don'?t need|not (?:needed|required|relevant|for us|a (?:fit|priority))|no requirement|doesn'?t apply|too small)\b",
    "trust": r"\b(?:scam|spam|bot|burned|bad experience|legit|sceptical|skeptical|not convinced|tried (?:this|it|something))\b",
    "no interest": r"\b(?:not|no|n't|zero|un)\s*interest\w*\b|\bhard pass\b|\bno thanks\b",
}  # fmt: skip
_SIGNALS = {name: re.compile(pattern, _FLAGS) for name, pattern in _BUYING.items()}
_AGAINST = {name: re.compile(pattern, _FLAGS) for name, pattern in _OBJECTIONS.items()}


def sentiment(intent: Intent, text: str) -> float:
    """From -1, hostile, to 1, delighted."""
    warm, cross = bool(_WARM.search(text)), bool(_CROSS.search(text))
    return round(max(-1.0, min(1.0, _BASE[intent] + 0.2 * warm - 0.4 * cross)), 2)


def urgency(intent: Intent, text: str) -> Literal["low", "normal", "high"]:
    """How soon an answer is wanted; a machine is never in a hurry."""
    if intent in (Intent.OUT_OF_OFFICE, Intent.AUTO_REPLY):
        return "low"
    if _UNHURRIED.search(text):
        return "low"
    return "high" if _URGENT.search(text) else "normal"


def formality(text: str) -> Literal["casual", "neutral", "formal"]:
    """How the sender speaks, so that the response may speak alike."""
    casual, formal = len(_CASUAL.findall(text)), len(_FORMAL.findall(text))
    if casual > formal:
        return "casual"
    return "formal" if formal > casual else "neutral"


def buying_signals(intent: Intent, text: str) -> list[str]:
    """What speaks for buying; a refusal or a machine has none."""
    if intent in (Intent.UNSUBSCRIBE, Intent.OUT_OF_OFFICE, Intent.AUTO_REPLY):
        return []
    return [name for name, pattern in _SIGNALS.items() if pattern.search(text)]


def objections(intent: Intent, text: str) -> list[str]:
    """What speaks against it."""
    if intent in (Intent.OUT_OF_OFFICE, Intent.AUTO_REPLY):
        return []
    return [name for name, pattern in _AGAINST.items() if pattern.search(text)]
