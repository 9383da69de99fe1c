"""Send a text message through Twilio, read back what became of it, and take in what people answer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import Annotated, Self, cast
from urllib.parse import parse_qsl, quote, urlsplit

from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError

from errors import ProviderRefused, ProviderUnavailable, WebhookRejected
from tools.providers.accounts import Account
from tools.providers.client import Vendor, basic_auth
from tools.providers.outcomes import Complaint, Effect, Verdict
from tools.providers.tolerance import PlainText, Text, Whole, objects, text_or_empty, text_or_none
from tools.providers.twilio_signature import check_signature
from tools.providers.webhooks import Webhook

PAGE_SIZE = 1000
PAGES = 20
"""No number of ours has 20,000 messages in a look-up; past it something is wrong, and nothing is left out."""
SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
SERVICE_SID = re.compile(r"MG[0-9a-fA-F]{32}")
FIELDS = 200
"""Twilio sends about 40; more are somebody else's."""

VERDICTS: Mapping[str, Verdict] = {
    "20003": Verdict.CREDENTIALS,
    "21408": Verdict.REFUSED,
    "21610": Verdict.REFUSED,
    "21611": Verdict.WAIT,
}
"""Where a code says more than its status: a region that is not enabled (21408) and a recipient who opted out
(21610) are no fault of our key's; where the sender's queue is full (21611), nothing was processed."""

STATUS_RANK: Mapping[str, int] = {
    "accepted": 0,
    "scheduled": 0,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "delivered": 4,
    "undelivered": 4,
    "failed": 4,
    "canceled": 4,
    "read": 5,
}
"""Callbacks come out of order: a message's status only ever rises."""


@dataclass(frozen=True, kw_only=True)
class OutboundSms:
    """One text message as Twilio takes it."""

    sender: str
    """A number in E.164, an alphanumeric sender, or the sid of a Messaging Service."""
    to: str
    """E.164"""
    text: str
    """1,600 characters at most."""
    status_callback: str | None = None


@dataclass(frozen=True, kw_only=True)
class SentSms:
    """Twilio took the message."""

    sid: str
    status: str
    segments: int | None
    """None or 0 where a Messaging Service has yet to choose a sender."""
    price_usd: Decimal | None
    """Known only some time after it was sent."""


@dataclass(frozen=True, kw_only=True)
class SmsRecord:
    """A message, out or in, as Twilio keeps it."""

    sid: str
    direction: str
    """`inbound`, `outbound-api`, `outbound-reply`, `outbound-call`"""
    status: str
    sender: str
    to: str
    text: str
    error_code: str | None
    price_usd: Decimal | None
    """What it cost, above zero."""
    sent_at: datetime | None
    created_at: datetime | None
    segments: int | None


@dataclass(frozen=True, kw_only=True)
class InboundSms:
    """One message that came in; its text is a stranger's."""

    sid: str
    sender: str
    to: str
    text: str
    opt_out: str | None
    """STOP, START or HELP where Twilio's Advanced Opt-Out saw one; None says nothing about the text."""
    messaging_service: str | None


@dataclass(frozen=True, kw_only=True)
class SmsStatus:
    """What Twilio says became of a message."""

    sid: str
    status: str
    error_code: str | None
    to: str
    sender: str


