"""Pretend to be Twilio: take text messages, tell what becomes of them, and let people text back."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from random import Random
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid4

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tools.providers.twilio_signature import FORM, sign
from tools.sandbox.entries import Accepted, DueCall
from tools.sandbox.ledger import digest_of
from tools.sandbox.people import Said
from tools.sandbox.town import Town
from tools.sandbox.twilio_messages import Message, came_in, fields_of, page_of, went_out
from tools.sandbox.wire import Endpoint, json_answer

CODES: Mapping[int, int] = {400: 20001, 401: 20003, 404: 20404, 405: 20004, 429: 20429, 500: 20500}
STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START = frozenset({"START", "YES", "UNSTOP"})
"""Twilio's default keywords, each alone in a message."""
E164 = re.compile(r"\+[1-9][0-9]{6,14}")
ALPHANUMERIC = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 &+_-]{1,11}")
SERVICE = re.compile(r"MG[0-9a-fA-F]{32}")
LANDLINE = re.compile(r"\+61[2378][0-9]{8}")
LOST = re.compile(r"3000[3-8]$")
"""A number that ends in a delivery error's code never gets a message, and that code is why."""
SENT_AT, DELIVERED_AT = 0.15, 0.3
"""Shares of the time that a person takes to answer."""


class TwilioSide:
    """Twilio's messages as their callers see them."""

    vendor = "twilio"
    prefix = "/twilio/2010-04-01"

    def __init__(self, town: Town) -> None:
        self._town = town
        self._account = town.accounts[self.vendor]
        self._second = 0
        self._calls = 0
        self._indexed = 0
        self._answer_by_sid: dict[str, DueCall] = {}
        self._answers_to: dict[str, list[DueCall]] = {}

    def routes(self, through: Endpoint) -> list[Route]:
        """The paths below `/twilio/2010-04-01`; every call passes `through` the faults."""
        return [
            Route("/Accounts/{account}/Messages.json", through, methods=["POST", "GET"]),
            Route("/Accounts/{account}/Messages/{sid}.json", through, methods=["GET"]),
        ]

    async def answer(self, request: Request) -> Response:
        """Any call: who calls first."""
        if not self._knows(request.headers.get("authorization", "")):
            return self.say(401, "Authenticate")
        if request.path_params["account"] != self._account.user:
            return self.say(404, f"The requested resource {request.url.path} was not found")
        if request.method == "POST":
            return await self._send(request)
        if "sid" in request.path_params:
            return self._fetch(request.path_params["sid"])
        return self._list(request.query_params)

    def say(self, status: int, words: str, code: int | None = None) -> Response:
        """Twilio's error body."""
        code = code or CODES.get(status, 20001)
        more = f"https://www.twilio.com/docs/errors/{code}"
        return json_answer({"code": code, "message": words, "more_info": more, "status": status}, status)

    def sign(self, url: str, body: bytes, content_type: str) -> Mapping[str, str]:
        """The signature over the address and every parameter."""
        secret = self._account.webhook_secret or self._account.key
        return sign(url, body, content_type, secret)

    def relay(self, send: Accepted, said: Said) -> None:
        """Text the answer back, to a sender that can be answered and by a person that was reached."""
        if not said.text or not E164.fullmatch(send.sender) or send.details.get("error_code"):
            return
        sid = f"SM{uuid4().hex}"
        fields = {
            "ToCountry": "AU",
            "SmsMessageSid": sid,
            "NumMedia": "0",
            "SmsSid": sid,
            "SmsStatus": "received",
            "FromCountry": "AU",
            "Body": said.text,
            "To": send.sender,
            "NumSegments": "1",
            "MessageSid": sid,
            "AccountSid": self._account.user,
            "From": send.recipient,
            "ApiVersion": "2010-04-01",
        }
        self._due("twilio/inbound", fields, said.seconds, send.id)

    def _knows(self, authorization: str) -> bool:
        scheme, _, encoded = authorization.partition(" ")
        try:
            given = b64decode(encoded.encode("ascii"), validate=True).decode()
        except (NotBase64, ValueError):
            return False
        return scheme.lower() == "basic" and given == f"{self._account.user}:{self._account.key}"

    async def _send(self, request: Request) -> Response:
        if self._too_many():
            return self.say(429, "Too Many Requests")
        body = await request.body()
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        refused = _refusal(form) or self._stopped(form)
        if refused is not None:
            return self.say(400, refused[1], refused[0])
        send = self._town.ledger.take(self._accepted(form, digest_of(body)))
        self._report(send)
        self._let_answer(send)
        return json_answer(went_out(send, self._account.user, None).shown, 201)

    def _accepted(self, form: Mapping[str, str], digest: str) -> Accepted:
        sid, to = f"SM{uuid4().hex}", form["To"]
        lost = LOST.search(to)
        by_chance = Random(f"{self._town.config.seed}:sms:{to}").random()  # noqa: S311 - it makes a world
        code = lost[0] if lost else "30003" if by_chance < self._town.config.sms_lost_share else ""
        return Accepted(
            vendor=self.vendor,
            form="sms",
            id=sid,
            recipient=to,
            sender=form.get("From") or form["MessagingServiceSid"],
            text=form["Body"],
            digest=digest,
            details={
                "status_callback": form.get("StatusCallback", ""),
                "messaging_service_sid": form.get("MessagingServiceSid"),
                "error_code": code,
            },
            accepted_at=self._town.clock(),
        )

    def _report(self, send: Accepted) -> None:
        """Post every status as it comes to the address that the caller named, or to the usual one."""
        code = str(send.details["error_code"])
        end = "failed" if code == "30007" else "undelivered" if code else "delivered"
        path = _below_webhooks(str(send.details["status_callback"])) or "twilio/status"
        for share, status in ((0.0, "queued"), (SENT_AT, "sent"), (DELIVERED_AT, end)):
            fields = {
                "SmsSid": send.id,
                "SmsStatus": status,
                "MessageStatus": status,
                "To": send.recipient,
                "MessageSid": send.id,
                "AccountSid": self._account.user,
                "From": send.sender,
                "ApiVersion": "2010-04-01",
                **({"ErrorCode": code} if code and status == end else {}),
            }
            self._due(path, fields, share * self._town.config.reply_seconds, send.id)

    def _let_answer(self, send: Accepted) -> None:
        if send.details["error_code"] or not E164.fullmatch(send.sender):
            return
        earlier = [each for each in self._town.ledger.sends_to(send.recipient) if each.form == "sms"]
        said = self._town.people.say(
            send.recipient, form="sms", text=send.text, sender=send.sender, nth=len(earlier) - 1
        )
        if said is not None:
            self.relay(send, said)

    def _stopped(self, form: Mapping[str, str]) -> tuple[int, str] | None:
        """Twilio's refusal where the person's last keyword to this sender was STOP or its kin."""
        sender = form.get("From") or form["MessagingServiceSid"]
        keywords = [
            (call.due_at, word)
            for send in self._town.ledger.sends_to(form["To"])
            if send.vendor == self.vendor and send.sender == sender
            for call in self._town.ledger.calls_about(send.id)
            if (word := fields_of(call).get("Body", "").strip().upper()) in STOP | START
            and call.due_at <= self._town.clock()
        ]
        if keywords and max(keywords)[1] in STOP:
            return 21610, "Attempt to send to unsubscribed recipient"
        return None

    def _status(self, send: Accepted) -> DueCall | None:
        """The last status that has come about."""
        now = self._town.clock()
        told = [call for call in self._town.ledger.calls_about(send.id) if "MessageStatus" in fields_of(call)]
        return next((call for call in reversed(told) if call.due_at <= now), None)

    def _fetch(self, sid: str) -> Response:
        message = self._message(sid)
        if message is None:
            return self.say(404, f"The requested resource /Messages/{sid}.json was not found")
        return json_answer(message.shown)

    def _list(self, asked: QueryParams) -> Response:
        try:
            return json_answer(page_of(self._messages(asked), asked, self._account.user))
        except ValueError as error:
            return self.say(400, str(error))

    def _messages(self, asked: QueryParams) -> list[Message]:
        """What went out, and came in so far, newest first; of one number where the filters name one."""
        now, ledger, account = self._town.clock(), self._town.ledger, self._account.user
        to, sender = asked.get("To"), asked.get("From")
        sends = ledger.sends(self.vendor) if to is None else ledger.sends_to(to)
        out = [
            went_out(send, account, self._status(send))
            for send in sends
            if send.vendor == self.vendor and sender in (None, send.sender)
        ]
        back = [came_in(call, account) for call in self._answers(to) if call.due_at <= now]
        return sorted([*out, *back], key=lambda message: message.at, reverse=True)

    def _message(self, sid: str) -> Message | None:
        send = self._town.ledger.send(sid)
        if send is not None and send.vendor == self.vendor:
            return went_out(send, self._account.user, self._status(send))
        self._index()
        call = self._answer_by_sid.get(sid)
        come = call is not None and call.due_at <= self._town.clock()
        return came_in(call, self._account.user) if call is not None and come else None

    def _answers(self, to: str | None) -> Sequence[DueCall]:
        """What people texted back, to one number of ours or to any."""
        self._index()
        return self._answers_to.get(to, []) if to else [*self._answer_by_sid.values()]

    def _index(self) -> None:
        """Sort in the calls that were made since the last time: thousands are not parsed at every look."""
        calls = self._town.ledger.calls(self.vendor)
        for call in calls[self._indexed :]:
            told = fields_of(call)
            if "Body" in told:
                self._answer_by_sid[told["MessageSid"]] = call
                self._answers_to.setdefault(told["To"], []).append(call)
        self._indexed = len(calls)

    def _due(self, path: str, fields: Mapping[str, str], seconds: float, about: str) -> None:
        body = urlencode(fields)
        self._town.callbacks.due(self.vendor, path, body, FORM, seconds, about)

    def _too_many(self) -> bool:
        second = int(self._town.clock().timestamp())
        self._calls = self._calls + 1 if second == self._second else 1
        self._second = second
        return self._calls > self._town.config.twilio_a_second


