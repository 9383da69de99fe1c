"""A call is placed once, its webhook is a hint at most, and what Synthflow tells is read tolerantly."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from hmac import digest

import httpx
import pytest
from hypothesis import given
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
from tests.unit.providers.test_client import Pauses
from tools.providers.client import Vendor
from tools.providers.synthflow import (
    TERMINAL_STATUSES,
    CallHint,
    OutboundCall,
    Synthflow,
    explain,
    parse_call_hint,
)
from tools.providers.webhooks import Webhook

SECRET = "synthflow-secret"
CALL = OutboundCall(
    model_id="agent_1",
    phone="+61255501234",
    name="Kim Tran",
    from_phone="+61255509999",
    greeting="Hello, this is an AI assistant calling for Ana of Brightside.",
    prompt="Say why you call.",
    variables={"touch_id": "t_1", "company": "Corp"},
    email="kim@corp.example",
    time_zone="Australia/Perth",
)
TOLD = {
    "call_id": "c1",
    "model_id": "agent_1",
    "status": "Completed",
    "duration": 61,
    "end_call_reason": "human_goodbye",
    "transcript": "bot: Hello\nhuman: Call me on Monday.",
    "recording_url": "https://files.example/c1.wav",
    "collected_variables": {
        "agent_1": {
            "day": {"value": "Monday", "collected": True},
            "budget": {"value": None, "collected": False},
            "people": {"value": 12, "collected": True},
        }
    },
    "phone_number_to": "+61255501234",
    "lead_phone_number": "+61 2 5550 1234",
    "start_time": "1795300000000",
    "error_message": "",
}


def synthflow_over(handler: Callable[[httpx.Request], httpx.Response]) -> Synthflow:
    vendor = Vendor(
        "Synthflow",
        "https://synthflow.example/v2",
        headers={"Authorization": "Bearer sf_key"},
        transport=httpx.MockTransport(handler),
        explain=explain,
        pause=Pauses(),
    )
    return Synthflow(vendor, webhook_secret=SECRET)


def signature(call_id: str, secret: str = SECRET) -> str:
    return b64encode(digest(secret.encode(), call_id.encode(), sha256)).decode()


def webhook(body: bytes, headers: Mapping[str, str]) -> Webhook:
    return Webhook(url="https://agency.example/api/v1/webhooks/synthflow/calls", headers=headers, body=body)


async def test_a_call_on_the_wire() -> None:
    """Method, address, key and body."""
    requests: list[httpx.Request] = []

    def take(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json={"status": "success", "response": {"answer": "ok", "call_id": "c1"}})

    synthflow = synthflow_over(take)
    assert (await synthflow.call(CALL)).call_id == "c1"
    await synthflow.close()
    sent = requests[0]
    assert (f"{sent.method} {sent.url}", sent.headers["authorization"]) == snapshot(
        ("POST https://synthflow.example/v2/calls", "Bearer sf_key")
    )
    assert json.loads(sent.content) == snapshot(
        {
            "model_id": "agent_1",
            "phone": "+61255501234",
            "name": "Kim Tran",
            "from_phone_number": "+61255509999",
            "lead_email": "kim@corp.example",
            "lead_timezone": "Australia/Perth",
            "prompt": "Say why you call.",
            "greeting": "Hello, this is an AI assistant calling for Ana of Brightside.",
            "custom_variables": [
                {"key": "touch_id", "value": "t_1"},
                {"key": "company", "value": "Corp"},
            ],
        }
    )


async def test_what_is_not_told_is_not_sent() -> None:
    """The agent's own greeting and prompt hold then."""
    bodies: list[object] = []

    def take(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return httpx.Response(200, json={"response": {"call_id": "c1"}})

    synthflow = synthflow_over(take)
    await synthflow.call(OutboundCall(model_id="agent_1", phone="+61255501234", name="Kim"))
    await synthflow.close()
    assert bodies == snapshot([{"model_id": "agent_1", "phone": "+61255501234", "name": "Kim"}])


@pytest.mark.parametrize(
    ("status", "placing", "calls", "reading"),
    [
        (400, ProviderRefused, 1, ProviderRefused),
        (401, ProviderCredentials, 1, ProviderCredentials),
        (404, ProviderRefused, 1, ProviderRefused),
        (422, ProviderRefused, 1, ProviderRefused),
        (429, ProviderUnavailable, 3, ProviderUnavailable),
        (500, OutcomeUnknown, 1, ProviderUnavailable),
        (503, OutcomeUnknown, 1, ProviderUnavailable),
    ],
)
async def test_every_refusal_has_its_meaning(
    status: int, placing: type[ProviderError], calls: int, reading: type[ProviderError]
) -> None:
    """A call whose fate is unknown is never placed again; only an explicit 429 is."""
    made = 0

    def refuse(_request: httpx.Request) -> httpx.Response:
        nonlocal made
        made += 1
        detail = {"status": "error", "description": "No.", "request_id": "r1", "category": "c"}
        return httpx.Response(status, json={"detail": detail})

    synthflow = synthflow_over(refuse)
    with pytest.raises(placing) as refused:
        await synthflow.call(CALL)
    assert (type(refused.value), made) == (placing, calls)
    assert "No." in str(refused.value)
    with pytest.raises(reading):
        await synthflow.fetch("c1")
    await synthflow.close()


@pytest.mark.parametrize(
    "body", [{}, {"response": {}}, {"response": {"call_id": ""}}, [], {"status": "success"}]
)
async def test_an_answer_without_a_call_id_leaves_a_doubt(body: object) -> None:
    """It may ring."""
    synthflow = synthflow_over(lambda _request: httpx.Response(200, json=body))
    with pytest.raises(OutcomeUnknown):
        await synthflow.call(CALL)
    await synthflow.close()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            b'{"detail": {"status": "error", "description": "No such agent.", "category": "x"}}',
            "No such agent.",
        ),
        (b'{"detail": "Not authenticated"}', "Not authenticated"),
        (b'{"detail": [{"loc": ["body", "phone"], "msg": "field required"}]}', "field required"),
        (b'{"detail": 5}', None),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_an_error_body_of_any_kind_is_read(body: bytes, said: str | None) -> None:
    """Synthflow's own, and what its framework says before it."""
    assert explain(400, body).message == said


