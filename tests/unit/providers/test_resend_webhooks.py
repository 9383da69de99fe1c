"""Resend's webhooks hold only when signed as Svix signs, and are read whatever they hold."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
import resend as resend_package
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some
from inline_snapshot import snapshot
from jsonschema import Draft202012Validator, ValidationError
from svix.webhooks import Webhook as Svix

from errors import WebhookRejected
from tools.providers.client import Vendor
from tools.providers.resend import Resend, parse_event
from tools.providers.webhooks import Webhook
from tools.services.events.email import RESEND

SPECIFICATION = Path(__file__).resolve().parents[4] / "shared" / "specs" / "resend.json"
EMAIL = {
    "created_at": "2026-11-22T00:00:00.000Z",
    "from": "Kim <kim@mail.agency.example>",
    "message_id": "<one@mail.example>",
}
SECRET = "whsec_" + b64encode(b"twenty-four bytes of key").decode()
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
BOUNCED = {
    "type": "email.bounced",
    "created_at": "2026-11-22T00:00:00.000Z",
    "data": {
        "email_id": "56761188-7520-42d8-8898-ff6fc54ce618",
        "to": ["lead@corp.example"],
        "subject": "Hello",
        "tags": {"touch_id": "t_123"},
        "bounce": {
            "type": "Permanent",
            "subType": "General",
            "message": "The mailbox does not exist.",
            "diagnosticCode": ["smtp; 550 5.1.1 user unknown"],
        },
    },
}
BODY = json.dumps(BOUNCED).encode()


@pytest.fixture
async def resend() -> AsyncIterator[Resend]:
    vendor = Vendor("Resend", "http://127.0.0.1:9", headers={}, timeout_seconds=1)
    made = Resend(vendor, webhook_secret=SECRET, now=NOW.timestamp)
    yield made
    await made.close()


def signed(body: bytes = BODY, *, at: datetime = NOW, name: str = "svix", secret: str = SECRET) -> Webhook:
    """The call as Svix's own package signs it."""
    signature = Svix(secret).sign("msg_1", at, body.decode())
    headers = {
        f"{name}-id": "msg_1",
        f"{name}-timestamp": str(int(at.timestamp())),
        f"{name}-signature": signature,
    }
    return Webhook(url="https://agency.example/api/v1/webhooks/resend/events", headers=headers, body=body)


@pytest.mark.parametrize("name", ["svix", "webhook"])
async def test_what_svix_signs_is_taken_under_both_names_of_its_headers(resend: Resend, name: str) -> None:
    """The key is the message's id, which stays the same when it is delivered again."""
    assert resend.receive("events", signed(name=name)) == "msg_1"


async def test_resends_own_package_takes_what_we_take() -> None:
    """Two implementations of one scheme agree on the same call."""
    call = signed(at=datetime.now(UTC))
    event = resend_package.Webhooks.verify(
        {
            "payload": call.body.decode(),
            "headers": {
                "id": call.headers["svix-id"],
                "timestamp": call.headers["svix-timestamp"],
                "signature": call.headers["svix-signature"],
            },
            "webhook_secret": SECRET,
        }
    )
    assert event["type"] == "email.bounced"
    vendor = Vendor("Resend", "http://127.0.0.1:9", headers={}, timeout_seconds=1)
    ours = Resend(vendor, webhook_secret=SECRET)
    assert ours.receive("events", call) == "msg_1"
    await ours.close()


async def test_one_of_several_signatures_is_enough(resend: Resend) -> None:
    """While a secret is changed, Svix signs with both; versions that we do not know are passed over."""
    call = signed()
    several = f"v1a,abc v1,{b64encode(b'x' * 32).decode()} {call.headers['svix-signature']}"
    headers = {**call.headers, "svix-signature": several}
    assert resend.receive("events", Webhook(url="", headers=headers, body=BODY)) == "msg_1"


@pytest.mark.parametrize(("seconds", "taken"), [(-300, True), (-301, False), (300, True), (301, False)])
async def test_five_minutes_either_way_and_no_more(resend: Resend, seconds: int, taken: bool) -> None:
    """Neither an old call nor one from the future holds."""
    call = signed(at=datetime.fromtimestamp(NOW.timestamp() + seconds, UTC))
    if taken:
        assert resend.receive("events", call) == "msg_1"
        return
    with pytest.raises(WebhookRejected) as rejected:
        resend.receive("events", call)
    assert not rejected.value.malformed


