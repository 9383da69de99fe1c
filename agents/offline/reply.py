"""Read an answer by rules, weighed phrases and likeness to known answers, in a few milliseconds."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import JsonValue

from agents.offline import dates, exemplars
from agents.offline.engine import Call, OfflineRequest
from agents.offline.machine_mail import Machine, is_announced, machine_kind, sounds_like_a_robot
from agents.offline.optout import asks_to_stop
from agents.offline.phrases import weigh
from memory.enums import Intent

ABSTAIN_BELOW = 0.45
_FLAGS = re.IGNORECASE | re.UNICODE
_HUMAN = (Intent.MEETING_REQUEST, Intent.NOT_INTERESTED, Intent.INTERESTED, Intent.QUESTION)
_QUOTED = re.compile(
    r"^(?:\s*>.*|\s*On .{5,120} wrote:.*|\s*-{2,}\s*(?:Original|Forwarded).*|_{10,}|From: .+|Sent from my .*|Am .{5,80} schrieb.*|Le .{5,80} a écrit.*)$",
    _FLAGS | re.MULTILINE,
)
_COURTESY = re.compile(
    r"(?:hi|hello|hey|dear|g'day|good (?:morning|afternoon|evening))\b[^.?!]{0,30}$"
    r"|(?:many )?(?:thanks|thank you|cheers|appreciate (?:it|the))\b[^.?!,]{0,40}[.!]?$",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^(?:-- ?|—)\s*$", re.MULTILINE)
_ASSENT = re.compile(
    r"^\W*(?:(?:hi|hey|hello)\b[^.!\n]{0,20}[,\n]\s*)?(?:yes|yep|yeah|yup|ya|ok(?:ay)?|sure(?: thing)?|works(?: for (?:me|us))?|that works|(?:that|it)'?s (?:good|great|fine|perfect)|sounds (?:good|great|fine)|perfect|great|good|deal|done|fine(?: by me)?|please(?: do)?|go (?:ahead|for it)|absolutely|definitely|of course|👍|✅|no worries|no problem|can do|happy to|let'?s do it|let'?s go|correct|please do|love to|keen|confirmed)"
    r"(?:\W+(?:please|pls|thanks|thank you|mate|cheers|ta|works|sure|great|yes|that works|for (?:me|us)|do|it|sounds good|(?:that|it)'?s (?:good|great|fine|perfect)|good|go ahead|absolutely|by me))*\W*$",
    _FLAGS,
)
_DENIAL = re.compile(
    r"^\W*(?:no|nope|nah|not really|negative|pass|👎)(?:\W+(?:thanks|thank you|thx|sorry|mate|cheers|ta|it(?:'s| is) not|not at all))*\W*$",
    _FLAGS,
)
_ASKS_MEETING = re.compile(
    r"\b(?:call|chat|meet\w*|time|minutes|mins?|demo|zoom|coffee|calendar|slot|walk\s?through|speak|talk)\b|\b\d{1,2}(?::\d\d)?\s*(?:am|pm)\b|\b(?:mon|tues|wednes|thurs|fri)day\b",
    _FLAGS,
)
_ASKS_TO_CLOSE = re.compile(
    r"\b(?:stop|close|take you off|remove|leave you|not the right|assume|wrong time|bad time|opposed|mind)\b",
    _FLAGS,
)
_PHONE = re.compile(r"(?<![\w/])(?:\+\d{1,3}[\s().-]*)?(?:\(?\d{2,5}\)?[\s.-]*){2,5}\d{2,4}(?!\w)")
_PERSON = re.compile(
    r"\b(?:speak|talk|chat|contact|reach out|get in touch|touch base|connect|deal|best|person|cc'?(?:d|ing)?|copying|looping|copied|adding|add|forward(?:ed|ing)?|pass(?:ed|ing)?|call|email|assistant|EA|PA|ask(?:ing)?|colleague|partner|manager|director)\b[^.!?\n]{0,40}?\b(?P<name>[A-Z][a-z'’-]+(?:\s+(?:van|de|von|[A-Z])[A-Za-z'’-]*){0,2})"
)
_NO_NAME = frozenset(
    "Thanks Thank Cheers Regards Monday Tuesday Wednesday Thursday Friday Saturday Sunday Hi Hello We I The It Please Our My January February March April May June July August September October November December Zoom Teams Google Sydney Melbourne Brisbane Perth Adelaide".split()
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Inbound:
    """An answer as its channel delivered it, and the message that it answers."""

    text: str
    received_at: datetime
    subject: str = ""
    channel: str = "email"
    outbound: str = ""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    month_first: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """The intent, how sure we are of it, and why."""

    intent: Intent
    confidence: float
    why: str


def engine(request: OfflineRequest) -> Sequence[Call]:
    """The reply agent's one output."""
    return [Call(name="reading", arguments=reading(inbound_of(request.data)))]


