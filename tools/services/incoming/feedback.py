"""Read the complaint that a mailbox provider passes on, and say what it asks of us."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from tools.providers.postmark import InboundMail

RECIPIENTS = 100


class FeedbackKind(StrEnum):
    """RFC 5965's and RFC 6591's types, and the older ones that providers still send."""

    ABUSE = "abuse"
    FRAUD = "fraud"
    VIRUS = "virus"
    OPT_OUT = "opt-out"
    NOT_SPAM = "not-spam"
    AUTH_FAILURE = "auth-failure"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Feedback:
    """One feedback report."""

    kind: FeedbackKind
    recipients: tuple[str, ...]
    """Who complained, in lower case; often empty, since providers hide it."""

    @property
    def recipient(self) -> str:
        """The first of them, or nothing."""
        return next(iter(self.recipients), "")

    @property
    def suppresses(self) -> bool:
        """Whether it ends the contact: all but "not spam" and a report about our own authentication."""
        return self.kind not in (FeedbackKind.NOT_SPAM, FeedbackKind.AUTH_FAILURE)


def feedback(mail: InboundMail) -> Feedback | None:
    """The report in this mail, or None. Sources: RFC 5965, RFC 6650; Microsoft's JMRP sends none of its fields."""
    fields = _report_fields(mail)
    if fields is not None:
        kind = (_values(fields, "feedback-type") or _values(fields, "report-type") or ["abuse"])[0]
        return Feedback(kind=_kind(kind), recipients=_recipients(fields, mail))
    if _COMPLAINT_SUBJECT.search(mail.subject):
        return Feedback(kind=FeedbackKind.ABUSE, recipients=_recipients("", mail))
    return _ses_complaint(mail.text)


_COMPLAINT_SUBJECT = re.compile(
    r"^\s*(?:complaint about message from|(?:e-?mail )?(?:abuse|spam) (?:report|complaint)\b|fbl\b|junk (?:e?-?mail )?report\b"
    r"|email feedback report for ip)",
    re.IGNORECASE,
)
_FIELD = re.compile(r"^([\w-]{1,60})[ \t]{0,4}:[ \t]*(.*)$", re.MULTILINE)
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_SES_COMPLAINT = re.compile(r'^\s*\{.{0,200}?"(?:notificationType|eventType)"\s*:\s*"Complaint"', re.DOTALL)
_SES_COMPLAINED = re.compile(r'"complainedRecipients"\s*:\s*\[(.{0,4000}?)\]', re.DOTALL)
_COMPLAINED_FIELDS = (
    *("original-rcpt-to", "original-recipient", "removal-recipient", "x-hmxmroriginalrecipient"),
    "x-original-to",
)
_KINDS = {
    "opt-out-list": FeedbackKind.OPT_OUT,
    "optout": FeedbackKind.OPT_OUT,
    "unsubscribe": FeedbackKind.OPT_OUT,
    "dmarc": FeedbackKind.AUTH_FAILURE,
    "dkim": FeedbackKind.AUTH_FAILURE,
    "phishing": FeedbackKind.FRAUD,
    "malware": FeedbackKind.VIRUS,
    "spam": FeedbackKind.ABUSE,
    "complaint": FeedbackKind.ABUSE,
}


def _report_fields(mail: InboundMail) -> str | None:
    """The fields of the report, in its part or (older forms) in the text; None where there is none."""
    for part in mail.attachments:
        if part.content_type == "message/feedback-report":
            return part.content.decode("utf-8", "replace")
    kind = (mail.header("Content-Type") or "").lower()
    head = mail.text[:4000]
    if "feedback-report" in kind or mail.header("X-ARF") or re.search(r"(?mi)^feedback-type[ \t]*:", head):
        return head
    return None


def _kind(named: str) -> FeedbackKind:
    name = (re.findall(r"[a-z-]+", named.lower()) or [""])[0]
    known = {kind.value: kind for kind in FeedbackKind}
    return known.get(name) or _KINDS.get(name, FeedbackKind.OTHER)


def _values(fields: str, name: str) -> list[str]:
    return [value.strip() for known, value in _FIELD.findall(fields) if known.lower() == name]


def _recipients(fields: str, mail: InboundMail) -> tuple[str, ...]:
    """Who complained: by the report, else by the mail that it returns."""
    for source in (fields, *_returned(mail)):
        named = [value for name in _COMPLAINED_FIELDS for value in _values(source, name)]
        found = [address.lower() for value in named for address in _ADDRESS.findall(value)]
        if found:
            return tuple(dict.fromkeys(found))[:RECIPIENTS]
    written_to = [value for source in _returned(mail) for value in _values(source, "to")]
    return tuple(address.lower() for value in written_to for address in _ADDRESS.findall(value))[:1]


def _returned(mail: InboundMail) -> list[str]:
    returned = ("message/rfc822", "text/rfc822-headers", "text/rfc822-header", "message/partial")
    parts = [part.content for part in mail.attachments if part.content_type in returned]
    return [re.split(r"\n\r?\n", content.decode("utf-8", "replace"), maxsplit=1)[0] for content in parts]


def _ses_complaint(text: str) -> Feedback | None:
    """Amazon SES writes its complaints as JSON (SNS by mail)."""
    if not _SES_COMPLAINT.search(text[:2000]):
        return None
    named = _SES_COMPLAINED.search(text[:20_000])
    found = _ADDRESS.findall(named.group(1)) if named else []
    return Feedback(kind=FeedbackKind.ABUSE, recipients=tuple(address.lower() for address in found))