class Twilio:
    """Twilio's text messages."""

    def __init__(self, vendor: Vendor, *, account_sid: str, webhook_secret: str) -> None:
        self._vendor = vendor
        self._messages = f"/Accounts/{quote(account_sid, safe='')}/Messages"
        self._secret = webhook_secret

    @classmethod
    def at(cls, account: Account, *, timeout_seconds: float) -> Self:
        """Twilio under this account: `user` is its sid, `key` its Auth Token, which signs webhooks too."""
        headers = {"Authorization": basic_auth(account.user, account.key)}
        vendor = Vendor(
            "Twilio",
            account.base_url,
            headers=headers,
            timeout_seconds=timeout_seconds,
            explain=explain,
            secrets=(account.key,),
        )
        return cls(vendor, account_sid=account.user, webhook_secret=account.webhook_secret or account.key)

    async def close(self) -> None:
        """Close the connections."""
        await self._vendor.close()

    async def send(self, sms: OutboundSms) -> SentSms:
        """Twilio's sid; it knows no idempotency key, so a lost answer is looked up with `recent`."""
        service = SERVICE_SID.fullmatch(sms.sender)
        form = {"To": sms.to, "MessagingServiceSid" if service else "From": sms.sender, "Body": sms.text}
        if sms.status_callback:
            form["StatusCallback"] = sms.status_callback
        answer = await self._vendor.call(
            "send a text message", "POST", f"{self._messages}.json", effect=Effect.ONCE, form=form
        )
        message = answer.read(_Message)
        return SentSms(
            sid=message.sid,
            status=message.status,
            segments=message.num_segments,
            price_usd=_price_usd(message),
        )

    async def fetch(self, sid: str) -> SmsRecord:
        """The message under this sid; ProviderRefused with status 404 when there is none."""
        if not SID.fullmatch(sid):
            raise ProviderRefused("Twilio", "This is no message's sid.", status=404, code="20404")
        answer = await self._vendor.call(
            "fetch a message", "GET", f"{self._messages}/{sid}.json", effect=Effect.READ
        )
        return _record(answer.read(_Message))

    async def recent(self, *, to: str, since: date, sender: str | None = None) -> tuple[SmsRecord, ...]:
        """What we sent to this number since that day (UTC), newest first: the look-up after a lost answer.

        Twilio's own filter by date is left out: it reads `DateSent`, which a queued message has not yet.
        """
        # A message through a Messaging Service bears the number that was chosen for it.
        named = sender and not SERVICE_SID.fullmatch(sender)
        params = {"To": to} | ({"From": sender} if sender and named else {})
        start = datetime.combine(since, time.min, UTC)
        found = await self._list(params)
        return tuple(
            record for record in found if record.direction != "inbound" and _not_before(record, start)
        )

    async def inbound(self, *, to: str, since: datetime) -> tuple[SmsRecord, ...]:
        """What came in to this number of ours since then, newest first; for polling."""
        # Twilio reads days only, in UTC; the `>` of its filter means "on or after".
        params = {"To": to, "DateSent>": since.astimezone(UTC).date().isoformat()}
        found = await self._list(params)
        return tuple(
            record for record in found if record.direction == "inbound" and _not_before(record, since)
        )

    def receive(self, kind: str, webhook: Webhook) -> str:
        """The key of an `inbound` message (its sid) or of a `status` (sid and status), once verified."""
        check_signature(webhook, self._secret)
        match kind:
            case "inbound":
                return parse_inbound(webhook.body).sid
            case "status":
                status = parse_status(webhook.body)
                return f"{status.sid}:{status.status}"
            case _:
                raise WebhookRejected("Twilio has no webhook of this kind.", malformed=True)

    async def _list(self, params: Mapping[str, str]) -> list[SmsRecord]:
        """Every message that the filter finds; ProviderUnavailable rather than a part of them."""
        asked = {**params, "PageSize": str(PAGE_SIZE)}
        records: list[SmsRecord] = []
        for _ in range(PAGES):
            answer = await self._vendor.call(
                "list messages", "GET", f"{self._messages}.json", effect=Effect.READ, params=asked
            )
            page = answer.read(_Page)
            records.extend(_record(message) for message in page.messages)
            if page.next_page_uri is None:
                return records
            # Only the query is followed: an address in an answer never sends our key elsewhere.
            asked = dict(parse_qsl(urlsplit(page.next_page_uri).query, keep_blank_values=True))
        raise ProviderUnavailable("Twilio", f"Twilio lists more than {PAGES * PAGE_SIZE} messages.")


def parse_inbound(body: bytes) -> InboundSms:
    """The message in a webhook's body; raises WebhookRejected (malformed) when it is none."""
    fields = _fields(body)
    opt_out = fields.get("OptOutType", "").strip().upper()
    return InboundSms(
        sid=_sid(fields),
        sender=fields.get("From", "").strip(),
        to=fields.get("To", "").strip(),
        text=fields.get("Body", ""),
        opt_out=opt_out if opt_out in ("STOP", "START", "HELP") else None,
        messaging_service=text_or_none(fields.get("MessagingServiceSid")),
    )


