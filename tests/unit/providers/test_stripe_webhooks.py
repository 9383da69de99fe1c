"""Stripe's webhooks hold only when signed as Stripe signs, in time, and are read whatever they hold."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as some
from stripe import Webhook as StripeWebhook
from stripe import WebhookSignature

from errors import WebhookRejected
from tools.providers.client import Vendor
from tools.providers.stripe import Stripe
from tools.providers.stripe_shapes import parse_event
from tools.providers.webhooks import Webhook

SECRET = "whsec_a_secret_of_the_endpoint"
NOW = 1_795_400_000
FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def told(about: dict[str, Any], kind: str = "customer.subscription.updated") -> bytes:
    event = {
        "id": "evt_1",
        "object": "event",
        "api_version": "2026-10-28.endive",
        "created": NOW,
        "type": kind,
        "livemode": False,
        "data": {"object": about},
    }
    return json.dumps(event).encode()


BODY = told({"id": "sub_1", "object": "subscription", "customer": "cus_1", "note": "Zoë"})


@pytest.fixture
async def stripe() -> AsyncIterator[Stripe]:
    vendor = Vendor("Stripe", "http://127.0.0.1:9", headers={}, timeout_seconds=1)
    made = Stripe(vendor, webhook_secret=SECRET, clock=lambda: NOW)
    yield made
    await made.close()


def header(body: bytes = BODY, *, at: int = NOW, secret: str = SECRET) -> str:
    """The signature as Stripe's own package makes it."""
    return str(WebhookSignature.generate_signature_header(body.decode(), secret, timestamp=at))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]


def signed(body: bytes = BODY, signature: str | None = None) -> Webhook:
    bears = header(body) if signature is None else signature
    return Webhook(url="https://agency.example/hook", headers={"stripe-signature": bears}, body=body)


async def test_what_stripes_own_package_signs_is_taken(stripe: Stripe) -> None:
    """The key is the event's id, which stays the same when it is delivered again."""
    assert stripe.receive("events", signed()) == "evt_1"


async def test_stripes_own_package_takes_what_we_take() -> None:
    """Two implementations of one scheme agree on the same call."""
    signature = header(at=int(time.time()))
    event = StripeWebhook.construct_event(BODY, signature, SECRET)  # pyright: ignore[reportUnknownMemberType]
    vendor = Vendor("Stripe", "http://127.0.0.1:9", headers={}, timeout_seconds=1)
    ours = Stripe(vendor, webhook_secret=SECRET)
    assert ours.receive("events", signed(signature=signature)) == event.id == "evt_1"
    await ours.close()


async def test_one_of_several_signatures_is_enough(stripe: Stripe) -> None:
    """While a secret is rolled Stripe signs with both; v0 is never asked."""
    good = header().partition("v1=")[2]
    assert stripe.receive("events", signed(signature=f"t={NOW},v1={'0' * 64},v1={good},v0=x")) == "evt_1"
    for alone in (f"t={NOW},v0={good}", f"t={NOW},v1={'0' * 64}", f"t={NOW}", f"v1={good}"):
        with pytest.raises(WebhookRejected):
            stripe.receive("events", signed(signature=alone))


@pytest.mark.parametrize(("seconds", "taken"), [(-300, True), (-301, False), (300, True), (301, False)])
async def test_five_minutes_either_way_and_no_more(stripe: Stripe, seconds: int, taken: bool) -> None:
    """Stripe's own package takes any moment of the future; we do not."""
    call = signed(signature=header(at=NOW + seconds))
    if taken:
        assert stripe.receive("events", call) == "evt_1"
        return
    with pytest.raises(WebhookRejected) as rejected:
        stripe.receive("events", call)
    assert not rejected.value.malformed


