"""A lead's steps come in order, when they are due, by what reaches the lead, from who rested longest."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

import pytest

from memory.enums import Channel
from memory.records.ids import CampaignId, LeadId, TouchId
from memory.store import Memory
from memory.touches import advance_lead
from tests.fixtures.tenants import Tenant, agency_with_client
from tests.integration.services.test_allocation import (
    NOW,
    PLAN,
    add_resource,
    on_leads,
    running,
    touches,
)
from tools.services.allocation import Allocation
from tools.services.campaigns import CampaignPlan, Percentages, SkipCondition, StepPlan

SYDNEY = ZoneInfo("Australia/Sydney")
NO_CHANGE = "updated_at = now()"
HOLDS: dict[SkipCondition, tuple[str, str]] = {
    "no_phone": ("phone = null", NO_CHANGE),
    "no_linkedin": ("linkedin_url = null", NO_CHANGE),
    "no_address": ("address_status = 'undeliverable'", "address_status = 'deliverable'"),
    "connected": ("linkedin_connected_at = now()", NO_CHANGE),
    "not_connected": (NO_CHANGE, "linkedin_connected_at = now()"),
}
"""What makes a condition hold for a lead, and what makes it not hold."""
BY_ACTIVITY: tuple[SkipCondition, ...] = ("opened", "clicked")


@pytest.fixture
async def tenant(memory: Memory) -> Tenant:
    return await agency_with_client(memory, tier="dominance")


async def plan(memory: Memory, tenant: Tenant, campaign_id: CampaignId, at: datetime = NOW) -> list[TouchId]:
    """What a planner plans at that moment."""
    return await Allocation(memory=memory, clock=lambda: at).plan(tenant.client_id, campaign_id, 100)


async def execute(memory: Memory, tenant: Tenant, sql: str, *args: object) -> None:
    """Change the client's rows; $1 is the client."""
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        await tx.execute(sql, *args)


async def went_out(memory: Memory, tenant: Tenant, at: datetime) -> None:
    """Everything that is planned was sent at that moment, and the leads stand behind it."""
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        sql = "select lead_id, step_n from touches where client_id = $1 and status = 'planned'"
        for row in await tx.fetch(sql):
            await advance_lead(tx, LeadId(row["lead_id"]), step_n=row["step_n"], sent_at=at)
        await tx.execute(
            "update touches set status = 'sent', attempt_started_at = $2, sent_at = $2"
            " where client_id = $1 and status = 'planned'",
            at,
        )


def skipping(*conditions: SkipCondition) -> CampaignPlan:
    """A first step that the conditions skip, and a second one."""
    steps = (StepPlan(brief="one", skip_when=conditions), StepPlan(brief="two"))
    return PLAN.model_copy(update={"steps": steps})


def test_every_condition_is_asked_about() -> None:
    """One that is added to the list needs its rows here."""
    assert {*HOLDS, *BY_ACTIVITY} == set(get_args(SkipCondition))


@pytest.mark.parametrize("condition", HOLDS)
@pytest.mark.parametrize("holds", [True, False])
async def test_a_step_is_skipped_while_what_it_says_of_the_lead_holds(
    memory: Memory, tenant: Tenant, condition: SkipCondition, holds: bool
) -> None:
    """Then the next step is planned instead."""
    campaign = await running(memory, tenant, skipping(condition), leads=1)
    await on_leads(memory, tenant, HOLDS[condition][0 if holds else 1])
    await plan(memory, tenant, campaign.id)
    assert await touches(memory, tenant, "step_n") == [2 if holds else 1]


@pytest.mark.parametrize("condition", BY_ACTIVITY)
@pytest.mark.parametrize("kind", ["opened", "clicked", "delivered"])
async def test_a_step_is_skipped_by_what_the_lead_did(
    memory: Memory, tenant: Tenant, condition: SkipCondition, kind: str
) -> None:
    """Only by the very thing: a delivered mail is not an opened one, an opened one not a clicked one."""
    campaign = await running(memory, tenant, skipping(condition), leads=1)
    await execute(
        memory,
        tenant,
        "insert into activities (client_id, lead_id, kind, sentence, at)"
        " select client_id, id, $2, 'So it was.', $3 from leads where client_id = $1",
        kind,
        NOW,
    )
    await plan(memory, tenant, campaign.id)
    assert await touches(memory, tenant, "step_n") == [2 if kind == condition else 1]


async def test_one_condition_of_several_is_enough_and_the_last_step_may_be_skipped(
    memory: Memory, tenant: Tenant
) -> None:
    """Who is past the last step is done."""
    steps = (StepPlan(brief="one", skip_when=("connected", "no_phone")),)
    campaign = await running(memory, tenant, PLAN.model_copy(update={"steps": steps}), leads=1)
    await on_leads(memory, tenant, "phone = null")
    assert await plan(memory, tenant, campaign.id) == []


