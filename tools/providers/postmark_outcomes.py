"""Read what Postmark says became of a mail that was sent through it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ValidationError

from errors import WebhookRejected
from tools.providers.client import Answer
from tools.providers.tolerance import Moment, PlainText, Text, Truth, Whole

HARD = frozenset({"HardBounce", "BadEmailAddress"})
"""The types that say that there is no such mailbox; Postmark's codes differ between its own pages."""
COMPLAINTS = frozenset({"SpamComplaint", "SpamNotification"})


@dataclass(frozen=True, kw_only=True)
class PostmarkOutcome:
    """One record: a bounce, a complaint, a delivery, an opening, a click, a changed subscription."""

    record_type: str
    key: str
    """The record's own name: a bounce's id, else what, to whom and when."""
    bounce_id: int | None
    """Larger than 2^53."""
    message_id: str
    recipient: str
    type: str
    """Of a bounce: `HardBounce`, `Transient`, …"""
    at: datetime | None
    reason: str
    link: str
    suppressed: bool
    """Postmark sends nothing more to this recipient."""

    @property
    def hard(self) -> bool:
        """Whether there is no such mailbox."""
        return self.type in HARD

    @property
    def complaint(self) -> bool:
        """Whether the recipient called it spam."""
        return self.record_type == "SpamComplaint" or self.type in COMPLAINTS


def parse_outcome(body: bytes) -> PostmarkOutcome:
    """The record in a webhook's body; raises WebhookRejected (malformed) where there is none."""
    try:
        record = _Record.model_validate_json(body)
    except ValidationError as error:
        raise WebhookRejected("This is not a record of Postmark's.", malformed=True) from error
    if not record.RecordType:
        raise WebhookRejected("This record of Postmark's does not say what it is.", malformed=True)
    return _outcome(record)


def read_outcome(answer: Answer) -> PostmarkOutcome:
    """The bounce in an answer of the API, which bears no record type."""
    record = answer.read(_Record)
    return _outcome(record.model_copy(update={"RecordType": record.RecordType or "Bounce"}))


class _Record(BaseModel):
    RecordType: PlainText = ""
    ID: Whole = None
    Type: PlainText = ""
    MessageID: PlainText = ""
    Email: PlainText = ""
    Recipient: PlainText = ""
    Description: PlainText = ""
    Details: PlainText = ""
    BouncedAt: Moment = None
    DeliveredAt: Moment = None
    ReceivedAt: Moment = None
    ChangedAt: Moment = None
    OriginalLink: PlainText = ""
    Inactive: Truth = None
    SuppressSending: Truth = None
    SuppressionReason: Text = None


def _outcome(record: _Record) -> PostmarkOutcome:
    at = record.BouncedAt or record.DeliveredAt or record.ReceivedAt or record.ChangedAt
    recipient = (record.Email or record.Recipient).strip().lower()
    words = (record.Type, record.Description, record.Details, record.SuppressionReason or "")
    parts = (
        record.RecordType,
        record.MessageID,
        recipient,
        at.isoformat() if at else "",
        record.OriginalLink,
    )
    return PostmarkOutcome(
        record_type=record.RecordType,
        key=f"{record.RecordType}:{record.ID}" if record.ID is not None else ":".join(parts),
        bounce_id=record.ID,
        message_id=record.MessageID,
        recipient=recipient,
        type=record.Type,
        at=at,
        reason=" · ".join(word for word in words if word)[:500],
        link=record.OriginalLink,
        suppressed=bool(record.Inactive or record.SuppressSending),
    )