async def test_a_call_is_read_back() -> None:
    """The first of the calls in the answer, whatever the case of its status."""
    body = {"status": "success", "response": {"calls": [TOLD]}}
    synthflow = synthflow_over(lambda _request: httpx.Response(200, json=body))
    call = await synthflow.fetch("c1")
    await synthflow.close()
    assert (call.status, call.duration_seconds, call.end_reason, call.error) == snapshot(
        ("completed", 61.0, "human_goodbye", None)
    )
    assert call.transcript == "bot: Hello\nhuman: Call me on Monday."
    assert (dict(call.variables), call.phone) == snapshot(
        ({"day": "Monday", "people": "12"}, "+61 2 5550 1234")
    )
    assert call.started_at == datetime.fromtimestamp(1795300000, UTC)
    assert call.has_ended


@pytest.mark.parametrize(
    ("status", "ended"),
    [(status, True) for status in sorted(TERMINAL_STATUSES)] + [("ringing", False), ("", False)],
)
async def test_a_call_ends_by_the_documented_statuses(status: str, *, ended: bool) -> None:
    """Also where the field is called call_status."""
    told = {"call_id": "c1", "call_status": status}
    synthflow = synthflow_over(lambda _request: httpx.Response(200, json={"response": {"calls": [told]}}))
    assert (await synthflow.fetch("c1")).has_ended is ended
    await synthflow.close()


@pytest.mark.parametrize("calls", [[], [{"call_id": "other"}], None, "x"])
async def test_a_call_that_is_not_there_is_a_404(calls: object) -> None:
    """And another call is not taken for it."""
    synthflow = synthflow_over(lambda _request: httpx.Response(200, json={"response": {"calls": calls}}))
    with pytest.raises(ProviderRefused) as refused:
        await synthflow.fetch("c1")
    await synthflow.close()
    assert refused.value.status == 404


@pytest.mark.parametrize("call_id", ["", "../agents", "a/b", "a?b=c", "a%2fb", "x" * 201])
async def test_an_id_that_leads_elsewhere_is_never_asked_for(call_id: str) -> None:
    """The id comes from a webhook."""

    def asked(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request.url)

    synthflow = synthflow_over(asked)
    with pytest.raises(ProviderRefused):
        await synthflow.fetch(call_id)
    await synthflow.close()


async def test_the_list_is_read_to_its_end_and_to_this_number_only() -> None:
    """Each call once, also where a new call pushed one onto the next page."""
    pages = [
        [{**TOLD, "call_id": f"c{number}"} for number in range(50)],
        [{**TOLD, "call_id": "c49"}, {**TOLD, "call_id": "c50"}, {"call_id": None}],
        [{**TOLD, "call_id": "c51", "lead_phone_number": "+61255500000"}],
    ]
    urls: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        urls.append(str(request.url))
        page = pages[len(urls) - 1]
        pagination = {"total_records": 54, "limit": 50, "offset": 0}
        return httpx.Response(200, json={"response": {"pagination": pagination, "calls": page}})

    synthflow = synthflow_over(answer)
    since = datetime(2026, 11, 20, tzinfo=UTC)
    found = await synthflow.recent(model_id="agent_1", since=since, phone="+61255501234")
    await synthflow.close()
    assert [call.call_id for call in found] == [f"c{number}" for number in range(51)]
    assert urls == snapshot(
        [
            "https://synthflow.example/v2/calls?model_id=agent_1&limit=50&from_date=1795132800000&lead_phone_number=%2B61255501234&offset=0",
            "https://synthflow.example/v2/calls?model_id=agent_1&limit=50&from_date=1795132800000&lead_phone_number=%2B61255501234&offset=50",
            "https://synthflow.example/v2/calls?model_id=agent_1&limit=50&from_date=1795132800000&lead_phone_number=%2B61255501234&offset=53",
        ]
    )


