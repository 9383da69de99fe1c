"""Send an email through Resend, and read back what became of it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError

from errors import ProviderRefused, WebhookRejected
from tools.providers.accounts import Account
from tools.providers.client import Vendor
from tools.providers.outcomes import Complaint, Effect, Verdict
from tools.providers.svix import check_signature
from tools.providers.tolerance import Moment, PlainText, Text, Texts, Truth, object_or_none, objects
from tools.providers.webhooks import Webhook

DAY_SECONDS = 24 * 60 * 60.0

VERDICTS: Mapping[tuple[int, str], tuple[Verdict, float | None]] = {
    (403, "validation_error"): (Verdict.REFUSED, None),
    (409, "concurrent_idempotent_requests"): (Verdict.BUSY, None),
    (409, "invalid_idempotent_request"): (Verdict.UNKNOWN, None),
    (429, "daily_quota_exceeded"): (Verdict.WAIT, DAY_SECONDS),
    (429, "monthly_quota_exceeded"): (Verdict.WAIT, DAY_SECONDS),
}
"""Where Resend's code says more than its status. A 403 validation_error is an unverified sender domain;
an invalid_idempotent_request says that another body was accepted under the key before."""


@dataclass(frozen=True, kw_only=True)
class OutboundEmail:
    """One email as Resend takes it."""

    sender: str
    """`Kim Tran <kim@mail.agency.example>`"""
    to: tuple[str, ...]
    subject: str
    text: str
    html: str | None = None
    reply_to: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    tags: Mapping[str, str] = field(default_factory=dict[str, str])
    """Names and values of ASCII letters, digits, `_` and `-`, 256 at most."""


@dataclass(frozen=True)
class SentEmail:
    """Resend took the email; its Message-ID comes later, with `fetch`."""

    id: str


@dataclass(frozen=True, kw_only=True)
class FetchedEmail:
    """An email that Resend took, as it stands now."""

    id: str
    message_id: str | None
    sender: str
    to: tuple[str, ...]
    reply_to: tuple[str, ...]
    subject: str
    text: str
    html: str
    created_at: str
    """Resend's own text, such as `2023-04-03 22:13:42.674981+00`."""
    last_event: str | None
    """`queued`, `sent`, `delivered`, `bounced`, `opened`, … or a word still to come."""


@dataclass(frozen=True)
class EmailPage:
    """One page of the emails sent, newest first."""

    emails: tuple[FetchedEmail, ...]
    has_more: bool


@dataclass(frozen=True, kw_only=True)
class ResendEvent:
    """What Resend says became of one email."""

    type: str
    """`email.delivered`, `email.bounced`, `email.complained`, … or a word still to come."""
    email_id: str
    at: datetime | None
    bounce_type: str
    """`Permanent`, `Transient` or `Undetermined`; empty unless it bounced or was suppressed."""
    bounce_subtype: str
    """`General`, `NoEmail`, `MailboxFull`, …"""
    diagnostic: str
    """What the other mail server answered, as far as it is told."""
    reason: str
    """Resend's own words for what went wrong."""
    link: str
    """What was clicked."""


