"""Tell what becomes of a mail after Resend took it, as Resend's webhooks do."""

# ruff: noqa: S311 - chance here makes a world, not a secret

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parseaddr
from enum import StrEnum
from hashlib import sha256
from hmac import digest
from random import Random

from errors import InvalidInput
from tools.sandbox.entries import AcceptedMail, DueCall, now
from tools.sandbox.faults import parse_parts
from tools.sandbox.town import Town

PATH = "resend/events"


class Outcome(StrEnum):
    """How far a mail comes."""

    DELIVERED = "delivered"
    OPENED = "opened"
    CLICKED = "clicked"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    DELIVERY_DELAYED = "delivery_delayed"


EVENTS: Mapping[Outcome, tuple[tuple[str, float], ...]] = {
    Outcome.DELIVERED: (("sent", 0.05), ("delivered", 0.2)),
    Outcome.OPENED: (("sent", 0.05), ("delivered", 0.2), ("opened", 0.5)),
    Outcome.CLICKED: (("sent", 0.05), ("delivered", 0.2), ("opened", 0.5), ("clicked", 0.55)),
    Outcome.BOUNCED: (("sent", 0.05), ("bounced", 0.25)),
    Outcome.COMPLAINED: (("sent", 0.05), ("delivered", 0.2), ("complained", 0.9)),
    Outcome.DELIVERY_DELAYED: (("sent", 0.05), ("delivery_delayed", 0.15), ("delivered", 0.6)),
}
"""What is told of each, and when, as a share of the time that people take to answer."""

GONE: Mapping[str, object] = {
    "type": "Permanent",
    "subType": "NoEmail",
    "message": "The recipient's mail server says that there is no such mailbox.",
    "diagnosticCode": ["smtp; 550 5.1.1 user unknown"],
}
BOUNCES: tuple[Mapping[str, object], ...] = (
    GONE,
    {
        "type": "Transient",
        "subType": "MailboxFull",
        "message": "The recipient's mailbox is full.",
        "diagnosticCode": ["smtp; 452 4.2.2 mailbox full"],
    },
    {
        "type": "Permanent",
        "subType": "General",
        "message": "The recipient's mail server refused the message.",
        "diagnosticCode": ["smtp; 554 5.7.1 message refused by policy"],
    },
)


def parse_outcomes(text: str) -> Mapping[Outcome, float]:
    """`delivered=96,bounced=2` as weights; empty where nothing is to be told."""
    try:
        mix = {Outcome(name): weight for name, weight in parse_parts(text).items()}
    except ValueError:
        raise InvalidInput(f"What becomes of a mail is one of: {', '.join(Outcome)}.") from None
    if mix and (min(mix.values()) < 0 or sum(mix.values()) <= 0):
        raise InvalidInput("The mix of outcomes needs one part above zero, and none below.")
    return mix


class ResendEvents:
    """Draws each mail's outcome from the seed and posts what Resend would post."""

    def __init__(self, town: Town) -> None:
        self._town = town
        self._mix = parse_outcomes(town.config.mail_outcomes)
        secret = town.accounts["resend"].webhook_secret
        self._key = b64decode(secret.removeprefix("whsec_"))

    def follow(self, mail: AcceptedMail) -> bool:
        """Post what becomes of this mail; whether it arrives, so that somebody can answer it."""
        if not self._mix:
            return True
        town, address = self._town, parseaddr(mail.to[0])[1]
        number = len(town.ledger.mails_to(mail.to[0]))
        random = Random(f"{town.config.seed}:outcome:{address.lower()}:{number}")
        outcome = random.choices(list(self._mix), weights=list(self._mix.values()))[0]
        person = town.world.by_email.get(address.lower())
        gone = person is not None and not person.has_mailbox
        if gone:
            outcome = Outcome.BOUNCED
        bounce = GONE if gone else random.choice(BOUNCES)
        for event, share in EVENTS[outcome]:
            seconds = town.config.reply_seconds * share * random.uniform(0.8, 1.2)
            body = json.dumps(_event(mail, event, now() + timedelta(seconds=seconds), bounce))
            town.callbacks.due("resend", PATH, body, seconds=seconds, about=mail.id)
        return outcome is not Outcome.BOUNCED

    def last_event(self, mail: AcceptedMail) -> str:
        """The newest thing told of this mail, as `last_event` names it."""
        if not self._mix:
            return "delivered"
        moment = self._town.clock()
        told = [call for call in self._town.ledger.calls_about(mail.id) if _tells(call, moment)]
        if not told:
            return "queued"
        newest = max(told, key=lambda call: call.due_at)
        return str(json.loads(newest.body)["type"]).removeprefix("email.")

    def sign(self, body: bytes, moment: datetime) -> Mapping[str, str]:
        """The headers of Svix; the id is the same for every try of one event.

        docs.svix.com/receiving/verifying-payloads/how-manual
        """
        message_id = f"msg_{sha256(body).hexdigest()[:27]}"
        timestamp = str(int(moment.timestamp()))
        signed = b".".join((message_id.encode(), timestamp.encode(), body))
        signature = b64encode(digest(self._key, signed, "sha256")).decode()
        return {"svix-id": message_id, "svix-timestamp": timestamp, "svix-signature": f"v1,{signature}"}


def _tells(call: DueCall, moment: datetime) -> bool:
    return call.vendor == "resend" and call.path == PATH and call.due_at <= moment


def _event(mail: AcceptedMail, event: str, at: datetime, bounce: Mapping[str, object]) -> dict[str, object]:
    data: dict[str, object] = {
        "email_id": mail.id,
        "message_id": mail.message_id,
        "created_at": _moment(mail.accepted_at),
        "from": mail.sender,
        "to": list(mail.to),
        "subject": mail.subject,
        "tags": dict(mail.tags),
    }
    if event == "bounced":
        data["bounce"] = dict(bounce)
    if event == "clicked":
        link = re.search(r"https?://[^\s<>\"']+", mail.text)
        data["click"] = {
            "ipAddress": "203.0.113.7",
            "link": link[0] if link else "https://agency.example/",
            "timestamp": _moment(at),
            "userAgent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X)",
        }
    return {"type": f"email.{event}", "created_at": _moment(at), "data": data}


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"