async def test_a_list_without_end_proves_nothing() -> None:
    """It is an error, never a part that looks like the whole."""
    made = 0

    def answer(_request: httpx.Request) -> httpx.Response:
        nonlocal made
        made += 1
        return httpx.Response(200, json={"response": {"calls": [{**TOLD, "call_id": f"c{made}"}]}})

    synthflow = synthflow_over(answer)
    with pytest.raises(ProviderUnavailable):
        await synthflow.recent(model_id="agent_1", since=datetime(2026, 11, 20, tzinfo=UTC))
    await synthflow.close()
    assert made == 20


HOOK = {
    "status": "completed",
    "lead": {"name": "Kim", "phone_number": "+61255501234"},
    "call": {"call_id": "c1", "status": "completed", "transcript": "bot: Hello"},
}
BODY = json.dumps(HOOK).encode()


@pytest.mark.parametrize(
    "name",
    [
        "synthflow-signature",
        "Synthflow-Signature",
        "x-synthflow-signature",
        "synthflow_signature",
        "HTTP_SYNTHFLOW_SIGNATURE",
    ],
)
async def test_a_signed_webhook_is_let_in(name: str) -> None:
    """Whichever way the header's name is written; its key tells the states of one call apart."""
    synthflow = synthflow_over(lambda _request: httpx.Response(500))
    assert synthflow.receive("calls", webhook(BODY, {name: signature("c1")})) == "c1:completed"
    await synthflow.close()
    assert parse_call_hint(BODY) == CallHint("c1", "completed")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"synthflow-signature": ""},
        {"synthflow-signature": signature("c2")},
        {"synthflow-signature": signature("c1", "another secret")},
        {"synthflow-signature": "\udcff\u2615"},
        {"signature": signature("c1")},
    ],
)
async def test_anybody_else_is_rejected(headers: Mapping[str, str]) -> None:
    """With a 401, not as malformed."""
    synthflow = synthflow_over(lambda _request: httpx.Response(500))
    with pytest.raises(WebhookRejected) as rejected:
        synthflow.receive("calls", webhook(BODY, headers))
    await synthflow.close()
    assert not rejected.value.malformed


async def test_without_a_secret_nobody_is_let_in() -> None:
    """An empty secret would be everybody's."""
    vendor = Vendor("Synthflow", "http://127.0.0.1:9", headers={}, timeout_seconds=1)
    synthflow = Synthflow(vendor, webhook_secret="")
    with pytest.raises(WebhookRejected):
        synthflow.receive("calls", webhook(BODY, {"synthflow-signature": signature("c1", "")}))
    await synthflow.close()


@given(body=some.binary() | some.text().map(str.encode), header=some.text(), kind=some.text())
async def test_whatever_a_stranger_sends_is_rejected_and_breaks_nothing(
    body: bytes, header: str, kind: str
) -> None:
    """By WebhookRejected and no other exception."""
    synthflow = synthflow_over(lambda _request: httpx.Response(500))
    for which in (kind, "calls"):
        for given_body in (body, BODY):
            with pytest.raises(WebhookRejected):
                synthflow.receive(which, webhook(given_body, {"synthflow-signature": header}))
    await synthflow.close()


odd = (
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats(allow_nan=False, allow_infinity=False)
    | some.text()
    | some.lists(some.text())
    | some.dictionaries(some.text(), some.dictionaries(some.text(), some.text() | some.integers()))
)


@given(field=some.sampled_from(sorted(set(TOLD) - {"call_id"})), value=odd)
async def test_a_field_of_an_odd_type_is_a_field_without_a_value(field: str, value: object) -> None:
    """The rest of the call is read all the same, and no NUL gets through to the database."""
    body = {"response": {"calls": [{**TOLD, field: value}]}}
    synthflow = synthflow_over(lambda _request: httpx.Response(200, json=body))
    call = await synthflow.fetch("c1")
    await synthflow.close()
    assert call.call_id == "c1"
    assert "\x00" not in f"{call.transcript}{call.end_reason}{call.variables}"


@given(field=some.sampled_from(sorted(HOOK)), value=odd)
def test_a_hint_is_read_whatever_stands_beside_it(field: str, value: object) -> None:
    """Only the call itself has to be there."""
    body = json.dumps({**HOOK, field: value}).encode()
    if field == "call":
        with pytest.raises(WebhookRejected):
            parse_call_hint(body)
    else:
        assert parse_call_hint(body).call_id == "c1"
