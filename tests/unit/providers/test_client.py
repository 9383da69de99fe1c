"""What may have happened is told exactly, and only what is safe is repeated."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from logfire.testing import CaptureLogfire
from pydantic import BaseModel

from errors import (
    OutcomeUnknown,
    ProviderCredentials,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
)
from tools.providers.client import HAPPENED, Happened, Vendor, what_happened
from tools.providers.outcomes import Complaint, Effect, Verdict

Responder = Callable[[httpx.Request], httpx.Response]
ACTING = (Effect.KEYED, Effect.ONCE)
EXCEPTIONS = [
    kind
    for _, kind in inspect.getmembers(httpx, inspect.isclass)
    if issubclass(kind, Exception) and kind is not httpx.HTTPStatusError
]


class Scripted:
    """Answers each call with the next of the given statuses or exceptions, the last one for ever."""

    def __init__(self, *script: int | Exception | httpx.Response) -> None:
        self.script = list(script)
        self.calls = 0

    async def __call__(self, _request: httpx.Request) -> httpx.Response:
        self.calls += 1
        step = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        if isinstance(step, Exception):
            raise step
        return step if isinstance(step, httpx.Response) else httpx.Response(step, json={})


class Pauses:
    """Remembers the pauses instead of making them."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def made(kind: type[Exception]) -> Exception:
    """An exception of this kind, whatever its constructor wants."""
    error = kind.__new__(kind)
    Exception.__init__(error, "broken")
    return error


def vendor_of(
    script: Scripted, *, explain: Callable[[int, bytes], Complaint] | None = None, **more: Any
) -> Vendor:
    return Vendor(
        "Vendor",
        "https://vendor.example/v1",
        headers={"Authorization": "Bearer a-secret-key-of-ours"},
        explain=explain,
        transport=httpx.MockTransport(script),
        pause=Pauses(),
        **more,
    )


async def call(vendor: Vendor, effect: Effect) -> object:
    try:
        return await vendor.call("do a thing", "POST", "/things", effect=effect)
    except ProviderError as error:
        return error
    finally:
        await vendor.close()


@pytest.mark.parametrize("kind", EXCEPTIONS)
def test_every_exception_of_httpx_is_sorted(kind: type[Exception]) -> None:
    """Each class or an ancestor of it stands in the table, so that none is met unprepared."""
    assert any(known in HAPPENED for known in kind.__mro__), kind


@pytest.mark.parametrize("kind", EXCEPTIONS)
@pytest.mark.parametrize("effect", Effect)
async def test_every_exception_of_httpx_becomes_one_of_ours(kind: type[Exception], effect: Effect) -> None:
    """Nothing sent: unavailable or refused; anything else leaves a doubt only where a call acts."""
    outcome = await call(vendor_of(Scripted(made(kind))), effect)
    match what_happened(made(kind)):
        case Happened.NOTHING:
            assert isinstance(outcome, ProviderUnavailable)
        case Happened.UNUSABLE:
            assert isinstance(outcome, ProviderRefused)
        case Happened.PERHAPS:
            assert isinstance(outcome, OutcomeUnknown if effect in ACTING else ProviderUnavailable)


def test_only_a_failure_before_the_first_byte_counts_as_nothing() -> None:
    """Connecting, waiting for a connection, a proxy's refusal: that is all."""
    nothing = {kind.__name__ for kind in EXCEPTIONS if what_happened(made(kind)) is Happened.NOTHING}
    assert nothing == {"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError"}


@pytest.mark.parametrize("effect", Effect)
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, ProviderRefused),
        (307, ProviderRefused),
        (400, ProviderRefused),
        (401, ProviderCredentials),
        (402, ProviderRefused),
        (403, ProviderCredentials),
        (404, ProviderRefused),
        (408, ProviderUnavailable),
        (409, ProviderRefused),
        (422, ProviderRefused),
        (425, ProviderUnavailable),
        (429, ProviderUnavailable),
    ],
)
async def test_a_refusal_leaves_no_doubt(status: int, kind: type[Exception], effect: Effect) -> None:
    """3xx and 4xx: nothing happened at the vendor, whatever the call does."""
    assert type(await call(vendor_of(Scripted(status)), effect)) is kind


