"""Say how a reply was read, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, assert_never

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from memory.enums import Intent
from memory.records.leads import Lead
from memory.records.messages import Reply
from tools.providers.postmark import InboundMail
from tools.services.drafts import Earlier
from tools.services.hearing.answers import Inbound, reading
from tools.services.incoming.html_text import html_to_text
from tools.services.incoming.trimming import own_words
from tools.services.mail import MachineKind

TEXT_CHARACTERS = 50_000


class Reading(BaseModel):
    """How a reply was read."""

    model_config = ConfigDict(frozen=True)
    intent: Intent
    confidence: float = Field(ge=0, le=1)
    abstained: bool = False
    also: list[Intent] = Field(default_factory=list[Intent])
    """Other things that the sender wants beside, surest first."""
    summary: str = ""
    sentiment: float = Field(default=0, ge=-1, le=1)
    urgency: Literal["low", "normal", "high"] = "normal"
    formality: Literal["casual", "neutral", "formal"] = "neutral"
    buying_signals: list[str] = Field(default_factory=list[str])
    """What speaks for buying: budget, timing, pain, evaluating, …"""
    objections: list[str] = Field(default_factory=list[str])
    """What speaks against it: budget, has a supplier, timing, …"""
    meeting_times: list[AwareDatetime] = Field(default_factory=list[datetime])
    return_date: date | None = None
    follow_up: str | None = None
    """When to ask again: an ISO date, a month (`2027-03`) or a quarter (`2027-Q1`)."""
    questions: list[str] = Field(default_factory=list[str])
    people: list[str] = Field(default_factory=list[str])
    """Those whom the sender refers us to, by name."""
    phones: list[str] = Field(default_factory=list[str])
    emails: list[str] = Field(default_factory=list[str])
    links: list[str] = Field(default_factory=list[str])
    competitors: list[str] = Field(default_factory=list[str])
    """Suppliers that the sender names."""
    budget: str | None = None
    """A sum of money, as written."""
    ticket: str | None = None
    """The number under which a machine filed our message."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplyMaterial:
    """All that a reply may be read from."""

    reply: Reply
    lead: Lead
    thread: tuple[Earlier, ...]
    received_at: datetime
    answers: tuple[Reply, ...] = ()
    """What the lead wrote before, oldest first."""


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
    page = mail.html if not mail.text.strip() else ""
    found = own_words(mail.text) or mail.stripped_text.strip() or mail.text.strip()
    found = found or own_words(html_to_text(page))
    return found.replace("\x00", "")[:TEXT_CHARACTERS]


def reading_by_rule(kind: MachineKind, inbound: Inbound) -> Reading | None:
    """The reading that a message's form gives; None where no reply is made of it.

    That a machine wrote it is told by its form; what it is about (an absence, a receipt, somebody who is
    gone for good, an address to be removed) by its words.
    """
    match kind:
        case MachineKind.UNSUBSCRIBE:
            intent = Intent.UNSUBSCRIBE
        case MachineKind.LIST:
            intent = Intent.AUTO_REPLY
        case MachineKind.OUT_OF_OFFICE | MachineKind.AUTO_REPLY:
            return Reading.model_validate(reading(replace(inbound, automatic=True)))
        case MachineKind.BOUNCE | MachineKind.COMPLAINT | MachineKind.REPORT:
            return None
        case _:
            assert_never(kind)
    return Reading(intent=intent, confidence=1.0, summary=f"Told by its form: {kind.value}.")


def told_by_word(intent: Intent, word: str) -> Reading:
    """The reading of a text that is one of the words which need no model."""
    return Reading(intent=intent, confidence=1.0, summary=f"Told by its word: {word}.")
