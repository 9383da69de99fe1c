"""What we send, and what the sandbox answers, is what Resend's own specification describes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from tools.providers.resend import OutboundEmail, Resend
from tools.sandbox.server import Sandbox

SPECIFICATION = Path(__file__).resolve().parents[4] / "shared" / "specs" / "resend.json"
EMAIL = OutboundEmail(
    sender="Kim <kim@mail.agency.example>",
    to=("lead@corp.example",),
    subject="Intro",
    text="Hello",
    html="<p>Hello</p>",
    reply_to=("r+abc@in.agency.example",),
    headers={"List-Unsubscribe": "<https://agency.example/u/1>"},
    tags={"touch_id": "t_1"},
)

pytestmark = pytest.mark.skipif(
    not SPECIFICATION.exists(),
    reason="Resend's specification is not beside the checkout (shared/specs/resend.json).",
)


def conforms(value: object, schema: str) -> None:
    """Raise ValidationError unless the value is what the specification calls by this name."""
    specification: dict[str, Any] = json.loads(SPECIFICATION.read_text())
    validator = Draft202012Validator({**specification, "$ref": f"#/components/schemas/{schema}"})
    validator.validate(value)


async def test_our_requests_and_the_sandboxs_answers_conform(sandbox: Sandbox, resend: Resend) -> None:
    """Every one of them, as it was on the wire."""
    seen: list[tuple[str, bytes, bytes]] = []
    http = resend._vendor._http

    async def keep(response: Any) -> None:
        await response.aread()
        seen.append(
            (
                f"{response.request.method} {response.request.url.path}",
                response.request.content,
                response.content,
            )
        )

    http.event_hooks["response"].append(keep)
    sent = await resend.send(EMAIL, idempotency_key="touch/1")
    await resend.fetch(sent.id)
    await resend.recent()
    shapes = ("SendEmailResponse", "Email", "ListEmailsResponse")
    assert [call for call, _, _ in seen] == [
        "POST /resend/emails",
        f"GET /resend/emails/{sent.id}",
        "GET /resend/emails",
    ]
    conforms(json.loads(seen[0][1]), "SendEmailRequest")
    for (_, _, body), shape in zip(seen, shapes, strict=True):
        conforms(json.loads(body), shape)


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        ({"from": "a@b.example"}, "SendEmailRequest"),
        ({"to": [], "from": "a", "subject": "s"}, "SendEmailRequest"),
        ({"last_event": "vanished"}, "Email"),
        ({"id": 5}, "SendEmailResponse"),
    ],
)
def test_the_check_can_fail(value: object, schema: str) -> None:
    """What the specification forbids is found."""
    with pytest.raises(ValidationError):
        conforms(value, schema)
