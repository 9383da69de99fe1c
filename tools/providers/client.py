"""Call a vendor over HTTP, repeat only what is safe, and say exactly what may have happened."""

from __future__ import annotations

import asyncio
import logging
import random
import ssl
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TypeVar

import httpx
import logfire
from pydantic import BaseModel, TypeAdapter, ValidationError

from errors import OutcomeUnknown, ProviderRefused, ProviderUnavailable
from tools.providers.outcomes import Complaint, Effect, Failed, retry_after_seconds, sort, undecided

FIRST_PAUSE_SECONDS = 0.25
"""Before the second attempt, unless the vendor says how long; four times as long before each further one."""
ATTEMPTS = 3
CONNECT_SECONDS = 5.0
MAX_ANSWER_BYTES = 16 * 1024 * 1024
"""Above every answer these vendors document (an inbound mail of 10 MB at most), far below our memory."""

Shape = TypeVar("Shape", bound=BaseModel)


class Happened(StrEnum):
    """What a failed exchange leaves behind."""

    NOTHING = "nothing"
    UNUSABLE = "unusable"
    """Nothing was sent, and the same call can never be sent."""
    PERHAPS = "perhaps"


HAPPENED: Mapping[type[Exception], Happened] = {
    httpx.ConnectError: Happened.NOTHING,
    httpx.ConnectTimeout: Happened.NOTHING,
    httpx.PoolTimeout: Happened.NOTHING,
    httpx.ProxyError: Happened.NOTHING,
    httpx.UnsupportedProtocol: Happened.UNUSABLE,
    httpx.LocalProtocolError: Happened.UNUSABLE,
    httpx.InvalidURL: Happened.UNUSABLE,
    httpx.TooManyRedirects: Happened.PERHAPS,
    httpx.HTTPError: Happened.PERHAPS,
    httpx.StreamError: Happened.PERHAPS,
    httpx.CookieConflict: Happened.PERHAPS,
    TimeoutError: Happened.PERHAPS,
}
"""The nearest ancestor counts; h11 raises LocalProtocolError for a header before it writes a byte."""


def what_happened(error: Exception) -> Happened:
    """What a failed exchange leaves behind; anything unheard of may have acted."""
    return next((HAPPENED[kind] for kind in type(error).__mro__ if kind in HAPPENED), Happened.PERHAPS)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A vendor's answer with a 2xx status."""

    vendor: str
    operation: str
    effect: Effect
    status: int
    headers: Mapping[str, str]
    body: bytes

    def read(self, shape: type[Shape]) -> Shape:
        """The body as `shape`; unreadable, it says nothing about what an acting call did."""
        try:
            return TypeAdapter(shape).validate_json(self.body)
        except ValidationError as error:
            sentence = f"{self.vendor} answered {self.operation} with something unreadable."
            raise undecided(self.vendor, self.effect, sentence, self.status) from error


Explain = Callable[[int, bytes], Complaint]
Pause = Callable[[float], Awaitable[None]]


