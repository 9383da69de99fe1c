"""Take in what vendors send: verify, store once, answer at once."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.background import BackgroundTask
from starlette.types import Receive, Scope, Send

from api.callers import platform_of
from api.problems import problem
from graphs import flows
from memory.records.ids import EventId
from tools.providers.webhooks import Webhook

PREFIX = "/api/v1/webhooks"
NOTHING_TO_SAY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
"""Twilio reads instructions out of the answer to a text; these are none."""

logger = logging.getLogger(__name__)


class PlainRoute(APIRoute):
    """A route whose function takes the request and the parts of its path as they came.

    What FastAPI does around every other function (dependencies, parsed bodies, stacks to be closed) costs
    more than to verify and store a webhook.
    """

    def __init__(self, path: str, endpoint: Callable[..., Awaitable[Response]], **options: Any) -> None:
        super().__init__(path, endpoint, **options)

        async def plain(scope: Scope, receive: Receive, send: Send) -> None:
            answer = await endpoint(Request(scope, receive), **scope["path_params"])
            await answer(scope, receive, send)

        self.app = plain


def add_routes(app: FastAPI) -> None:
    """Let vendors call; add them before any other route, for they are tried in order."""
    for path, endpoint in (("/{vendor}/{kind}", receive), ("/{vendor}/{kind}/{token}", receive_at_secret)):
        app.router.add_api_route(
            PREFIX + path, endpoint, methods=["POST"], tags=["webhooks"], route_class_override=PlainRoute
        )


async def receive(request: Request, vendor: str, kind: str) -> Response:
    """200 for a stored event and for a repeated one, 401 or 400 for one that is not the vendor's."""
    return await _take(request, vendor, kind, "")


async def receive_at_secret(request: Request, vendor: str, kind: str, token: str) -> Response:
    """The same for vendors that sign nothing: they call an address that only they were told."""
    return await _take(request, vendor, kind, token)


async def _take(request: Request, vendor: str, kind: str, token: str) -> Response:
    platform = platform_of(request)
    body = await _read(request, platform.settings.webhook_max_bytes)
    if body is None:
        return problem(413, kind="too_large", title="The body is larger than a webhook may be.")
    webhook = Webhook(
        url=f"{platform.settings.base_url}{_target(request)}",
        headers={name.decode("latin-1"): value.decode("latin-1") for name, value in request.headers.raw},
        body=body,
        token=token,
    )
    event_id = await platform.services.intake.accept(vendor, kind, webhook)
    work = None if event_id is None else BackgroundTask(_begin, event_id, vendor, kind)
    if (vendor, kind) == ("twilio", "inbound"):
        return Response(NOTHING_TO_SAY, media_type="text/xml", background=work)
    return Response(status_code=200, background=work)


async def _begin(event_id: EventId, vendor: str, kind: str) -> None:
    """Start the event's flow once the vendor has its answer; one that does not start is picked up later."""
    try:
        await flows.arrived(event_id, vendor, kind)
    except Exception:
        logger.exception("the flow of event %s did not start; it is picked up within a minute", event_id)


def _target(request: Request) -> str:
    """Path and query as they came: signatures cover them to the letter."""
    raw = request.scope.get("raw_path")
    path = raw.decode("latin-1") if isinstance(raw, bytes) else quote(request.scope["path"])
    query = request.scope["query_string"].decode("latin-1")
    # Some servers leave the query in the raw path.
    return f"{path.partition('?')[0]}?{query}" if query else path.partition("?")[0]


async def _read(request: Request, max_bytes: int) -> bytes | None:
    """The body, or None when it is larger; never more than that is kept."""
    chunks: list[bytes] = []
    seen = 0
    async for chunk in request.stream():
        seen += len(chunk)
        # What is too much is read all the same, and dropped: a caller cut off while sending sees no 413.
        if seen <= max_bytes:
            chunks.append(chunk)
    return b"".join(chunks) if seen <= max_bytes else None
