"""Scores are stored with their reasons, and a lead bears the newest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from errors import NotFound
from memory.leads import NewLead
from memory.records.ids import ClientId, LeadId
from memory.store import Memory
from tests.fixtures.tenants import Tenant, agency_with_client
from tests.integration.services.test_enrichment import make_leads
from tests.integration.services.test_leads import leads_service
from tools.services.campaigns import CampaignPlan, Campaigns
from tools.services.scoring import Scoring

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PLAN = CampaignPlan(name="Law firms", brief="A free review.", target_industries=("law firms",))
ANN = NewLead(email="ann@quay.example", title="Owner", industry="law practice", country="Australia")


async def _ann(memory: Memory, client_id: ClientId) -> LeadId:
    (ann,) = await make_leads(memory, client_id, [ANN])
    return ann.id


async def test_a_score_is_kept_with_a_sentence_for_each_part(memory: Memory, tenant: Tenant) -> None:
    """In its own row and on the lead, for the campaign's own targets."""
    lead_id = await _ann(memory, tenant.client_id)
    campaign = await Campaigns(memory=memory, clock=lambda: NOW).create(tenant.client_id, tenant.actor, PLAN)
    scoring, leads = Scoring(memory=memory, clock=lambda: NOW), leads_service(memory)
    assert await scoring.score_leads(tenant.client_id, [lead_id], campaign) == 1
    kept, lead = await leads.score(tenant.client_id, lead_id), await leads.get(tenant.client_id, lead_id)
    assert kept is not None
    assert (kept.data_quality, kept.authority, kept.company_fit, kept.timing, kept.risk) == (4, 25, 17, 0, 15)
    assert (kept.als, lead.als, lead.lead_tier, lead.status) == (61, 61, "warm", "scored")
    assert kept.sentences[2] == (
        "The target industry law practice and the country Australia score 17 of 25 for company fit."
    )


async def test_a_second_score_stands_beside_the_first(memory: Memory, tenant: Tenant) -> None:
    """The newest counts, and the timeline tells of both and of where the lead came from."""
    lead_id = await _ann(memory, tenant.client_id)
    leads = leads_service(memory)
    for hours in (0, 1):
        scoring = Scoring(memory=memory, clock=lambda: NOW + timedelta(hours=hours))  # noqa: B023
        await scoring.score_leads(tenant.client_id, [lead_id])
    kept = await leads.score(tenant.client_id, lead_id)
    assert kept is not None
    assert kept.scored_at == NOW + timedelta(hours=1)
    assert [(one.kind, one.sentence) for one in await leads.timeline(tenant.client_id, lead_id)] == [
        ("scored", "Scored 51 of 100: cool."),
        ("scored", "Scored 51 of 100: cool."),
        ("imported", "Came with a list of leads."),
    ]


async def test_what_a_faster_clock_told_of_a_lead_is_scored_once_its_moment_has_come(
    memory: Memory, tenant: Tenant
) -> None:
    """A score from before the answer would never be the newest: scoring on and on would not end."""
    lead_id = await _ann(memory, tenant.client_id)
    campaigns = Campaigns(memory=memory, clock=lambda: NOW)
    campaign = await campaigns.create(tenant.client_id, tenant.actor, PLAN)
    await campaigns.assign_leads(tenant.client_id, tenant.actor, campaign.id)
    await Scoring(memory=memory, clock=lambda: NOW).score_leads(tenant.client_id, [lead_id], campaign)
    answered_at = NOW + timedelta(seconds=5)
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        await tx.execute("insert into enrichment_batches (client_id, id) values ($1, $2)", lead_id)
        sql = (
            "insert into enrichment_requests (client_id, lead_id, batch_id, vendor, status, answered_at)"
            " values ($1, $2, $2, 'apollo', 'answered', $3)"
        )
        await tx.execute(sql, lead_id, answered_at)
    assert await Scoring(memory=memory, clock=lambda: NOW).due(tenant.client_id, campaign) == []
    then = Scoring(memory=memory, clock=lambda: answered_at)
    assert await then.due(tenant.client_id, campaign) == [lead_id]
    await then.score_leads(tenant.client_id, [lead_id], campaign)
    assert await then.due(tenant.client_id, campaign) == []


async def test_another_clients_leads_are_not_scored(memory: Memory, tenant: Tenant) -> None:
    """Nor are leads that nobody knows; a client that does not exist is NotFound."""
    other = await agency_with_client(memory, "Pier Dental")
    lead_id = await _ann(memory, tenant.client_id)
    scoring = Scoring(memory=memory, clock=lambda: NOW)
    assert await scoring.score_leads(other.client_id, [lead_id]) == 0
    assert await scoring.score_leads(tenant.client_id, []) == 0
    assert (await leads_service(memory).get(tenant.client_id, lead_id)).als is None
    with pytest.raises(NotFound):
        await scoring.score_leads(ClientId(lead_id), [lead_id])
