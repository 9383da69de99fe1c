"""Read one labelled answer through the product's own door: its form first, then the reply agent."""

from __future__ import annotations

import dataclasses
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from pydantic import JsonValue

from agents.models import Models
from agents.prices import Prices
from agents.reply import Read, read
from evals.evaluators import ReplyRead, ReplyRow
from memory.enums import Author, Channel, Intent
from memory.records.ids import ClientId
from memory.records.leads import Lead
from memory.records.messages import Reply
from tools.providers.postmark import InboundMail
from tools.services.drafts import Earlier
from tools.services.hearing.answers import Inbound
from tools.services.incoming import trimming
from tools.services.law.words import is_stop
from tools.services.mail import MachineKind, classify
from tools.services.replies import ReplyMaterial
from tools.services.replying.readings import Reading, new_text, reading_by_rule, told_by_word

SENDER = "person@lead.example"
SYDNEY = "Australia/Sydney"
_HALF_HOURS = {
    timedelta(hours=5.5): "Asia/Kolkata",
    timedelta(hours=9.5): "Australia/Darwin",
    timedelta(hours=10.5): "Australia/Adelaide",
    timedelta(hours=-3.5): "America/St_Johns",
}
"""Zones whose offset no whole number of hours is."""
_NO_READING = frozenset(
    {"intent", "confidence", "abstained", "summary", "sentiment", "urgency", "formality", "also"}
    | {"buying_signals", "objections"}
)
_OUTCOMES = {
    MachineKind.REPORT: Intent.AUTO_REPLY,
    MachineKind.BOUNCE: Intent.AUTO_REPLY,
    MachineKind.COMPLAINT: Intent.UNSUBSCRIBE,
}
"""What the guideline calls the mails of which the product makes no reply."""


def offline_models() -> Models:
    """The offline engine alone, which needs no database behind it."""
    return Models(claude=None, budget=None, prices=Prices(aud_per_usd=Decimal(1)))


async def read_row(models: Models, client_id: ClientId, row: ReplyRow) -> ReplyRead:
    """What the product makes of one message, and how long that took."""
    began = time.perf_counter()
    found = _by_form(row)
    if found is None:
        found = await read(models, client_id, _material(row))
    seconds = time.perf_counter() - began
    reading = found.reading
    return ReplyRead(
        id=row.id,
        intent=reading.intent,
        abstained=reading.abstained,
        confidence=reading.confidence,
        decided_by=found.decided_by,
        also=tuple(reading.also),
        entities=_entities(reading, _received_at(row)),
        mood={
            "sentiment": reading.sentiment,
            "urgency": reading.urgency,
            "formality": reading.formality,
            "buying_signals": [*reading.buying_signals],
            "objections": [*reading.objections],
        },
        seconds=seconds,
    )


def _by_form(row: ReplyRow) -> Read | None:
    if row.channel is Channel.SMS and is_stop(row.text):
        return Read(reading=told_by_word(Intent.UNSUBSCRIBE, "STOP"), decided_by=Author.RULE)
    mail = _mail(row) if row.channel is Channel.EMAIL else None
    kind = classify(mail) if mail else None
    if mail is None or kind is None:
        return None
    month_first = row.locale.upper() == "US"
    inbound = Inbound(
        text=new_text(mail), subject=mail.subject, received_at=_received_at(row), month_first=month_first
    )
    reading = reading_by_rule(kind, inbound)
    if reading is None:
        reading = Reading(intent=_OUTCOMES[kind], confidence=1.0)
    return Read(reading=reading, decided_by=Author.RULE)


def _entities(reading: Reading, received_at: datetime) -> dict[str, JsonValue]:
    """What was named; a time bears an offset only where it is told in another zone than the sender's."""
    told: dict[str, Any] = reading.model_dump(mode="json", exclude=set(_NO_READING))
    told["meeting_times"] = [
        moment.strftime("%Y-%m-%dT%H:%M")
        if moment.utcoffset() == received_at.astimezone(moment.tzinfo).utcoffset() == received_at.utcoffset()
        else moment.isoformat(timespec="minutes")
        for moment in reading.meeting_times
    ]
    return {name: value for name, value in told.items() if value}


def _received_at(row: ReplyRow) -> datetime:
    return datetime.fromisoformat(row.received_at)


def _zone(received_at: datetime) -> str:
    """A zone that has the offset of `received_at`: the sender's day is the day that is written there."""
    offset = received_at.utcoffset() or timedelta()
    hours = round(offset / timedelta(hours=1))
    if hours in (10, 11):
        return SYDNEY
    if (half := _HALF_HOURS.get(offset)) is not None:
        return half
    return f"Etc/GMT{-max(-12, min(14, hours)):+d}" if hours else "UTC"


def _mail(row: ReplyRow) -> InboundMail:
    return InboundMail(
        postmark_id=row.id,
        message_id=f"<{row.id}@lead.example>",
        from_address=SENDER,
        from_name=row.from_name or "",
        to=("r+token@in.agency.example",),
        original_recipient="r+token@in.agency.example",
        mailbox_hash="token",
        subject=row.subject or "",
        text=row.text,
        html="",
        stripped_text="",
        headers=tuple(row.headers.items()),
        in_reply_to=None,
        references=(),
        date=row.received_at,
    )


def _material(row: ReplyRow) -> ReplyMaterial:
    received_at = _received_at(row)
    first, _, last = (row.from_name or "").partition(" ")
    lead = Lead.from_row(
        _columns(
            Lead,
            id=uuid4(),
            email=SENDER,
            first_name=first or None,
            last_name=last or None,
            country=row.locale,
            time_zone=_zone(received_at),
        )
    )
    reply = Reply.from_row(
        _columns(
            Reply,
            id=uuid4(),
            lead_id=lead.id,
            channel=row.channel.value,
            from_address=SENDER,
            subject=row.subject or "",
            text=new_text(_mail(row)) if row.channel is Channel.EMAIL else row.text.strip(),
            received_at=received_at,
            reading={},
        )
    )
    asked = row.outbound or trimming.quoted(row.text)
    thread = (Earlier(subject="", body=asked, sent_at=received_at),) if asked else ()
    return ReplyMaterial(reply=reply, lead=lead, thread=thread, received_at=received_at.astimezone(UTC))


def _columns(record: type[Lead | Reply], **known: object) -> dict[str, object]:
    """The columns of a row with these values and nothing else known."""
    blank: dict[str, object] = {field.name: None for field in dataclasses.fields(record)}
    return blank | {"facts": (), "reference_ids": ()} | known