@pytest.mark.parametrize("effect", Effect)
@pytest.mark.parametrize("status", [500, 502, 503, 504, 599])
async def test_a_broken_vendor_leaves_a_doubt_only_where_a_call_acts(status: int, effect: Effect) -> None:
    """5xx: unknown for a call that acts, unavailable for one that only asks."""
    outcome = await call(vendor_of(Scripted(status)), effect)
    assert type(outcome) is (OutcomeUnknown if effect in ACTING else ProviderUnavailable)


@pytest.mark.parametrize(
    ("effect", "refused", "cut", "broken", "many"),
    [
        (Effect.READ, 3, 3, 3, 3),
        (Effect.PRICED, 3, 1, 1, 3),
        (Effect.KEYED, 3, 3, 3, 3),
        (Effect.ONCE, 3, 1, 1, 3),
    ],
)
async def test_only_what_is_safe_is_repeated(
    effect: Effect, refused: int, cut: int, broken: int, many: int
) -> None:
    """A call that never arrived or was limited: always; one that may have arrived: only without harm."""
    steps = (httpx.ConnectError("no"), httpx.ReadError("cut"), 503, 429)
    for step, calls in zip(steps, (refused, cut, broken, many), strict=True):
        script = Scripted(step)
        await call(vendor_of(script), effect)
        assert script.calls == calls, step


async def test_a_later_no_does_not_undo_an_attempt_that_may_have_acted() -> None:
    """Cut, then 422: the mail may have gone with the first attempt."""
    for later in (422, 401, 429, httpx.ConnectError("no")):
        assert isinstance(
            await call(vendor_of(Scripted(httpx.ReadTimeout("slow"), later)), Effect.KEYED), OutcomeUnknown
        )


async def test_a_clear_answer_settles_an_attempt_that_may_have_acted() -> None:
    """Cut, then 200 under the same key."""
    script = Scripted(httpx.ReadTimeout("slow"), 200)
    outcome = await call(vendor_of(script), Effect.KEYED)
    assert not isinstance(outcome, ProviderError)
    assert script.calls == 2


@pytest.mark.parametrize(
    ("header", "seconds", "calls"),
    [
        ("2", 2.0, 3),
        ("120", 120.0, 1),
        ("-1", None, 3),
        ("nan", None, 3),
        ("soon", None, 3),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0, 3),
    ],
)
async def test_retry_after_is_kept_for_the_caller(header: str, seconds: float | None, calls: int) -> None:
    """A short pause is made here; a long one is the caller's."""
    script = Scripted(httpx.Response(429, headers={"retry-after": header}))
    outcome = await call(vendor_of(script), Effect.ONCE)
    assert isinstance(outcome, ProviderUnavailable)
    assert (outcome.retry_after_seconds, script.calls) == (seconds, calls)


async def test_an_endless_answer_is_not_read() -> None:
    """What is larger than the cap is refused, and leaves a doubt where the call acts."""
    large = httpx.Response(200, content=b"x" * 200)
    for effect, kind in ((Effect.READ, ProviderRefused), (Effect.KEYED, OutcomeUnknown)):
        assert type(await call(vendor_of(Scripted(large), max_bytes=100), effect)) is kind


