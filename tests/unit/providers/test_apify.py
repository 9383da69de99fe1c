"""Apify's runs are started once, read to the end, and told of by nobody but Apify."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from contextlib import suppress
from datetime import date

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
from tools.providers.apify import Apify, Run, RunNews, Search, Wanted, explain, parse_run
from tools.providers.apify_profiles import profile_of
from tools.providers.client import Vendor
from tools.providers.webhooks import Webhook

RUN = {"data": {"id": "run1", "status": "READY", "defaultDatasetId": "set1", "usageTotalUsd": 0.0}}
ANN = "https://www.linkedin.com/in/annlee"


async def no_pause(_: float) -> None:
    """Repeat at once."""


def apify_over(
    answer: Callable[[httpx.Request], httpx.Response], *, actor: str = "user~reader", attempts: int = 1
) -> Apify:
    vendor = Vendor(
        "Apify",
        "https://api.apify.example",
        headers={"Authorization": "Bearer apify_api_key"},
        attempts=attempts,
        transport=httpx.MockTransport(answer),
        explain=explain,
        pause=no_pause,
    )
    return Apify(vendor, actor, timeout_seconds=15, webhook_secret="unguessable")


def hook(body: bytes, token: str = "unguessable") -> Webhook:
    return Webhook(
        url="https://agency.example/api/v1/webhooks/apify/runs/x", headers={}, body=body, token=token
    )


async def test_a_run_is_started_with_its_limits_and_its_webhook() -> None:
    """The input is the body as it is; what the run may cost stands in the query."""
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(201, json=RUN)

    run = await apify_over(answer).start(
        Wanted(profile_urls=(ANN,), searches=(Search(name="Bo Chan", company="Wharf"),)),
        max_charge_usd=0.1,
        reference="reference:1",
        webhook_url="https://agency.example/api/v1/webhooks/apify/runs/unguessable",
    )
    assert run == Run(id="run1", status="READY", dataset_id="set1", cost_usd=0.0)
    request = requests[0]
    params = dict(request.url.params)
    webhooks = json.loads(b64decode(params.pop("webhooks")))
    assert (f"{request.method} {request.url.path}", params, json.loads(request.content)) == snapshot(
        (
            "POST /v2/actors/user~reader/runs",
            {"waitForFinish": "0", "maxItems": "2", "maxTotalChargeUsd": "0.10"},
            {
                "profileUrls": ["https://www.linkedin.com/in/annlee"],
                "searches": [{"name": "Bo Chan", "company": "Wharf"}],
            },
        )
    )
    assert webhooks == snapshot(
        [
            {
                "eventTypes": [
                    "ACTOR.RUN.SUCCEEDED",
                    "ACTOR.RUN.FAILED",
                    "ACTOR.RUN.TIMED_OUT",
                    "ACTOR.RUN.ABORTED",
                ],
                "requestUrl": "https://agency.example/api/v1/webhooks/apify/runs/unguessable",
                "payloadTemplate": (
                    '{"userId": {{userId}}, "createdAt": {{createdAt}}, "eventType": {{eventType}}, '
                    '"eventData": {{eventData}}, "resource": {{resource}}, "reference": "reference:1"}'
                ),
            }
        ]
    )
    assert request.headers["authorization"] == "Bearer apify_api_key"


async def test_a_start_whose_answer_is_lost_stays_unknown_and_is_not_repeated() -> None:
    """Apify has no idempotency key: a second run would be charged."""
    calls = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal calls
        calls += 1
        raise httpx.ReadTimeout("late", request=request)

    with pytest.raises(OutcomeUnknown):
        await apify_over(answer, attempts=3).start(
            Wanted(profile_urls=(ANN,)), max_charge_usd=1, reference="r"
        )
    assert calls == 1


async def test_items_are_read_page_by_page_until_the_total() -> None:
    """`clean` may leave a page short: the header's total counts."""
    offsets: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        offsets.append(request.url.params["offset"])
        items = [{"linkedinUrl": f"{ANN}{offsets[-1]}"}, 5, None]
        return httpx.Response(200, json=items, headers={"X-Apify-Pagination-Total": "501"})

    found = await apify_over(answer).profiles("set1")
    assert (offsets, [one.linkedin_url for one in found]) == (
        ["0", "250", "500"],
        [f"{ANN}0", f"{ANN}250", f"{ANN}500"],
    )


