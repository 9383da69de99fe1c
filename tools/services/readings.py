"""Say how a reply was read, and what follows from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from html import unescape
from typing import Literal, assert_never

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from memory.enums import Intent
from memory.records import Lead, Reply
from tools.providers.postmark import InboundMail
from tools.services.away import return_date
from tools.services.drafts import Earlier
from tools.services.mail import MachineKind, trim

TEXT_CHARACTERS = 50_000


class Reading(BaseModel):
    """How a reply was read."""

    model_config = ConfigDict(frozen=True)
    intent: Intent
    confidence: float = Field(ge=0, le=1)
    abstained: bool = False
    summary: str = ""
    sentiment: float = Field(default=0, ge=-1, le=1)
    urgency: Literal["low", "normal", "high"] = "normal"
    meeting_times: list[AwareDatetime] = Field(default_factory=list[datetime])
    return_date: date | None = None
    follow_up: str | None = None
    """When to ask again: an ISO date, a month (`2027-03`) or a quarter (`2027-Q1`)."""
    questions: list[str] = Field(default_factory=list[str])
    people: list[str] = Field(default_factory=list[str])
    phones: list[str] = Field(default_factory=list[str])


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplyMaterial:
    """All that a reply may be read from."""

    reply: Reply
    lead: Lead
    thread: tuple[Earlier, ...]
    received_at: datetime


class NextStep(StrEnum):
    """What follows from a reply."""

    RESPOND = "respond"
    NOTHING = "nothing"


def next_step(reading: Reading) -> NextStep:
    """Whether a response is proposed; an uncertain reading of a person's mail is answered by a person."""
    match reading.intent:
        case Intent.MEETING_REQUEST | Intent.INTERESTED | Intent.QUESTION:
            return NextStep.RESPOND
        case Intent.NOT_INTERESTED | Intent.OUT_OF_OFFICE:
            return NextStep.RESPOND if reading.abstained else NextStep.NOTHING
        case Intent.UNSUBSCRIBE | Intent.AUTO_REPLY:
            return NextStep.NOTHING
        case _:
            assert_never(reading.intent)


def new_text(mail: InboundMail) -> str:
    """What the sender wrote anew; the vendor's own trimming where ours leaves nothing."""
    found = trim(mail.text) or mail.stripped_text.strip() or mail.text.strip() or trim(_words(mail.html))
    return found.replace("\x00", "")[:TEXT_CHARACTERS]


def _words(html: str) -> str:
    """The words of a mail that came without a plain text."""
    shown = re.sub(r"(?is)<(style|script|head|blockquote)\b.*?</\1>", " ", html[:200_000])
    lines = re.sub(r"(?i)<(?:br|/p|/div|/li)\b[^>]*>", "\n", shown)
    return unescape(re.sub(r"<[^>]*>", " ", lines))


def reading_by_rule(kind: MachineKind, reply: Reply) -> Reading:
    """The reading that a mail's form alone gives, whatever its words."""
    intents = {
        MachineKind.OUT_OF_OFFICE: Intent.OUT_OF_OFFICE,
        MachineKind.AUTO_REPLY: Intent.AUTO_REPLY,
        MachineKind.UNSUBSCRIBE: Intent.UNSUBSCRIBE,
    }
    intent = intents[kind]
    back = return_date(reply.text, reply.received_at.date()) if intent is Intent.OUT_OF_OFFICE else None
    return Reading(
        intent=intent, confidence=1.0, return_date=back, summary=f"Told by its form: {kind.value}."
    )
