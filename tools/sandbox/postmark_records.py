"""Tell what becomes of a mail that went out through Postmark, as its webhooks and its API tell it."""

# ruff: noqa: S311 - chance here makes a world, not a secret

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random

from tools.sandbox.entries import Accepted, DueCall
from tools.sandbox.resend_events import EVENTS, Outcome, parse_outcomes
from tools.sandbox.town import Town

KINDS: Mapping[str, tuple[str, str]] = {
    "delivered": ("Delivery", "delivery"),
    "opened": ("Open", "open"),
    "clicked": ("Click", "click"),
    "bounced": ("Bounce", "bounce"),
    "complained": ("SpamComplaint", "complaint"),
}
"""Record type, and the last part of the webhook's address."""
TYPES: Mapping[str, tuple[str, int, str, str]] = {
    "bounced": ("HardBounce", 1, "Hard bounce", "smtp;550 5.1.1 user unknown"),
    "complained": ("SpamComplaint", 100001, "Spam complaint", ""),
}
LINK = "https://agency.example/"


class PostmarkRecords:
    """Draws each mail's outcome from the seed, posts its records and keeps what the API shows of them."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._mix = parse_outcomes(town.config.mail_outcomes)

    def follow(self, send: Accepted) -> None:
        """Post what becomes of this mail."""
        if not self._mix:
            return
        earlier = len(self._town.ledger.sends_to(send.recipient))
        random = Random(f"{self._town.config.seed}:postmark:{send.recipient.lower()}:{earlier}")
        outcome: Outcome = random.choices(list(self._mix), weights=list(self._mix.values()))[0]
        for event, share in EVENTS[outcome]:
            if event in KINDS:
                self.tell(send, event, self._town.config.reply_seconds * share)

    def tell(self, send: Accepted, event: str, seconds: float) -> DueCall:
        """Post one record in so many seconds."""
        record_type, kind = KINDS[event]
        record = _record(send, record_type, event, self._town.clock() + timedelta(seconds=seconds))
        path = f"postmark/{kind}"
        return self._town.callbacks.due("postmark", path, json.dumps(record), seconds=seconds, about=send.id)

    def bounce(self, bounce_id: int) -> Mapping[str, object] | None:
        """A bounce or complaint that has come about; the API shows it without its record type."""
        for call in self._town.ledger.calls("postmark"):
            if call.due_at <= self._town.clock() and f'"ID": {bounce_id},' in call.body:
                told: dict[str, object] = json.loads(call.body)
                return {name: value for name, value in told.items() if name != "RecordType"}
        return None

    def details(self, send: Accepted) -> Mapping[str, object]:
        """A sent mail, and what has become of it so far."""
        now = self._town.clock()
        told = [call for call in self._town.ledger.calls_about(send.id) if call.due_at <= now]
        return {
            "MessageID": send.id,
            "MessageStream": "outbound",
            "To": [{"Email": send.recipient, "Name": ""}],
            "Recipients": [send.recipient],
            "From": send.sender,
            "Subject": send.subject,
            "TextBody": send.text,
            "Tag": send.tag or "",
            "ReceivedAt": _moment(send.accepted_at),
            "Status": "Sent",
            "MessageEvents": [
                {"Recipient": send.recipient, "Type": json.loads(call.body)["RecordType"]} for call in told
            ],
        }


def _record(send: Accepted, record_type: str, event: str, at: datetime) -> dict[str, object]:
    record: dict[str, object] = {
        "RecordType": record_type,
        "MessageID": send.id,
        "ServerID": 23,
        "MessageStream": "outbound",
        "Tag": send.tag or "",
        "Metadata": dict(send.details),
    }
    match record_type:
        case "Delivery":
            return record | {"Recipient": send.recipient, "DeliveredAt": _moment(at), "Details": "250 OK"}
        case "Open":
            return record | {"Recipient": send.recipient, "ReceivedAt": _moment(at), "FirstOpen": True}
        case "Click":
            return record | {"Recipient": send.recipient, "ReceivedAt": _moment(at), "OriginalLink": LINK}
        case _:
            kind, code, name, details = TYPES[event]
            return (
                {"ID": _bounce_id(send)}
                | record
                | {
                    "Type": kind,
                    "TypeCode": code,
                    "Name": name,
                    "Description": f"{name}.",
                    "Details": details,
                    "Email": send.recipient,
                    "From": send.sender,
                    "BouncedAt": _moment(at),
                    "DumpAvailable": True,
                    "Inactive": True,
                    "CanActivate": kind == "HardBounce",
                    "Subject": send.subject,
                }
            )


def _bounce_id(send: Accepted) -> int:
    """Larger than 2^53, as Postmark's are."""
    return 2**62 + int(sha256(send.id.encode()).hexdigest()[:12], 16)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")
