"""Tell of whom a returned mail speaks, why it came back, and whether the address is dead."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from dataclasses import dataclass, replace

from tools.providers.postmark import InboundMail
from tools.services.incoming.bounce_reasons import (
    HARD,
    Reason,
    Refusal,
    command_of,
    reason_of,
    reply_of,
    status_of,
)
from tools.services.incoming.delivery_reports import (
    REPORT_CHARACTERS,
    Reported,
    from_fields,
    from_words,
    own_words,
    returned_recipients,
)
from tools.services.incoming.html_text import html_to_text

DIAGNOSTIC_CHARACTERS = 500


@dataclass(frozen=True, kw_only=True)
class Bounced:
    """One recipient of a delivery report."""

    recipient: str
    """In lower case; empty where the report names nobody."""
    reason: Reason
    hard: bool
    """It failed for good, for a reason that lies in the address; a 5.x status alone does not say so."""
    status: str
    """RFC 3463's `class.subject.detail`, or empty."""
    diagnostic: str
    """The refusing server's words, cut to 500 characters."""


def bounces(mail: InboundMail) -> tuple[Bounced, ...]:
    """What a delivery report says of each recipient; one without a name where it says nothing.

    Sources: RFC 3464 (the report), RFC 3463 (its codes). Ask only of a mail that is a report: of any other
    mail this makes up a bounce without reason.
    """
    words = report_words(mail)
    fields = tuple(one for part in _status_parts(mail) for one in from_fields(part))
    named = from_words(words, mail.to[0].lower() if mail.to else "")
    reported = _matched(fields, named, words) if fields else _explained(named, mail, words)
    agent = _LOCAL_AGENT.search(words[:REPORT_CHARACTERS])
    if agent and len(reported) == 1:
        reported = (replace(reported[0], diagnostic=f"{agent.group(1)} {reported[0].diagnostic}"),)
    return tuple(_bounced(one, mail, words) for one in reported or (_unnamed(words),))


def is_delivery_report(mail: InboundMail) -> bool:
    """Whether the mail has RFC 3464's part; a report that somebody passes on lies deeper, and is none."""
    kind = (mail.header("Content-Type") or "").lower()
    return "delivery-status" in kind or any(part.content_type in _STATUS_PARTS for part in mail.attachments)


def report_words(mail: InboundMail) -> str:
    """The report's text for people, from its page where it has no plain text."""
    return mail.text if mail.text.strip() else html_to_text(mail.html)


_STATUS_PARTS = ("message/delivery-status", "message/global-delivery-status")
_HAS_FIELDS = re.compile(r"^\s{0,4}(?:final|original)-recipient\s{0,3}:", re.IGNORECASE | re.MULTILINE)
_LOCAL_AGENT = re.compile(r"was automatically rejected:?\s{1,8}(\S.{1,300})")
"""Dovecot's delivery agent: it has the last word, whatever the server around it reports."""
_DELAYED = re.compile(
    r"warning message only|has been delayed|have been delayed|not yet been delivered|will be retried"
    r"|will (?:keep|continue) (?:trying|to try)|still (?:being )?(?:trying|retried|in the queue)|no action is required"
    r"|delivery (?:status notification )?\(?delay|do not need to resend|could not be delivered for \d",
    re.IGNORECASE,
)
_CATEGORIES = {
    "bad-mailbox": Reason.USER_UNKNOWN, "bad-domain": Reason.HOST_UNKNOWN, "inactive-mailbox": Reason.SUSPEND,
    "quota-issues": Reason.MAILBOX_FULL, "spam-related": Reason.SPAM_DETECTED, "virus-related": Reason.VIRUS_DETECTED,
    "policy-related": Reason.POLICY_VIOLATION, "content-related": Reason.CONTENT_ERROR,
    "no-answer-from-host": Reason.EXPIRED, "bad-connection": Reason.EXPIRED, "message-expired": Reason.EXPIRED,
    "relaying-issues": Reason.NO_RELAYING, "protocol-errors": Reason.SYNTAX_ERROR,
    "routing-errors": Reason.NETWORK_ERROR, "invalid-sender": Reason.REJECTED,
}  # fmt: skip
"""PowerMTA's bounce categories (Port25, User's Guide)."""