@pytest.mark.parametrize(
    ("status", "kind", "error"),
    [
        (400, "invalid-input", ProviderRefused),
        (401, "token-not-provided", ProviderCredentials),
        (401, "user-or-token-not-found", ProviderCredentials),
        (402, "not-enough-usage-to-run-paid-actor", ProviderUnavailable),
        (403, "insufficient-permissions", ProviderCredentials),
        (404, "record-not-found", ProviderRefused),
        (405, "method-not-allowed", ProviderRefused),
        (408, "run-timeout-exceeded", OutcomeUnknown),
        (413, "request-too-large", ProviderRefused),
        (415, "unsupported-content-encoding", ProviderRefused),
        (429, "rate-limit-exceeded", ProviderUnavailable),
        (500, "internal-error", OutcomeUnknown),
        (503, "internal-error", OutcomeUnknown),
    ],
)
async def test_every_documented_error_is_one_of_ours(
    status: int, kind: str, error: type[ProviderError]
) -> None:
    """For a start, which acts: a 5xx leaves a doubt."""
    body = {"error": {"type": kind, "message": "Because."}}
    apify = apify_over(lambda _: httpx.Response(status, json=body))
    with pytest.raises(ProviderError) as raised:
        await apify.start(Wanted(profile_urls=(ANN,)), max_charge_usd=1, reference="r")
    assert type(raised.value) is error
    assert "Because." in str(raised.value)


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"error": "no"}', b'{"error": []}', b"[]", b"\xff"])
async def test_an_error_of_an_odd_shape_is_an_error_all_the_same(body: bytes) -> None:
    apify = apify_over(lambda _: httpx.Response(404, content=body))
    with pytest.raises(ProviderRefused):
        await apify.run("run1")


@pytest.mark.parametrize("actor", ["", "a b", "user/actor", "user~actor/runs?x=", "~"])
async def test_a_name_that_is_no_actors_is_not_put_into_a_path(actor: str) -> None:
    with pytest.raises(ProviderRefused):
        await apify_over(lambda _: httpx.Response(201, json=RUN), actor=actor).start(
            Wanted(), max_charge_usd=1, reference="r"
        )


@pytest.mark.parametrize("given_id", ["", "../x", "a?b", "a" * 65])
async def test_an_id_that_is_none_is_not_put_into_a_path(given_id: str) -> None:
    with pytest.raises(ProviderRefused):
        await apify_over(lambda _: httpx.Response(200, json=RUN)).run(given_id)


def test_a_webhook_names_its_run_and_our_reference() -> None:
    """The run and the event are the key: Apify may deliver one twice."""
    body = json.dumps(
        {
            "eventType": "ACTOR.RUN.SUCCEEDED",
            "eventData": {"actorId": "a", "actorRunId": "run1"},
            "resource": {"id": "run1"},
            "reference": "reference:1",
        }
    ).encode()
    apify = apify_over(lambda _: httpx.Response(200))
    assert apify.receive("runs", hook(body)) == "run1:ACTOR.RUN.SUCCEEDED"
    assert parse_run(body) == RunNews(run_id="run1", event="ACTOR.RUN.SUCCEEDED", reference="reference:1")


@given(body=some.binary() | some.text().map(str.encode), token=some.sampled_from(["unguessable", "", "x"]))
@settings(deadline=None)
def test_whatever_a_stranger_posts_is_rejected(body: bytes, token: str) -> None:
    """And no other error comes out; a wrong token is no malformed body."""
    apify = apify_over(lambda _: httpx.Response(200))
    with pytest.raises(WebhookRejected) as rejected:
        apify.receive("runs", hook(body, token))
    assert rejected.value.malformed == (token == "unguessable")


json_values = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False) | some.text(),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
NAMES = ("eventType", "eventData", "resource", "reference", "actorRunId", "id")


@given(body=some.dictionaries(some.sampled_from(NAMES), json_values))
@settings(deadline=None)
def test_a_webhook_of_an_odd_shape_is_rejected_or_read(body: dict[str, object]) -> None:
    apify = apify_over(lambda _: httpx.Response(200))
    with suppress(WebhookRejected):
        assert apify.receive("runs", hook(json.dumps(body).encode()))


def test_actors_spell_a_profile_in_many_ways() -> None:
    """One spelling, another one, and a name in one piece."""
    ann = profile_of(
        {
            "linkedinUrl": ANN,
            "firstName": "Ann",
            "lastName": "Lee",
            "jobTitle": "Partner",
            "companyName": "Quay Law",
            "companySize": "11-50",
            "mobileNumber": "0491 570 006",
            "addressWithoutCountry": "Sydney, New South Wales",
            "addressCountryOnly": "Australia",
            "jobStartedOn": "8-2026",
        }
    )
    bo = profile_of(
        {
            "url": "https://linkedin.com/in/bo",
            "name": "Bo van Chan",
            "location": "Perth, Western Australia, Australia",
            "experience": [{"title": "Owner", "company": "Wharf", "startDate": "2024-03"}],
            "employeeCount": 12,
        }
    )
    assert (ann.name, ann.title, ann.employees, ann.city, ann.state, ann.role_started_on) == (
        "Ann Lee",
        "Partner",
        11,
        "Sydney",
        "New South Wales",
        date(2026, 8, 1),
    )
    assert (bo.first_name, bo.last_name, bo.title, bo.company, bo.country, bo.employees) == (
        "Bo",
        "van Chan",
        "Owner",
        "Wharf",
        "Australia",
        12,
    )


@given(
    item=some.dictionaries(
        some.sampled_from(
            ["firstName", "name", "companySize", "experience", "location", "jobStartedOn", "url"]
        ),
        json_values,
    )
)
@settings(deadline=None)
def test_a_field_of_an_odd_type_is_a_field_without_a_value(item: dict[str, object]) -> None:
    """No item stops a run from being read."""
    profile_of(item)
