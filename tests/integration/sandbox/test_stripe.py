"""The pretended Stripe takes what Stripe takes, lets somebody pay, and tells of it as Stripe does."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from errors import ProviderCredentials, ProviderError, ProviderRefused
from tests.fixtures.faults import each_prompt_fault
from tests.fixtures.sandbox import Mailroom
from tests.fixtures.stripe import press
from tools.providers.client import Vendor
from tools.providers.outcomes import Effect
from tools.providers.stripe import Stripe
from tools.providers.stripe_shapes import CheckoutOrder, parse_event
from tools.providers.webhooks import Webhook
from tools.sandbox.config import SandboxConfig
from tools.sandbox.server import Sandbox, open_sandbox

ORDER = CheckoutOrder(
    price_id="price_velocity",
    success_url="http://127.0.0.1:1/chat/",
    cancel_url="http://127.0.0.1:1/chat/",
    reference="c-1",
    customer_email="olive@harbour.example",
    metadata={"client_id": "c-1"},
)


@pytest.fixture
async def stripe(sandbox: Sandbox) -> AsyncIterator[Stripe]:
    stripe = Stripe.at(sandbox.accounts["stripe"], timeout_seconds=3)
    yield stripe
    await stripe.close()


async def test_somebody_pays_and_stripe_tells_of_it(
    sandbox: Sandbox, stripe: Stripe, mailroom: Mailroom
) -> None:
    """Three signed webhooks that our own check lets in, the same in the list, and a subscription."""
    sandbox.post_to(mailroom.url)
    page = await stripe.checkout_session(ORDER, idempotency_key="k")
    await press(page.url)
    await press(page.url)
    await mailroom.wait_for(3, "stripe/events")
    posted = mailroom.at("stripe/events")
    keys = [
        stripe.receive("events", Webhook(url=one.url, headers=one.headers, body=one.body)) for one in posted
    ]
    events = await stripe.events(datetime.now(UTC) - timedelta(hours=1))
    assert sorted(keys) == sorted(event.id for event in events)
    assert [event.type for event in events] == [
        "customer.subscription.created",
        "checkout.session.completed",
        "invoice.paid",
    ]
    (subscription_id,) = {event.subscription_id for event in events}
    assert subscription_id is not None
    told = await stripe.subscription(subscription_id)
    assert (told.status, told.items[0].price_id, told.metadata) == (
        "active",
        "price_velocity",
        {"client_id": "c-1"},
    )
    assert told.items[0].period_ends_at
    assert told.items[0].period_ends_at > datetime.now(UTC)


@pytest.mark.parametrize(
    ("press_what", "status", "told"),
    [
        ("fail", "past_due", "customer.subscription.updated"),
        ("pause", "paused", "customer.subscription.paused"),
        ("cancel", "canceled", "customer.subscription.deleted"),
    ],
)
async def test_a_customer_changes_things_on_the_portal(
    stripe: Stripe, press_what: str, status: str, told: str
) -> None:
    """What happens there is what the subscription says, and is told of."""
    page = await stripe.checkout_session(ORDER, idempotency_key="k")
    await press(page.url)
    since = datetime.now(UTC) - timedelta(hours=1)
    first = (await stripe.events(since))[0]
    assert first.subscription_id
    assert first.customer_id
    portal = await stripe.portal_session(
        first.customer_id, return_url="http://127.0.0.1:1/", idempotency_key="p"
    )
    await press(portal.url, do=press_what)
    assert (await stripe.subscription(first.subscription_id)).status == status
    assert (await stripe.events(since))[-1].type == told


async def test_the_same_key_is_the_same_page(sandbox: Sandbox, stripe: Stripe) -> None:
    """Under it another order is refused, as Stripe refuses it."""
    page = await stripe.checkout_session(ORDER, idempotency_key="k")
    assert await stripe.checkout_session(ORDER, idempotency_key="k") == page
    with pytest.raises(ProviderRefused) as refused:
        await stripe.checkout_session(replace(ORDER, reference="c-2"), idempotency_key="k")
    assert refused.value.code == "idempotency_error"
    assert len(sandbox.ledger.sends("stripe")) == 1


async def test_what_stripe_would_refuse_is_refused(sandbox: Sandbox, stripe: Stripe) -> None:
    """Another's key, an unknown price or customer, JSON, and a parameter that there is not."""
    stranger = Stripe.at(replace(sandbox.accounts["stripe"], key="sk_other"), timeout_seconds=3)
    with pytest.raises(ProviderCredentials):
        await stranger.subscription("sub_1")
    await stranger.close()
    for wrong in (replace(ORDER, price_id="price_x"), replace(ORDER, customer_id="cus_x")):
        with pytest.raises(ProviderRefused) as refused:
            await stripe.checkout_session(wrong, idempotency_key=wrong.price_id)
        assert refused.value.code == "resource_missing"
    with pytest.raises(ProviderRefused) as missing:
        await stripe.subscription("sub_nothing")
    assert missing.value.status == 404
    account = sandbox.accounts["stripe"]
    headers = {"Authorization": f"Bearer {account.key}"}
    bare = Vendor("Stripe", account.base_url, headers=headers, timeout_seconds=3)
    path = "/v1/checkout/sessions"
    form = {"mode": "subscription", "success_url": "http://a", "line_items[0][price]": "price_velocity"}
    for body in ({"json": form}, {"form": {**form, "colour": "red"}}, {"form": {"mode": "subscription"}}):
        with pytest.raises(ProviderRefused):
            await bare.call("probe", "POST", path, effect=Effect.ONCE, **body)  # pyright: ignore[reportArgumentType]
    await bare.close()
    assert sandbox.ledger.sends("stripe") == ()


@each_prompt_fault
async def test_under_each_fault_a_key_opens_one_checkout(
    sandbox: Sandbox, stripe: Stripe, fault: str, kind: type[ProviderError], kept: int
) -> None:
    """Repeated with the same key, and never two."""
    sandbox.faults.set(f"stripe.{fault}=1")
    with pytest.raises(ProviderError) as failed:
        await stripe.checkout_session(ORDER, idempotency_key="k")
    assert (type(failed.value), len(sandbox.ledger.sends("stripe"))) == (kind, kept)
    sandbox.faults.set("")
    await stripe.checkout_session(ORDER, idempotency_key="k")
    assert len(sandbox.ledger.sends("stripe")) == 1


async def test_a_subscription_outlives_the_sandbox(sandbox_config: SandboxConfig) -> None:
    """It is read from the ledger again."""
    async with open_sandbox(sandbox_config) as sandbox:
        stripe = Stripe.at(sandbox.accounts["stripe"], timeout_seconds=3)
        await press((await stripe.checkout_session(ORDER, idempotency_key="k")).url)
        told = parse_event(json.dumps(dict(sandbox.ledger.sends("stripe")[1].details)).encode())
        await stripe.close()
    async with open_sandbox(sandbox_config) as sandbox:
        stripe = Stripe.at(sandbox.accounts["stripe"], timeout_seconds=3)
        assert (await stripe.subscription(told.subscription_id or "")).status == "active"
        await stripe.close()
