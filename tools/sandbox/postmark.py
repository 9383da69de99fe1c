"""Pretend to be Postmark: show the mails that the people wrote, as a list and one by one."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tools.providers.client import basic_auth
from tools.sandbox.entries import DueAnswer
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
    """Postmark's inbound mail as its callers see it."""

    vendor = "postmark"
    prefix = "/postmark"

    def __init__(self, town: Town) -> None:
        self._account = town.accounts[self.vendor]
        self._ledger = town.ledger
        self._clock = town.clock

    def routes(self, through: Endpoint) -> list[Route]:
        """The paths below `/postmark`; every call passes `through` the faults."""
        return [
            Route("/messages/inbound", through, methods=["GET"]),
            Route("/messages/inbound/{id}/details", through, methods=["GET"]),
        ]

    async def answer(self, request: Request) -> Response:
        """Any call: the token first, as Postmark does."""
        if request.headers.get("x-postmark-server-token") != self._account.key:
            return self._error(401, 10, "Bad or missing Server API token.")
        return (
            self._details(request.path_params["id"]) if "id" in request.path_params else self._list(request)
        )

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
        return json_answer({**mail.inbound, "Status": "Processed", "BlockedReason": None})

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
