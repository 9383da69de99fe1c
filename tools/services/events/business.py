"""Say what happened in the business's own words, whichever vendor told it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from memory.enums import Channel
from memory.routes import RouteKind
from tools.providers.heyreach import profile_key
from tools.providers.postmark import InboundMail

RouteKey = tuple[RouteKind, str]
"""A key of `routes`: where it leads, the event belongs."""


class OutcomeKind(StrEnum):
    """What can become of something that was sent."""

    ON_ITS_WAY = "on_its_way"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    OPTED_OUT = "opted_out"
    OPENED = "opened"
    CLICKED = "clicked"
    CONNECTED = "connected"
    CALLED = "called"
    RETURNED = "returned"


@dataclass(frozen=True, kw_only=True, slots=True)
class MailReceived:
    """A mail came to one of our addresses."""

    mail: InboundMail


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageReceived:
    """Somebody wrote, or spoke, on a channel other than email."""

    channel: Channel
    vendor_id: str
    """The message's own name, `twilio:SM…`: one message is one reply, however often it is told."""
    sender: str
    """The number or profile that it came from."""
    recipient: str
    """The number or account of ours that it came to."""
    text: str
    at: datetime | None
    routes: tuple[RouteKey, ...]
    """Tried in this order."""
    word: str = ""
    """STOP, START or HELP where the vendor itself saw one."""
    conversation: str | None = None
    """HeyReach's id of the conversation."""
    transcript: str = ""
    """Of a call: what both sides said; `text` is the other side's alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeReported:
    """A vendor says what became of something that we sent."""

    kind: OutcomeKind
    channel: Channel
    routes: tuple[RouteKey, ...]
    status: str
    """In the vendor's own spelling."""
    at: datetime | None
    step: int = 0
    """How far on its way, 0 to 99, where a vendor tells of several steps."""
    hard: bool = False
    """Of a bounce: there is no such address."""
    reason: str = ""
    detail: str = ""
    """What tells two of a kind apart: the link of a click; of a call, how it ended."""
    cost_aud: Decimal | None = None
    conversation: str | None = None
    """The LinkedIn conversation that the new connection has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EnrichmentAnswered:
    """A vendor has what it was asked about a lead; the stored body says about whom."""

    vendor: str
    kind: str
    body: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class SubscriptionChanged:
    """A client's subscription or payment changed; the stored body says which."""

    body: bytes = field(repr=False)


BusinessEvent = MailReceived | MessageReceived | OutcomeReported | EnrichmentAnswered | SubscriptionChanged


def sms_key(ours: str, theirs: str) -> str:
    """The conversation between one number of ours and one of theirs."""
    return f"sms:{ours.strip()}:{theirs.strip()}"


def heyreach_key(conversation_id: str) -> str:
    """A conversation that HeyReach has an id for."""
    return f"heyreach:{conversation_id.strip()}"


def linkedin_key(account_id: str | int, profile_url: str) -> str:
    """What one seat and one person have to do with each other, before there is a conversation."""
    return f"linkedin:{account_id}:{profile_key(profile_url)}"