@pytest.mark.parametrize(
    "sent_at",
    [
        datetime(2027, 4, 2, 23, 30, tzinfo=UTC),
        datetime(2027, 10, 2, 1, 0, tzinfo=UTC),
        datetime(2028, 2, 27, 12, 0, tzinfo=UTC),
    ],
)
async def test_the_next_step_is_due_after_its_own_delay_and_not_before(
    memory: Memory, tenant: Tenant, sent_at: datetime
) -> None:
    """Days of 24 hours from the moment that the step before went out, whatever clocks do meanwhile."""
    steps = (StepPlan(brief="one"), StepPlan(brief="two", delay_days=3), StepPlan(brief="three"))
    campaign = await running(memory, tenant, PLAN.model_copy(update={"steps": steps}), leads=1)
    await plan(memory, tenant, campaign.id, sent_at)
    await went_out(memory, tenant, sent_at)
    due = sent_at + timedelta(days=3)
    assert await plan(memory, tenant, campaign.id, due - timedelta(seconds=1)) == []
    assert len(await plan(memory, tenant, campaign.id, due)) == 1
    await went_out(memory, tenant, due)
    assert len(await plan(memory, tenant, campaign.id, due)) == 1
    assert await touches(memory, tenant, "step_n") == [1, 2, 3]


async def test_shares_go_to_what_the_tier_allows_and_the_rest_to_the_others(
    memory: Memory, tenant: Tenant
) -> None:
    """Half of them voice: of eight leads only the warm four may be called, and nobody is left out."""
    await add_resource(memory, tenant, Channel.VOICE, "+61280000001")
    shares = PLAN.model_copy(update={"percentages": Percentages(email=50, voice=50)})
    campaign = await running(memory, tenant, shares, leads=8)
    await on_leads(memory, tenant, "als = 75, lead_tier = 'warm'")
    await execute(
        memory,
        tenant,
        "update leads set als = 40, lead_tier = 'cool' where client_id = $1"
        " and email in ('p0@quay.example', 'p1@quay.example', 'p2@quay.example', 'p3@quay.example')",
    )
    assert len(await plan(memory, tenant, campaign.id)) == 8
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        rows = await tx.fetch(
            "select l.lead_tier, t.channel from touches t join leads l on l.id = t.lead_id"
            " where t.client_id = $1"
        )
    found = Counter((row["lead_tier"], row["channel"]) for row in rows)
    assert found["cool", "email"] == 4
    assert found["cool", "voice"] == 0
    assert (found["warm", "email"], found["warm", "voice"]) == (2, 2)


async def test_the_resource_that_rested_longest_is_next_also_on_another_day(
    memory: Memory, tenant: Tenant
) -> None:
    """Three mailboxes take turns; one whose day is full is passed over until tomorrow."""
    for name in ("b", "c"):
        await add_resource(memory, tenant, Channel.EMAIL, f"{name}@quay.example", limit=1)
    campaign = await running(memory, tenant, PLAN, leads=9)

    async def turns(begin: datetime, count: int) -> list[object]:
        """Who sends, one touch planned each minute."""
        for n in range(count):
            at = begin + timedelta(minutes=n)
            await Allocation(memory=memory, clock=lambda at=at: at).plan(tenant.client_id, campaign.id, 1)
        return (await touches(memory, tenant, "resource_id"))[-count:]

    first = await turns(NOW, 3)
    assert len(set(first)) == 3
    assert await turns(NOW + timedelta(hours=1), 2) == [tenant.resource_id] * 2
    await went_out(memory, tenant, NOW)
    rested = [one for one in first if one != tenant.resource_id]
    assert await turns(NOW + timedelta(days=1), 4) == [*rested, tenant.resource_id, tenant.resource_id]


@pytest.mark.parametrize("day", ["2026-11-23", "2027-04-04", "2027-10-03"])
async def test_who_found_the_day_full_is_served_on_the_next_by_the_resources_own_clock(
    memory: Memory, tenant: Tenant, day: str
) -> None:
    """Also on the days of 25 and 23 hours: still full in their last minute, free in the next day's first."""
    await execute(
        memory,
        tenant,
        "update resources set daily_limit = 1, time_zone = 'Australia/Sydney' where client_id = $1",
    )
    campaign = await running(memory, tenant, PLAN, leads=2)
    midnight = datetime.fromisoformat(day).replace(tzinfo=SYDNEY)
    tomorrow = midnight + timedelta(days=1)
    morning, last, first = (
        one.astimezone(UTC) for one in (midnight, tomorrow - timedelta(minutes=1), tomorrow)
    )
    assert len(await plan(memory, tenant, campaign.id, morning)) == 1
    await went_out(memory, tenant, morning)
    assert await plan(memory, tenant, campaign.id, last) == []
    assert len(await plan(memory, tenant, campaign.id, first)) == 1
    assert len(set(await touches(memory, tenant, "lead_id"))) == 2