def _refusal(form: Mapping[str, str]) -> tuple[int, str] | None:
    """Twilio's code and words for a message that cannot be taken."""
    to, sender = form.get("To", ""), form.get("From", "")
    service, callback = form.get("MessagingServiceSid", ""), form.get("StatusCallback", "")
    problems = (
        (not to, 21604, "A 'To' phone number is required."),
        (not sender and not service, 21603, "A 'From' phone number is required."),
        (not form.get("Body"), 21602, "Message body is required."),
        (
            len(form.get("Body", "")) > 1600,
            21617,
            "The concatenated message body exceeds the 1600 character limit",
        ),
        (not E164.fullmatch(to), 21211, f"Invalid 'To' Phone Number: {to[:30]}"),
        (bool(LANDLINE.fullmatch(to)), 21614, f"'To' number is not a valid mobile number: {to}"),
        (
            bool(sender) and not E164.fullmatch(sender) and not ALPHANUMERIC.fullmatch(sender),
            21212,
            f"Invalid From Number (caller ID): {sender[:30]}",
        ),
        (bool(service) and not SERVICE.fullmatch(service), 21701, "The Messaging Service does not exist"),
        (
            bool(callback) and not re.match(r"https?://[^/]", callback),
            21609,
            "The 'StatusCallback' URL is not a valid fully qualified URL",
        ),
    )
    return next(((code, words) for wrong, code, words in problems if wrong), None)


def _below_webhooks(url: str) -> str:
    """What follows the agency's webhooks in an address of its own."""
    parts = urlsplit(url)
    path = parts.path.partition("/webhooks/")[2]
    return f"{path}?{parts.query}" if path and parts.query else path
