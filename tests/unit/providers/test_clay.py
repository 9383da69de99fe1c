"""A row goes to Clay once; its answer is believed only from the table that was told where to send it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from inline_snapshot import snapshot

from errors import (
    OutcomeUnknown,
    ProviderCredentials,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    WebhookRejected,
)
from tools.providers.clay import Clay, explain, parse_row
from tools.providers.client import Vendor
from tools.providers.webhooks import Webhook

PATH = "/v3/sources/webhook/pull-in-data-from-a-webhook-1"


def clay_over(answer: Callable[[httpx.Request], httpx.Response]) -> Clay:
    vendor = Vendor(
        "Clay",
        "https://api.clay.example",
        headers={"x-clay-webhook-auth": "table-token"},
        attempts=1,
        transport=httpx.MockTransport(answer),
        explain=explain,
    )
    return Clay(vendor, PATH, webhook_secret="unguessable", rows_a_second=1000)


def hook(body: bytes, *, token: str = "unguessable", headers: dict[str, str] | None = None) -> Webhook:
    url = "https://agency.example/api/v1/webhooks/clay/rows/unguessable"
    return Webhook(url=url, headers=headers or {}, body=body, token=token)


async def test_a_row_is_one_object_to_the_tables_own_address() -> None:
    """With the table's token in its header, and our row's id among the cells."""
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200)

    await clay_over(answer).add_row({"row_id": "r1", "email": "ann@quay.example"})
    request = requests[0]
    assert (f"{request.method} {request.url}", json.loads(request.content)) == snapshot(
        (
            "POST https://api.clay.example/v3/sources/webhook/pull-in-data-from-a-webhook-1",
            {"row_id": "r1", "email": "ann@quay.example"},
        )
    )
    assert request.headers["x-clay-webhook-auth"] == "table-token"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, ProviderRefused),
        (401, ProviderCredentials),
        (402, ProviderUnavailable),
        (403, ProviderCredentials),
        (404, ProviderRefused),
        (413, ProviderRefused),
        (422, ProviderRefused),
        (429, ProviderUnavailable),
        (500, OutcomeUnknown),
    ],
)
@pytest.mark.parametrize("body", [b'{"message": "Because."}', b"<html>", b""])
async def test_every_documented_error_is_one_of_ours(
    status: int, error: type[ProviderError], body: bytes
) -> None:
    """An account without credits has to wait; a 5xx may have taken the row."""
    clay = clay_over(lambda _: httpx.Response(status, content=body))
    with pytest.raises(ProviderError) as raised:
        await clay.add_row({"row_id": "r1"})
    assert type(raised.value) is error


def test_a_row_that_is_answered_again_with_other_words_is_news() -> None:
    """The same answer twice has one key; tables send numbers as numbers."""
    clay = clay_over(lambda _: httpx.Response(200))
    first, second = b'{"row_id": "r1", "employees": 34}', b'{"row_id": "r1", "employees": 35}'
    keys = [clay.receive("rows", hook(body)) for body in (first, first, second)]
    assert (keys[0] == keys[1], keys[0] == keys[2], keys[0][:3]) == (True, False, "r1:")
    assert parse_row(first).employees == "34"


def test_a_header_with_another_token_is_rejected() -> None:
    """The address alone opens; a header beside it has to be ours too."""
    clay = clay_over(lambda _: httpx.Response(200))
    body = b'{"row_id": "r1"}'
    assert clay.receive("rows", hook(body, headers={"x-agencyos-token": "unguessable"}))
    for wrong in (
        hook(body, headers={"x-agencyos-token": "other"}),
        hook(body, headers={"x-agencyos-token": "ü"}),
        hook(body, token="other"),
        hook(body, token=""),
    ):
        with pytest.raises(WebhookRejected) as rejected:
            clay.receive("rows", wrong)
        assert not rejected.value.malformed


@given(body=some.binary() | some.text().map(str.encode))
@settings(deadline=None)
def test_whatever_a_stranger_posts_is_rejected(body: bytes) -> None:
    with pytest.raises(WebhookRejected) as rejected:
        clay_over(lambda _: httpx.Response(200)).receive("rows", hook(body))
    assert rejected.value.malformed


cells = some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text()
NAMES = ("row_id", "email", "employees", "phone", "error")


@given(row=some.dictionaries(some.sampled_from(NAMES), cells | some.lists(cells)))
@settings(deadline=None)
def test_a_row_of_an_odd_shape_is_rejected_or_read(row: dict[str, object]) -> None:
    clay = clay_over(lambda _: httpx.Response(200))
    with suppress(WebhookRejected):
        assert clay.receive("rows", hook(json.dumps(row).encode()))
