"""Read an answer by rules and learned weights, in a few milliseconds and without any model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from pydantic import JsonValue

from memory.enums import Intent
from tools.services.hearing import dates, entities, mood, returns
from tools.services.hearing.features import ANECDOTE, ASKS_TO_STOP, features
from tools.services.hearing.learned import probabilities
from tools.services.hearing.optout import is_stop_word
from tools.services.hearing.short_answers import points_back, short_answer
from tools.services.incoming import trimming

ABSTAIN_BELOW = 0.6
ABSTAIN_FROM_SELLING_BELOW = 0.7
"""A person decides where we would go on selling on so little."""
ALONE_FROM = 0.7
FIRST_SENTENCES = 3
"""How many sentences from the beginning, and from the end, are read by themselves."""
STOP_FROM_ONE_SENTENCE = 0.8
"""How much of its own certainty a sentence gives to a message that sounds otherwise."""
PLAIN = 0.95
"""How sure a sentence must be that asks to stop without any words that are known for it."""
SURE = 0.99
STOP_FROM = 0.1
"""What it takes where a sentence reads like a request to stop: an opt-out missed is the dearest error."""
_SELLS_ON = frozenset({Intent.MEETING_REQUEST, Intent.INTERESTED})
_OF_A_MACHINE = frozenset({Intent.UNSUBSCRIBE, Intent.OUT_OF_OFFICE, Intent.AUTO_REPLY})
SIGNATURE_LINES = 8
_CLOSING = re.compile(
    r"\s*(?:(?:many |with |kind(?:est)? |warm(?:est)? |best |all the )*"
    r"(?:thanks|thank you|regards|wishes|best|cheers|ta)"
    r"|yours(?: \w+)?|sincerely|respectfully|cordially|love|xx?"
    r"|mit freundlichen gr\S+|cordialement|saludos|saluti|groeten|mvh)"
    r"(?: (?:again|in advance|mate|all))?\s*[,.!]?\s*$",
    re.IGNORECASE,
)
_SAYS_MORE = re.compile(r"[?!]|\b(?:p\.?s\.?|i|i'm|we|you|your|me|us|please|not|don't)\b", re.IGNORECASE)
"""What stands in sentences, and in no name, trade or address."""
_COURTESY = re.compile(
    r"(?:hi|hello|hey|dear|g'day|good (?:morning|afternoon|evening))\b[^.?!]{0,30}$"
    r"|(?:many )?(?:thanks|thank you|cheers|appreciate (?:it|the))\b[^.?!,]{0,40}[.!]?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Inbound:
    """An answer as its channel delivered it, and the message that it answers."""

    text: str
    received_at: datetime
    subject: str = ""
    channel: str = "email"
    outbound: str = ""
    before: Intent | None = None
    """What the sender wanted the last time, for an answer that points back to it."""
    automatic: bool = False
    """Whether its form says that no person pressed "send"."""
    month_first: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """The intent, how sure we are of it, and why."""

    intent: Intent
    confidence: float
    why: str
    also: tuple[Intent, ...] = ()
    """What single sentences want beside, surest first."""


def reading(inbound: Inbound) -> dict[str, JsonValue]:
    """Everything that the message says, in the shape of a `Reading`."""
    text = own_words(inbound.text)
    judged = judge(inbound)
    intent = judged.intent
    least = ABSTAIN_FROM_SELLING_BELOW if intent in _SELLS_ON else ABSTAIN_BELOW
    sure = inbound.automatic or judged.confidence >= least
    return {
        "intent": intent.value,
        "confidence": round(judged.confidence, 3),
        "abstained": not sure,
        "also": [other.value for other in judged.also],
        "summary": _summary(intent, text),
        "sentiment": mood.sentiment(intent, text),
        "urgency": mood.urgency(intent, text),
        "formality": mood.formality(text),
        "buying_signals": [*mood.buying_signals(intent, text)],
        "objections": [*mood.objections(intent, text)],
        **_named(inbound, text, intent),
    }


def judge(inbound: Inbound) -> Judged:
    """The intent of the guideline: a stop word and a bare yes or no by rule, all else by what it shows."""
    text = without_signature(own_words(inbound.text))
    if is_stop_word(text or inbound.subject, sms=inbound.channel == "sms"):
        return Judged(intent=Intent.UNSUBSCRIBE, confidence=SURE, why="a word that asks to stop")
    if not text and not inbound.subject:
        return Judged(intent=Intent.QUESTION, confidence=0.0, why="says nothing")
    if inbound.before is not None and not inbound.automatic and points_back(text):
        return Judged(intent=inbound.before, confidence=0.85, why="says the same as before")
    short = None if inbound.automatic else short_answer(text, inbound.outbound)
    if short is not None:
        return Judged(intent=short, confidence=0.85 if inbound.outbound else 0.7, why="answers our question")
    shown = features(text, channel=inbound.channel, subject=inbound.subject, outbound=inbound.outbound)
    chances = _likely(shown, automatic=inbound.automatic)
    alone = _alone(inbound, text)
    stops = alone.pop(Intent.UNSUBSCRIBE, 0.0) if not inbound.automatic else 0.0
    intent = max(chances, key=lambda one: chances[one])
    also = tuple(sorted((other for other in alone if other is not intent), key=lambda other: -alone[other]))
    said = chances[Intent.UNSUBSCRIBE]
    if intent is Intent.UNSUBSCRIBE or (said >= STOP_FROM and ASKS_TO_STOP in shown) or stops:
        also = tuple(other for other in also if other is not Intent.UNSUBSCRIBE)
        sure = max(
            said, stops * STOP_FROM_ONE_SENTENCE, ABSTAIN_BELOW if intent is not Intent.UNSUBSCRIBE else 0.0
        )
        return Judged(intent=Intent.UNSUBSCRIBE, confidence=sure, why="asks to stop", also=also)
    return Judged(intent=intent, confidence=chances[intent], why="weighed words", also=also)


def _likely(shown: frozenset[str], *, automatic: bool) -> dict[Intent, float]:
    """How likely each intent is; of what a machine sent by itself, only those that machines have."""
    chances = probabilities(shown)
    if not automatic:
        return chances
    left = {intent: chances[intent] for intent in _OF_A_MACHINE}
    total = sum(left.values()) or 1.0
    return {intent: chance / total for intent, chance in left.items()}


def _alone(inbound: Inbound, text: str) -> dict[Intent, float]:
    """What single sentences plainly want by themselves, as an opt-out among courtesies does."""
    sentences = _sentences(text)
    if len(sentences) < 2:
        return {}
    found: dict[Intent, float] = {}
    for sentence in dict.fromkeys([*sentences[:FIRST_SENTENCES], *sentences[-FIRST_SENTENCES:]]):
        if is_stop_word(sentence, sms=False):
            found[Intent.UNSUBSCRIBE] = SURE
        if len(sentence.split()) < 2 or _COURTESY.match(sentence):
            continue
        shown = features(sentence, channel=inbound.channel)
        chances = probabilities(shown)
        wants = max(chances, key=lambda one: chances[one])
        told = wants is Intent.UNSUBSCRIBE and (
            ANECDOTE in shown or (ASKS_TO_STOP not in shown and chances[wants] < PLAIN)
        )
        if chances[wants] >= ALONE_FROM and not told and wants is not Intent.AUTO_REPLY:
            found[wants] = max(found.get(wants, 0.0), chances[wants])
    return found


def _named(inbound: Inbound, text: str, intent: Intent) -> dict[str, JsonValue]:
    """What the message names, as far as it matters for that intent."""
    at, month_first = inbound.received_at, inbound.month_first
    away, machine = intent is Intent.OUT_OF_OFFICE, intent is Intent.AUTO_REPLY
    meets = intent is Intent.MEETING_REQUEST
    back = returns.first_day_back(text, at, month_first=month_first) if away else None
    times = dates.times_in(text, at, month_first=month_first) if meets else []
    declined = intent is Intent.NOT_INTERESTED
    questions = [] if away or machine else [one for one in _sentences(text) if one.endswith("?")][:5]
    return {
        "meeting_times": [moment.isoformat() for moment in times],
        "return_date": back.isoformat() if back else None,
        "follow_up": dates.follow_up(text, at) if declined else None,
        "questions": [*questions],
        "people": [*entities.people_in(text)],
        "phones": [*entities.phones_in(text)],
        "emails": [*entities.addresses_in(text)],
        "links": [*entities.links_in(text)],
        "competitors": [] if away or machine else [*entities.competitors_in(text)],
        "budget": None if away or machine else entities.budget_in(text),
        "ticket": entities.ticket_in(text, inbound.subject) if machine else None,
    }


def own_words(text: str) -> str:
    """The message without quoted history, signature and small print, in plain quotes."""
    plain = text.replace("’", "'").replace("‘", "'")
    return trimming.own_words(plain) or plain.strip()


def without_signature(text: str) -> str:
    """The message down to its closing word: the name, trade and telephone beneath it want nothing."""
    lines = text.split("\n")
    first = max(1, len(lines) - SIGNATURE_LINES)
    closed = next((at for at in range(first, len(lines)) if _CLOSING.match(lines[at])), None)
    if closed is None or any(_SAYS_MORE.search(line) for line in lines[closed + 1 :]):
        return text
    return "\n".join(lines[: closed + 1])


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]


def _summary(intent: Intent, text: str) -> str:
    """The first sentence that says something: greetings, thanks and names lead up to it."""
    sentences = [sentence.strip() for sentence in _sentences(text) if sentence.strip()]
    telling = [sentence for sentence in sentences if not _COURTESY.match(sentence)]
    found = next((s for s in telling if len(s.split()) > 2), next(iter(telling or sentences), ""))
    return found[:140] or intent.value.replace("_", " ").capitalize()
