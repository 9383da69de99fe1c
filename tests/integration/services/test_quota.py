"""No limit of a day or a week is overstepped on any channel: eight deliverers, while Redis forgets."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

import pytest

from errors import OutcomeUnknown, ProviderRefused
from memory.dossiers import Dossier
from memory.enums import Channel, Form
from memory.postgres import ClientTransaction
from memory.records.ids import CampaignId, ResourceId, TouchId
from memory.redis import open_redis
from memory.store import Memory, Storage
from tests.fixtures.outreach import TestClock, make_campaign, make_lead, make_touch, outreach_services
from tests.fixtures.tenants import Tenant, agency_with_client
from tools.services.channels import Accepted, NotFound, OutboundMessage
from tools.services.delivery import Delivery
from tools.services.law.linkedin import INVITATIONS_IN_SEVEN_DAYS
from tools.services.permission import Permission, Permitted

DELIVERERS = 8
TOUCHES = 9
FORMS = {
    Channel.EMAIL: Form.EMAIL,
    Channel.SMS: Form.SMS,
    Channel.LINKEDIN: Form.CONNECTION_REQUEST,
    Channel.VOICE: Form.VOICE_SCRIPT,
    Channel.MAIL: Form.LETTER,
}


@dataclass(frozen=True, kw_only=True)
class Welcome(Permission):
    """Everybody may be contacted: only the limits stand in the way here."""

    async def may_send(
        self,
        tx: ClientTransaction,  # noqa: ARG002
        dossier: Dossier,  # noqa: ARG002
        at: datetime,  # noqa: ARG002
    ) -> Permitted:
        """Yes."""
        return Permitted()


@dataclass
class Vendor:
    """Takes most messages, refuses some, and leaves the fate of a few open."""

    random: Random
    vendor: str = "any"
    went: Counter[TouchId] = field(default_factory=Counter[TouchId])
    """What counts: taken, or perhaps taken."""

    def can_repeat(self, message: OutboundMessage, now: datetime) -> bool:  # noqa: ARG002
        return False

    async def send(self, message: OutboundMessage) -> Accepted:
        await asyncio.sleep(self.random.random() / 500)
        chance = self.random.random()
        if chance < 0.1:
            raise ProviderRefused("any", "No.")
        self.went[message.touch_id] += 1
        if chance < 0.2:
            raise OutcomeUnknown("any", "The answer was lost.")
        return Accepted(vendor_id=str(message.touch_id))

    async def look_up(self, message: OutboundMessage) -> NotFound:  # noqa: ARG002
        return NotFound()

    async def message_id(self, vendor_id: str) -> str | None:  # noqa: ARG002
        return None


@dataclass(frozen=True, kw_only=True)
class Scene:
    memory: Memory
    tenant: Tenant
    clock: TestClock
    vendor: Vendor
    delivery: Delivery

    async def resource(self, channel: Channel, limit: int, **settings: object) -> ResourceId:
        """One thing to send from, with its limit."""
        sql = (
            "insert into resources (client_id, channel, vendor, address, label, daily_limit, settings)"
            " values ($1, $2, 'any', $3, $2, $4, $5) returning id"
        )
        async with self._tx() as tx:
            return ResourceId(await tx.fetchval(sql, channel, f"{channel}@limits.example", limit, settings))

    async def approved(
        self, campaign_id: CampaignId, channel: Channel, resource_id: ResourceId, **columns: object
    ) -> TouchId:
        """A touch that only limits keep from going."""
        lead_id = await make_lead(self.memory, self.tenant, campaign_id, consent=False)
        touch_id = await make_touch(self.memory, self.tenant, campaign_id, lead_id)
        async with self._tx() as tx:
            draft_id = await tx.fetchval(
                "insert into drafts (client_id, touch_id, version, author, form, recipient, body)"
                " values ($1, $2, 1, 'offline', $3, 'somebody', 'Hello') returning id",
                touch_id,
                FORMS[channel],
            )
            await tx.execute(
                "update touches set status = 'approved', channel = $3, resource_id = $4, draft_id = $5,"
                " approved_fingerprint = 'x' where client_id = $1 and id = $2",
                touch_id,
                channel,
                resource_id,
                draft_id,
            )
            for name, value in columns.items():
                sql = f"update touches set {name} = $3 where client_id = $1 and id = $2"
                await tx.execute(sql, touch_id, value)
        return touch_id

    async def deliver(self, touches: list[TouchId]) -> None:
        """Eight deliverers, each with every touch, in an order of its own."""

        async def one(number: int) -> None:
            order = list(touches)
            Random(number).shuffle(order)
            for touch_id in order:
                await self.delivery.deliver(self.tenant.client_id, touch_id)

        await asyncio.gather(*(one(number) for number in range(DELIVERERS)))

    async def again_tomorrow(self) -> None:
        """A day on, with everything that was put off due once more."""
        self.clock.forward(days=1)
        async with self._tx() as tx:
            await tx.execute(
                "update touches set held_until = null where client_id = $1 and status = 'approved'"
            )

    async def by(self, column: str, since: datetime) -> Counter[object]:
        """How many attempts count since a moment, by resource or campaign."""
        sql = (
            f"select {column}, count(*) as touches from touches where client_id = $1"
            " and attempt_started_at >= $2"
            f" and status in ('sending', 'sent', 'unknown', 'parked') group by {column}"
        )
        async with self._tx() as tx:
            return Counter({row[column]: row["touches"] for row in await tx.fetch(sql, since)})

    def _tx(self):
        return self.memory.postgres.client_transaction(self.tenant.client_id)


async def scene(memory: Memory, seed: int, *, beside: Scene | None = None) -> Scene:
    """A client, and all that it needs to send; `beside` another one, of the same agency and time."""
    clock, vendor = (beside.clock, beside.vendor) if beside else (TestClock(), Vendor(Random(seed)))
    agency_id = beside.tenant.agency_id if beside else None
    tenant = await agency_with_client(memory, agency_id=agency_id, tier="ignition")
    services = outreach_services(memory, clock, vendor)
    welcome = Welcome(memory=memory, clock=clock, hasher=services.permission.hasher)
    delivery = replace(services.delivery, permission=welcome, mailers=dict.fromkeys(Channel, vendor))
    return Scene(memory=memory, tenant=tenant, clock=clock, vendor=vendor, delivery=delivery)


async def forgetful(database: Storage, work: asyncio.Task[None]) -> None:
    """Empty Redis again and again until the work is done."""
    async with open_redis(database.redis) as redis:
        while not work.done():
            await redis.flushall()
            await asyncio.sleep(0.02)
    await work


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_eight_deliverers_overstep_no_limit_while_redis_forgets(
    memory: Memory, database: Storage, seed: int
) -> None:
    """Of resource, campaign and client, on all five channels; and what had no place goes the next day."""
    it, random = await scene(memory, seed), Random(seed)
    limits = {channel: random.randint(2, 7) for channel in Channel}
    campaigns = {await make_campaign(memory, it.tenant, daily_limit=limit): limit for limit in (8, 12)}
    resources = {channel: await it.resource(channel, limits[channel]) for channel in Channel}
    touches = [
        await it.approved(random.choice(list(campaigns)), channel, resources[channel])
        for channel in Channel
        for _ in range(TOUCHES)
    ]
    sent = 0
    for _ in range(2):
        began = it.clock()
        await forgetful(database, asyncio.create_task(it.deliver(touches)))
        by_resource, by_campaign = await it.by("resource_id", began), await it.by("campaign_id", began)
        assert all(by_resource[resources[channel]] <= limits[channel] for channel in Channel)
        assert all(by_campaign[campaign_id] <= limit for campaign_id, limit in campaigns.items())
        assert by_resource.total() <= 50
        assert by_resource.total() > 0
        sent += by_resource.total()
        await it.again_tomorrow()
    assert max(it.vendor.went.values()) == 1
    assert len(it.vendor.went) == sent


async def test_a_seat_invites_a_hundred_in_any_seven_days(memory: Memory, database: Storage) -> None:
    """Ninety-six went in the six days before: four may go today, and the oldest ones' places tomorrow."""
    it = await scene(memory, 4)
    it.vendor.random.random = lambda: 0.9  # type: ignore[method-assign]
    campaign_id = await make_campaign(memory, it.tenant, daily_limit=500)
    seat = await it.resource(Channel.LINKEDIN, 17)
    for number in range(96):
        at = it.clock() - timedelta(days=1 + number % 6, hours=number // 6)
        await it.approved(
            campaign_id, Channel.LINKEDIN, seat, status="sent", attempt_started_at=at, sent_at=at
        )
    waiting = [await it.approved(campaign_id, Channel.LINKEDIN, seat) for _ in range(14)]
    week = it.clock() - timedelta(days=7)
    await forgetful(database, asyncio.create_task(it.deliver(waiting)))
    before = (await it.by("resource_id", week))[seat]
    assert 0 < len(it.vendor.went) <= INVITATIONS_IN_SEVEN_DAYS - 96
    assert before <= INVITATIONS_IN_SEVEN_DAYS
    await it.again_tomorrow()
    await it.deliver(waiting)
    assert (await it.by("resource_id", it.clock() - timedelta(days=7)))[seat] <= INVITATIONS_IN_SEVEN_DAYS
    assert len(it.vendor.went) == 14


async def test_clients_of_an_agency_share_the_limits_of_the_seat_that_they_share(memory: Memory) -> None:
    """Ninety-six invitations went from one seat, half of them for each client: four are left for both."""
    one = await scene(memory, 5)
    one.vendor.random.random = lambda: 0.9  # type: ignore[method-assign]
    both = (one, await scene(memory, 5, beside=one))
    stranger = await scene(memory, 5)
    waiting: list[tuple[Scene, list[TouchId]]] = []
    for number, it in enumerate((*both, stranger)):
        campaign_id = await make_campaign(memory, it.tenant, daily_limit=500)
        seat = await it.resource(Channel.LINKEDIN, 17, account_id=9001)
        for hours in range(48 if it is not stranger else 0):
            at = it.clock() - timedelta(days=1 + hours % 6, minutes=2 * hours + number)
            await it.approved(
                campaign_id, Channel.LINKEDIN, seat, status="sent", attempt_started_at=at, sent_at=at
            )
        waiting.append((it, [await it.approved(campaign_id, Channel.LINKEDIN, seat) for _ in range(4)]))
    await asyncio.gather(*(it.deliver(touches) for it, touches in waiting))
    assert len(one.vendor.went) == INVITATIONS_IN_SEVEN_DAYS - 96
    assert len(stranger.vendor.went) == 4