async def test_a_slow_drip_ends_at_the_deadline() -> None:
    """A vendor that sends a byte now and then does not hold us for ever."""

    class Drip(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                await asyncio.sleep(0.02)
                yield b"x"

    script = Scripted(httpx.Response(200, stream=Drip()))
    vendor = Vendor(
        "Vendor",
        "https://vendor.example",
        headers={},
        timeout_seconds=0.1,
        transport=httpx.MockTransport(script),
        attempts=1,
    )
    assert isinstance(await call(vendor, Effect.ONCE), OutcomeUnknown)


class Thing(BaseModel):
    """What the vendor should answer."""

    id: str


async def test_an_unreadable_answer_leaves_a_doubt_only_where_a_call_acts() -> None:
    """A 200 with a page of HTML."""
    page = httpx.Response(200, content=b"<html>")
    for effect, kind in ((Effect.READ, ProviderUnavailable), (Effect.KEYED, OutcomeUnknown)):
        vendor = vendor_of(Scripted(page))
        answer = await vendor.call("do a thing", "POST", "/things", effect=effect)
        with pytest.raises(kind):
            answer.read(Thing)
        await vendor.close()


@pytest.mark.parametrize("verdict", Verdict)
async def test_a_vendors_own_code_outweighs_its_status(verdict: Verdict) -> None:
    """Each verdict has its error."""
    kinds = {
        Verdict.REFUSED: ProviderRefused,
        Verdict.CREDENTIALS: ProviderCredentials,
        Verdict.WAIT: ProviderUnavailable,
        Verdict.BUSY: OutcomeUnknown,
        Verdict.UNKNOWN: OutcomeUnknown,
    }
    vendor = vendor_of(Scripted(418), explain=lambda _status, _body: Complaint(code="odd", verdict=verdict))
    assert type(await call(vendor, Effect.KEYED)) is kinds[verdict]


@pytest.mark.parametrize(
    ("headers", "json"),
    [
        ({"X-Odd": "naïve ☕"}, None),
        ({}, {"text": "\ud800"}),
        ({}, {"number": float("nan")}),
        ({}, {"thing": object()}),
    ],
)
async def test_what_cannot_be_written_as_http_is_refused(headers: dict[str, str], json: object) -> None:
    """Nothing was sent, and never can be."""
    vendor = vendor_of(Scripted(200))
    with pytest.raises(ProviderRefused):
        await vendor.call("do a thing", "POST", "/things", effect=Effect.ONCE, headers=headers, json=json)
    await vendor.close()


async def test_no_error_repeats_our_key_or_runs_over_lines() -> None:
    """A vendor that echoes the key does not get it into our sentences."""
    vendor = vendor_of(
        Scripted(422),
        explain=lambda _s, _b: Complaint(message="Key a-secret-key-of-ours\n\x1b[31mis " + "long " * 99),
    )
    outcome = str(await call(vendor, Effect.ONCE))
    assert "secret" not in outcome
    assert len(outcome) < 300
    assert outcome.isprintable()


@pytest.mark.parametrize("step", [200, 422, 500, httpx.ReadError("cut a-name@lead.example")])
async def test_a_span_tells_the_call_and_nothing_of_its_content(
    step: int | Exception, capfire: CaptureLogfire
) -> None:
    """Vendor, operation, status and attempt; no body, no query value, no key."""
    vendor = vendor_of(Scripted(step), explain=lambda _status, body: Complaint(message=body.decode()))
    with contextlib.suppress(ProviderError):
        await vendor.call(
            "do a thing",
            "POST",
            "/things",
            effect=Effect.ONCE,
            params={"email": "a-name@lead.example"},
            json={"body": "a-body-text"},
        )
    await vendor.close()
    spans = capfire.exporter.exported_spans_as_dict(include_instrumentation_scope=False)
    attributes = spans[-1]["attributes"]
    assert attributes["vendor"] == "Vendor"
    assert attributes["operation"] == "do a thing"
    assert attributes["attempt"] == 1
    assert attributes.get("status") == (step if isinstance(step, int) else None)
    told = str(spans)
    assert all(word not in told for word in ("a-name", "a-body-text", "a-secret-key"))


async def test_httpx_logs_no_address(caplog: pytest.LogCaptureFixture) -> None:
    """httpx would log the query, and in it a lead's name, at INFO."""
    caplog.set_level("DEBUG")
    vendor = vendor_of(Scripted(200))
    await vendor.call(
        "do a thing", "GET", "/things", effect=Effect.READ, params={"email": "a-name@lead.example"}
    )
    await vendor.close()
    assert "a-name" not in caplog.text


async def test_a_closed_port_means_that_nothing_happened() -> None:
    """A real refused connection, without any double."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    vendor = Vendor("Vendor", f"http://127.0.0.1:{port}", headers={}, timeout_seconds=1, attempts=1)
    assert type(await call(vendor, Effect.ONCE)) is ProviderUnavailable
