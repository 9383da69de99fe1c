"""Turn an answer, written or spoken, into its card's props: pure, so that a snapshot shows what is seen."""

from __future__ import annotations

import re

from memory.enums import Channel, Intent, LeadStatus
from memory.records.leads import Lead
from memory.records.messages import Draft, Reply
from tools.services.hearing.erasure import asks_to_be_erased
from tools.services.law.europe import request_due
from tools.services.replying.waiting import Look
from ui.cards import Props, iso, lead_props, text_of, texts_of
from ui.forms import number, profile
from ui.wording import CHANNELS, CONSEQUENCES, FORMS, INTENTS, LEAD_STATUSES, SURENESS, WRITERS

_TURN = re.compile(r"^\s*(?P<who>bot|agent|assistant|ai|human|user)\s*:\s*(?P<text>.*)$", re.IGNORECASE)


def reply_card(
    reply: Reply,
    lead: Lead,
    original: Draft | None = None,
    look: Look | None = None,
    *,
    may_act: bool = False,
    may_erase: bool = False,
) -> Props:
    """What came back to which message of ours, how it was read, and what follows for whom."""
    return {
        "ref": {"kind": "reply", "id": str(reply.id)},
        "lead": lead_props(lead),
        **reply_summary(reply),
        "leadStatus": LEAD_STATUSES.get(_standing(reply, lead)),
        "original": None
        if original is None
        else {"subject": original.subject or FORMS[original.form], "body": original.body},
        "intents": [{"key": intent.value, "text": text} for intent, text in INTENTS.items()],
        "consequence": CONSEQUENCES[reply.intent] if reply.intent else "It has not been read yet.",
        "maySettle": bool(look and look.waits and not look.response_proposed and may_act),
        "settledBy": look.settled_by if look else None,
        "mayAct": may_act,
        "erasureDue": iso(request_due(reply.received_at)) if asks_to_be_erased(reply.text) else None,
        "mayErase": may_erase,
    }


def _standing(reply: Reply, lead: Lead) -> LeadStatus:
    # The reading is told before it is acted on; this one is acted on whatever else may be true of the lead.
    return LeadStatus.UNSUBSCRIBED if reply.intent is Intent.UNSUBSCRIBE else lead.status


def reply_summary(reply: Reply) -> Props:
    """A reply's text and reading."""
    return {
        "channel": CHANNELS[reply.channel],
        "channelKey": reply.channel.value,
        "from": sender(reply),
        "subject": reply.subject,
        "text": reply.text,
        "turns": turns(reply.transcript) if reply.channel is Channel.VOICE else [],
        "receivedAt": iso(reply.received_at),
        "intent": reply.intent.value if reply.intent else None,
        "intentText": INTENTS[reply.intent] if reply.intent else "Unread",
        "confidence": None if reply.confidence is None else sureness(reply.confidence),
        "abstained": reply.abstained,
        "reader": WRITERS[reply.decided_by] if reply.decided_by else None,
        "summary": text_of(reply.reading.get("summary")),
        "questions": texts_of(reply.reading.get("questions")),
        "meetingTimes": texts_of(reply.reading.get("meeting_times")),
    }


def sureness(confidence: float) -> str:
    """A confidence from 0 to 1 in words, with its percentage."""
    words = next(words for least, words in SURENESS if confidence >= least)
    return f"{words} ({round(confidence * 100)} %)"


def sender(reply: Reply) -> str:
    """Who wrote or spoke, as a person writes the address."""
    match reply.channel:
        case Channel.SMS | Channel.VOICE:
            return number(reply.from_address)
        case Channel.LINKEDIN:
            return profile(reply.from_address)
        case Channel.EMAIL | Channel.MAIL:
            return reply.from_address


def turns(transcript: str) -> list[Props]:
    """A call's transcript as turns: ours and theirs; a line without a speaker belongs to the turn before."""
    said: list[Props] = []
    for line in filter(str.strip, transcript.splitlines()):
        found = _TURN.match(line)
        if found:
            ours = found["who"].lower() not in ("human", "user")
            said.append({"ours": ours, "text": found["text"].strip()})
        elif said:
            said[-1] = {**said[-1], "text": f"{said[-1]['text']}\n{line.strip()}"}
        else:
            said.append({"ours": False, "text": line.strip()})
    return said