def _status_parts(mail: InboundMail) -> tuple[str, ...]:
    parts = [part for part in mail.attachments if part.content_type in _STATUS_PARTS]
    if parts:
        return tuple(part.content.decode("utf-8", "replace") for part in parts)
    enclosed = [part for part in mail.attachments if part.content_type.startswith("message/")]
    texts = [report_words(mail), *(part.content.decode("utf-8", "replace") for part in enclosed)]
    return tuple(text for text in texts if _HAS_FIELDS.search(text[:REPORT_CHARACTERS]))[:1]


def _matched(fields: tuple[Reported, ...], named: tuple[Reported, ...], words: str) -> tuple[Reported, ...]:
    """Each recipient of the fields with what the text for people says of it."""
    contexts = {one.recipient: one for one in named}
    alone = own_words(words) if len(fields) == 1 else ""
    return tuple(
        replace(
            one,
            context=contexts[one.recipient].context if one.recipient in contexts else alone,
            diagnostic=one.diagnostic or _words_of(contexts.get(one.recipient), alone),
        )
        for one in fields
    )


def _words_of(named: Reported | None, alone: str) -> str:
    return named.diagnostic if named else " ".join(alone.split())[:1500]


def _explained(named: tuple[Reported, ...], mail: InboundMail, words: str) -> tuple[Reported, ...]:
    """Recipients by the text, else by Exim's header, else by the returned mail's own."""
    failed = re.findall(r"[^\s,;<>]+@[^\s,;<>]+", mail.header("X-Failed-Recipients") or "")
    known = {one.recipient: one for one in named}
    if failed:
        return tuple(known.get(address.lower()) or _unnamed(words, address.lower()) for address in failed)
    telling = tuple(one for one in named if reply_of(one.diagnostic)) or named
    if telling:
        return telling
    returned = [
        part for part in mail.attachments if part.content_type.startswith(("message/", "text/rfc822"))
    ]
    sources = [part.content.decode("utf-8", "replace") for part in returned]
    addresses = returned_recipients("\n".join(sources) or words[len(own_words(words)) :])
    return tuple(_unnamed(words, address) for address in addresses[:1])


def _unnamed(words: str, recipient: str = "") -> Reported:
    context = own_words(words)
    return Reported(
        recipient=recipient, action="", status="", diagnostic=" ".join(context.split())[:1500],
        diagnostic_type="", category="", context=context,
    )  # fmt: skip


def _bounced(reported: Reported, mail: InboundMail, words: str) -> Bounced:
    refusal = Refusal(
        words=reported.diagnostic,
        status=reported.status,
        command=command_of(reported.context) or command_of(reported.diagnostic),
        spoken_by_program=reported.diagnostic_type in ("x-unix", "unix"),
    )
    action = reported.action or ("delayed" if _is_delay(mail, words) else "failed")
    reason = _reason(reported, refusal, action)
    return Bounced(
        recipient=reported.recipient,
        reason=reason,
        hard=action == "failed" and reason in HARD,
        status=status_of(refusal),
        diagnostic=" ".join(reported.diagnostic.split())[:DIAGNOSTIC_CHARACTERS],
    )


def _reason(reported: Reported, refusal: Refusal, action: str) -> Reason:
    if action in ("delivered", "relayed", "expanded"):
        return Reason.DELIVERED
    reason = reason_of(refusal)
    unsure = reason in (Reason.UNDEFINED, Reason.ON_HOLD, Reason.FILTERED)
    if unsure and reported.category in _CATEGORIES:
        return _CATEGORIES[reported.category]
    if reason in (Reason.UNDEFINED, Reason.ON_HOLD) and action in ("expired", "delayed"):
        return Reason.EXPIRED
    return reason


def _is_delay(mail: InboundMail, words: str) -> bool:
    return bool(_DELAYED.search(mail.subject) or _DELAYED.search(own_words(words)[:3000]))
