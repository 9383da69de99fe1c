"""Turn the replies that wait for a person into their list's props: pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from memory.waiting import Waiting, WaitingReply
from ui.cards import Props, iso
from ui.wording import CHANNELS, INTENTS

FIRST_WORDS = 140
_A_DAY = timedelta(days=1)


def waiting_card(found: Waiting, *, now: datetime) -> Props:
    """The oldest first, those that could not be read with certainty marked."""
    return {
        "ref": {"kind": "waiting"},
        "title": title(found.total, found.unsure),
        "more": found.total - len(found.replies),
        "rows": [_row(one, now) for one in found.replies],
    }


def title(total: int, unsure: int) -> str:
    """How many wait, and how many of them a person has to read."""
    if not total:
        return "No reply waits for you"
    waits = "1 reply waits for you" if total == 1 else f"{total:,} replies wait for you"
    return f"{waits}, {unsure:,} not certain" if unsure else waits


def waited(since: datetime, now: datetime) -> str:
    """How long somebody has been waiting, in the largest unit that says it."""
    passed = max(now - since, timedelta())
    minutes = int(passed.total_seconds() // 60)
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return "just now"


def _row(reply: WaitingReply, now: datetime) -> Props:
    text = " ".join(reply.text.split())
    return {
        "id": str(reply.id),
        "who": reply.who,
        "company": reply.company,
        "channel": CHANNELS[reply.channel],
        "intent": reply.intent.value if reply.intent else None,
        "intentText": INTENTS[reply.intent] if reply.intent else "Unread",
        "abstained": reply.abstained,
        "text": text if len(text) <= FIRST_WORDS else f"{text[: FIRST_WORDS - 1].rstrip()}…",
        "receivedAt": iso(reply.received_at),
        "waited": waited(reply.received_at, now),
        "late": now - reply.received_at >= _A_DAY,
        "next": "A response waits for your decision"
        if reply.response_proposed
        else "No response is proposed: answer yourself, or say that nothing is to do",
    }
