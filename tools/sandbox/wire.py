"""Answer over HTTP as the vendors do, and cut the connection where a fault says so."""

from __future__ import annotations

import asyncio
import contextlib
from asyncio import Transport
from collections.abc import Awaitable, Callable, Mapping
from typing import cast

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from tools.sandbox.faults import OF_WEBHOOKS, Fault, Faults

Endpoint = Callable[[Request], Awaitable[Response]]
Say = Callable[[int, str], Response]
"""A vendor's own error body for a status and a fault's name."""
BEFORE = frozenset({Fault.REFUSE, Fault.REJECT, Fault.TOO_MANY})
"""Faults in which the vendor does not look at the call."""


class CuttableProtocol(H11Protocol):
    """Shows its transport to the application, so that a connection can be cut without an answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Keep the transport in the state of every request of this connection."""
        self.app_state = {**self.app_state, "transport": transport}
        super().connection_made(transport)


class Cut(Response):
    """No answer at all: the connection is reset."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Reset the connection and wait until the server has seen it."""
        cast("Transport", scope["state"]["transport"]).abort()
        while (await receive())["type"] != "http.disconnect":
            pass


async def with_faults(
    request: Request, endpoint: Endpoint, *, vendor: str, faults: Faults, say: Say, slow_seconds: float
) -> Response:
    """The endpoint's answer, or what the drawn fault makes of it."""
    try:
        await request.body()
    except ClientDisconnect:
        # Whoever dies in the middle of a call has not made it.
        return Cut()
    fault = faults.draw(vendor)
    if fault is None or fault in OF_WEBHOOKS:
        return await endpoint(request)
    if fault in BEFORE:
        faults.note(vendor, fault)
        return _unheard(fault, say)
    answer = await endpoint(request)
    if answer.status_code >= 400:
        # Nothing was taken, so that there is nothing to be silent about.
        return answer
    faults.note(vendor, fault)
    if fault is Fault.SLOW:
        await _gone(request, slow_seconds)
        return answer
    await _finish(answer)
    return Cut() if fault is Fault.ACCEPT_THEN_DROP else say(500, "broken by a fault of the sandbox")


def _unheard(fault: Fault, say: Say) -> Response:
    match fault:
        case Fault.REJECT:
            return say(422, "rejected by a fault of the sandbox")
        case Fault.TOO_MANY:
            return say(429, "too many requests, by a fault of the sandbox")
        case _:
            return Cut()


async def _finish(answer: Response) -> None:
    """Do what would follow an answer that is not sent."""
    if answer.background is not None:
        await answer.background()


async def _gone(request: Request, seconds: float) -> None:
    """Wait that long, or until the caller has hung up."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while (await request.receive())["type"] != "http.disconnect":
                pass


def json_answer(
    body: Mapping[str, object], status: int = 200, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """A JSON answer of this status."""
    return JSONResponse(dict(body), status, dict(headers or {}))
