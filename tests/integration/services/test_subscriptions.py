"""A client's subscription here is what Stripe has, whatever order, number or age its events have."""

from __future__ import annotations

import asyncio
import json
import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from errors import Conflict, InvalidInput, NotPermitted, ProviderUnavailable
from memory.clients import client_by_id, stripe_marks
from memory.enums import EventStatus, Role, Subscription, Tier
from memory.records.actor import Actor
from memory.records.ids import ClientId, EventId
from memory.records.tenants import Client
from memory.store import Memory
from tests.fixtures.platform import Stage
from tests.fixtures.stripe import press
from tests.fixtures.tenants import make_client
from tools.providers.stripe_shapes import (
    CheckoutOrder,
    HostedPage,
    StripeEvent,
    StripeSubscription,
    SubscriptionItem,
)
from tools.providers.webhooks import Webhook
from tools.sandbox.stripe_books import PRICE_LIST
from tools.services.billing import Billing
from tools.services.intake import Intake
from tools.services.money.stripe_terms import STANDINGS, Prices, standing
from tools.services.money.subscriptions import Subscriptions
from tools.services.notify import Notify

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
ENDS = datetime(2026, 12, 23, tzinfo=UTC)


@dataclass
class Till:
    """A Stripe whose subscriptions are what a test says, and whose answers may be held back."""

    known: dict[str, StripeSubscription] = field(default_factory=dict[str, StripeSubscription])
    held: list[asyncio.Event] = field(default_factory=list[asyncio.Event])
    down: bool = False

    async def subscription(self, subscription_id: str) -> StripeSubscription:
        """As it is when the question comes; the answer may take its time."""
        if self.down:
            raise ProviderUnavailable("Stripe", "Stripe rests.")
        answer = self.known[subscription_id]
        if self.held:
            await self.held.pop(0).wait()
        return answer

    async def events(self, since: datetime) -> tuple[StripeEvent, ...]:  # noqa: ARG002
        """None."""
        return ()

    async def checkout_session(self, order: CheckoutOrder, *, idempotency_key: str) -> HostedPage:
        """Nobody pays here."""
        raise AssertionError(f"{order} is not expected under {idempotency_key}")

    async def portal_session(self, customer_id: str, *, return_url: str, idempotency_key: str) -> HostedPage:
        """Nor changes anything."""
        raise AssertionError(f"{customer_id} is sent to {return_url} under {idempotency_key}")


def subscription(client_id: ClientId, **changes: Any) -> StripeSubscription:
    made = StripeSubscription(
        id="sub_1",
        customer_id="cus_1",
        status="active",
        items=(SubscriptionItem(price_id="price_ignition", period_started_at=None, period_ends_at=ENDS),),
        pause_behaviour=None,
        metadata={"client_id": str(client_id)},
        created_at=NOW,
    )
    return replace(made, **changes)


def paying(price: str, **changes: Any) -> dict[str, Any]:
    item = SubscriptionItem(price_id=price, period_started_at=None, period_ends_at=ENDS)
    return {"items": (item,), **changes}


def event(subscription_id: str = "sub_1", number: int = 1) -> bytes:
    about = {"id": subscription_id, "object": "subscription"}
    told = {"id": f"evt_{number}", "object": "event", "type": "customer.subscription.updated"}
    return json.dumps({**told, "created": 1, "data": {"object": about}}).encode()


@pytest.fixture
def till() -> Till:
    return Till()


@pytest.fixture
def kept(memory: Memory, till: Till) -> Subscriptions:
    """Subscriptions over that Stripe."""
    notify = Notify(memory=memory)
    return Subscriptions(
        memory=memory,
        clock=lambda: NOW,
        intake=Intake(memory=memory, clock=lambda: NOW, vendors={}),
        billing=Billing(memory=memory, clock=lambda: NOW),
        notify=notify,
        prices=Prices.of(PRICE_LIST),
        base_url="http://127.0.0.1:8000",
        stripe=till,
    )


