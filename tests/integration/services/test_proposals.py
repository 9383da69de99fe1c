"""What the CMO proposes is shown as it will be done, and done once a person says yes."""

from __future__ import annotations

from datetime import time
from uuid import uuid4

import pytest

from errors import Conflict, InvalidInput, LimitReached, NotFound
from memory.enums import CampaignStatus
from memory.records.ids import ReplyId
from memory.store import Memory
from tests.fixtures.outreach import make_campaign, make_lead
from tests.fixtures.tenants import Tenant, agency_with_client
from tests.integration.services.conftest import NOW
from tests.integration.services.test_enrichment import make_ann
from tools.services.campaigns import CampaignPlan, Campaigns
from tools.services.leads import Leads
from tools.services.proposals import (
    AnswerRequest,
    CampaignChange,
    OutreachRequest,
    Proposals,
    kind_of,
    read_content,
)

PLAN = CampaignPlan(name="Law firms", brief="Offer a free contract review.")


async def _set_hours(memory: Memory, tenant: Tenant) -> None:
    """A client that works from Tuesday to Saturday, ten to four, in Perth."""
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        await tx.execute(
            "update clients set work_days = '{2,3,4,5,6}', work_start = '10:00', work_end = '16:00',"
            " time_zone = 'Australia/Perth', default_mode = 'manual' where id = $1"
        )


async def _make_reply(memory: Memory, tenant: Tenant) -> ReplyId:
    lead_id = await make_lead(memory, tenant, await make_campaign(memory, tenant))
    async with memory.postgres.system_transaction() as tx:
        event_id = await tx.fetchval(
            "insert into inbound_events (vendor, kind, vendor_key, headers, body)"
            " values ('postmark', 'inbound', $1, '{}', '') returning id",
            uuid4().hex,
        )
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        return await tx.fetchval(
            "insert into replies (client_id, lead_id, event_id, channel, from_address, text, received_at)"
            " values ($1, $2, $3, 'email', 'mia@kelp.example', 'Tell me more', $4) returning id",
            lead_id,
            event_id,
            NOW,
        )


async def test_a_proposed_campaign_says_the_clients_own_hours(
    memory: Memory, proposals: Proposals, campaigns: Campaigns, tenant: Tenant
) -> None:
    """What nobody named is filled in before the card is shown, and carried out as shown."""
    await _set_hours(memory, tenant)
    proposal = await proposals.open(tenant.client_id, tenant.actor, "create_campaign", PLAN)
    plan = read_content(proposal)
    assert isinstance(plan, CampaignPlan)
    assert (plan.work_days, plan.work_start, plan.work_end, plan.time_zone, plan.mode) == (
        (2, 3, 4, 5, 6),
        time(10),
        time(16),
        "Australia/Perth",
        "manual",
    )
    await proposals.confirm(tenant.client_id, tenant.actor, proposal.id)
    (campaign,) = await campaigns.list(tenant.client_id)
    assert (campaign.work_days, campaign.work_start, campaign.work_end, campaign.time_zone) == (
        (2, 3, 4, 5, 6),
        time(10),
        time(16),
        "Australia/Perth",
    )


async def test_a_campaign_made_by_hand_takes_the_clients_hours_too(
    memory: Memory, campaigns: Campaigns, tenant: Tenant
) -> None:
    """What is named wins; the mode is left to the client's default of the day."""
    await _set_hours(memory, tenant)
    plan = PLAN.model_copy(update={"work_start": time(11), "work_days": (1,)})
    campaign = await campaigns.create(tenant.client_id, tenant.actor, plan)
    assert (campaign.work_days, campaign.work_start, campaign.work_end, campaign.mode) == (
        (1,),
        time(11),
        time(16),
        None,
    )


async def test_hours_that_do_not_go_together_are_refused_at_once(
    memory: Memory, proposals: Proposals, campaigns: Campaigns, tenant: Tenant
) -> None:
    """A start after the client's own end is one clear sentence, not a card that cannot be confirmed."""
    await _set_hours(memory, tenant)
    plan = PLAN.model_copy(update={"work_start": time(18)})
    for attempt in (
        proposals.open(tenant.client_id, tenant.actor, "create_campaign", plan),
        campaigns.create(tenant.client_id, tenant.actor, plan),
    ):
        with pytest.raises(InvalidInput, match="would be 18:00 to 16:00, which ends before it begins"):
            await attempt
    assert await proposals.waiting(tenant.client_id) == []


async def test_a_confirmed_campaign_has_every_unassigned_lead(
    memory: Memory, proposals: Proposals, campaigns: Campaigns, tenant: Tenant
) -> None:
    """In the same transaction: the campaign runs, and the proposal names it."""
    await make_ann(memory, tenant.client_id)
    proposal = await proposals.open(tenant.client_id, tenant.actor, "create_campaign", PLAN)
    confirmed = await proposals.confirm(tenant.client_id, tenant.actor, proposal.id)
    assert confirmed.status == "confirmed"
    assert confirmed.campaign_id is not None
    assert (await campaigns.get(tenant.client_id, confirmed.campaign_id)).status is CampaignStatus.ACTIVE
    assert await campaigns.lead_counts(tenant.client_id) == {confirmed.campaign_id: {"new": 1}}