def inbound_of(data: Mapping[str, JsonValue]) -> Inbound:
    """The answer from the fenced `reply` and `thread` of the prompt."""
    reply, thread = data.get("reply"), data.get("thread")
    written = reply if isinstance(reply, dict) else {}
    earlier = [t for t in thread if isinstance(t, dict)] if isinstance(thread, list) else []
    zone = str(written.get("time_zone") or "Australia/Sydney")
    return Inbound(
        text=str(written.get("text") or ""),
        subject=str(written.get("subject") or ""),
        channel=str(written.get("channel") or "email"),
        received_at=datetime.fromisoformat(str(written["received_at"])).astimezone(ZoneInfo(zone)),
        outbound=str(earlier[-1].get("body") or "") if earlier else "",
        month_first=str(written.get("country") or "").upper() in {"US", "USA", "UNITED STATES"},
    )


def reading(inbound: Inbound) -> dict[str, JsonValue]:
    """Everything that the message says, in the shape of the reply agent's output."""
    text = own_words(inbound.text)
    judged = judge(inbound)
    urgent = bool(
        re.search(
            r"\b(?:urgent\w*|asap|today|right away|immediately|this (?:morning|arvo|afternoon))\b",
            text,
            _FLAGS,
        )
    )
    away = judged.intent is Intent.OUT_OF_OFFICE
    back = dates.first_day_back(text, inbound.received_at, month_first=inbound.month_first) if away else None
    meets = judged.intent is Intent.MEETING_REQUEST
    times = dates.times_in(text, inbound.received_at, month_first=inbound.month_first) if meets else []
    return {
        "intent": judged.intent.value,
        "confidence": round(judged.confidence, 3),
        "abstained": judged.confidence < ABSTAIN_BELOW,
        "summary": _summary(judged.intent, text),
        "sentiment": _sentiment(judged.intent, text),
        "urgency": "high" if urgent and judged.intent is not Intent.OUT_OF_OFFICE else "normal",
        "meeting_times": [moment.isoformat() for moment in times],
        "return_date": back.isoformat() if back else None,
        "follow_up": dates.follow_up(text, inbound.received_at)
        if judged.intent is Intent.NOT_INTERESTED
        else None,
        "questions": [*[sentence for sentence in _sentences(text) if sentence.endswith("?")][:5]],
        "people": [*_people(text)],
        "phones": [*_phones(text)],
    }


def judge(inbound: Inbound) -> Judged:
    """The intent by the guideline's precedence: stop, machine, meeting, refusal, interest, question."""
    text = own_words(inbound.text)
    announced = is_announced(inbound.subject, inbound.headers)
    machine = machine_kind(text, inbound.subject, inbound.headers)
    if asks_to_stop(text, sms=inbound.channel == "sms") and not (announced and _is_footer(text)):
        return Judged(intent=Intent.UNSUBSCRIBE, confidence=0.97, why="asks not to be written to")
    if re.search(r"\bunsubscribe\b", inbound.subject, _FLAGS) and len(text) < 40:
        return Judged(intent=Intent.UNSUBSCRIBE, confidence=0.97, why="the subject asks to unsubscribe")
    if machine is Machine.OTHER and (announced or _is_machine_alone(text)):
        return Judged(intent=Intent.AUTO_REPLY, confidence=0.9, why="a machine's receipt or notice")
    if machine is Machine.ABSENCE and (announced or _is_absence_alone(text)):
        return Judged(
            intent=Intent.OUT_OF_OFFICE, confidence=0.93 if announced else 0.85, why="says to be away"
        )
    if (short := _short_answer(text, inbound.outbound)) is not None:
        return short
    return _weighed(text)


def own_words(text: str) -> str:
    """The message without quoted history and what follows a signature mark."""
    plain = text.replace("’", "'").replace("‘", "'").replace("\u00a0", " ").replace("\r\n", "\n")
    for mark in (_QUOTED, _SIGNATURE):
        match = mark.search(plain)
        if match and plain[: match.start()].strip():
            plain = plain[: match.start()]
    return plain.strip()


def _is_footer(text: str) -> bool:
    match = re.search(r"unsubscribe", text, _FLAGS)
    return match is not None and match.start() > len(text) * 0.7 and len(text) > 200


def _is_machine_alone(text: str) -> bool:
    scores = _scores(text)
    return max(scores[Intent.MEETING_REQUEST], scores[Intent.INTERESTED]) < 2.5 or len(text) > 160


