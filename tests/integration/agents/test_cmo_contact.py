"""Asked why somebody was not contacted, the CMO names the rule, its reason and what to do, offline."""

from __future__ import annotations

import pytest

from agents.cmo import Say
from memory.records.ids import CampaignId, LeadId
from memory.store import Memory
from tests.fixtures.outreach import make_campaign, make_lead
from tests.fixtures.tenants import Tenant, agency_with_client
from tests.integration.agents.test_cmo import ask


@pytest.fixture
async def tenant(memory: Memory) -> Tenant:
    return await agency_with_client(memory)


async def ruth(memory: Memory, tenant: Tenant, *, consent: bool) -> tuple[CampaignId, LeadId]:
    """A hot lead with a number that nobody washed."""
    campaign_id = await make_campaign(memory, tenant)
    lead_id = await make_lead(
        memory, tenant, campaign_id, consent=consent, email="ruth@aitken.example", first_name="Ruth",
        last_name="Aitken", company="Aitken Law", als=95, lead_tier="hot", phone="+61412345678", state="NSW",
    )  # fmt: skip
    return campaign_id, lead_id


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Why was Ruth Aitken not contacted?", ("AU-SPAM-1", "Record the lead's consent", "AU-DNCR-1")),
        ("why was ruth@aitken.example not contacted?", ("AU-SPAM-1",)),
        ("Why was nobody at Aitken Law contacted?", ("AU-SPAM-1",)),
        ("Why hasn't Ruth Aitken been called?", ("Phone", "AU-DNCR-1", "/compliance")),
        ("Can we call Ruth Aitken now?", ("No, Ruth Aitken may not be reached by phone", "AU-DNCR-1")),
        ("may we email Ruth Aitken?", ("No, Ruth Aitken may not be reached by email", "AU-SPAM-1")),
        ("Can we call Zebulon Pike?", ("no lead named",)),
    ],
)
async def test_the_rule_and_the_next_step_are_named(
    memory: Memory, tenant: Tenant, said: str, words: tuple[str, ...]
) -> None:
    await ruth(memory, tenant, consent=False)
    decision = await ask(memory, tenant, said)
    assert isinstance(decision, Say)
    for word in words:
        assert word in decision.text
    assert "AU-SPAM-1" not in decision.text or "call" not in said.lower()


async def test_an_open_channel_is_a_yes_that_still_needs_an_approval(memory: Memory, tenant: Tenant) -> None:
    await ruth(memory, tenant, consent=True)
    decision = await ask(memory, tenant, "Can we email Ruth Aitken now?")
    assert isinstance(decision, Say)
    assert decision.text.startswith("Yes")
    assert "approved" in decision.text


async def test_another_clients_lead_is_nobody(memory: Memory, tenant: Tenant) -> None:
    await ruth(memory, await agency_with_client(memory, name="Other Co"), consent=True)
    decision = await ask(memory, tenant, "Can we email Ruth Aitken now?")
    assert isinstance(decision, Say)
    assert "no lead named" in decision.text