async def test_a_campaign_that_finds_no_room_takes_no_leads(
    memory: Memory, proposals: Proposals, campaigns: Campaigns, tenant: Tenant
) -> None:
    """The proposal stays open, the leads stay free, until a campaign is completed."""
    await make_ann(memory, tenant.client_id)
    for _ in range(5):
        await campaigns.create(tenant.client_id, tenant.actor, PLAN)
    proposal = await proposals.open(tenant.client_id, tenant.actor, "create_campaign", PLAN)
    with pytest.raises(LimitReached, match="room for 5 campaigns"):
        await proposals.confirm(tenant.client_id, tenant.actor, proposal.id)
    assert [one.id for one in await proposals.waiting(tenant.client_id)] == [proposal.id]
    assert await campaigns.lead_counts(tenant.client_id) == {}


async def test_confirmed_work_is_to_start_until_it_was_set_going(
    proposals: Proposals, tenant: Tenant
) -> None:
    """Open and declined proposals start nothing; what was marked is marked once."""
    first, second, third = [
        await proposals.open(tenant.client_id, tenant.actor, "create_campaign", PLAN) for _ in range(3)
    ]
    assert await proposals.to_start(tenant.client_id) == []
    await proposals.confirm(tenant.client_id, tenant.actor, first.id)
    await proposals.decline(tenant.client_id, tenant.actor, second.id)
    assert [one.id for one in await proposals.to_start(tenant.client_id)] == [first.id]
    assert await proposals.mark_started(tenant.client_id, first.id)
    assert not await proposals.mark_started(tenant.client_id, first.id)
    assert await proposals.to_start(tenant.client_id) == []
    assert [one.id for one in await proposals.waiting(tenant.client_id)] == [third.id]


async def test_answers_to_replies_are_confirmed_like_anything_else(
    memory: Memory, proposals: Proposals, tenant: Tenant
) -> None:
    """They belong to no campaign, and only this client's replies can be named."""
    reply_id = await _make_reply(memory, tenant)
    request = AnswerRequest(reply_ids=(reply_id,))
    proposal = await proposals.open(tenant.client_id, tenant.actor, "answer_replies", request)
    confirmed = await proposals.confirm(tenant.client_id, tenant.actor, proposal.id)
    assert (confirmed.kind, confirmed.campaign_id) == ("answer_replies", None)
    assert read_content(confirmed) == request
    assert [one.id for one in await proposals.to_start(tenant.client_id)] == [proposal.id]
    other = await agency_with_client(memory, "Pier Dental")
    for reply_ids in ((reply_id,), (uuid4(),)):
        with pytest.raises(NotFound, match="no such reply"):
            await proposals.open(
                other.client_id, other.actor, "answer_replies", AnswerRequest(reply_ids=reply_ids)
            )


async def test_another_clients_confirmed_work_is_not_started_here(
    memory: Memory, proposals: Proposals, tenant: Tenant
) -> None:
    """Neither seen nor marked."""
    other = await agency_with_client(memory, "Pier Dental")
    proposal = await proposals.open(tenant.client_id, tenant.actor, "create_campaign", PLAN)
    await proposals.confirm(tenant.client_id, tenant.actor, proposal.id)
    assert await proposals.to_start(other.client_id) == []
    assert not await proposals.mark_started(other.client_id, proposal.id)
    assert [one.id for one in await proposals.to_start(tenant.client_id)] == [proposal.id]


async def test_a_request_for_drafts_names_its_campaign(
    memory: Memory, proposals: Proposals, tenant: Tenant
) -> None:
    """The confirmed proposal bears the campaign's id; a campaign that is gone is NotFound."""
    campaign_id = await make_campaign(memory, tenant)
    request = OutreachRequest(campaign_id=campaign_id, count=3)
    proposal = await proposals.open(tenant.client_id, tenant.actor, "draft_outreach", request)
    confirmed = await proposals.confirm(tenant.client_id, tenant.actor, proposal.id)
    assert confirmed.campaign_id == campaign_id
    with pytest.raises(NotFound):
        await proposals.open(
            tenant.client_id, tenant.actor, "draft_outreach", OutreachRequest(campaign_id=uuid4(), count=3)
        )


async def test_a_kind_with_another_kinds_content_is_refused(proposals: Proposals, tenant: Tenant) -> None:
    """Each content knows its kind."""
    change = CampaignChange(campaign_id=uuid4(), to=CampaignStatus.PAUSED)
    assert kind_of(change) == "change_campaign"
    with pytest.raises(InvalidInput, match="needs another content"):
        await proposals.open(tenant.client_id, tenant.actor, "create_campaign", change)


async def test_a_file_imported_after_the_campaign_waits_for_the_next(
    memory: Memory, proposals: Proposals, campaigns: Campaigns, tenant: Tenant, leads: Leads
) -> None:
    """Confirming assigns what was there, once, and nothing that comes later."""
    proposal = await proposals.open(tenant.client_id, tenant.actor, "create_campaign", PLAN)
    confirmed = await proposals.confirm(tenant.client_id, tenant.actor, proposal.id)
    preview = await leads.preview(tenant.client_id, tenant.actor, "a.csv", b"email\nbo@quay.example\n")
    await leads.commit(tenant.client_id, tenant.actor, preview.import_id, {})
    assert (await leads.find(tenant.client_id))[0].campaign_id is None
    with pytest.raises(Conflict):
        await proposals.confirm(tenant.client_id, tenant.actor, proposal.id)
    assert await campaigns.lead_counts(tenant.client_id) == {}
    assert confirmed.campaign_id is not None


@pytest.fixture
def leads(memory: Memory) -> Leads:
    from tests.integration.services.test_leads import leads_service

    return leads_service(memory)
