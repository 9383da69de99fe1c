"""Take in the mail that Postmark receives for us: check who calls, read the mail, fetch it again."""

from __future__ import annotations

import hmac
import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError

from errors import ProviderRefused, WebhookRejected
from tools.providers.accounts import Account
from tools.providers.client import Vendor
from tools.providers.outcomes import Complaint, Effect
from tools.providers.postmark_outcomes import PostmarkOutcome, parse_outcome, read_outcome
from tools.providers.tolerance import PlainText, Text, Whole, object_or_none, objects
from tools.providers.webhooks import Webhook

MESSAGE_ID = re.compile(r"<[^<>\s]{1,900}>")
POSTMARK_ID = re.compile(r"[A-Za-z0-9-]{1,100}")
PAGE = 500
LISTED_AT_MOST = 10_000
"""Postmark lists no mail whose `offset` and `count` go beyond this."""
SHORTEST_SPAN = timedelta(minutes=1)
EASTERN = ZoneInfo("America/New_York")
ATTACHMENTS = 50
ATTACHMENT_BYTES = 256 * 1024
"""Delivery reports and returned headers are a few kB; what is longer is cut, since nothing reads it."""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """One part beside the text; only texts and messages (reports, returned mails) keep their content."""

    name: str
    content_type: str
    """In lower case and without parameters."""
    content: bytes


@dataclass(frozen=True, kw_only=True)
class InboundMail:
    """One mail that Postmark received; all of it is written by a stranger."""

    postmark_id: str
    message_id: str | None
    """The Message-ID of RFC 5322, in angle brackets; Postmark's own `MessageID` is not it."""
    from_address: str
    from_name: str
    to: tuple[str, ...]
    original_recipient: str
    """The address that the mail was delivered to, with its `+` part."""
    mailbox_hash: str
    """What stands between `+` and `@` in that address."""
    subject: str
    text: str
    html: str
    stripped_text: str
    """The text without what it quotes, as Postmark sees it; may be empty."""
    headers: tuple[tuple[str, str], ...]
    in_reply_to: str | None
    references: tuple[str, ...]
    date: str
    """The sender's own text: unparsed, and not to be trusted."""
    attachments: tuple[Attachment, ...] = ()

    def header(self, name: str) -> str | None:
        """The first header of this name, whatever its case."""
        return next((value for known, value in self.headers if known.lower() == name.lower()), None)


class Postmark:
    """Postmark's inbound mail."""

    def __init__(self, vendor: Vendor, *, webhook_user: str, webhook_password: str) -> None:
        self._vendor = vendor
        self._credentials = f"{webhook_user}:{webhook_password}".encode()

    @classmethod
    def at(cls, account: Account, *, timeout_seconds: float) -> Self:
        """Postmark under this account; its `user` and `webhook_secret` are the webhooks' Basic auth."""
        headers = {"X-Postmark-Server-Token": account.key}
        vendor = Vendor(
            "Postmark", account.base_url, headers=headers, timeout_seconds=timeout_seconds, explain=explain
        )
        return cls(vendor, webhook_user=account.user, webhook_password=account.webhook_secret)

    async def close(self) -> None:
        """Close the connections."""
        await self._vendor.close()

    def verify(self, headers: Mapping[str, str]) -> None:
        """Raise WebhookRejected unless the call bears our Basic auth; Postmark signs nothing."""
        given = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
        scheme, _, encoded = given.partition(" ")
        if scheme.lower() != "basic" or not hmac.compare_digest(_decoded(encoded), self._credentials):
            raise WebhookRejected("This call does not bear the user and password of our Postmark webhook.")

    def parse_inbound(self, body: bytes) -> InboundMail:
        """The mail in a webhook's body; raises WebhookRejected (malformed) when it is none."""
        try:
            received = TypeAdapter(_Inbound).validate_json(body)
        except ValidationError as error:
            raise WebhookRejected("This is not an inbound mail of Postmark's.", malformed=True) from error
        return _mail(received)

    def receive(self, kind: str, webhook: Webhook) -> str:
        """The event's key, once the call bears our Basic auth; raises WebhookRejected.

        A mail's key is its id. What became of a sent mail is taken whatever of those addresses it came to:
        Postmark never repeats what it was refused.
        """
        self.verify(webhook.headers)
        if kind == "inbound":
            return self.parse_inbound(webhook.body).postmark_id
        return parse_outcome(webhook.body).key

    async def fetch_inbound(self, postmark_id: str) -> InboundMail:
        """The mail as Postmark keeps it; ProviderRefused with status 404 when it has none of this id."""
        if not POSTMARK_ID.fullmatch(postmark_id):
            raise ProviderRefused("Postmark", "This is no id of Postmark's.", status=404)
        answer = await self._vendor.call(
            "fetch a mail", "GET", f"/messages/inbound/{postmark_id}/details", effect=Effect.READ
        )
        return _mail(answer.read(_Inbound))

    async def inbound_since(self, since: datetime, until: datetime) -> list[str]:
        """Ids of the mails received in between; more than one list may hold is asked for in halves."""
        first = await self._inbound_page(since, until, offset=0)
        if first.TotalCount > LISTED_AT_MOST and until - since > SHORTEST_SPAN:
            middle = since + (until - since) / 2
            found = [*await self.inbound_since(middle, until), *await self.inbound_since(since, middle)]
            return list(dict.fromkeys(found))
        ids = [mail.MessageID for mail in first.InboundMessages]
        for offset in range(PAGE, min(first.TotalCount, LISTED_AT_MOST), PAGE):
            page = await self._inbound_page(since, until, offset=offset)
            ids += [mail.MessageID for mail in page.InboundMessages]
        return [found for found in dict.fromkeys(ids) if POSTMARK_ID.fullmatch(found)]

    async def _inbound_page(self, since: datetime, until: datetime, *, offset: int) -> _InboundPage:
        params = {
            "count": str(PAGE),
            "offset": str(offset),
            "fromdate": _eastern(since),
            "todate": _eastern(until),
        }
        answer = await self._vendor.call(
            "list mails", "GET", "/messages/inbound", effect=Effect.READ, params=params
        )
        return answer.read(_InboundPage)

    async def fetch_bounce(self, bounce_id: int) -> PostmarkOutcome:
        """A bounce or complaint as Postmark keeps it; ProviderRefused with status 404 where it has none."""
        answer = await self._vendor.call(
            "fetch a bounce", "GET", f"/bounces/{bounce_id:d}", effect=Effect.READ
        )
        return read_outcome(answer)

    async def has_sent(self, message_id: str) -> bool:
        """Whether Postmark knows a mail of ours by this id; nothing is asked for what is no id."""
        if not POSTMARK_ID.fullmatch(message_id):
            return False
        path = f"/messages/outbound/{message_id}/details"
        try:
            await self._vendor.call("fetch a sent mail", "GET", path, effect=Effect.READ)
        except ProviderRefused:
            return False
        return True


