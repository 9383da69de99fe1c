"""Campaigns are planned, confirmed, moved on and given leads, within one client."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from pydantic import ValidationError

from errors import Conflict, InvalidInput, LimitReached, NotFound, NotPermitted
from memory.enums import CampaignStatus, Role, Tier
from memory.records.actor import Actor
from memory.records.ids import CampaignId, ProposalId
from memory.store import Memory
from tests.fixtures.tenants import Tenant, agency_with_client, ledger_sum, make_client, move_to
from tests.integration.services.conftest import NOW
from tests.integration.services.test_enrichment import make_ann
from tools.services.billing import Billing
from tools.services.campaigns import CampaignPlan, Campaigns, Percentages, StepPlan
from tools.services.proposals import CampaignChange, OutreachRequest, Proposals

PLAN = CampaignPlan(name="Law firms", brief="Offer a free contract review.", target_industries=("Legal",))


async def test_a_campaign_is_made_with_its_sequence(campaigns: Campaigns, tenant: Tenant) -> None:
    """In draft, in the client's time zone, with three steps unless told otherwise."""
    campaign = await campaigns.create(tenant.client_id, tenant.actor, PLAN)
    steps = await campaigns.steps(tenant.client_id, campaign.id)
    assert (campaign.status, campaign.time_zone, campaign.brand_id) == (
        "draft",
        "Australia/Sydney",
        tenant.brand_id,
    )
    assert sum(campaign.percentages.values()) == 100
    assert [(step.n, step.delay_days) for step in steps] == [(1, 0), (2, 3), (3, 5)]
    assert await campaigns.list(tenant.client_id) == [campaign]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"percentages": {"email": 60, "linkedin": 30}}, "sum to 90, not to 100"),
        ({"time_zone": "Sydney"}, "is no time zone"),
        ({"work_start": "17:00", "work_end": "09:00"}, "ends before it begins"),
        ({"starts_on": "2026-12-01", "ends_on": "2026-11-01"}, "ends before it starts"),
        ({"daily_limit": 501}, "less than or equal to 500"),
        ({"steps": []}, "at least 1 item"),
        ({"colour": "red"}, "Extra inputs are not permitted"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(changes: dict[str, object], sentence: str) -> None:
    """Each with a sentence of its own."""
    with pytest.raises(ValidationError, match=sentence):
        CampaignPlan.model_validate({"name": "A", "brief": "B", **changes})


@pytest.mark.parametrize("to", list(CampaignStatus))
@pytest.mark.parametrize("path", [(), ("active",), ("active", "paused"), ("active", "completed")])
async def test_only_the_transitions_of_the_rules_are_taken(
    campaigns: Campaigns, tenant: Tenant, path: tuple[str, ...], to: CampaignStatus
) -> None:
    """draft→active; active→paused, completed; paused→active, completed."""
    allowed = {"draft": {"active"}, "active": {"paused", "completed"}, "paused": {"active", "completed"}}
    campaign = await campaigns.create(tenant.client_id, tenant.actor, PLAN)
    for step in path:
        campaign = await campaigns.change_status(
            tenant.client_id, tenant.actor, campaign.id, CampaignStatus(step)
        )
    if to in allowed.get(campaign.status, set()):
        changed = await campaigns.change_status(tenant.client_id, tenant.actor, campaign.id, to)
        assert changed.status is to
    else:
        with pytest.raises(Conflict, match="cannot become"):
            await campaigns.change_status(tenant.client_id, tenant.actor, campaign.id, to)


async def test_the_tier_limits_open_campaigns_even_at_once(campaigns: Campaigns, tenant: Tenant) -> None:
    """Ignition has room for five; eight asked at the same time make five."""
    made = await asyncio.gather(
        *(campaigns.create(tenant.client_id, tenant.actor, PLAN) for _ in range(8)), return_exceptions=True
    )
    assert sum(isinstance(one, LimitReached) for one in made) == 3
    assert len(await campaigns.list(tenant.client_id)) == 5


async def test_a_client_without_a_brand_cannot_have_a_campaign(memory: Memory, campaigns: Campaigns) -> None:
    """The sentence says what to do first."""
    client_id = await make_client(memory)
    with pytest.raises(InvalidInput, match="has no brand yet"):
        await campaigns.create(client_id, Actor(name="system"), PLAN)


async def test_leads_without_a_campaign_are_assigned_once(
    memory: Memory, campaigns: Campaigns, tenant: Tenant
) -> None:
    """The second campaign finds none left."""
    await make_ann(memory, tenant.client_id)
    first = await campaigns.create(tenant.client_id, tenant.actor, PLAN)
    second = await campaigns.create(tenant.client_id, tenant.actor, PLAN)
    assert await campaigns.assign_leads(tenant.client_id, tenant.actor, first.id) == 1
    assert await campaigns.assign_leads(tenant.client_id, tenant.actor, second.id) == 0
    assert await campaigns.lead_counts(tenant.client_id) == {first.id: {"new": 1}}


async def test_a_confirmed_proposal_makes_one_running_campaign(
    campaigns: Campaigns, proposals: Proposals, tenant: Tenant
) -> None:
    """Confirmed five times at once, it is carried out once, exactly as it was shown."""
    plan = PLAN.model_copy(
        update={"percentages": Percentages(email=80, linkedin=20), "steps": (StepPlan(brief="Hi"),)}
    )
    proposal = await proposals.open(tenant.client_id, tenant.actor, "create_campaign", plan)
    done = await asyncio.gather(
        *(proposals.confirm(tenant.client_id, tenant.actor, proposal.id) for _ in range(5)),
        return_exceptions=True,
    )
    assert sum(isinstance(one, Conflict) for one in done) == 4
    (campaign,) = await campaigns.list(tenant.client_id)
    assert (campaign.status, campaign.email_percent, campaign.linkedin_percent) == ("active", 80, 20)
    kept = await proposals.get(tenant.client_id, proposal.id)
    assert (kept.status, kept.campaign_id) == ("confirmed", campaign.id)


async def test_a_declined_proposal_changes_nothing(
    campaigns: Campaigns, proposals: Proposals, tenant: Tenant
) -> None:
    """And cannot be confirmed afterwards."""
    proposal = await proposals.open(tenant.client_id, tenant.actor, "create_campaign", PLAN)
    await proposals.decline(tenant.client_id, tenant.actor, proposal.id)
    with pytest.raises(Conflict, match="was declined already"):
        await proposals.confirm(tenant.client_id, tenant.actor, proposal.id)
    assert await campaigns.list(tenant.client_id) == []
    assert await proposals.waiting(tenant.client_id) == []


async def test_a_proposal_that_fails_stays_open(
    campaigns: Campaigns, proposals: Proposals, tenant: Tenant
) -> None:
    """Nothing half-done: a change that the campaign no longer takes leaves the proposal as it was."""
    campaign = await campaigns.create(tenant.client_id, tenant.actor, PLAN)
    change = CampaignChange(campaign_id=campaign.id, to=CampaignStatus.PAUSED)
    proposal = await proposals.open(tenant.client_id, tenant.actor, "change_campaign", change)
    with pytest.raises(Conflict, match="is draft and cannot become paused"):
        await proposals.confirm(tenant.client_id, tenant.actor, proposal.id)
    assert [one.id for one in await proposals.waiting(tenant.client_id)] == [proposal.id]


async def test_one_client_never_reaches_the_campaigns_of_another(
    memory: Memory, campaigns: Campaigns, proposals: Proposals, tenant: Tenant
) -> None:
    """Neither to read, nor to change, nor by a proposal."""
    other = await agency_with_client(memory, "Pier Dental")
    campaign = await campaigns.create(tenant.client_id, tenant.actor, PLAN)
    proposal = await proposals.open(tenant.client_id, tenant.actor, "create_campaign", PLAN)
    for attempt in (
        campaigns.get(other.client_id, campaign.id),
        campaigns.steps(other.client_id, campaign.id),
        campaigns.change_status(other.client_id, other.actor, campaign.id, CampaignStatus.ACTIVE),
        campaigns.assign_leads(other.client_id, other.actor, campaign.id),
        proposals.get(other.client_id, proposal.id),
        proposals.confirm(other.client_id, other.actor, proposal.id),
        proposals.decline(other.client_id, other.actor, proposal.id),
        proposals.open(
            other.client_id, other.actor, "draft_outreach", OutreachRequest(campaign_id=campaign.id, count=1)
        ),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert await campaigns.list(other.client_id) == []
    assert await proposals.waiting(other.client_id) == []
    assert await campaigns.lead_counts(other.client_id) == {}


async def test_a_viewer_changes_no_campaign(
    campaigns: Campaigns, proposals: Proposals, tenant: Tenant
) -> None:
    """Creating, moving and confirming need the role member."""
    viewer = Actor(name="Vi", user_id=tenant.user_id, role=Role.VIEWER)
    nothing = CampaignId(tenant.client_id)
    for attempt in (
        campaigns.create(tenant.client_id, viewer, PLAN),
        campaigns.change_status(tenant.client_id, viewer, nothing, CampaignStatus.ACTIVE),
        campaigns.assign_leads(tenant.client_id, viewer, nothing),
        proposals.open(tenant.client_id, viewer, "create_campaign", PLAN),
        proposals.confirm(tenant.client_id, viewer, ProposalId(tenant.client_id)),
        proposals.decline(tenant.client_id, viewer, ProposalId(tenant.client_id)),
    ):
        with pytest.raises(NotPermitted):
            await attempt


async def test_credits_follow_opening_debits_tiers_and_resets(memory: Memory, tenant: Tenant) -> None:
    """An upgrade adds the difference, a downgrade caps, a reset gives the quota, and the ledger sums up."""
    now = NOW
    billing = Billing(memory=memory, clock=lambda: now)
    client_id = await make_client(memory, credits_reset_at=NOW + timedelta(days=20))
    assert await billing.open_account(client_id) == await billing.open_account(client_id) == 1_250
    async with memory.postgres.client_transaction(client_id) as tx:
        assert await billing.debit(tx, 50, reason="enrichment", dedupe_key="a") == "debited"
        assert await billing.debit(tx, 50, reason="enrichment", dedupe_key="a") == "debited_before"
        assert await billing.debit(tx, 5_000, reason="enrichment", dedupe_key="b") == "insufficient"
    assert await move_to(billing, client_id, Tier.VELOCITY, "up") == 2_200
    assert await move_to(billing, client_id, Tier.IGNITION, "down") == 1_250
    assert not await billing.reset_if_due(client_id)
    async with memory.postgres.client_transaction(client_id) as tx:
        await billing.debit(tx, 250, reason="enrichment", dedupe_key="c")
    now = NOW + timedelta(days=100)
    assert await billing.due_for_reset() == [client_id] or client_id in await billing.due_for_reset()
    assert await billing.reset_if_due(client_id)
    assert not await billing.reset_if_due(client_id)
    async with memory.postgres.client_transaction(client_id) as tx:
        assert await ledger_sum(tx) == await billing.balance(client_id) == 1_250
    state = await billing.state(client_id)
    assert state.resets_at > now
    assert (state.tier, state.quota, round(state.daily_target, 2)) == ("ignition", 1_250, 56.82)
    other = await billing.entries(tenant.client_id)
    assert [entry.reason for entry in other] == ["opening"]
