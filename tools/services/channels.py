"""Say what a channel is given and what it answers: send one message, or find out whether it went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from memory.enums import Form
from memory.records.ids import ClientId, TouchId


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """The person as vendors want to know them; `address` is the one that was approved."""

    address: str
    first_name: str
    last_name: str
    title: str
    company: str
    email: str
    time_zone: str
    street: str = ""
    city: str = ""
    state: str = ""
    postcode: str = ""
    country: str = ""
    conversation: str = ""
    """The vendor's id of an open conversation with the person, on LinkedIn."""

    @property
    def name(self) -> str:
        """First and last name, or the company where neither is known."""
        return " ".join(part for part in (self.first_name, self.last_name) if part) or self.company


@dataclass(frozen=True, kw_only=True, slots=True)
class Sending:
    """Who sends: the brand's words and the vendor's own ids of the resource."""

    name: str
    address: str
    company: str
    site: str = ""
    settings: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, kw_only=True, slots=True)
class OutboundMessage:
    """One message, made only of what is stored, so that a repeat is the same to the byte."""

    touch_id: TouchId
    client_id: ClientId
    form: Form
    sender: Sending
    recipient: Recipient
    subject: str
    body: str
    footer: str
    text: str
    """Body and footer as they go."""
    reply_to: str
    unsubscribe_url: str
    in_reply_to: str | None
    references: tuple[str, ...]
    first_tried_at: datetime
    tried_before: bool = field(default=False, compare=False)
    """Whether an earlier attempt may have gone; no part of what is sent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Accepted:
    """The vendor has the message; answers to it bear one of the keys in `conversations`."""

    vendor_id: str
    message_id: str | None = None
    conversations: tuple[str, ...] = ()
    cost_usd: Decimal | None = None
    """What the vendor charges, where it says so now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NotFound:
    """The vendor shows everything since the attempt, and this message is not among it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CannotTell:
    """The vendor does not show enough to say."""

    sentence: str


LookUp = Accepted | NotFound | CannotTell


class Sender(Protocol):
    """One channel's way out."""

    @property
    def vendor(self) -> str: ...

    def can_repeat(self, message: OutboundMessage, now: datetime) -> bool:
        """Whether sending the same message again cannot make a second one."""
        ...

    async def send(self, message: OutboundMessage) -> Accepted:
        """Send; raises ProviderError, `OutcomeUnknown` where it may have gone."""
        ...

    async def look_up(self, message: OutboundMessage) -> LookUp:
        """Whether an earlier attempt went, without sending anything."""
        ...

    async def message_id(self, vendor_id: str) -> str | None:
        """The message's own id, where the channel has such ids and the vendor knows it already."""
        ...