def explain(_status: int, body: bytes) -> Complaint:
    """Postmark's errors: `{"ErrorCode", "Message"}`."""
    try:
        said = TypeAdapter(_ErrorBody).validate_json(body)
    except ValidationError:
        return Complaint()
    return Complaint(code=None if said.ErrorCode is None else str(said.ErrorCode), message=said.Message)


def message_ids(text: str | None) -> tuple[str, ...]:
    """Every Message-ID of a header, in order and with its angle brackets."""
    return tuple(MESSAGE_ID.findall(text or ""))


def _eastern(moment: datetime) -> str:
    """Postmark's filters are in the time of New York, to the second and without a zone."""
    return moment.astimezone(EASTERN).strftime("%Y-%m-%dT%H:%M:%S")


def _decoded(encoded: str) -> bytes:
    try:
        return b64decode(encoded.strip().encode("ascii"), validate=True)
    except (NotBase64, ValueError):
        return b""


class _ErrorBody(BaseModel):
    ErrorCode: Whole = None
    Message: Text = None


class _Address(BaseModel):
    Email: PlainText = ""
    Name: PlainText = ""
    MailboxHash: PlainText = ""


class _Header(BaseModel):
    Name: PlainText = ""
    Value: PlainText = ""


class _Attachment(BaseModel):
    Name: PlainText = ""
    Content: PlainText = ""
    ContentType: PlainText = ""


class _Listed(BaseModel):
    MessageID: PlainText = ""


class _InboundPage(BaseModel):
    TotalCount: int = Field(ge=0)
    InboundMessages: Annotated[list[_Listed], BeforeValidator(objects)] = Field(default_factory=list[_Listed])


Addresses = Annotated[list[_Address], BeforeValidator(objects)]


class _Inbound(BaseModel):
    MessageID: str = Field(pattern=r"^[A-Za-z0-9-]{1,100}$")
    From: PlainText = ""
    FromName: PlainText = ""
    FromFull: Annotated[_Address | None, BeforeValidator(object_or_none)] = None
    ToFull: Addresses = Field(default_factory=list[_Address])
    OriginalRecipient: PlainText = ""
    MailboxHash: PlainText = ""
    Subject: PlainText = ""
    TextBody: PlainText = ""
    HtmlBody: PlainText = ""
    StrippedTextReply: PlainText = ""
    Headers: Annotated[list[_Header], BeforeValidator(objects)] = Field(default_factory=list[_Header])
    Attachments: Annotated[list[_Attachment], BeforeValidator(objects)] = Field(
        default_factory=list[_Attachment]
    )
    Date: PlainText = ""


def _mail(received: _Inbound) -> InboundMail:
    headers = tuple((header.Name, header.Value) for header in received.Headers)
    by_name = {name.lower(): value for name, value in reversed(headers)}
    sender = received.FromFull or _Address(Email=received.From, Name=received.FromName)
    return InboundMail(
        postmark_id=received.MessageID,
        message_id=next(iter(message_ids(by_name.get("message-id"))), None),
        from_address=(sender.Email or received.From).strip(),
        from_name=(sender.Name or received.FromName).strip(),
        to=tuple(address.Email for address in received.ToFull if address.Email),
        original_recipient=received.OriginalRecipient,
        mailbox_hash=received.MailboxHash or _mailbox_hash(received),
        subject=received.Subject,
        text=received.TextBody,
        html=received.HtmlBody,
        stripped_text=received.StrippedTextReply,
        headers=headers,
        in_reply_to=next(iter(message_ids(by_name.get("in-reply-to"))), None),
        references=message_ids(by_name.get("references")),
        date=received.Date,
        attachments=tuple(_attachment(part) for part in received.Attachments[:ATTACHMENTS]),
    )


def _attachment(part: _Attachment) -> Attachment:
    kind = part.ContentType.partition(";")[0].strip().lower()
    readable = kind.startswith(("message/", "text/"))
    # Base64 writes three bytes as four letters: enough letters for the bytes that are kept, and no more.
    content = _decoded(part.Content[: ATTACHMENT_BYTES // 3 * 4]) if readable else b""
    return Attachment(name=part.Name, content_type=kind, content=content)


def _mailbox_hash(received: _Inbound) -> str:
    """The `+` part of the first address that has one, where Postmark did not take it out itself."""
    addresses = [received.OriginalRecipient, *(address.Email for address in received.ToFull)]
    hashes = (address.partition("@")[0].partition("+")[2] for address in addresses)
    return next((found for found in hashes if found), "")
