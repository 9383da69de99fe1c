"""Pretend to be Postmark: show the mails that people wrote, take ours, and say what became of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast
from uuid import uuid4

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tools.providers.client import basic_auth
from tools.sandbox.entries import Accepted, DueAnswer
from tools.sandbox.ledger import digest_of
from tools.sandbox.postmark_records import PostmarkRecords
from tools.sandbox.town import Town
from tools.sandbox.wire import Endpoint, json_answer

LISTED = (
    "From",
    "FromName",
    "FromFull",
    "To",
    "ToFull",
    "Cc",
    "CcFull",
    "ReplyTo",
    "OriginalRecipient",
    "Subject",
    "Date",
    "MailboxHash",
    "Tag",
    "MessageID",
    "MessageStream",
    "Attachments",
)
"""A list entry has no bodies and no headers."""
FILTERS: Mapping[str, str] = {
    "recipient": "OriginalRecipient",
    "fromemail": "From",
    "subject": "Subject",
    "mailboxhash": "MailboxHash",
}
MOST = 10_000
"""Postmark pages no further than this many mails."""


class PostmarkSide:
    """Postmark's mail, in and out, as its callers see it."""

    vendor = "postmark"
    prefix = "/postmark"

    def __init__(self, town: Town) -> None:
        self._account = town.accounts[self.vendor]
        self._ledger = town.ledger
        self._clock = town.clock
        self._records = PostmarkRecords(town)

    def routes(self, through: Endpoint) -> list[Route]:
        """The paths below `/postmark`; every call passes `through` the faults."""
        return [
            Route("/messages/inbound", through, methods=["GET"]),
            Route("/messages/inbound/{inbound}/details", through, methods=["GET"]),
            Route("/messages/outbound/{outbound}/details", through, methods=["GET"]),
            Route("/bounces/{bounce}", through, methods=["GET"]),
            Route("/email", through, methods=["POST"]),
        ]

    async def answer(self, request: Request) -> Response:
        """Any call: the token first, as Postmark does."""
        if request.headers.get("x-postmark-server-token") != self._account.key:
            return self._error(401, 10, "Bad or missing Server API token.")
        match request.path_params:
            case {"inbound": str(postmark_id)}:
                return self._details(postmark_id)
            case {"outbound": str(message_id)}:
                return self._sent(message_id)
            case {"bounce": str(number)}:
                return self._bounce(number)
            case _:
                return await self._send(request) if request.method == "POST" else self._list(request)

    def say(self, status: int, words: str) -> Response:
        """Postmark's error body for a fault."""
        return self._error(status, status, words)

    def sign(self, _url: str, _body: bytes, _content_type: str) -> Mapping[str, str]:
        """The webhook's Basic auth: Postmark signs nothing."""
        return {"Authorization": basic_auth(self._account.user, self._account.webhook_secret)}

    def _details(self, postmark_id: str) -> Response:
        mail = self._ledger.answer(postmark_id)
        if mail is None or mail.due_at > self._clock():
            return self._error(404, 701, "This message was not found.")
        # What an attachment holds is in the webhook only.
        attachments = [_without_content(part) for part in _objects(mail.inbound["Attachments"])]
        shown = {**mail.inbound, "Attachments": attachments}
        return json_answer({**shown, "Status": "Processed", "BlockedReason": None})

    async def _send(self, request: Request) -> Response:
        body = await request.body()
        try:
            mail = json.loads(body)
            sender, to = str(mail["From"]), str(mail["To"])
        except (ValueError, KeyError, TypeError):
            return self._error(422, 300, "The 'From' and 'To' addresses are required.")
        if "@" not in to or not (mail.get("TextBody") or mail.get("HtmlBody")):
            return self._error(422, 300, "A valid 'To' address and a body are required.")
        send = self._ledger.take(
            Accepted(
                vendor=self.vendor,
                form="email",
                id=str(uuid4()),
                recipient=to,
                sender=sender,
                subject=str(mail.get("Subject", "")),
                text=str(mail.get("TextBody") or mail.get("HtmlBody")),
                tag=mail.get("Tag") or None,
                digest=digest_of(body),
                details=mail.get("Metadata") or {},
                accepted_at=self._clock(),
            )
        )
        self._records.follow(send)
        said = {"To": to, "SubmittedAt": send.accepted_at.isoformat(), "MessageID": send.id}
        return json_answer({**said, "ErrorCode": 0, "Message": "OK"})

    def _sent(self, message_id: str) -> Response:
        send = self._ledger.send(message_id)
        if send is None or send.vendor != self.vendor:
            return self._error(404, 701, "This message was not found.")
        return json_answer(self._records.details(send))

    def _bounce(self, number: str) -> Response:
        found = self._records.bounce(int(number)) if number.isdigit() else None
        return json_answer(found) if found else self._error(404, 407, "This bounce was not found.")

    def _list(self, request: Request) -> Response:
        asked = request.query_params
        try:
            count, offset = int(asked["count"]), int(asked["offset"])
        except (KeyError, ValueError):
            return self._error(422, 300, "The parameters 'count' and 'offset' are required.")
        if not 1 <= count <= 500 or offset < 0 or count + offset > MOST:
            return self._error(422, 300, "'count' is 1 to 500, and 'count' plus 'offset' at most 10000.")
        moment = self._clock()
        if any(name in asked for name in FILTERS):
            found = [answer for answer in reversed(self._ledger.written(moment)) if _wanted(answer, asked)]
            answers, total = found[offset : offset + count], len(found)
        else:
            answers, total = self._ledger.written_page(moment, offset=offset, count=count)
        page = [
            {**{name: answer.inbound[name] for name in LISTED}, "Status": "Processed"} for answer in answers
        ]
        return json_answer({"TotalCount": total, "InboundMessages": page})

    def _error(self, status: int, code: int, words: str) -> Response:
        return json_answer({"ErrorCode": code, "Message": words}, status)


def _wanted(answer: DueAnswer, asked: QueryParams) -> bool:
    return all(
        str(answer.inbound[field]).lower() == asked[name].lower()
        for name, field in FILTERS.items()
        if name in asked
    )


def _objects(parts: object) -> list[Mapping[str, object]]:
    return [part for part in cast("list[object]", parts) if isinstance(part, dict)]


def _without_content(part: Mapping[str, object]) -> Mapping[str, object]:
    return {name: value for name, value in part.items() if name != "Content"}
