"""The clock tells clients of their pace, and takes in what Stripe's webhooks did not bring."""

from __future__ import annotations

from datetime import UTC, datetime

from graphs import work
from memory.enums import Tier
from memory.records.ids import EventId
from tests.fixtures.platform import Stage
from tests.fixtures.stripe import press


async def test_every_client_is_told_of_its_pace(stage: Stage) -> None:
    """Those whose credits lie idle at the end of their month, once."""
    async with stage.platform.memory.postgres.system_transaction() as tx:
        await tx.execute("update clients set credits_reset_at = $1", datetime(2026, 11, 25, tzinfo=UTC))
    await work.watch_pace(stage.platform)
    await work.watch_pace(stage.platform)
    sql = "select action from audit_log where client_id = $1 and action like 'credits%'"
    assert await stage.rows(sql) == [{"action": "credits_slow"}]


async def test_what_stripe_did_not_deliver_is_received(stage: Stage) -> None:
    """And a Stripe that does not answer keeps nothing else from being done."""
    taken: list[EventId] = []

    async def receive(event_id: EventId) -> None:
        taken.append(event_id)

    stage.town.clock.now = datetime.now(UTC)
    subscriptions = stage.platform.services.subscriptions
    await press(await subscriptions.checkout(stage.client_id, stage.tenant.actor, Tier.IGNITION))
    stage.town.sandbox.faults.set("stripe.429=1")
    await work.refresh_subscriptions(stage.platform, receive=receive)
    assert taken == []
    stage.town.sandbox.faults.set("")
    await work.refresh_subscriptions(stage.platform, receive=receive)
    assert len(taken) == 3
