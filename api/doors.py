"""Guard every request before a route sees it: its address, its size, and the headers that go back."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from functools import cache

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem
from tools.services.sign_in import caller_address

_SELF = "default-src 'self'; base-uri 'self'; object-src 'none'; frame-ancestors 'none'; form-action 'self'"
# Chainlit compiles custom elements in the browser, which needs eval; nothing leaves this host all the same.
CHAT_POLICY = (
    f"{_SELF}; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:"
)
# What somebody uploaded is shown as text or saved, and never runs.
FILE_POLICY = "default-src 'none'; sandbox"
# A letter's preview stands in a frame of the chat's own page; the browser's viewer of PDFs needs no more.
PREVIEW_POLICY = "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
API_POLICY = f"{_SELF}; script-src 'none'; style-src 'self' 'unsafe-inline'"
Header = tuple[bytes, bytes]
# In lower case and in bytes: so they go into every answer as they stand.
_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_POLICY = b"content-security-policy"
_NAMES = {*(name for name, _ in _ALWAYS), b"x-frame-options", b"strict-transport-security", _POLICY}
# Where a body may be as large as the largest upload: the chat's uploader, vendors, lists, registers' files.
FILES_BELOW = ("/chat/project/file", "/api/v1/webhooks/")
FILES_AT = ("/imports", "/washing/answers")
_LENGTH_DIGITS = 18
# What no body has beside an uploaded file and a webhook's; it is read before anybody asks who calls.
BODY_BYTES = 1_000_000
# How much of a body that is refused is still read.
DRAINED_BYTES = 250_000_000
# Doors of the chat that nobody here uses: a custom element's props are the server's to write, a shared chat
# would be open to everybody, and feedback is taken from anybody on any line.
CLOSED = (
    "/chat/mcp",
    "/chat/project/element",
    "/chat/project/share",
    "/chat/project/thread/share",
    "/chat/feedback",
    "/chat/copilot",
    "/chat/auth/jwt",
    "/chat/auth/header",
)


class TellAddress:
    """Note the caller's address for sign-in, whose form passes none on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Set the address for everything that this request calls."""
        if scope["type"] == "http" and scope.get("client"):
            caller_address.set(scope["client"][0])
        await self._app(scope, receive, send)


class SecureHeaders:
    """Send the browser's own safeguards back with every answer; a policy of the answer's own stands."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to the answer's first message."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        policy = _policy(str(scope["path"]))
        always = _safeguards(policy, self._https)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _with_safeguards(message.get("headers", ()), always)
            await send(message)

        await self._app(scope, receive, with_headers)


class CloseDoors:
    """Refuse what the chat offers and the agency does not use, and bodies beyond the largest upload."""

    def __init__(self, app: ASGIApp, *, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """404 for a closed door, 413 for a body that is announced or grows too large."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = str(scope["path"])
        if _closed(path, str(scope["method"])):
            await problem(404, kind="not_found", title="Not Found.")(scope, receive, send)
            return
        most = self._max_bytes if _takes_files(path) else BODY_BYTES
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or len(announced) > _LENGTH_DIGITS or int(announced) > most:
            await _refuse(most, scope, receive, send)
            return
        await self._counted(most, scope, receive, send)

    async def _counted(self, most: int, scope: Scope, receive: Receive, send: Send) -> None:
        seen, started = 0, False

        async def counting() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise _TooLargeError
            return message

        async def noting(message: Message) -> None:
            nonlocal started
            # Whoever parses a body calls one that breaks off unreadable; what it is, we know better.
            if started or seen <= most:
                started = True
                await send(message)

        with suppress(_TooLargeError):
            await self._app(scope, counting, noting)
        if seen > most and not started:
            await _refuse(most, scope, receive, send)


async def _refuse(most: int, scope: Scope, receive: Receive, send: Send) -> None:
    await _drain(receive)
    megabytes = most // 1_000_000
    answer = problem(
        413,
        kind="too_large",
        title=f"The body is larger than {megabytes} MB.",
        headers={"Connection": "close"},
        # What the chat's uploader shows.
        detail=f"the file is larger than {megabytes} MB: split it and send the parts one by one.",
    )
    await answer(scope, receive, send)


async def _drain(receive: Receive) -> None:
    """Read what is on its way and drop it, within bounds: a caller who is cut off while sending sees a
    broken connection and not our sentence."""
    dropped = 0
    while dropped < DRAINED_BYTES:
        message = await receive()
        dropped += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False):
            return


class _TooLargeError(Exception):
    """The body grew beyond what is read."""


def _policy(path: str) -> str:
    if path.startswith("/chat/project/file/"):
        return FILE_POLICY
    if path.startswith("/chat/preview/"):
        return PREVIEW_POLICY
    return CHAT_POLICY if path.startswith("/chat") else API_POLICY


@cache
def _safeguards(policy: str, https: bool) -> tuple[Header, ...]:
    frames = b"SAMEORIGIN" if policy == PREVIEW_POLICY else b"DENY"
    transport = ((b"strict-transport-security", b"max-age=31536000"),) if https else ()
    return (*_ALWAYS, (b"x-frame-options", frames), *transport, (_POLICY, policy.encode()))


def _with_safeguards(given: Iterable[Header], safeguards: tuple[Header, ...]) -> list[Header]:
    """What is given and is no safeguard of ours, and ours; of policies the given one stands."""
    headers = list(given)
    named = {name for name, _ in headers}
    if named.isdisjoint(_NAMES):
        return [*headers, *safeguards]
    kept = [header for header in headers if header[0] not in _NAMES or header[0] == _POLICY]
    return [*kept, *(each for each in safeguards if each[0] != _POLICY or _POLICY not in named)]


def _takes_files(path: str) -> bool:
    return path.startswith(FILES_BELOW) or (path.startswith("/api/") and path.endswith(FILES_AT))


def _closed(path: str, method: str) -> bool:
    if not path.startswith("/chat/"):
        return False
    if path == "/chat/project/element" and method == "GET":
        return False
    return any(path == door or path.startswith(f"{door}/") for door in CLOSED)