def parse_status(body: bytes) -> SmsStatus:
    """The status in a callback's body; raises WebhookRejected (malformed) when it is none."""
    fields = _fields(body)
    status = (fields.get("MessageStatus") or fields.get("SmsStatus") or "").strip().lower()
    if not re.fullmatch(r"[a-z_]{1,40}", status):
        raise WebhookRejected("This is not a status of Twilio's.", malformed=True)
    return SmsStatus(
        sid=_sid(fields),
        status=status,
        error_code=text_or_none(fields.get("ErrorCode")),
        to=fields.get("To", "").strip(),
        sender=fields.get("From", "").strip(),
    )


def explain(_status: int, body: bytes) -> Complaint:
    """Twilio's errors: `{"code", "message", "more_info", "status"}`."""
    try:
        said = TypeAdapter(_ErrorBody).validate_json(body)
    except ValidationError:
        return Complaint()
    code = None if said.code is None else str(said.code)
    return Complaint(code=code, message=said.message, verdict=VERDICTS.get(code or ""))


def _fields(body: bytes) -> Mapping[str, str]:
    """A form's first values by name, or the texts of a JSON object."""
    if body.lstrip().startswith(b"{"):
        return _json_fields(body)
    try:
        text = body.decode("utf-8", "replace")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS)
    except ValueError as error:
        raise WebhookRejected("This is not a form of Twilio's.", malformed=True) from error
    return {name: text_or_empty(value) for name, value in reversed(pairs)}


def _json_fields(body: bytes) -> Mapping[str, str]:
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise WebhookRejected("This is not JSON of Twilio's.", malformed=True) from error
    fields = cast("Mapping[str, object]", given)
    return {name: _encodable(value) for name, value in fields.items() if isinstance(value, str)}


def _encodable(text: str) -> str:
    # JSON can hold half of a surrogate pair, which UTF-8 and PostgreSQL cannot.
    return text_or_empty(text).encode("utf-8", "replace").decode("utf-8")


def _sid(fields: Mapping[str, str]) -> str:
    sid = fields.get("MessageSid") or fields.get("SmsSid") or ""
    if not SID.fullmatch(sid):
        raise WebhookRejected("This is not a message of Twilio's.", malformed=True)
    return sid


def _moment_or_none(value: object) -> datetime | None:
    """Twilio's RFC 2822 date, in UTC."""
    try:
        moment = parsedate_to_datetime(text_or_none(value) or "")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _not_before(record: SmsRecord, since: datetime) -> bool:
    """Whether it was sent, or taken, since then; a message without a date is never left out."""
    moment = record.sent_at or record.created_at
    return moment is None or moment >= since


Moment = Annotated[datetime | None, BeforeValidator(_moment_or_none)]


class _ErrorBody(BaseModel):
    code: Whole = None
    message: Text = None


class _Message(BaseModel):
    sid: str = Field(min_length=1)
    direction: PlainText = ""
    status: PlainText = ""
    sender: PlainText = Field(default="", alias="from")
    to: PlainText = ""
    body: PlainText = ""
    error_code: Whole = None
    price: Text = None
    price_unit: Text = None
    date_sent: Moment = None
    date_created: Moment = None
    num_segments: Whole = None


class _Page(BaseModel):
    messages: Annotated[list[_Message], BeforeValidator(objects)]
    next_page_uri: Text = None


def _record(message: _Message) -> SmsRecord:
    return SmsRecord(
        sid=message.sid,
        direction=message.direction,
        status=message.status,
        sender=message.sender,
        to=message.to,
        text=message.body,
        error_code=None if message.error_code is None else str(message.error_code),
        price_usd=_price_usd(message),
        sent_at=message.date_sent,
        created_at=message.date_created,
        segments=message.num_segments,
    )


def _price_usd(message: _Message) -> Decimal | None:
    """Twilio tells what it charges below zero."""
    if message.price is None or (message.price_unit or "").upper() != "USD":
        return None
    try:
        price = Decimal(message.price)
    except InvalidOperation:
        return None
    return abs(price) if price.is_finite() else None
