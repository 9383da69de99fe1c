"""Touches go to the leads that are due, by the channels they may have, within every limit."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from errors import NotFound
from memory import resources
from memory.enums import CampaignStatus, Channel, LeadTier, Mode
from memory.leads import NewLead
from memory.records.campaigns import Campaign
from memory.records.ids import LeadId
from memory.store import Memory
from tests.fixtures.tenants import Tenant, agency_with_client
from tests.integration.services.test_enrichment import make_leads
from tools.services.allocation import Allocation, channels_for
from tools.services.campaigns import CampaignPlan, Campaigns, Percentages, StepPlan
from tools.services.scoring import Scoring

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PLAN = CampaignPlan(name="Law firms", brief="A free review.")


@pytest.fixture
async def tenant(memory: Memory) -> Tenant:
    return await agency_with_client(memory, tier="dominance")


@pytest.fixture
def allocation(memory: Memory) -> Allocation:
    return Allocation(memory=memory, clock=lambda: NOW)


async def running(memory: Memory, tenant: Tenant, plan: CampaignPlan, leads: int = 10) -> Campaign:
    """An active campaign with so many warm leads, each with an email, a phone and a LinkedIn profile."""
    campaigns = Campaigns(memory=memory, clock=lambda: NOW)
    campaign = await campaigns.create(tenant.client_id, tenant.actor, plan)
    await campaigns.change_status(tenant.client_id, tenant.actor, campaign.id, CampaignStatus.ACTIVE)
    new = [
        NewLead(
            email=f"p{n}@quay.example",
            title="CEO",
            country="Australia",
            employees=20,
            phone="+61412345678",
            linkedin_url=f"https://www.linkedin.com/in/p{n}",
        )
        for n in range(leads)
    ]
    made = await make_leads(memory, tenant.client_id, new)
    await campaigns.assign_leads(tenant.client_id, tenant.actor, campaign.id)
    await Scoring(memory=memory, clock=lambda: NOW).score_leads(
        tenant.client_id, [lead.id for lead in made], campaign
    )
    return campaign


async def add_resource(
    memory: Memory, tenant: Tenant, channel: Channel, address: str, limit: int = 50
) -> None:
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        await resources.add_resource(
            tx,
            channel=channel,
            vendor="test",
            address=address,
            label=address,
            daily_limit=limit,
            time_zone="Australia/Sydney",
        )


async def touches(memory: Memory, tenant: Tenant, column: str) -> list[object]:
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        rows = await tx.fetch("select * from touches where client_id = $1 order by id")
    return [row[column] for row in rows]


async def on_leads(memory: Memory, tenant: Tenant, change: str) -> None:
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        await tx.execute(f"update leads set {change} where client_id = $1")


@pytest.mark.parametrize(
    ("tier", "als", "channels"),
    [
        ("hot", 85, "email sms linkedin voice mail"),
        ("warm", 84, "email linkedin voice"),
        ("warm", 70, "email linkedin voice"),
        ("warm", 69, "email linkedin"),
        ("cool", 59, "email linkedin"),
        ("cold", 20, "email"),
        ("dead", 19, ""),
    ],
)
def test_a_tier_opens_the_channels_of_the_table(tier: str, als: int, channels: str) -> None:
    """Voice from 70, mail from 85, and a dead lead none."""
    assert channels_for(LeadTier(tier), als) == {Channel(name) for name in channels.split()}


async def test_a_planned_touch_has_its_tokens_and_routes(
    memory: Memory, allocation: Allocation, tenant: Tenant
) -> None:
    """Two unguessable keys of 26 signs, each leading back to the touch."""
    campaign = await running(memory, tenant, PLAN, leads=1)
    (touch_id,) = await allocation.plan(tenant.client_id, campaign.id, 10)
    (reply,) = await touches(memory, tenant, "reply_token")
    (unsubscribe,) = await touches(memory, tenant, "unsubscribe_token")
    assert re.fullmatch(r"[a-z2-7]{26}", str(reply))
    assert reply != unsubscribe
    assert await touches(memory, tenant, "mode") == ["co_pilot"]
    async with memory.postgres.system_transaction() as tx:
        rows = await tx.fetch("select kind, key, client_id, touch_id from routes order by kind")
    assert [tuple(row) for row in rows] == [
        ("reply", reply, tenant.client_id, touch_id),
        ("unsubscribe", unsubscribe, tenant.client_id, touch_id),
    ]


async def test_channels_follow_the_percentages(
    memory: Memory, allocation: Allocation, tenant: Tenant
) -> None:
    """70 to 30 over twenty leads, planned in uneven parts."""
    await add_resource(memory, tenant, Channel.LINKEDIN, "seat")
    campaign = await running(
        memory, tenant, PLAN.model_copy(update={"percentages": Percentages(email=70, linkedin=30)}), leads=20
    )
    for part in (3, 7, 10):
        await allocation.plan(tenant.client_id, campaign.id, part)
    assert Counter(await touches(memory, tenant, "channel")) == {"email": 14, "linkedin": 6}


async def test_resources_take_turns_within_their_limits(
    memory: Memory, allocation: Allocation, tenant: Tenant
) -> None:
    """Round robin, a full resource is passed over, a paused one is not used, and the rest wait."""
    await add_resource(memory, tenant, Channel.EMAIL, "b@quay.example", limit=3)
    campaign = await running(memory, tenant, PLAN, leads=60)
    assert len(await allocation.plan(tenant.client_id, campaign.id, 4)) == 4
    assert sorted(Counter(await touches(memory, tenant, "resource_id")).values()) == [2, 2]
    # The campaign's own limit is 50 a day.
    assert len(await allocation.plan(tenant.client_id, campaign.id, 500)) == 46
    assert sorted(Counter(await touches(memory, tenant, "resource_id")).values()) == [3, 47]
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        await tx.execute("update campaigns set daily_limit = 500 where client_id = $1")
    assert len(await allocation.plan(tenant.client_id, campaign.id, 500)) == 3


async def test_whom_a_scarce_channel_may_reach_is_found_behind_many_whom_it_may_not(
    memory: Memory, allocation: Allocation, tenant: Tenant
) -> None:
    """Read page by page, each lead once, also where many have one score."""
    await add_resource(memory, tenant, Channel.VOICE, "+61280000001")
    shares = PLAN.model_copy(update={"percentages": Percentages(voice=100)})
    campaign = await running(memory, tenant, shares, leads=1_000)
    await on_leads(memory, tenant, "als = 70, lead_tier = 'warm', phone = null")
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        ids = [row["id"] for row in await tx.fetch("select id from leads where client_id = $1 order by id")]
        sql = "update leads set phone = '+61412345678' where client_id = $1 and id = any($2::uuid[])"
        await tx.execute(sql, [ids[199], ids[200], ids[999]])
        await tx.execute("update leads set als = 71 where client_id = $1 and id = $2", ids[500])
    await allocation.plan(tenant.client_id, campaign.id, 10)
    assert await touches(memory, tenant, "lead_id") == [ids[199], ids[200], ids[999]]


async def test_a_lead_that_no_resource_serves_waits(
    memory: Memory, allocation: Allocation, tenant: Tenant
) -> None:
    """Nothing is dropped: with a resource it is served the next time."""
    plan = PLAN.model_copy(update={"percentages": Percentages(linkedin=100)})
    campaign = await running(memory, tenant, plan, leads=2)
    assert await allocation.plan(tenant.client_id, campaign.id, 10) == []
    await add_resource(memory, tenant, Channel.LINKEDIN, "seat")
    assert len(await allocation.plan(tenant.client_id, campaign.id, 10)) == 2


@pytest.mark.parametrize(
    "change",
    [
        "stopped_at = now()",
        "waits_until = '2026-12-24'",
        "next_touch_at = '2026-12-24'",
        "status = 'converted'",
        "status = 'unsubscribed'",
        "status = 'bounced'",
        "lead_tier = 'dead', als = 5",
        "deleted_at = now()",
        "mode = 'manual'",
        "step_n = 3",
    ],
)
async def test_a_lead_that_must_wait_or_stop_gets_no_touch(
    memory: Memory, allocation: Allocation, tenant: Tenant, change: str
) -> None:
    """Stops, waits, ends, dead scores and manual mode hold."""
    campaign = await running(memory, tenant, PLAN, leads=1)
    await on_leads(memory, tenant, change)
    assert await allocation.plan(tenant.client_id, campaign.id, 10) == []


async def test_a_person_may_ask_for_a_manual_leads_touch(
    memory: Memory, allocation: Allocation, tenant: Tenant
) -> None:
    """And the touch says whose wish it was."""
    campaign = await running(memory, tenant, PLAN.model_copy(update={"mode": Mode.MANUAL}), leads=1)
    assert await allocation.plan(tenant.client_id, campaign.id, 10) == []
    assert len(await allocation.plan(tenant.client_id, campaign.id, 10, asked_by=tenant.actor)) == 1
    assert await touches(memory, tenant, "created_by") == [tenant.user_id]


async def test_the_leads_mode_wins_over_the_campaigns(
    memory: Memory, allocation: Allocation, tenant: Tenant
) -> None:
    """Most specific first: lead, campaign, client."""
    campaign = await running(memory, tenant, PLAN.model_copy(update={"mode": Mode.MANUAL}), leads=1)
    await on_leads(memory, tenant, "mode = 'autopilot'")
    await allocation.plan(tenant.client_id, campaign.id, 10)
    assert await touches(memory, tenant, "mode") == ["autopilot"]


async def test_a_lead_has_one_open_touch_even_when_many_plan_at_once(
    memory: Memory, allocation: Allocation, tenant: Tenant
) -> None:
    """Five planners: each lead once."""
    campaign = await running(memory, tenant, PLAN, leads=10)
    await asyncio.gather(*(allocation.plan(tenant.client_id, campaign.id, 10) for _ in range(5)))
    assert len(await touches(memory, tenant, "id")) == 10
    assert len(set(await touches(memory, tenant, "lead_id"))) == 10


async def test_the_next_step_follows_and_skips(
    memory: Memory, allocation: Allocation, tenant: Tenant
) -> None:
    """A step whose condition holds, or whose channel the lead lacks, is passed over."""
    steps = (
        StepPlan(brief="one"),
        StepPlan(brief="two", skip_when=("no_phone",)),
        StepPlan(brief="three", channel=Channel.SMS),
        StepPlan(brief="four"),
    )
    campaign = await running(memory, tenant, PLAN.model_copy(update={"steps": steps}), leads=1)
    await on_leads(memory, tenant, "step_n = 1, phone = null")
    await allocation.plan(tenant.client_id, campaign.id, 10)
    assert await touches(memory, tenant, "step_n") == [4]


async def test_a_rejected_step_is_not_planned_again_by_itself(
    memory: Memory, allocation: Allocation, tenant: Tenant
) -> None:
    """An expired one is; a rejected one only when a person asks."""
    campaign = await running(memory, tenant, PLAN, leads=1)
    for status, again in (("expired", 1), ("rejected", 0)):
        await allocation.plan(tenant.client_id, campaign.id, 10)
        async with memory.postgres.client_transaction(tenant.client_id) as tx:
            await tx.execute(
                "update touches set status = $2 where client_id = $1 and status = 'planned'", status
            )
        planned = await allocation.plan(tenant.client_id, campaign.id, 10)
        assert len(planned) == again
    assert len(await allocation.plan(tenant.client_id, campaign.id, 10, asked_by=tenant.actor)) == 1


async def test_a_campaign_that_does_not_run_plans_nothing(
    memory: Memory, allocation: Allocation, tenant: Tenant
) -> None:
    """Paused, before its first day, after its last, or without a running subscription."""
    campaign = await running(memory, tenant, PLAN, leads=1)
    for change, back in (
        (
            "update campaigns set status = 'paused' where client_id = $1",
            "update campaigns set status = 'active' where client_id = $1",
        ),
        (
            "update campaigns set starts_on = '2026-12-01' where client_id = $1",
            "update campaigns set starts_on = null where client_id = $1",
        ),
        (
            "update campaigns set ends_on = '2026-11-22' where client_id = $1",
            "update campaigns set ends_on = null where client_id = $1",
        ),
        (
            "update clients set subscription = 'past_due' where id = $1",
            "update clients set subscription = 'active' where id = $1",
        ),
    ):
        async with memory.postgres.client_transaction(tenant.client_id) as tx:
            await tx.execute(change)
        assert await allocation.plan(tenant.client_id, campaign.id, 10) == []
        async with memory.postgres.client_transaction(tenant.client_id) as tx:
            await tx.execute(back)
    assert len(await allocation.plan(tenant.client_id, campaign.id, 10)) == 1


async def test_another_clients_campaign_is_not_found(
    memory: Memory, allocation: Allocation, tenant: Tenant
) -> None:
    """And none of its leads is touched."""
    other = await agency_with_client(memory, "Pier Dental")
    campaign = await running(memory, tenant, PLAN, leads=1)
    with pytest.raises(NotFound):
        await allocation.plan(other.client_id, campaign.id, 10)
    assert await Scoring(memory=memory, clock=lambda: NOW).score_leads(other.client_id, [], None) == 0
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        ids = [LeadId(row["id"]) for row in await tx.fetch("select id from leads where client_id = $1")]
    assert await Scoring(memory=memory, clock=lambda: NOW).score_leads(other.client_id, ids, None) == 0