@pytest.fixture
async def client_id(memory: Memory, kept: Subscriptions) -> ClientId:
    """A founding client on a trial of ours, with the first month's credits."""
    client_id = await make_client(
        memory, subscription="trialing", founding=True, credits_reset_at=NOW + timedelta(days=20)
    )
    await kept.billing.open_account(client_id)
    return client_id


async def client_of(memory: Memory, client_id: ClientId) -> Client:
    async with memory.postgres.client_transaction(client_id) as tx:
        client = await client_by_id(tx)
    assert client is not None
    return client


async def audits(memory: Memory, client_id: ClientId) -> int:
    async with memory.postgres.client_transaction(client_id) as tx:
        sql = "select count(*) from audit_log where client_id = $1 and action = 'subscription_changed'"
        return await tx.fetchval(sql)


@pytest.mark.parametrize(
    ("status", "pause", "ours"),
    [
        ("trialing", None, Subscription.TRIALING),
        ("active", None, Subscription.ACTIVE),
        ("active", "keep_as_draft", Subscription.ACTIVE),
        ("active", "void", Subscription.PAUSED),
        ("past_due", None, Subscription.PAST_DUE),
        ("past_due", "void", Subscription.PAST_DUE),
        ("unpaid", None, Subscription.PAST_DUE),
        ("incomplete", None, Subscription.PAST_DUE),
        ("incomplete_expired", None, Subscription.CANCELLED),
        ("canceled", None, Subscription.CANCELLED),
        ("paused", None, Subscription.PAUSED),
        ("resting", None, Subscription.PAUSED),
    ],
)
def test_every_status_of_stripes_has_a_word_of_ours(
    status: str, pause: str | None, ours: Subscription
) -> None:
    """A word that nobody knows yet lets nothing run."""
    told = subscription(ClientId(Any), status=status, pause_behaviour=pause)  # type: ignore[arg-type]
    assert standing(told) is ours
    assert STANDINGS.get(status, Subscription.PAUSED) in Subscription


async def test_an_event_says_which_subscription_and_stripe_says_what_of_it(
    kept: Subscriptions, till: Till, memory: Memory, client_id: ClientId
) -> None:
    """State, ids and period are Stripe's, the founding price stays, and one row of audit tells it."""
    till.known["sub_1"] = subscription(client_id)
    assert await kept.changed(event()) == client_id
    client = await client_of(memory, client_id)
    assert (client.subscription, client.tier, client.founding) == ("active", "ignition", True)
    async with memory.postgres.client_transaction(client_id) as tx:
        marks = await stripe_marks(tx)
    assert marks is not None
    assert (marks.stripe_customer_id, marks.stripe_subscription_id) == ("cus_1", "sub_1")
    assert marks.period_ends_at == ENDS
    for number in range(3):
        assert await kept.changed(event(number=number)) == client_id
    assert await audits(memory, client_id) == 1


async def test_what_is_nobodys_is_none(kept: Subscriptions, till: Till, client_id: ClientId) -> None:
    """An event without a subscription, one of a stranger's, and a subscription without our name."""
    about = {"id": "cus_1", "object": "customer"}
    told = {"id": "evt_1", "object": "event", "type": "customer.updated", "data": {"object": about}}
    assert await kept.changed(json.dumps(told).encode()) is None
    for metadata in ({}, {"client_id": "no id"}, {"client_id": "00000000-0000-0000-0000-000000000000"}):
        till.known["sub_1"] = subscription(client_id, metadata=metadata)
        assert await kept.changed(event()) is None


async def test_events_in_any_order_lead_to_the_same_end(
    kept: Subscriptions, till: Till, memory: Memory, client_id: ClientId
) -> None:
    """Twenty deliveries, some at once, while Stripe moves on: the last state stands, and credits add up."""
    states = [
        subscription(client_id, **paying("price_velocity")),
        subscription(client_id, **paying("price_velocity", status="past_due")),
        subscription(client_id, **paying("price_dominance")),
        subscription(client_id, **paying("price_velocity")),
    ]
    for state in states:
        till.known["sub_1"] = state
        await asyncio.gather(*(kept.changed(event(number=n)) for n in random.sample(range(9), 5)))
    client = await client_of(memory, client_id)
    assert (client.subscription, client.tier) == ("active", "velocity")
    entries = await kept.billing.entries(client_id)
    assert client.credit_balance == sum(entry.delta for entry in entries) == 2_250