class Vendor:
    """One vendor's base address and key behind one connection pool; close it where it was made."""

    def __init__(
        self,
        name: str,
        base_url: str,
        *,
        headers: Mapping[str, str],
        timeout_seconds: float = 15.0,
        explain: Explain | None = None,
        attempts: int = ATTEMPTS,
        max_bytes: int = MAX_ANSWER_BYTES,
        secrets: Sequence[str] = (),
        transport: httpx.AsyncBaseTransport | None = None,
        pause: Pause = asyncio.sleep,
    ) -> None:
        """`headers` go with every call; `explain` reads the vendor's error bodies.

        What stands in `headers` and `secrets` is never repeated in an error, whoever echoes it.
        """
        _keep_addresses_out_of_logs()
        self.name = name
        self._explain = explain or _no_words
        self._attempts = attempts
        self._max_bytes = max_bytes
        self._pause = pause
        told = (*secrets, *(word for value in headers.values() for word in value.split()))
        # The longest first: a part of another one would leave the rest of it to be read.
        self._secrets = sorted((secret for secret in set(told) if len(secret) > 7), key=len, reverse=True)
        connect = min(CONNECT_SECONDS, timeout_seconds)
        self._deadline_seconds = connect + timeout_seconds
        self._base_url = base_url.rstrip("/")
        self._headers = {"User-Agent": "agency-os", "Accept": "application/json", **headers}
        trust_env = not _is_loopback(base_url)
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(timeout_seconds, connect=connect, pool=connect),
            transport=transport,
            trust_env=trust_env,
            verify=_authorities(trust_env),
        )

    async def close(self) -> None:
        """Close the connections; the vendor is not used after it."""
        await self._http.aclose()

    async def call(
        self,
        operation: str,
        method: str,
        path: str,
        *,
        effect: Effect,
        params: Mapping[str, str] | None = None,
        json: object | None = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """A 2xx answer, or the ProviderError that says what may have happened.

        The body is one of `json`, `form` (urlencoded) and `content` (bytes whose type `headers` names).
        """
        request = self._request(
            operation, method, path, params=params, json=json, form=form, content=content, headers=headers
        )
        unknown: OutcomeUnknown | None = None
        for attempt in range(1, self._attempts + 1):
            outcome = await self._attempt(operation, request, effect, attempt)
            if isinstance(outcome, Answer):
                return outcome
            if isinstance(outcome.error, OutcomeUnknown):
                unknown = unknown or outcome.error
            if not outcome.repeatable or attempt == self._attempts:
                # An attempt that may have acted is not undone by a later "no".
                raise unknown or outcome.error
            await self._pause(
                outcome.pause_seconds if outcome.pause_seconds is not None else _backoff(attempt)
            )
        raise AssertionError("a call makes one attempt at least")

    def _request(
        self,
        operation: str,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None,
        json: object | None,
        form: Mapping[str, str] | None,
        content: bytes | None,
        headers: Mapping[str, str] | None,
    ) -> httpx.Request:
        try:
            return self._http.build_request(
                method,
                self._base_url + path,
                params=dict(params) if params else None,
                json=json,
                data=dict(form) if form is not None else None,
                content=content,
                headers={**self._headers, **(headers or {})},
            )
        except (httpx.InvalidURL, ValueError, TypeError) as error:
            raise self._unusable(operation) from error

    def _unusable(self, operation: str) -> ProviderRefused:
        return ProviderRefused(
            self.name,
            f"The call to {self.name} to {operation} cannot be written as HTTP: check its address and key.",
        )

    async def _attempt(
        self, operation: str, request: httpx.Request, effect: Effect, attempt: int
    ) -> Answer | Failed:
        # The error is raised outside the span: a span records what passes through it, texts and all.
        with logfire.span(
            "{vendor}: {operation}",
            vendor=self.name,
            operation=operation,
            method=request.method,
            effect=effect.value,
            attempt=attempt,
        ) as span:
            try:
                async with asyncio.timeout(self._deadline_seconds):
                    status, headers, body = await self._exchange(request)
            except (
                httpx.HTTPError,
                httpx.InvalidURL,
                httpx.CookieConflict,
                httpx.StreamError,
                TimeoutError,
            ) as error:
                span.set_attribute("failure", type(error).__name__)
                return self._broken(operation, effect, error)
            span.set_attribute("status", status)
        return self._judge(operation, effect, status, headers, body)

    async def _exchange(self, request: httpx.Request) -> tuple[int, Mapping[str, str], bytes | None]:
        """Status, headers and body; the body is None when it is larger than we read."""
        response = await self._http.send(request, stream=True)
        try:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > self._max_bytes:
                    return response.status_code, response.headers, None
            return response.status_code, response.headers, bytes(body)
        finally:
            await response.aclose()

    def _broken(self, operation: str, effect: Effect, error: Exception) -> Failed:
        match what_happened(error):
            case Happened.NOTHING:
                sentence = f"{self.name} could not be reached to {operation}; nothing happened there."
                return Failed(ProviderUnavailable(self.name, sentence), repeatable=True)
            case Happened.UNUSABLE:
                return Failed(self._unusable(operation), repeatable=False)
            case Happened.PERHAPS:
                sentence = f"{self.name} gave no complete answer when asked to {operation}."
                failure = undecided(self.name, effect, sentence, None)
                return Failed(failure, repeatable=effect in (Effect.READ, Effect.KEYED))

    def _judge(
        self, operation: str, effect: Effect, status: int, headers: Mapping[str, str], body: bytes | None
    ) -> Answer | Failed:
        if body is None and status < 400:
            return self._too_large(operation, effect, status)
        if 200 <= status < 300 and body is not None:
            return Answer(
                vendor=self.name,
                operation=operation,
                effect=effect,
                status=status,
                headers=headers,
                body=body,
            )
        complaint = self._explain(status, body or b"")
        sentence = self._sentence(operation, status, complaint)
        return sort(self.name, effect, status, complaint, sentence, retry_after_seconds(status, headers))

    def _too_large(self, operation: str, effect: Effect, status: int) -> Failed:
        sentence = (
            f"{self.name} answered {operation} with more than {self._max_bytes} bytes, which are not read."
        )
        if effect in (Effect.KEYED, Effect.ONCE):
            return Failed(OutcomeUnknown(self.name, sentence, status=status), repeatable=False)
        return Failed(ProviderRefused(self.name, sentence, status=status), repeatable=False)

    def _sentence(self, operation: str, status: int, complaint: Complaint) -> str:
        said = " ".join((complaint.message or "").split())
        for secret in self._secrets:
            said = said.replace(secret, "***")
        printable = "".join(letter for letter in said[:200] if letter.isprintable())
        code = f" {complaint.code}" if complaint.code else ""
        return f"{self.name} did not {operation} ({status}{code})" + (f": {printable}" if printable else ".")


def _no_words(_status: int, _body: bytes) -> Complaint:
    return Complaint()


def basic_auth(user: str, password: str) -> str:
    """The Authorization header of HTTP Basic, in UTF-8."""
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode("ascii")


def _backoff(attempt: int) -> float:
    return FIRST_PAUSE_SECONDS * 4 ** (attempt - 1) * random.uniform(0.8, 1.2)  # noqa: S311 - callers only spread out


@cache
def _authorities(trust_env: bool) -> ssl.SSLContext:
    """Whom TLS trusts; read once a process, since every client would take a fortieth of a second to."""
    return httpx.create_ssl_context(trust_env=trust_env)


def _is_loopback(base_url: str) -> bool:
    # A proxy of the environment must not stand between us and our own sandbox.
    return base_url.startswith(("http://127.", "http://localhost", "http://[::1]"))


def _keep_addresses_out_of_logs() -> None:
    # httpx logs every address with its query at INFO, httpcore headers with keys at DEBUG.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
