"""Pretend to be Resend: take mails once per idempotency key, and tell what was taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parseaddr
from typing import Annotated
from uuid import uuid4

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tools.sandbox.entries import AcceptedMail, now
from tools.sandbox.ledger import digest_of
from tools.sandbox.resend_events import ResendEvents
from tools.sandbox.town import Town
from tools.sandbox.wire import Endpoint, json_answer

LIMIT_A_SECOND = 5
"""Resend's own default for a team."""
NAMES: Mapping[int, str] = {
    400: "validation_error",
    401: "missing_api_key",
    403: "invalid_api_key",
    404: "not_found",
    409: "invalid_idempotent_request",
    422: "validation_error",
    429: "rate_limit_exceeded",
    500: "internal_server_error",
}
PAGE = 100


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Addresses = Annotated[tuple[str, ...], BeforeValidator(_listed)]
TagText = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,256}$")]


class _Tag(BaseModel):
    name: TagText
    value: TagText


class _Mail(BaseModel):
    """The body of `POST /emails` as far as the sandbox looks at it."""

    model_config = ConfigDict(populate_by_name=True)

    sender: str = Field(alias="from", min_length=1)
    to: Annotated[Addresses, Field(min_length=1, max_length=50)]
    subject: str
    text: str | None = None
    html: str | None = None
    reply_to: Addresses = ()
    cc: Addresses = ()
    bcc: Addresses = ()
    headers: dict[str, str] = Field(default_factory=dict[str, str])
    tags: list[_Tag] = Field(default_factory=list[_Tag])


