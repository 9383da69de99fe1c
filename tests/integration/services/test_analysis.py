"""What the record says of a campaign is read from its rows, and its advice becomes a proposal."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from errors import Conflict, InvalidInput, NotFound
from memory.enums import CampaignStatus
from memory.records.ids import CampaignId
from memory.store import Memory
from tests.fixtures.outreach import MONDAY, TestClock, make_campaign, make_lead, make_touch
from tests.fixtures.tenants import Tenant, agency_with_client
from tools.services.campaigns import CampaignChanges, Campaigns, Percentages
from tools.services.judging.analysis import Analyst
from tools.services.judging.performance import Performances
from tools.services.proposals import CampaignModification, Proposals

REPLIES = ("interested", "question", "out_of_office", "unsubscribe", "meeting_request")


@pytest.fixture
async def tenant(memory: Memory) -> Tenant:
    return await agency_with_client(memory)


def analyst(memory: Memory) -> Analyst:
    clock = TestClock(now=MONDAY + timedelta(days=1))
    return Analyst(memory=memory, clock=clock, performances=Performances(memory=memory, clock=clock))


async def sent(memory: Memory, tenant: Tenant, campaign_id: CampaignId) -> None:
    """Eight mails, five of them answered in as many ways, one bounced for good and one opened."""
    for n in range(8):
        lead_id = await make_lead(
            memory, tenant, campaign_id, email=f"{uuid4()}@kelp.example", lead_tier="warm"
        )
        touch_id = await make_touch(memory, tenant, campaign_id, lead_id)
        async with memory.postgres.client_transaction(tenant.client_id) as tx:
            await tx.execute(
                "update touches set status = 'sent', sent_at = $3 where client_id = $1 and id = $2",
                touch_id,
                MONDAY,
            )
            if n < len(REPLIES):
                event = await _event(memory)
                await tx.execute(
                    "insert into replies (client_id, lead_id, touch_id, event_id, channel, from_address,"
                    " text, received_at, intent) values ($1, $2, $3, $4, 'email', 'a', 'b', $5, $6)",
                    lead_id,
                    touch_id,
                    event,
                    MONDAY + timedelta(hours=n + 1),
                    REPLIES[n],
                )
            else:
                kind, rule = ("bounced", "hard_bounce") if n == 5 else ("opened", None)
                await tx.execute(
                    "insert into activities (client_id, lead_id, touch_id, campaign_id, kind, channel, rule,"
                    " sentence, at) values ($1, $2, $3, $4, $5, 'email', $6, '.', $7)",
                    lead_id,
                    touch_id,
                    campaign_id,
                    kind,
                    rule,
                    MONDAY,
                )


async def _event(memory: Memory) -> object:
    async with memory.postgres.system_transaction() as tx:
        return await tx.fetchval(
            "insert into inbound_events (vendor, kind, vendor_key, headers, body, received_at)"
            " values ('postmark', 'inbound', $1, '{}', '', $2) returning id",
            str(uuid4()),
            MONDAY,
        )


async def test_the_numbers_are_those_of_the_rows(memory: Memory, tenant: Tenant) -> None:
    """Absences are no answers, and another client's campaign is none."""
    campaign_id = await make_campaign(memory, tenant)
    await sent(memory, tenant, campaign_id)
    await make_lead(memory, tenant, campaign_id, email="new@kelp.example", lead_tier="hot", als=90)

    found = await analyst(memory).analyse(tenant.client_id, campaign_id)

    funnel = found.found.funnel
    assert (funnel.sent, funnel.replied.hits, funnel.positive.hits, funnel.meetings.hits) == (8, 4, 2, 1)
    assert (funnel.opted_out.hits, funnel.bounced.hits, funnel.opened.hits) == (1, 1, 2)
    assert found.found.waiting == {"hot": 1}
    assert found.found.days[-2].sent == 8
    assert found.found.days[-2].replied == 4
    assert (found.found.reply_hours[0].replied, found.found.reply_hours[0].median_hours) == (4, 3.0)
    assert [(part.weekday, part.part, part.sent) for part in found.found.day_parts] == [(1, "afternoon", 8)]
    stranger = await agency_with_client(memory, name="Other")
    with pytest.raises(NotFound):
        await analyst(memory).analyse(stranger.client_id, campaign_id)


async def test_leads_are_ranked_by_score_and_by_what_they_did(memory: Memory, tenant: Tenant) -> None:
    """A click counts fifteen points; each reason is said."""
    campaign_id = await make_campaign(memory, tenant)
    await make_lead(memory, tenant, campaign_id, email="a@x.example", first_name="Ann", als=80, hiring=True)
    clicker = await make_lead(memory, tenant, campaign_id, email="b@x.example", first_name="Ben", als=70)
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        await tx.execute(
            "insert into activities (client_id, lead_id, campaign_id, kind, channel, sentence, at)"
            " values ($1, $2, $3, 'clicked', 'email', '.', $4)",
            clicker,
            campaign_id,
            MONDAY,
        )
    found = await analyst(memory).rank(tenant.client_id)
    assert [(each.points, each.lead_id == clicker) for each in found] == [(85, True), (80, False)]
    assert "clicked a link on 23 November" in found[0].reasons
    assert "is hiring" in found[1].reasons
    stranger = await agency_with_client(memory, name="Other")
    assert await analyst(memory).rank(stranger.client_id) == []


async def test_terms_change_once_a_person_confirms(memory: Memory, tenant: Tenant) -> None:
    """Only what was asked for; a completed campaign, nothing at all and hours that cross are refused."""
    clock = TestClock()
    campaigns = Campaigns(memory=memory, clock=clock)
    proposals = Proposals(memory=memory, clock=clock, campaigns=campaigns)
    campaign_id = await make_campaign(memory, tenant)
    changes = CampaignChanges(
        daily_limit=80,
        percentages=Percentages(email=60, linkedin=40),
        work_days=(4, 2, 2),
        delays={1: 2, 9: 4},
    )
    content = CampaignModification(campaign_id=campaign_id, changes=changes)
    proposal = await proposals.open(tenant.client_id, tenant.actor, "modify_campaign", content)
    assert (await campaigns.get(tenant.client_id, campaign_id)).daily_limit != 80

    await proposals.confirm(tenant.client_id, tenant.actor, proposal.id)

    changed = await campaigns.get(tenant.client_id, campaign_id)
    assert (changed.daily_limit, changed.email_percent, changed.linkedin_percent) == (80, 60, 40)
    assert (changed.name, changed.status, changed.work_days) == ("Spring", CampaignStatus.ACTIVE, (2, 4))
    with pytest.raises(Conflict):
        await proposals.confirm(tenant.client_id, tenant.actor, proposal.id)
    for wrong in (CampaignChanges(), CampaignChanges.model_validate({"work_end": "00:00:00"})):
        other = CampaignModification(campaign_id=campaign_id, changes=wrong)
        refused = await proposals.open(tenant.client_id, tenant.actor, "modify_campaign", other)
        with pytest.raises(InvalidInput):
            await proposals.confirm(tenant.client_id, tenant.actor, refused.id)
    assert await campaigns.get(tenant.client_id, campaign_id) == changed