def _is_absence_alone(text: str) -> bool:
    scores = _scores(
        re.sub(
            r"\b(?:please|kindly)\s+(?:call|contact|email|reach|speak|ring)\b[^.\n]*", " ", text, flags=_FLAGS
        )
    )
    proposes = bool(
        re.search(
            r"\?|\b(?:grab|pick|choose|let'?s|can we|could we|could do|can do|how about|keen|book|free to|happy to)\b",
            text,
            _FLAGS,
        )
    )
    if sounds_like_a_robot(text) and not proposes:
        return True
    wants = scores[Intent.MEETING_REQUEST] if proposes else 0.0
    return max(wants, scores[Intent.INTERESTED] - 0.3, scores[Intent.NOT_INTERESTED] - 0.6) < 2.4


def _short_answer(text: str, outbound: str) -> Judged | None:
    assent, denial = bool(_ASSENT.match(text)), bool(_DENIAL.match(text))
    if not assent and not denial:
        return None
    question = next((s for s in reversed(_sentences(outbound)) if s.endswith("?")), outbound[-200:])
    closing = bool(_ASKS_TO_CLOSE.search(question))
    if assent and closing and re.search(r"\b(?:stop|take you off|remove)\b", question, _FLAGS):
        return Judged(intent=Intent.UNSUBSCRIBE, confidence=0.9, why="agrees to be taken off")
    if denial:
        flipped = bool(
            re.search(r"\b(?:bad|wrong)\s+time\b|\bopposed\b|\bmind\b|\bclose\b|\bstop\b", question, _FLAGS)
        )
        intent = Intent.INTERESTED if flipped else Intent.NOT_INTERESTED
        return Judged(intent=intent, confidence=0.6 if flipped else 0.9, why="a short no to our question")
    if closing:
        return Judged(intent=Intent.NOT_INTERESTED, confidence=0.7, why="agrees that this ends here")
    meets = bool(_ASKS_MEETING.search(question))
    why = "a short yes to our question"
    return Judged(intent=Intent.MEETING_REQUEST if meets else Intent.INTERESTED, confidence=0.85, why=why)


def _weighed(text: str) -> Judged:
    scores = _scores(text)
    for intent, likeness in exemplars.likeness(text).items():
        scores[intent] += 1.8 * likeness
    intent = _precedence(scores)
    total = sum(scores.values()) or 1.0
    strength = min(1.0, scores[intent] / 3.0)
    return Judged(
        intent=intent,
        confidence=min(0.95, strength * (0.35 + 0.65 * scores[intent] / total)),
        why="weighed phrases",
    )


def _precedence(scores: Mapping[Intent, float]) -> Intent:
    meeting, refusal = scores[Intent.MEETING_REQUEST], scores[Intent.NOT_INTERESTED]
    interest, question = scores[Intent.INTERESTED], scores[Intent.QUESTION]
    if refusal >= 2.4 and refusal >= max(meeting, interest) - 0.35:
        return Intent.NOT_INTERESTED
    if meeting >= 2.2 and meeting >= refusal:
        return Intent.MEETING_REQUEST
    if interest >= 2.2 and interest > refusal:
        return Intent.INTERESTED
    if question >= 1.7 and question >= refusal - 0.5:
        return Intent.QUESTION
    # Where nothing speaks for anything, the guess must be one that sends no pitch.
    guess = max(_HUMAN, key=lambda intent: scores[intent])
    return guess if scores[guess] >= 1.0 or guess is Intent.QUESTION else Intent.NOT_INTERESTED


def _scores(text: str) -> dict[Intent, float]:
    """Weights by intent, where a clause after "but" counts more and one before it less."""
    scores: dict[Intent, float] = dict.fromkeys(_HUMAN, 0.0)
    for clause, factor in _clauses(text):
        weights = weigh(clause)
        if _denies(clause):
            weights[Intent.NOT_INTERESTED] = max(
                weights[Intent.NOT_INTERESTED], weights[Intent.INTERESTED], 2.6
            )
            weights[Intent.INTERESTED] = weights[Intent.MEETING_REQUEST] = 0.0
        elif weights[Intent.INTERESTED] >= 3.0 * 0.99 and _doubly_denied(clause):
            weights[Intent.NOT_INTERESTED] = 0.0
        elif clause.rstrip().endswith("?") and weights[Intent.QUESTION] and weights[Intent.INTERESTED] < 2.2:
            weights[Intent.NOT_INTERESTED] *= 0.5
        if _only_asks(clause):
            weights[Intent.QUESTION] = max(weights[Intent.QUESTION], 2.6)
            weights[Intent.INTERESTED] *= 0.5
        for intent, weight in weights.items():
            scores[intent] = max(scores[intent], weight * factor)
    return scores


