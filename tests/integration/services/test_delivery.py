"""What must be true of the only way out."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest

from errors import OutcomeUnknown, ProviderRefused, ProviderUnavailable
from memory.enums import TouchStatus
from memory.limits import PREFIX
from memory.records.ids import TouchId
from memory.store import Memory
from memory.touches import touch_by_id
from tests.fixtures.outreach import (
    Outreach,
    TestClock,
    make_campaign,
    make_lead,
    make_touch,
    outreach_services,
    written,
)
from tests.fixtures.tenants import Tenant, agency_with_client
from tools.services.approvals import Approve
from tools.services.channels import Accepted, CannotTell, NotFound, OutboundMessage
from tools.services.sending.attempts import Delivered, Held, NotSent, Unknown


class Died(Exception):
    """The process ends here."""


@dataclass
class Post:
    """A vendor that takes messages under a key, and fails as told."""

    vendor: str = "resend"
    taken: dict[TouchId, OutboundMessage] = field(default_factory=dict[TouchId, OutboundMessage])
    calls: int = 0
    fails: list[Exception | None] = field(default_factory=list[Exception | None])
    takes_before_failing: bool = False
    repeatable: bool = True
    answer: Accepted | NotFound | CannotTell | OutcomeUnknown = field(default_factory=NotFound)
    gate: asyncio.Event | None = None
    """Where it is set, a call stands until the gate opens."""

    def can_repeat(self, message: OutboundMessage, now: datetime) -> bool:  # noqa: ARG002
        return self.repeatable

    async def send(self, message: OutboundMessage) -> Accepted:
        self.calls += 1
        if self.gate is not None:
            await self.gate.wait()
        failure = self.fails.pop(0) if self.fails else None
        if failure is None or self.takes_before_failing:
            self.taken[message.touch_id] = message
        if failure is not None:
            raise failure
        return Accepted(vendor_id=f"re_{message.touch_id}")

    async def look_up(self, message: OutboundMessage) -> Accepted | NotFound | CannotTell:  # noqa: ARG002
        if isinstance(self.answer, OutcomeUnknown):
            raise self.answer
        return self.answer

    async def message_id(self, vendor_id: str) -> str | None:
        return f"<{vendor_id}@mail.example>"


@dataclass
class Scene:
    tenant: Tenant
    clock: TestClock
    post: Post
    services: Outreach
    memory: Memory

    async def touch(self, **lead: Any) -> TouchId:
        """An approved touch."""
        campaign_id = await make_campaign(self.memory, self.tenant)
        return await self.approved(
            await make_touch(
                self.memory,
                self.tenant,
                campaign_id,
                await make_lead(self.memory, self.tenant, campaign_id, **lead),
            )
        )

    async def approved(self, touch_id: TouchId) -> TouchId:
        return await self.approved_by(self.services, touch_id)

    async def approved_by(self, services: Outreach, touch_id: TouchId) -> TouchId:
        """The touch, drafted, proposed and approved."""
        await services.drafts.save(self.tenant.client_id, touch_id, written())
        approval = await services.approvals.propose(self.tenant.client_id, touch_id)
        await services.approvals.decide(self.tenant.client_id, self.tenant.actor, approval.id, Approve())
        return touch_id

    async def deliver(self, touch_id: TouchId):
        return await self.services.delivery.deliver(self.tenant.client_id, touch_id)

    async def row(self, touch_id: TouchId) -> dict[str, object]:
        """Everything that is kept of the touch."""
        async with self.memory.postgres.client_transaction(self.tenant.client_id) as tx:
            (found,) = await tx.fetch("select * from touches where client_id = $1 and id = $2", touch_id)
        return dict(found)

    async def status(self, touch_id: TouchId) -> TouchStatus:
        async with self.memory.postgres.client_transaction(self.tenant.client_id) as tx:
            touch = await touch_by_id(tx, touch_id)
        assert touch is not None
        return touch.status


async def scene(memory: Memory) -> Scene:
    clock, post = TestClock(), Post()
    tenant = await agency_with_client(memory)
    return Scene(tenant, clock, post, outreach_services(memory, clock, post), memory)


async def test_an_approved_touch_is_sent_once_however_often_it_is_delivered(memory: Memory) -> None:
    it = await scene(memory)
    touch_id = await it.touch()
    outcomes = await asyncio.gather(*(it.deliver(touch_id) for _ in range(5)))
    assert any(isinstance(outcome, Delivered) for outcome in outcomes)
    assert it.post.calls == 1
    assert isinstance(await it.deliver(touch_id), Delivered)
    assert it.post.calls == 1


async def test_what_goes_out_is_what_was_approved_with_one_click_and_an_own_reply_address(
    memory: Memory,
) -> None:
    it = await scene(memory)
    touch_id = await it.touch()
    await it.deliver(touch_id)
    message = it.post.taken[touch_id]
    assert message.text.startswith("Hi Mia,")
    assert "12 Quay Street" in message.text
    assert message.unsubscribe_url in message.text
    assert message.reply_to.endswith("@in.agency.example")


async def test_a_touch_without_an_approval_is_not_sent(memory: Memory) -> None:
    it = await scene(memory)
    campaign_id = await make_campaign(memory, it.tenant)
    touch_id = await make_touch(
        memory, it.tenant, campaign_id, await make_lead(memory, it.tenant, campaign_id)
    )
    await it.services.drafts.save(it.tenant.client_id, touch_id, written())
    await it.services.approvals.propose(it.tenant.client_id, touch_id)
    assert isinstance(await it.deliver(touch_id), NotSent)
    assert it.post.calls == 0


async def test_content_that_was_changed_after_its_approval_is_not_sent(memory: Memory) -> None:
    it = await scene(memory)
    touch_id = await it.touch()
    async with memory.postgres.client_transaction(it.tenant.client_id) as tx:
        await tx.execute("update drafts set body = body || ' Buy!' where client_id = $1")
    outcome = await it.deliver(touch_id)
    assert isinstance(outcome, NotSent)
    assert outcome.rule == "approval"
    assert it.post.calls == 0


async def test_a_refusal_of_the_vendor_ends_the_touch_and_frees_its_place(memory: Memory) -> None:
    it = await scene(memory)
    touch_id = await it.touch()
    it.post.fails = [ProviderRefused("resend", "No.", status=422)]
    assert isinstance(await it.deliver(touch_id), NotSent)
    assert await it.status(touch_id) is TouchStatus.NOT_SENT


async def test_a_vendor_that_is_away_is_tried_again_later(memory: Memory) -> None:
    it = await scene(memory)
    touch_id = await it.touch()
    it.post.fails = [ProviderUnavailable("resend", "Away.")]
    outcome = await it.deliver(touch_id)
    assert isinstance(outcome, Held)
    assert isinstance(await it.deliver(touch_id), Held)
    assert it.post.calls == 1
    it.clock.forward(minutes=2)
    assert await it.services.delivery.due(it.tenant.client_id) == [touch_id]
    assert isinstance(await it.deliver(touch_id), Delivered)


async def test_an_unknown_outcome_is_resolved_under_the_same_key_and_never_sent_twice(memory: Memory) -> None:
    it = await scene(memory)
    touch_id = await it.touch()
    it.post.fails, it.post.takes_before_failing = [OutcomeUnknown("resend", "Cut.")], True
    assert isinstance(await it.deliver(touch_id), Unknown)
    first = it.post.taken[touch_id]
    assert isinstance(await it.deliver(touch_id), Unknown)
    assert it.post.calls == 1
    it.clock.forward(minutes=3)
    assert await it.services.delivery.due_for_resolution(it.tenant.client_id) == [touch_id]
    assert isinstance(await it.services.delivery.resolve(it.tenant.client_id, touch_id), Delivered)
    assert it.post.taken[touch_id] == replace(first, tried_before=True)


async def test_an_unknown_outcome_that_may_not_be_repeated_is_looked_up_and_parked(memory: Memory) -> None:
    it = await scene(memory)
    touch_id = await it.touch()
    it.post.fails = [OutcomeUnknown("resend", "Cut.")]
    await it.deliver(touch_id)
    it.post.repeatable = False
    assert isinstance(await it.services.delivery.resolve(it.tenant.client_id, touch_id), Unknown)
    assert await it.status(touch_id) is TouchStatus.PARKED
    assert it.post.calls == 1


async def test_an_attempt_of_yesterday_is_looked_up_today_and_not_repeated(memory: Memory) -> None:
    """Its place is among yesterday's sends: gone today, it would be one more than today's limits allow."""
    it = await scene(memory)
    touch_id, found_id = await it.touch(), await it.touch()
    it.post.fails = [OutcomeUnknown("resend", "Cut."), OutcomeUnknown("resend", "Cut.")]
    await it.deliver(touch_id)
    await it.deliver(found_id)
    it.clock.forward(hours=20)
    assert isinstance(await it.services.delivery.resolve(it.tenant.client_id, touch_id), Unknown)
    assert await it.status(touch_id) is TouchStatus.PARKED
    it.post.answer = Accepted(vendor_id="re_1")
    assert isinstance(await it.services.delivery.resolve(it.tenant.client_id, found_id), Delivered)
    assert it.post.calls == 2


async def test_nobody_is_contacted_between_an_unsubscribe_and_a_resolution(memory: Memory) -> None:
    it = await scene(memory)
    touch_id = await it.touch()
    it.post.fails = [OutcomeUnknown("resend", "Cut.")]
    await it.deliver(touch_id)
    async with memory.postgres.client_transaction(it.tenant.client_id) as tx:
        lead_id = await tx.fetchval("select lead_id from touches where client_id = $1")
    await it.services.suppression.suppress(it.tenant.client_id, lead_id=lead_id, reason="test", source="test")
    await it.services.delivery.resolve(it.tenant.client_id, touch_id)
    assert it.post.calls == 1


async def test_an_attempt_that_died_is_resolved_after_its_lease_and_not_before(memory: Memory) -> None:
    it = await scene(memory)
    touch_id = await it.touch()
    async with memory.postgres.client_transaction(it.tenant.client_id) as tx:
        await tx.execute(
            "update touches set status = 'sending', attempt_token = gen_random_uuid(),"
            " attempt_started_at = $2"
            " where client_id = $1",
            it.clock.now,
        )
    assert isinstance(await it.services.delivery.resolve(it.tenant.client_id, touch_id), Unknown)
    assert it.post.calls == 0
    it.clock.forward(minutes=2)
    assert isinstance(await it.services.delivery.resolve(it.tenant.client_id, touch_id), Delivered)


@pytest.mark.parametrize(
    "end",
    [
        None,
        ProviderUnavailable("resend", "Away."),
        ProviderRefused("resend", "No.", status=422),
        OutcomeUnknown("resend", "Cut."),
    ],
    ids=["accepted", "away", "refused", "cut"],
)
async def test_an_attempt_that_outlived_its_lease_records_nothing(
    memory: Memory, end: Exception | None
) -> None:
    """Its touch is in the hands of a look-up by then, and what that one finds stands."""
    it = await scene(memory)
    touch_id = await it.touch()
    it.post.gate, it.post.fails = asyncio.Event(), [end]
    late = asyncio.create_task(it.deliver(touch_id))
    while not it.post.calls:
        await asyncio.sleep(0.01)
    it.clock.forward(minutes=2)
    it.post.repeatable, it.post.answer = False, OutcomeUnknown("resend", "The list cannot be read.")
    await it.services.delivery.resolve(it.tenant.client_id, touch_id)
    before = await it.row(touch_id)
    assert before["status"] == TouchStatus.UNKNOWN
    it.post.gate.set()
    assert isinstance(await late, (Unknown, Held, NotSent))
    assert await it.row(touch_id) == before
    it.post.answer = Accepted(vendor_id="re_1", message_id=None)
    assert isinstance(await it.services.delivery.resolve(it.tenant.client_id, touch_id), Delivered)
    assert it.post.calls == 1


async def test_an_attempt_that_comes_too_late_does_not_ask_the_vendor(memory: Memory) -> None:
    """Stopped behind its claim for longer than its lease: a look-up may have begun, and an opt-out come."""
    it = await scene(memory)
    touch_id = await it.touch()

    def stop(point: str) -> None:
        if point == "deliver.claimed":
            it.clock.forward(minutes=2)

    slow = replace(it.services.delivery, reached=stop)
    assert isinstance(await slow.deliver(it.tenant.client_id, touch_id), Held)
    assert it.post.calls == 0
    it.clock.forward(minutes=2)
    assert isinstance(await it.deliver(touch_id), Delivered)
    assert it.post.calls == 1


async def test_the_daily_limit_holds_over_concurrent_sends_and_a_loss_of_redis(memory: Memory) -> None:
    it = await scene(memory)
    campaign_id = await make_campaign(memory, it.tenant, daily_limit=3)
    touches = [
        await it.approved(
            await make_touch(memory, it.tenant, campaign_id, await make_lead(memory, it.tenant, campaign_id))
        )
        for _ in range(8)
    ]
    await asyncio.gather(*(it.deliver(touch_id) for touch_id in touches[:4]))
    await memory.limits._redis.flushall()  # pyright: ignore[reportPrivateUsage]
    outcomes = await asyncio.gather(*(it.deliver(touch_id) for touch_id in touches[4:]))
    assert it.post.calls == 3
    assert all(isinstance(outcome, Held) for outcome in outcomes)
    it.clock.forward(hours=24)
    assert isinstance(await it.deliver(touches[-1]), Delivered)


async def test_a_held_touch_keeps_its_approval_although_it_goes_later(memory: Memory) -> None:
    it = await scene(memory)
    campaign_id = await make_campaign(memory, it.tenant, work_days=[2])
    lead_id = await make_lead(memory, it.tenant, campaign_id)
    touch_id = await it.approved(await make_touch(memory, it.tenant, campaign_id, lead_id))
    outcome = await it.deliver(touch_id)
    assert isinstance(outcome, Held)
    assert outcome.until is not None
    it.clock.now = outcome.until
    assert isinstance(await it.deliver(touch_id), Delivered)


async def test_a_vendors_word_that_the_number_opted_out_outlives_a_death_behind_the_record(
    memory: Memory,
) -> None:
    """Nobody asks again about a touch that has ended: by then the lead must be left alone already."""
    it = await scene(memory)
    touch_id = await it.touch()
    it.post.vendor, it.post.fails = "twilio", [ProviderRefused("Twilio", "It answered STOP.", code="21610")]

    def die(point: str) -> None:
        if point == "deliver.recorded":
            raise Died

    with pytest.raises(Died):
        await replace(it.services.delivery, reached=die).deliver(it.tenant.client_id, touch_id)
    assert await it.status(touch_id) is TouchStatus.NOT_SENT
    async with memory.postgres.client_transaction(it.tenant.client_id) as tx:
        assert await tx.fetchval("select status from leads where client_id = $1") == "unsubscribed"


async def test_an_attempt_that_outlived_its_lease_gives_no_place_back(memory: Memory) -> None:
    """The look-up holds the touch by then, which counts for as long as it may have gone."""
    it = await scene(memory)
    touch_id = await it.touch()
    it.post.gate, it.post.fails = asyncio.Event(), [ProviderUnavailable("resend", "Away.")]
    late = asyncio.create_task(it.deliver(touch_id))
    while not it.post.calls:
        await asyncio.sleep(0.01)
    it.clock.forward(minutes=2)
    it.post.repeatable, it.post.answer = False, OutcomeUnknown("resend", "The list cannot be read.")
    await it.services.delivery.resolve(it.tenant.client_id, touch_id)
    it.post.gate.set()
    assert isinstance(await late, Unknown)
    assert await _places_of(memory, touch_id) == 3


async def _places_of(memory: Memory, touch_id: TouchId) -> int:
    """In how many of Redis's counts the touch stands."""
    redis = memory.limits._redis  # pyright: ignore[reportPrivateUsage]
    keys = [key async for key in redis.scan_iter(f"{PREFIX}*")]
    return sum([bool(await redis.sismember(key, str(touch_id))) for key in keys])
