"""Read texts, their fate and the outcome of calls out of Twilio's and Synthflow's events."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from math import ceil
from typing import Protocol

from errors import ProviderError, ProviderRefused
from memory.enums import Channel
from memory.records.messages import InboundEvent
from tools.providers.synthflow import CallRecord, parse_call_hint
from tools.providers.twilio import STATUS_RANK, InboundSms, SmsRecord, parse_inbound, parse_status
from tools.services.events.business import (
    BusinessEvent,
    MessageReceived,
    OutcomeKind,
    OutcomeReported,
    RouteKey,
    sms_key,
)
from tools.services.law.words import is_block
from tools.services.money.costs import Costs

TWILIO: Mapping[str, OutcomeKind] = {
    "delivered": OutcomeKind.DELIVERED,
    "read": OutcomeKind.DELIVERED,
    "undelivered": OutcomeKind.UNDELIVERED,
    "failed": OutcomeKind.UNDELIVERED,
    "canceled": OutcomeKind.UNDELIVERED,
}
"""The last words; every other one is a step on the way."""
TWILIO_ERRORS: Mapping[str, str] = {
    "30003": "the phone is switched off or out of reach",
    "30004": "the number blocks messages",
    "30005": "there is no such number",
    "30006": "the number is a landline or cannot be reached",
    "30007": "the carrier filtered the message",
    "30008": "the carrier gives no reason",
    "21610": "it answered STOP before",
}
CALLS: Mapping[str, str] = {
    "no-answer": "Called: nobody answered.",
    "busy": "Called: the line was busy.",
    "failed": "Called: no connection could be made.",
    "canceled": "Called: the call was cancelled.",
    "user-canceled": "Called: the call was cancelled.",
    "hangup_on_voicemail": "Called: a voicemail answered, no message was left.",
    "left_voicemail": "Called: a message was left on the voicemail.",
    "spam": "Called: the call was blocked as spam.",
}
NOBODY = frozenset({"hangup_on_voicemail", "left_voicemail", "no-answer", "busy", "spam"})
"""Calls in which no person spoke, whatever was transcribed."""


class Texts(Protocol):
    """Twilio, as far as events need it."""

    async def fetch(self, sid: str) -> SmsRecord: ...


class Calls(Protocol):
    """Synthflow, which signs a call's id only: the call is read back before it counts."""

    async def fetch(self, call_id: str) -> CallRecord: ...


async def from_twilio(event: InboundEvent, texts: Texts, costs: Costs) -> tuple[BusinessEvent, ...]:
    """Twilio signs all that it posts; only a message's price is asked for, where it is told by then."""
    if event.kind == "inbound":
        return (_text(event.body),)
    said = parse_status(event.body)
    kind = TWILIO.get(said.status, OutcomeKind.ON_ITS_WAY)
    if is_block(said.error_code or ""):
        kind = OutcomeKind.OPTED_OUT
    return (
        OutcomeReported(
            kind=kind,
            channel=Channel.SMS,
            routes=(("vendor_id", f"twilio:{said.sid}"),),
            status=said.status,
            at=None,
            step=STATUS_RANK.get(said.status, 0) * 10,
            reason=_reason(said.error_code),
            cost_aud=await _cost(said.sid, texts, costs) if kind in TWILIO.values() else None,
        ),
    )


def _text(body: bytes) -> MessageReceived:
    said = parse_inbound(body)
    return MessageReceived(
        channel=Channel.SMS,
        vendor_id=f"twilio:{said.sid}",
        sender=said.sender,
        recipient=said.to,
        text=said.text,
        at=None,
        routes=tuple(("conversation", sms_key(ours, said.sender)) for ours in _ours(said)),
        word=said.opt_out or "",
    )


def _ours(said: InboundSms) -> list[str]:
    """The number that was written to, and the Messaging Service that may have chosen it."""
    return [said.to, said.messaging_service] if said.messaging_service else [said.to]


def _reason(code: str | None) -> str:
    return "" if code is None else TWILIO_ERRORS.get(code, f"Twilio's error {code}")


async def _cost(sid: str, texts: Texts, costs: Costs) -> Decimal | None:
    # A price that is not told now is no reason to handle the event again.
    with suppress(ProviderError):
        price = (await texts.fetch(sid)).price_usd
        return None if price is None else costs.in_aud(price)
    return None


async def from_synthflow(event: InboundEvent, calls: Calls, costs: Costs) -> tuple[BusinessEvent, ...]:
    """How the call ended, and what the other side said in it; nothing while it goes on."""
    try:
        call = await calls.fetch(parse_call_hint(event.body).call_id)
    except ProviderRefused:
        return ()
    if not call.has_ended:
        return ()
    routes: tuple[RouteKey, ...] = (("vendor_id", f"synthflow:{call.call_id}"),)
    words = spoken_by_human(call.transcript)
    outcome = OutcomeReported(
        kind=OutcomeKind.CALLED,
        channel=Channel.VOICE,
        routes=routes,
        status=call.status,
        at=call.started_at,
        reason=call.end_reason or call.error or "",
        detail=_call_sentence(call, spoke=bool(words)),
        cost_aud=costs.of_call(ceil(call.duration_seconds or 0)),
    )
    # A call that broke off may have ended on "do not call me again"; a voicemail's greeting is no answer.
    if call.status in NOBODY or not words:
        return (outcome,)
    message = MessageReceived(
        channel=Channel.VOICE,
        vendor_id=f"synthflow:{call.call_id}",
        sender=call.phone or "",
        recipient="",
        text=words,
        at=call.started_at,
        routes=routes,
        transcript=call.transcript,
    )
    return outcome, message


def spoken_by_human(transcript: str) -> str:
    """What the other side said, a line a turn."""
    turns = (line.partition(":") for line in transcript.splitlines())
    said = (words.strip() for speaker, _, words in turns if speaker.strip().lower() in ("human", "user"))
    return "\n".join(words for words in said if words)


def _call_sentence(call: CallRecord, *, spoke: bool) -> str:
    known = CALLS.get(call.status)
    if known is not None:
        return known
    seconds = round(call.duration_seconds or 0)
    length = f"{seconds // 60} min {seconds % 60} s" if seconds >= 60 else f"{seconds} s"
    return f"Called: they spoke for {length}." if spoke else f"Called: {length} without a word from them."
