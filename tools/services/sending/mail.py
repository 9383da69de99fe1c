"""Have Lob print and post letters and postcards, and find out whether one was taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from errors import InvalidInput, ProviderRefused
from memory.enums import Form
from tools.providers.lob import Address, Kind, Lob, OutboundLetter, OutboundPostcard
from tools.services.channels import Accepted, LookUp, NotFound, OutboundMessage, Sending
from tools.services.printing.countries import country_code
from tools.services.printing.pages import letter_html, postcard_html
from tools.services.printing.paper import Paper, address_lines

Laid = TypeVar("Laid")
KEY_HOURS = 23
"""Lob keeps an idempotency key for 24 hours; the last one is left to clocks that differ."""


@dataclass(frozen=True, kw_only=True)
class MailSender:
    """Letters and postcards through Lob: the idempotency key is the touch, so a repeat is the look-up."""

    lob: Lob
    vendor: str = "lob"

    def can_repeat(self, message: OutboundMessage, now: datetime) -> bool:
        """Whether Lob still knows the key of the first attempt."""
        return now - message.first_tried_at < timedelta(hours=KEY_HOURS)

    async def send(self, message: OutboundMessage) -> Accepted:
        """Lob's id of the piece, which it prints some hours later."""
        paper, key = paper_of(message), f"touch/{message.touch_id}"
        metadata = {"touch_id": str(message.touch_id)}
        sender = _return_to(message.sender)
        if message.form is Form.POSTCARD:
            sides = _printable(postcard_html, paper)
            card = OutboundPostcard(
                to=paper.to, sender=sender, front=sides.front, back=sides.back, metadata=metadata
            )
            piece = await self.lob.send_postcard(card, idempotency_key=key)
        else:
            letter = OutboundLetter(
                to=paper.to,
                sender=sender,
                html=_printable(letter_html, paper),
                metadata=metadata,
                custom_envelope=message.sender.settings.get("custom_envelope") or None,
            )
            piece = await self.lob.send_letter(letter, idempotency_key=key)
        return Accepted(vendor_id=piece.id)

    async def look_up(self, message: OutboundMessage) -> LookUp:
        """The piece that bears the touch's id."""
        kind = Kind.POSTCARD if message.form is Form.POSTCARD else Kind.LETTER
        page = await self.lob.recent(kind, metadata={"touch_id": str(message.touch_id)})
        found = next((one for one in page.pieces if not one.deleted), None)
        return Accepted(vendor_id=found.id) if found else NotFound()

    async def message_id(self, vendor_id: str) -> str | None:  # noqa: ARG002
        """Paper has none."""
        return None


def paper_of(message: OutboundMessage) -> Paper:
    """What stands on the paper; ProviderRefused where the address is in no country that we can write."""
    who = message.recipient
    country = country_code(who.country)
    if country is None:
        raise ProviderRefused("Lob", f"The country of {who.name}'s address is not known.")
    return Paper(
        form=message.form,
        headline=message.subject,
        body=message.body,
        footer=message.footer,
        company=message.sender.company,
        site=message.sender.site,
        to=Address(
            line1=who.street,
            city=who.city,
            state=who.state,
            postcode=who.postcode,
            country=country,
            name=who.name,
            company=who.company if who.company != who.name else "",
        ),
        return_to=_return_lines(message.sender),
    )


def _printable(layout: Callable[[Paper], Laid], paper: Paper) -> Laid:
    """The paper laid out; a text that it does not hold was never sent, and never will be."""
    try:
        return layout(paper)
    except InvalidInput as error:
        raise ProviderRefused("Lob", str(error), code="too_long") from error


def _return_to(sender: Sending) -> Address | str:
    """The address that the piece goes back to: one that Lob knows by id, or one that is written out."""
    known, settings = sender.settings.get("return_address_id"), sender.settings
    if known:
        return known
    return Address(
        line1=settings.get("from_line1", ""),
        city=settings.get("from_city", ""),
        state=settings.get("from_state", ""),
        postcode=settings.get("from_postcode", ""),
        country=settings.get("from_country", "US"),
        name=settings.get("from_name") or sender.name,
        company=sender.company,
    )


def _return_lines(sender: Sending) -> tuple[str, ...]:
    written = _return_to(sender)
    return address_lines(written) if isinstance(written, Address) else (sender.company,)