def _only_asks(clause: str) -> bool:
    """Whether it asks for a fact about what is offered, and wants nothing yet: "Is the trial capped?"."""
    asks = re.match(
        r"\W*(?:(?:and|so|but|also|ok|sorry),?\s+)?(?:is|are|does|do|did|what|which|how|who|whose|where|why|has|have)\b",
        clause,
        _FLAGS,
    )
    wants = re.search(
        r"\b(?:i|we|me|us|my|our|send|show|next|could|can|start\w*|chat|call|meet\w*|time|free|available)\b",
        clause,
        _FLAGS,
    )
    return bool(asks) and clause.rstrip().endswith("?") and not wants


def _clauses(text: str) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    for sentence in _sentences(text) or [text]:
        parts = re.split(
            r"\b(?:but|however|though|although|that said|having said that)\b", sentence, flags=_FLAGS
        )
        for n, part in enumerate(parts):
            factor = 1.0 if len(parts) == 1 else 1.15 if n == len(parts) - 1 else 0.75
            found.append((part if n == len(parts) - 1 else f"{part} ", factor))
    return found


def _denies(clause: str) -> bool:
    """Whether the wish that the clause names is denied: "don't need a call", "not keen to meet"."""
    if _doubly_denied(clause):
        return False
    return bool(
        re.search(
            r"\b(?:not|n't|no|never|without|hardly)\b(?:\s+\S+){0,3}?\s+(?:keen|interested|interest|need|want|call|meeting|chat|demo|meet|curious|open to|looking for|like to|use for|point|see the)\b",
            clause,
            _FLAGS,
        )
    ) and not re.search(
        r"\b(?:don't|do not) (?:need|want) to (?:convince|sell)|\bno (?:problem|worries|dramas|need to)\b|\bnot sure\b|\bwhy not\b|\bcan't (?:do|make)\b",
        clause,
        _FLAGS,
    )


def _doubly_denied(clause: str) -> bool:
    return bool(
        re.search(
            r"\bnot\s+(?:un|dis)interested|n't\s+say\s+(?:\S+\s+){0,2}?not\s+|not\s+(?:that|saying|like)\s+(?:we|i)\S*\s+(?:\S+\s+)?(?:not|n't)|wouldn't\s+(?:say\s+no|be\s+opposed|mind)|no\s+reason\s+not",
            clause,
            _FLAGS,
        )
    )


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part.strip()]


def _summary(intent: Intent, text: str) -> str:
    """The first sentence that says something: greetings, thanks and names lead up to it."""
    sentences = [sentence.strip() for sentence in _sentences(text) if sentence.strip()]
    telling = [sentence for sentence in sentences if not _COURTESY.match(sentence)]
    found = next((s for s in telling if len(s.split()) > 2), next(iter(telling or sentences), ""))
    return found[:140] or intent.value.replace("_", " ").capitalize()


def _sentiment(intent: Intent, text: str) -> float:
    mood = {
        Intent.MEETING_REQUEST: 0.6, Intent.INTERESTED: 0.6, Intent.QUESTION: 0.1, Intent.NOT_INTERESTED: -0.4,
        Intent.UNSUBSCRIBE: -0.5, Intent.OUT_OF_OFFICE: 0.0, Intent.AUTO_REPLY: 0.0,
    }[intent]  # fmt: skip
    warm = bool(
        re.search(r"\b(?:thanks|thank you|cheers|great|love|appreciate|perfect|awesome)\b", text, _FLAGS)
    )
    cross = bool(
        re.search(
            r"\b(?:fuck|piss|waste|rubbish|spam|scam|sick of|annoy\w*|harass\w*|how dare)\b|!{2,}",
            text,
            _FLAGS,
        )
    )
    return round(max(-1.0, min(1.0, mood + 0.2 * warm - 0.4 * cross)), 2)


def _people(text: str) -> list[str]:
    addresses = re.findall(r"[\w.+-]+@[\w-]+\.[\w.-]*\w", text)
    names = [match["name"].strip() for match in _PERSON.finditer(text)]
    return list(dict.fromkeys([*(n for n in names if n.split()[0] not in _NO_NAME), *addresses]))[:5]


def _phones(text: str) -> list[str]:
    found = [match.group().strip() for match in _PHONE.finditer(text)]
    return list(dict.fromkeys(phone for phone in found if 8 <= sum(c.isdigit() for c in phone) <= 15))[:3]