async def test_an_older_telling_never_overwrites_a_newer_one(
    kept: Subscriptions, till: Till, memory: Memory, client_id: ClientId
) -> None:
    """A worker whose answer is late writes nothing."""
    gate = asyncio.Event()
    till.known["sub_1"] = subscription(client_id)
    till.held.append(gate)
    late = asyncio.create_task(kept.changed(event()))
    while till.held:
        await asyncio.sleep(0.01)
    till.known["sub_1"] = subscription(client_id, status="canceled")
    assert await kept.changed(event(number=2)) == client_id
    gate.set()
    assert await late == client_id
    assert (await client_of(memory, client_id)).subscription is Subscription.CANCELLED


async def test_a_stripe_that_rests_changes_nothing_and_is_asked_again(
    kept: Subscriptions, till: Till, memory: Memory, client_id: ClientId
) -> None:
    """An unavailable vendor is never taken for an ended subscription."""
    till.known["sub_1"] = subscription(client_id)
    await kept.changed(event())
    till.down = True
    with pytest.raises(ProviderUnavailable):
        await kept.changed(event(number=2))
    assert (await client_of(memory, client_id)).subscription is Subscription.ACTIVE


async def test_a_tier_counts_once_it_is_paid(
    kept: Subscriptions, till: Till, memory: Memory, client_id: ClientId
) -> None:
    """An upgrade whose payment fails adds no credits; the payment adds them, and a downgrade caps."""
    till.known["sub_1"] = subscription(client_id, **paying("price_velocity", status="past_due"))
    await kept.changed(event())
    client = await client_of(memory, client_id)
    assert (client.subscription, client.tier, client.credit_balance) == ("past_due", "ignition", 1_250)
    till.known["sub_1"] = subscription(client_id, **paying("price_velocity_founding"))
    await kept.changed(event(number=2))
    client = await client_of(memory, client_id)
    assert (client.tier, client.credit_balance) == ("velocity", 2_250)
    till.known["sub_1"] = subscription(client_id, **paying("price_of_nobodys"))
    await kept.changed(event(number=3))
    assert (await client_of(memory, client_id)).tier is Tier.VELOCITY
    till.known["sub_1"] = subscription(client_id)
    await kept.changed(event(number=4))
    client = await client_of(memory, client_id)
    assert (client.tier, client.credit_balance) == ("ignition", 1_250)


async def test_a_first_payment_that_fails_ends_no_trial(
    kept: Subscriptions, till: Till, memory: Memory, client_id: ClientId
) -> None:
    """Nothing was begun, so nothing is taken away."""
    for status in ("incomplete", "incomplete_expired"):
        till.known["sub_1"] = subscription(client_id, status=status)
        assert await kept.changed(event()) == client_id
        assert (await client_of(memory, client_id)).subscription is Subscription.TRIALING


async def test_the_end_of_an_old_subscription_does_not_end_the_new_one(
    kept: Subscriptions, till: Till, memory: Memory, client_id: ClientId
) -> None:
    """Of two, the one that runs counts, whichever is told of last."""
    till.known["sub_1"] = subscription(client_id)
    await kept.changed(event())
    till.known["sub_2"] = subscription(client_id, id="sub_2", created_at=NOW + timedelta(days=1))
    till.known["sub_1"] = subscription(client_id, status="canceled")
    await kept.changed(event("sub_2"))
    await kept.changed(event("sub_1"))
    assert (await client_of(memory, client_id)).subscription is Subscription.ACTIVE
    async with memory.postgres.client_transaction(client_id) as tx:
        marks = await stripe_marks(tx)
    assert marks is not None
    assert marks.stripe_subscription_id == "sub_2"