class ResendSide:
    """Resend's emails as its callers see them."""

    vendor = "resend"
    prefix = "/resend"

    def __init__(self, town: Town) -> None:
        self._ledger = town.ledger
        self._key = town.accounts[self.vendor].key
        self._a_second = town.config.resend_a_second
        self._receive = town.postbox.receive
        self._events = ResendEvents(town)
        self._clock = town.clock
        self._busy: set[str] = set()
        self._second = 0
        self._calls = 0

    def routes(self, through: Endpoint) -> list[Route]:
        """The paths below `/resend`; every call passes `through` the faults."""
        return [
            Route("/emails", through, methods=["POST", "GET"]),
            Route("/emails/{id}", through, methods=["GET"]),
        ]

    async def answer(self, request: Request) -> Response:
        """Any call: who calls and how often first, as Resend does."""
        refusal = self._refusal(request)
        if refusal is not None:
            return refusal
        if request.method == "POST":
            return await self._send(request)
        return self._fetch(request.path_params["id"]) if "id" in request.path_params else self._list(request)

    def say(self, status: int, words: str, name: str | None = None) -> Response:
        """Resend's error body."""
        headers = self._headers() | ({"retry-after": "1"} if status == 429 else {})
        body = {
            "statusCode": status,
            "name": name or NAMES.get(status, "application_error"),
            "message": words,
        }
        return json_answer(body, status, headers)

    def sign(self, _url: str, body: bytes, _content_type: str) -> Mapping[str, str]:
        """The webhook's Svix headers."""
        return self._events.sign(body, self._clock())

    def _refusal(self, request: Request) -> Response | None:
        if not request.headers.get("user-agent"):
            return self.say(403, "A User-Agent header is required.", "validation_error")
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key:
            return self.say(401, "Missing API Key")
        if key != self._key:
            return self.say(403, "API key is invalid")
        if self._too_many():
            return self.say(429, "Too many requests. You can only make a few requests per second.")
        return None

    async def _send(self, request: Request) -> Response:
        body = await request.body()
        key = request.headers.get("idempotency-key")
        if key is not None and not 1 <= len(key) <= 256:
            return self.say(400, "The idempotency key must be 1-256 characters.", "invalid_idempotency_key")
        try:
            mail = _Mail.model_validate_json(body)
        except ValidationError as error:
            return self._invalid(error)
        if mail.text is None and mail.html is None:
            return self.say(422, "Missing `html` or `text` field.", "missing_required_field")
        if any("@" not in parseaddr(address)[1] for address in (mail.sender, *mail.to, *mail.reply_to)):
            return self.say(
                422, "Invalid address. It needs to be `email@example.com` or `Name <email@example.com>`."
            )
        if key in self._busy:
            words = "A request under this idempotency key is still in progress."
            return self.say(409, words, "concurrent_idempotent_requests")
        repeat = self._ledger.repeat(key, digest_of(body), now()) if key else None
        if repeat is not None and not repeat.same_body:
            return self.say(409, "This idempotency key was used with another body.")
        # No await between look-up and record: two calls under one key cannot both be taken.
        taken = repeat.mail if repeat else self._take(mail, key, digest_of(body))
        answer = json_answer({"id": taken.id}, headers=self._headers())
        if key is not None:
            self._busy.add(key)
            answer.background = BackgroundTask(self._busy.discard, key)
        return answer

    def _take(self, mail: _Mail, key: str | None, digest: str) -> AcceptedMail:
        mail_id = str(uuid4())
        accepted = AcceptedMail(
            id=mail_id,
            message_id=f"<{mail_id}@mail.sandbox.example>",
            idempotency_key=key,
            digest=digest,
            sender=mail.sender,
            to=mail.to,
            reply_to=mail.reply_to,
            subject=mail.subject,
            text=mail.text or _without_markup(mail.html or ""),
            html=mail.html or "",
            headers=mail.headers,
            tags={tag.name: tag.value for tag in mail.tags},
            accepted_at=now(),
        )
        self._ledger.record(accepted)
        if self._events.follow(accepted):
            self._receive(accepted)
        return accepted

    def _fetch(self, mail_id: str) -> Response:
        mail = self._ledger.mail(mail_id)
        if mail is None:
            return self.say(404, "Email not found")
        return json_answer(self._shown(mail), headers=self._headers())

    def _list(self, request: Request) -> Response:
        try:
            limit = int(request.query_params.get("limit", "20"))
        except ValueError:
            limit = 0
        if not 1 <= limit <= PAGE:
            return self.say(422, "The `limit` must be a number between 1 and 100.")
        after, before = request.query_params.get("after"), request.query_params.get("before")
        try:
            page, more = self._ledger.mail_page(limit=limit, after=after, before=before)
        except KeyError:
            return self.say(422, "The cursor is no email's id.")
        data = [self._shown(mail) for mail in page]
        return json_answer({"object": "list", "has_more": more, "data": data}, headers=self._headers())

    def _shown(self, mail: AcceptedMail) -> dict[str, object]:
        shown: dict[str, object] = {
            "object": "email",
            "id": mail.id,
            "message_id": mail.message_id,
            "to": list(mail.to),
            "from": mail.sender,
            "created_at": mail.accepted_at.strftime("%Y-%m-%d %H:%M:%S.%f+00"),
            "subject": mail.subject,
            "text": mail.text,
            "bcc": [],
            "cc": [],
            "reply_to": list(mail.reply_to),
            "last_event": self._events.last_event(mail),
        }
        return shown | ({"html": mail.html} if mail.html else {})

    def _invalid(self, error: ValidationError) -> Response:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "json_invalid":
            return self.say(400, "The body is not JSON.")
        if first["type"] == "missing":
            return self.say(422, f"Missing `{name}` field.", "missing_required_field")
        return self.say(422, f"Invalid `{name}` field.")

    def _too_many(self) -> bool:
        second = int(now().timestamp())
        self._calls = self._calls + 1 if second == self._second else 1
        self._second = second
        return self._a_second is not None and self._calls > self._a_second

    def _headers(self) -> dict[str, str]:
        limit = self._a_second or LIMIT_A_SECOND
        left = max(0, limit - self._calls)
        return {"ratelimit-limit": str(limit), "ratelimit-remaining": str(left), "ratelimit-reset": "1"}


def _without_markup(markup: str) -> str:
    return re.sub(r"<[^>]+>", "", markup)
