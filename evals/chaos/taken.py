"""Read from the vendors' own ledger what they took for leads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from memory.enums import Channel, Form
from tools.sandbox.entries import ENTRY, Accepted, AcceptedMail

_CHANNELS = {
    "twilio": Channel.SMS,
    "heyreach": Channel.LINKEDIN,
    "synthflow": Channel.VOICE,
    "lob": Channel.MAIL,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """One thing that a vendor took."""

    channel: Channel
    form: str
    tag: str | None
    recipient: str
    subject: str
    text: str
    at: datetime


def read_ledger(path: Path) -> list[Taken]:
    """What the vendors took for leads."""
    entries = [ENTRY.validate_json(line).entry for line in path.read_bytes().splitlines()]
    found = [_taken(entry) for entry in entries if isinstance(entry, AcceptedMail | Accepted)]
    return [one for one in found if one is not None]


def _taken(entry: AcceptedMail | Accepted) -> Taken | None:
    if isinstance(entry, AcceptedMail):
        tag, text = entry.tags.get("touch_id"), entry.text
        channel, form, recipient = Channel.EMAIL, Form.EMAIL.value, entry.to[0]
    elif entry.vendor in _CHANNELS:
        tag, text = entry.tag, entry.text
        channel, form, recipient = _CHANNELS[entry.vendor], entry.form, entry.recipient
    else:
        return None
    return Taken(
        channel=channel,
        form=form,
        tag=tag,
        recipient=recipient,
        subject=entry.subject,
        text=text,
        at=entry.accepted_at,
    )