async def test_nobody_else_is_let_in(stripe: Stripe) -> None:
    """Another secret, another body, another moment, no header, no secret of our own."""
    good = header()
    stamp, signature = f"t={NOW}", good.partition("v1=")[2]
    forged = [
        signed(signature=header(secret="whsec_other")),
        Webhook(url="", headers={"stripe-signature": good}, body=BODY.replace(b"sub_1", b"sub_2")),
        signed(signature=f"t={NOW + 1},v1={signature}"),
        signed(signature=f"{stamp},v1={signature[:-1]}"),
        signed(signature=f"{stamp},v1="),
        signed(signature=""),
        Webhook(url="", headers={}, body=BODY),
    ]
    for call in forged:
        with pytest.raises(WebhookRejected) as rejected:
            stripe.receive("events", call)
        assert not rejected.value.malformed
    vendor = Vendor("Stripe", "http://127.0.0.1:9", headers={}, timeout_seconds=1)
    bare = Stripe(vendor, webhook_secret="", clock=lambda: NOW)
    with pytest.raises(WebhookRejected):
        bare.receive("events", signed(signature=header(secret="")))
    await bare.close()


async def test_a_signed_body_that_is_no_event_is_malformed(stripe: Stripe) -> None:
    """Also an event of the second generation, which bears no object."""
    for body in (b"{}", b"[]", b"x", b'{"id":"evt_1","object":"v2.core.event","type":"x","data":{}}'):
        with pytest.raises(WebhookRejected) as rejected:
            stripe.receive("events", signed(body))
        assert rejected.value.malformed
    with pytest.raises(WebhookRejected):
        stripe.receive("invoices", signed())


@pytest.mark.parametrize(
    ("about", "subscription", "customer"),
    [
        ({"id": "sub_1", "object": "subscription", "customer": "cus_1"}, "sub_1", "cus_1"),
        ({"id": "sub_1", "object": "subscription", "customer": {"id": "cus_1"}}, "sub_1", "cus_1"),
        ({"id": "cs_1", "object": "checkout.session", "customer": "cus_1", "subscription": "sub_1"},
         "sub_1", "cus_1"),
        ({"id": "in_1", "object": "invoice", "customer": "cus_1", "subscription": "sub_1"}, "sub_1", "cus_1"),
        ({"id": "in_1", "object": "invoice", "customer": "cus_1", "subscription": {"id": "sub_1"}},
         "sub_1", "cus_1"),
        ({"id": "in_1", "object": "invoice", "customer": "cus_1",
          "parent": {"type": "subscription_details", "subscription_details": {"subscription": "sub_1"}}},
         "sub_1", "cus_1"),
        ({"id": "in_1", "object": "invoice", "customer": "cus_1", "parent": None}, None, "cus_1"),
        ({"id": "cus_1", "object": "customer"}, None, "cus_1"),
        ({"id": "ch_1", "object": "charge", "subscription": "sub_1/../x"}, None, None),
    ],
)  # fmt: skip
def test_what_an_event_is_about_is_found_in_old_and_new_shapes(
    about: dict[str, Any], subscription: str | None, customer: str | None
) -> None:
    event = parse_event(told(about))
    assert (event.subscription_id, event.customer_id) == (subscription, customer)


@FUZZ
@given(body=some.binary(max_size=200), signature=some.text(max_size=120))
@example(body=b"\xff", signature=f"t={NOW},v1=\ud800")
@example(body=b"[" * 20_000, signature=f"t={'9' * 400},v1=a")
@example(body=BODY, signature="t=١٧٩٥٤٠٠٠٠٠,v1=a")
async def test_whatever_a_stranger_sends_is_a_refusal(stripe: Stripe, body: bytes, signature: str) -> None:
    with pytest.raises(WebhookRejected):
        stripe.receive("events", signed(body, signature))


ODD: Any = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


@FUZZ
@given(
    about=some.dictionaries(some.sampled_from(["id", "object", "customer", "subscription", "parent"]), ODD),
    created=ODD,
)
async def test_whatever_stripe_signs_is_read_or_refused(
    stripe: Stripe, about: dict[str, Any], created: object
) -> None:
    """A field of another type is a field without a value."""
    body = json.dumps(json.loads(told(about)) | {"created": created}).encode()
    assert stripe.receive("events", signed(body)) == "evt_1"