def test_a_price_list_is_read_or_refused() -> None:
    """Old prices keep their tier; a founding client is never sold the full price."""
    prices = Prices.of("ignition=price_new, ignition=price_old,ignition_founding=price_f")
    assert prices.price_for(Tier.IGNITION, founding=False) == "price_new"
    assert prices.price_for(Tier.IGNITION, founding=True) == "price_f"
    old = SubscriptionItem(price_id="price_old", period_started_at=None, period_ends_at=None)
    told = subscription(ClientId(Any), items=(old,))  # type: ignore[arg-type]
    assert prices.tier_of(told) is Tier.IGNITION
    with pytest.raises(InvalidInput):
        prices.price_for(Tier.VELOCITY, founding=False)
    for wrong in ("gold=price_1", "ignition", "ignition="):
        with pytest.raises(InvalidInput):
            Prices.of(wrong)


# Through the doors, with the pretended Stripe ------------------------------------------------


async def take_in(stage: Stage, seen: int) -> list[EventId]:
    """Accept what Stripe posted since, and let it have its effect, last one first."""
    found: list[EventId] = []
    for posted in reversed(stage.town.mailroom.at("stripe/events")[seen:]):
        webhook = Webhook(url=posted.url, headers=posted.headers, body=posted.body)
        event_id = await stage.platform.services.intake.accept("stripe", "events", webhook)
        assert event_id is not None
        assert await stage.platform.services.reception.match(event_id) is None
        assert (await stage.platform.services.intake.event(event_id)).status is EventStatus.HANDLED
        found.append(event_id)
    return found


async def test_an_owner_subscribes_fails_to_pay_and_pays(stage: Stage) -> None:
    """From the checkout's page to the state that lets outreach run, through signed webhooks."""
    services, owner, mailroom = stage.platform.services, stage.tenant.actor, stage.town.mailroom
    url = await services.subscriptions.checkout(stage.client_id, owner, Tier.DOMINANCE)
    await press(url)
    await mailroom.wait_for(3, "stripe/events")
    await take_in(stage, 0)
    state = await services.billing.state(stage.client_id)
    assert (state.tier, state.subscription, state.runs) == ("dominance", "active", True)
    assert state.notices() == []
    with pytest.raises(Conflict):
        await services.subscriptions.checkout(stage.client_id, owner, Tier.DOMINANCE)
    await press(await services.subscriptions.portal(stage.client_id, owner), do="fail")
    await mailroom.wait_for(5, "stripe/events")
    await take_in(stage, 3)
    state = await services.billing.state(stage.client_id)
    assert (state.subscription, state.runs) == ("past_due", False)
    assert "did not come through" in " ".join(state.notices())
    await press(await services.subscriptions.portal(stage.client_id, owner), do="pay")
    await mailroom.wait_for(7, "stripe/events")
    await take_in(stage, 5)
    assert (await services.billing.state(stage.client_id)).runs


async def test_what_no_webhook_brought_is_found_by_asking(stage: Stage) -> None:
    """Stored once as found by polling, and nothing again once it is known."""
    services = stage.platform.services
    stage.town.clock.now = datetime.now(UTC)
    url = await services.subscriptions.checkout(stage.client_id, stage.tenant.actor, Tier.DOMINANCE)
    await press(url)
    found = await services.subscriptions.refresh_from_events()
    assert len(found) == 3
    for event_id in found:
        assert (await services.intake.event(event_id)).found_by == "poll"
        await services.reception.match(event_id)
    state = await services.billing.state(stage.client_id)
    assert (state.subscription, state.tier) == ("active", "dominance")
    assert await services.subscriptions.refresh_from_events() == ()


async def test_only_an_owner_is_sent_to_stripe(stage: Stage) -> None:
    """And to the portal only with a subscription."""
    admin = Actor(name="Ada", role=Role.ADMIN)
    subscriptions = stage.platform.services.subscriptions
    with pytest.raises(NotPermitted):
        await subscriptions.checkout(stage.client_id, admin, Tier.IGNITION)
    with pytest.raises(NotPermitted):
        await subscriptions.portal(stage.client_id, admin)
    with pytest.raises(Conflict):
        await subscriptions.portal(stage.client_id, stage.tenant.actor)