async def test_a_forged_call_is_rejected(resend: Resend) -> None:
    """Another secret, another body, another id, no headers."""
    good = signed()
    other = "whsec_" + b64encode(b"somebody else's secret..").decode()
    forged = [
        signed(secret=other),
        Webhook(url="", headers=good.headers, body=BODY.replace(b"bounced", b"clicked")),
        Webhook(url="", headers={**good.headers, "svix-id": "msg_2"}, body=BODY),
        Webhook(url="", headers={}, body=BODY),
        Webhook(url="", headers={**good.headers, "svix-signature": "v1,"}, body=BODY),
    ]
    for call in forged:
        with pytest.raises(WebhookRejected) as rejected:
            resend.receive("events", call)
        assert not rejected.value.malformed


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_?", "not base64 ☕"])
async def test_without_a_usable_secret_nothing_holds(secret: str) -> None:
    """An empty key would let everybody sign."""
    made = Resend(
        Vendor("Resend", "http://127.0.0.1:9", headers={}), webhook_secret=secret, now=NOW.timestamp
    )
    for call in (signed(), Webhook(url="", headers=signed().headers, body=b"")):
        with pytest.raises(WebhookRejected):
            made.receive("events", call)
    await made.close()


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b"{}", b'{"type": ""}', b'{"type": 7}', b"\xff"])
async def test_a_signed_body_that_is_no_event_is_malformed(resend: Resend, body: bytes) -> None:
    """A 400 rather than a 401: the signature held."""
    with pytest.raises(WebhookRejected) as rejected:
        resend.receive("events", signed(body) if body != b"\xff" else Webhook(url="", headers={}, body=body))
    assert rejected.value.malformed or body == b"\xff"


@given(
    values=some.dictionaries(
        some.sampled_from(["svix-id", "svix-timestamp", "svix-signature", "webhook-id"]), some.text()
    ),
    body=some.binary(),
)
@example(values={"svix-id": "a", "svix-timestamp": "9" * 400, "svix-signature": "v1,x"}, body=b"")
@example(values={"svix-id": "\udcff", "svix-timestamp": "1", "svix-signature": "v1,\udcff"}, body=b"")
@example(values={"svix-id": "a", "svix-timestamp": "²", "svix-signature": "v1,é"}, body=b"")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
async def test_no_stranger_gets_in_or_breaks_the_door(
    resend: Resend, values: dict[str, str], body: bytes
) -> None:
    """WebhookRejected and nothing else."""
    with pytest.raises(WebhookRejected):
        resend.receive("events", Webhook(url="", headers=values, body=body))


def test_a_bounce_is_read() -> None:
    """Its type, its sub-type and the other server's words."""
    event = parse_event(BODY)
    assert (event.type, event.email_id, event.bounce_type, event.bounce_subtype) == snapshot(
        ("email.bounced", "56761188-7520-42d8-8898-ff6fc54ce618", "Permanent", "General")
    )
    assert (event.reason, event.diagnostic) == snapshot(
        ("The mailbox does not exist.", "smtp; 550 5.1.1 user unknown")
    )
    assert event.at == datetime(2026, 11, 22, tzinfo=UTC)


odd = (
    some.none()
    | some.booleans()
    | some.floats(allow_nan=False, allow_infinity=False)
    | some.text()
    | some.lists(some.text())
    | some.dictionaries(some.text(), some.text())
)


@given(field=some.sampled_from(["created_at", "data"]), value=odd)
def test_a_field_of_an_odd_type_is_a_field_without_a_value(field: str, value: object) -> None:
    """What happened is known all the same."""
    assert parse_event(json.dumps({**BOUNCED, field: value}).encode()).type == "email.bounced"


@given(data=some.dictionaries(some.sampled_from(["email_id", "bounce", "click", "failed", "tags"]), odd))
def test_odd_data_is_read_tolerantly(data: dict[str, object]) -> None:
    """And no NUL gets through to the database."""
    event = parse_event(json.dumps({**BOUNCED, "data": data}).encode())
    assert "\x00" not in f"{event.email_id}{event.reason}{event.link}{event.diagnostic}"


def specification() -> dict[str, Any]:
    """Resend's own, where this machine has it."""
    if not SPECIFICATION.exists():
        pytest.skip("Resend's specification is not on this machine.")
    return json.loads(SPECIFICATION.read_text())


def test_our_example_is_one_by_resends_own_schema_and_a_lesser_one_is_not() -> None:
    """The negative probe: without its email's id it is no bounce."""
    told = specification()
    schema = {"$ref": "#/components/schemas/EmailBouncedEvent", "components": told["components"]}
    data = {**EMAIL, **cast("dict[str, object]", BOUNCED["data"])}
    whole = {**BOUNCED, "data": data}
    Draft202012Validator(schema).validate(whole)
    del data["email_id"]
    with pytest.raises(ValidationError):
        Draft202012Validator(schema).validate(whole)


def test_every_outcome_that_we_know_is_an_event_of_resends() -> None:
    """A word that we misspelt would never be told."""
    assert set(RESEND) <= set(specification()["webhooks"])
