"""An email goes on the wire as Resend wants it, and its refusals mean what Resend says they mean."""

from __future__ import annotations

import json

import httpx
import pytest
from inline_snapshot import snapshot

from errors import OutcomeUnknown, ProviderCredentials, ProviderError, ProviderRefused, ProviderUnavailable
from tests.unit.providers.test_client import Pauses
from tools.providers.client import Vendor
from tools.providers.resend import OutboundEmail, Resend, explain

EMAIL = OutboundEmail(
    sender="Kim Tran <kim@mail.agency.example>",
    to=("lead@corp.example",),
    subject="Re: Intro",
    text="Hello",
    reply_to=("r+abc@in.agency.example",),
    headers={"In-Reply-To": "<a@x.example>", "References": "<a@x.example>"},
    tags={"touch_id": "t_1"},
)


def resend_over(handler: httpx.MockTransport) -> Resend:
    vendor = Vendor(
        "Resend",
        "https://resend.example",
        headers={"Authorization": "Bearer re_key"},
        transport=handler,
        explain=explain,
        pause=Pauses(),
    )
    return Resend(vendor)


async def test_a_mail_on_the_wire() -> None:
    """Method, address, headers and body."""
    requests: list[httpx.Request] = []

    async def take(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, json={"id": "e1"})

    resend = resend_over(httpx.MockTransport(take))
    assert (await resend.send(EMAIL, idempotency_key="touch/1")).id == "e1"
    await resend.close()
    sent = requests[0]
    assert f"{sent.method} {sent.url}" == snapshot("POST https://resend.example/emails")
    wanted = ("authorization", "idempotency-key", "user-agent", "content-type")
    assert {name: sent.headers[name] for name in wanted} == snapshot(
        {
            "authorization": "Bearer re_key",
            "idempotency-key": "touch/1",
            "user-agent": "agency-os",
            "content-type": "application/json",
        }
    )
    assert json.loads(sent.content) == snapshot(
        {
            "from": "Kim Tran <kim@mail.agency.example>",
            "to": ["lead@corp.example"],
            "subject": "Re: Intro",
            "text": "Hello",
            "reply_to": ["r+abc@in.agency.example"],
            "headers": {"In-Reply-To": "<a@x.example>", "References": "<a@x.example>"},
            "tags": [{"name": "touch_id", "value": "t_1"}],
        }
    )


@pytest.mark.parametrize(
    ("status", "name", "kind", "calls"),
    [
        (400, "validation_error", ProviderRefused, 1),
        (401, "missing_api_key", ProviderCredentials, 1),
        (403, "invalid_api_key", ProviderCredentials, 1),
        (403, "validation_error", ProviderRefused, 1),
        (409, "invalid_idempotent_request", OutcomeUnknown, 1),
        (409, "concurrent_idempotent_requests", OutcomeUnknown, 3),
        (422, "invalid_from_address", ProviderRefused, 1),
        (429, "rate_limit_exceeded", ProviderUnavailable, 3),
        (429, "daily_quota_exceeded", ProviderUnavailable, 1),
        (429, "monthly_quota_exceeded", ProviderUnavailable, 1),
        (451, "security_error", ProviderRefused, 1),
        (500, "application_error", OutcomeUnknown, 3),
    ],
)
async def test_every_refusal_has_its_meaning(
    status: int, name: str, kind: type[ProviderError], calls: int
) -> None:
    """And only what may pass soon is tried again."""
    made = 0

    async def refuse(_request: httpx.Request) -> httpx.Response:
        nonlocal made
        made += 1
        return httpx.Response(status, json={"statusCode": status, "name": name, "message": "No."})

    resend = resend_over(httpx.MockTransport(refuse))
    with pytest.raises(kind) as refused:
        await resend.send(EMAIL, idempotency_key="touch/1")
    await resend.close()
    assert (type(refused.value), made) == (kind, calls)
    if isinstance(refused.value, ProviderUnavailable) and "quota" in name:
        assert refused.value.retry_after_seconds == 86_400


async def test_an_answer_without_an_id_leaves_a_doubt() -> None:
    """The mail may have gone."""
    for body in ({}, {"id": ""}, {"id": None}, []):
        resend = resend_over(httpx.MockTransport(lambda _request, body=body: httpx.Response(200, json=body)))
        with pytest.raises(OutcomeUnknown):
            await resend.send(EMAIL, idempotency_key="touch/1")
        await resend.close()