class Resend:
    """Resend's emails."""

    def __init__(
        self, vendor: Vendor, *, webhook_secret: str = "", now: Callable[[], float] = time.time
    ) -> None:
        """`webhook_secret` is the `whsec_…` of the webhook; `now` gives seconds since 1970."""
        self._vendor = vendor
        self._webhook_secret = webhook_secret
        self._now = now

    @classmethod
    def at(cls, account: Account, *, timeout_seconds: float) -> Self:
        """Resend under this account; close it where it was made."""
        headers = {"Authorization": f"Bearer {account.key}"}
        return cls(
            Vendor(
                "Resend",
                account.base_url,
                headers=headers,
                timeout_seconds=timeout_seconds,
                explain=explain,
            ),
            webhook_secret=account.webhook_secret,
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._vendor.close()

    async def send(self, email: OutboundEmail, *, idempotency_key: str) -> SentEmail:
        """Resend's id; the same key and email within 24 hours give the same id and no second email.

        So the key is the only look-up by key that Resend has; a list entry bears neither key nor tags.
        """
        answer = await self._vendor.call(
            "send an email",
            "POST",
            "/emails",
            effect=Effect.KEYED,
            json=_body(email),
            headers={"Idempotency-Key": idempotency_key},
        )
        return SentEmail(answer.read(_Sent).id)

    async def fetch(self, email_id: str) -> FetchedEmail:
        """The email under Resend's id; ProviderRefused with status 404 when there is none."""
        answer = await self._vendor.call(
            "fetch an email", "GET", f"/emails/{_id(email_id)}", effect=Effect.READ
        )
        return _fetched(answer.read(_Email))

    async def recent(self, *, limit: int = 100, after: str | None = None) -> EmailPage:
        """The newest emails, or those before the one with the id `after`; `limit` is 100 at most."""
        params = {"limit": str(limit)} | ({"after": after} if after else {})
        answer = await self._vendor.call("list emails", "GET", "/emails", effect=Effect.READ, params=params)
        page = answer.read(_Page)
        return EmailPage(tuple(_fetched(email) for email in page.data), bool(page.has_more))

    def receive(self, kind: str, webhook: Webhook) -> str:
        """The event's id (`svix-id`), once its signature holds; raises WebhookRejected."""
        if kind != "events":
            raise WebhookRejected("Resend posts events only.", malformed=True)
        event_id = check_signature(webhook, self._webhook_secret, self._now())
        parse_event(webhook.body)
        return event_id


def parse_event(body: bytes) -> ResendEvent:
    """The event in a webhook's body; raises WebhookRejected (malformed) where there is none."""
    try:
        event = _Event.model_validate_json(body)
    except ValidationError as error:
        raise WebhookRejected("This is not an event of Resend's.", malformed=True) from error
    data = event.data or _EventData()
    trouble = data.bounce or data.suppressed or data.failed or _Trouble()
    return ResendEvent(
        type=event.type,
        email_id=data.email_id,
        at=event.created_at,
        bounce_type=trouble.type,
        bounce_subtype=trouble.sub_type,
        diagnostic=" ".join(trouble.diagnostic_code)[:500],
        reason=(trouble.message or trouble.reason)[:500],
        link=data.click.link if data.click else "",
    )


def explain(status: int, body: bytes) -> Complaint:
    """Resend's errors: `{"statusCode", "name", "message"}`."""
    try:
        said = TypeAdapter(_ErrorBody).validate_json(body)
    except ValidationError:
        return Complaint()
    verdict, seconds = VERDICTS.get((status, said.name or ""), (None, None))
    return Complaint(code=said.name, message=said.message, verdict=verdict, retry_after_seconds=seconds)


def _body(email: OutboundEmail) -> dict[str, object]:
    body: dict[str, object] = {
        "from": email.sender,
        "to": list(email.to),
        "subject": email.subject,
        "text": email.text,
    }
    if email.html is not None:
        body["html"] = email.html
    if email.reply_to:
        body["reply_to"] = list(email.reply_to)
    if email.headers:
        body["headers"] = dict(email.headers)
    if email.tags:
        body["tags"] = [{"name": name, "value": value} for name, value in email.tags.items()]
    return body


def _id(email_id: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,100}", email_id):
        raise ProviderRefused("Resend", "This is no id of Resend's.", status=404, code="not_found")
    return email_id


class _ErrorBody(BaseModel):
    name: Text = None
    message: Text = None


class _Sent(BaseModel):
    id: str = Field(min_length=1)


class _Email(BaseModel):
    id: str = Field(min_length=1)
    message_id: Text = None
    sender: PlainText = Field(default="", alias="from")
    to: Texts = ()
    reply_to: Texts = ()
    subject: PlainText = ""
    text: PlainText = ""
    html: PlainText = ""
    created_at: PlainText = ""
    last_event: Text = None


class _Page(BaseModel):
    has_more: Truth = None
    data: Annotated[list[_Email], BeforeValidator(objects)] = Field(default_factory=list[_Email])


class _Trouble(BaseModel):
    type: PlainText = ""
    sub_type: PlainText = Field(default="", alias="subType")
    message: PlainText = ""
    reason: PlainText = ""
    diagnostic_code: Texts = Field(default=(), alias="diagnosticCode")


class _Click(BaseModel):
    link: PlainText = ""


class _EventData(BaseModel):
    email_id: PlainText = ""
    bounce: Annotated[_Trouble | None, BeforeValidator(object_or_none)] = None
    suppressed: Annotated[_Trouble | None, BeforeValidator(object_or_none)] = None
    failed: Annotated[_Trouble | None, BeforeValidator(object_or_none)] = None
    click: Annotated[_Click | None, BeforeValidator(object_or_none)] = None


class _Event(BaseModel):
    type: str = Field(min_length=1, max_length=100)
    created_at: Moment = None
    data: Annotated[_EventData | None, BeforeValidator(object_or_none)] = None


def _fetched(email: _Email) -> FetchedEmail:
    return FetchedEmail(
        id=email.id,
        message_id=email.message_id,
        sender=email.sender,
        to=email.to,
        reply_to=email.reply_to,
        subject=email.subject,
        text=email.text,
        html=email.html,
        created_at=email.created_at,
        last_event=email.last_event,
    )
