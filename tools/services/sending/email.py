"""Send email through Resend, and find out whether one went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address

from errors import OutcomeUnknown, ProviderCredentials, ProviderRefused, ProviderUnavailable
from tools.providers.resend import FetchedEmail, OutboundEmail, Resend
from tools.services.channels import Accepted, CannotTell, LookUp, NotFound, OutboundMessage

KEY_HOURS = 23
"""Resend keeps an idempotency key for 24 hours; the last one is left to clocks that differ."""
PAGES_AT_MOST = 10


@dataclass(frozen=True, kw_only=True)
class EmailSender:
    """Email through Resend: the idempotency key is the touch, so a repeat is the look-up."""

    resend: Resend
    vendor: str = "resend"

    def can_repeat(self, message: OutboundMessage, now: datetime) -> bool:
        """Whether Resend still knows the key of the first attempt."""
        return now - message.first_tried_at < timedelta(hours=KEY_HOURS)

    async def send(self, message: OutboundMessage) -> Accepted:
        """Resend's id; the mail's own Message-ID comes later."""
        sent = await self.resend.send(outbound_email(message), idempotency_key=f"touch/{message.touch_id}")
        return Accepted(vendor_id=sent.id)

    async def look_up(self, message: OutboundMessage) -> LookUp:
        """Walk the list of sent mails back to the attempt; the Reply-To is each touch's own."""
        after: str | None = None
        for _ in range(PAGES_AT_MOST):
            page = await self.resend.recent(limit=100, after=after)
            found = next((email for email in page.emails if _is(email, message)), None)
            if found is not None:
                return Accepted(vendor_id=found.id, message_id=found.message_id)
            if not page.has_more or not page.emails or _reaches_back(page.emails, message.first_tried_at):
                return NotFound()
            after = page.emails[-1].id
        return CannotTell(
            sentence=f"Resend's last {PAGES_AT_MOST * 100} mails do not reach back to the attempt."
        )

    async def message_id(self, vendor_id: str) -> str | None:
        """The Message-ID, or None where Resend does not tell it now."""
        try:
            return (await self.resend.fetch(vendor_id)).message_id
        except (ProviderUnavailable, ProviderRefused, ProviderCredentials, OutcomeUnknown):
            return None


def outbound_email(message: OutboundMessage) -> OutboundEmail:
    """The mail as Resend takes it: one-click unsubscribe (RFC 8058), thread headers, tags for webhooks."""
    headers = {
        "List-Unsubscribe": f"<{message.unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    if message.in_reply_to:
        headers["In-Reply-To"] = message.in_reply_to
        headers["References"] = " ".join(message.references or (message.in_reply_to,))
    return OutboundEmail(
        sender=_named(message.sender.name, message.sender.address),
        to=(message.recipient.address,),
        subject=message.subject,
        text=message.text,
        reply_to=(message.reply_to,),
        headers=headers,
        tags={"touch_id": str(message.touch_id), "client_id": str(message.client_id)},
    )


def _named(name: str, address: str) -> str:
    """`Kim Tran <kim@…>`; control characters could not become a second header."""
    clean = " ".join(name.split())
    return str(Address(display_name=clean, addr_spec=address)) if clean else address


def _is(email: FetchedEmail, message: OutboundMessage) -> bool:
    return any(message.reply_to.lower() in address.lower() for address in email.reply_to)


def _reaches_back(emails: tuple[FetchedEmail, ...], moment: datetime) -> bool:
    """Whether a page, newest first, goes back behind a moment; ten minutes for clocks that differ."""
    oldest = _moment(emails[-1].created_at)
    return oldest is not None and oldest < moment - timedelta(minutes=10)


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text.replace(" ", "T", 1))
    except ValueError:
        return None
    return at if at.tzinfo else None
