"""Read what became of our mail out of Resend's and Postmark's events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from errors import ProviderRefused
from memory.enums import Channel
from memory.records.messages import InboundEvent
from tools.providers.postmark import InboundMail
from tools.providers.postmark_outcomes import PostmarkOutcome, parse_outcome
from tools.providers.resend import ResendEvent, parse_event
from tools.services.events.business import BusinessEvent, MailReceived, OutcomeKind, OutcomeReported
from tools.services.incoming.bounce_reasons import HARD, Reason, Refusal, command_of, reason_of

RESEND: Mapping[str, OutcomeKind] = {
    "email.sent": OutcomeKind.ON_ITS_WAY,
    "email.delivery_delayed": OutcomeKind.ON_ITS_WAY,
    "email.delivered": OutcomeKind.DELIVERED,
    "email.bounced": OutcomeKind.BOUNCED,
    "email.complained": OutcomeKind.COMPLAINED,
    "email.opened": OutcomeKind.OPENED,
    "email.clicked": OutcomeKind.CLICKED,
    "email.failed": OutcomeKind.UNDELIVERED,
    "email.suppressed": OutcomeKind.UNDELIVERED,
}
POSTMARK: Mapping[str, OutcomeKind] = {
    "Delivery": OutcomeKind.DELIVERED,
    "Bounce": OutcomeKind.BOUNCED,
    "SpamComplaint": OutcomeKind.COMPLAINED,
    "Open": OutcomeKind.OPENED,
    "Click": OutcomeKind.CLICKED,
}
GONE = frozenset({"General", "NoEmail"})
"""Resend's sub-types of a permanent bounce that lie in the address and not in the mail."""


class Mailbox(Protocol):
    """Postmark, which signs nothing: what it posts is read back before it counts."""

    def parse_inbound(self, body: bytes) -> InboundMail: ...

    async def fetch_inbound(self, postmark_id: str) -> InboundMail: ...

    async def fetch_bounce(self, bounce_id: int) -> PostmarkOutcome: ...

    async def has_sent(self, message_id: str) -> bool: ...


def from_resend(event: InboundEvent) -> tuple[BusinessEvent, ...]:
    """Resend signs the whole body: what it says is so."""
    said = parse_event(event.body)
    kind = RESEND.get(said.type)
    if kind is None or not said.email_id:
        return ()
    return (
        OutcomeReported(
            kind=kind,
            channel=Channel.EMAIL,
            routes=(("vendor_id", f"resend:{said.email_id}"),),
            status=said.type.removeprefix("email."),
            at=said.at,
            step=1 if said.type == "email.delivery_delayed" else 0,
            hard=kind is OutcomeKind.BOUNCED and is_hard(said),
            reason=said.reason or said.diagnostic,
            detail=said.link,
        ),
    )


def is_hard(said: ResendEvent) -> bool:
    """Whether there is no such address; a refusal for good may also mean the mail (COMPLIANCE.md, DSN)."""
    if said.bounce_type != "Permanent":
        return False
    refusal = Refusal(words=said.diagnostic, command=command_of(said.diagnostic))
    reason = reason_of(refusal) if said.diagnostic else Reason.UNDEFINED
    # Where the other server's words tell nothing, Resend's own word counts.
    return reason in HARD or (reason is Reason.UNDEFINED and said.bounce_subtype in GONE)


async def from_postmark(event: InboundEvent, mailbox: Mailbox) -> tuple[BusinessEvent, ...]:
    """The mail, or what became of one of ours, as Postmark keeps it; nothing where it knows of none."""
    try:
        if event.kind == "inbound":
            hint = mailbox.parse_inbound(event.body)
            mail = await mailbox.fetch_inbound(hint.postmark_id)
            return (MailReceived(mail=with_contents(mail, hint)),)
        return await _outcome(parse_outcome(event.body), mailbox)
    except ProviderRefused:
        return ()


def with_contents(mail: InboundMail, hint: InboundMail) -> InboundMail:
    """The mail as Postmark keeps it, with the parts that only its webhook holds.

    Postmark's API names attachments and keeps their contents to itself, and a delivery report is one. The
    webhook bore our password; its parts count where the mail that is read back has parts of the same names.
    """
    if any(part.content for part in mail.attachments) or not hint.attachments:
        return mail
    same = [(part.name, part.content_type) for part in mail.attachments]
    if same != [(part.name, part.content_type) for part in hint.attachments]:
        return mail
    return replace(mail, attachments=hint.attachments)


async def _outcome(hint: PostmarkOutcome, mailbox: Mailbox) -> tuple[BusinessEvent, ...]:
    said = hint
    if hint.record_type in ("Bounce", "SpamComplaint"):
        if hint.bounce_id is None:
            return ()
        said = await mailbox.fetch_bounce(hint.bounce_id)
    elif not await mailbox.has_sent(hint.message_id):
        return ()
    kind = OutcomeKind.COMPLAINED if said.complaint else POSTMARK.get(said.record_type)
    if kind is None or not said.message_id:
        return ()
    return (
        OutcomeReported(
            kind=kind,
            channel=Channel.EMAIL,
            routes=(("vendor_id", f"postmark:{said.message_id}"),),
            status=said.type or said.record_type,
            at=said.at,
            hard=said.hard,
            reason=said.reason,
            detail=said.link,
        ),
    )
