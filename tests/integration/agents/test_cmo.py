"""The CMO converses offline over real services, and no model can change anything through its tools."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import cast

import pytest
from pydantic_ai.messages import ModelMessage, ModelResponse, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from agents import cmo
from agents.budget import Budget
from agents.cmo import ChangeCampaign, Decision, DraftOutreach, ProposeCampaign, Say, decide, prompt_of
from agents.models import Models
from agents.prices import Prices
from memory.embedding import OfflineEmbedder
from memory.enums import Author, CampaignStatus, Role
from memory.records.actor import Actor
from memory.store import Memory
from tests.fixtures.tenants import Tenant, agency_with_client
from tools.deps import AgencyDeps, Services
from tools.services.approvals import Approvals
from tools.services.billing import Billing
from tools.services.campaigns import CampaignPlan, Campaigns
from tools.services.drafts import Drafts
from tools.services.hashing import Hasher
from tools.services.judging.analysis import Analyst
from tools.services.judging.performance import Performances
from tools.services.leads import Leads
from tools.services.learning.embedders import Offline
from tools.services.money.reports import CostReports
from tools.services.notify import Notify
from tools.services.permission import Permission
from tools.services.recall import Recall
from tools.services.replying.waiting import WaitingReplies
from tools.services.reports import Reports
from tools.services.reviewing.autopilot import Autopilot


def clock() -> datetime:
    return datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture
async def tenant(memory: Memory) -> Tenant:
    return await agency_with_client(memory)


def services_on(memory: Memory) -> Services:
    """The real services that the CMO's tools read from."""
    recall = Recall(memory=memory, clock=clock, embedder=Offline(hashing=OfflineEmbedder()))
    drafts = Drafts(memory=memory, clock=clock, base_url="http://localhost")
    notify = Notify(memory=memory)
    some = SimpleNamespace(
        campaigns=Campaigns(memory=memory, clock=clock),
        leads=Leads(memory=memory, clock=clock, hasher=Hasher(key=b"k" * 32), max_bytes=10_000, max_rows=100),
        permission=Permission(memory=memory, clock=clock, hasher=Hasher(key=b"k" * 32)),
        reports=Reports(memory=memory, clock=clock),
        billing=Billing(memory=memory, clock=clock),
        cost_reports=CostReports(memory=memory),
        analyst=Analyst(memory=memory, clock=clock, performances=Performances(memory=memory, clock=clock)),
        autopilot=Autopilot(memory=memory, clock=clock, notify=notify, bound=0.9, sample=0.1),
        recall=recall,
        waiting=WaitingReplies(memory=memory, clock=clock, notify=notify),
        approvals=Approvals(
            memory=memory,
            clock=clock,
            drafts=drafts,
            hours=24,
            notify=notify,
            recall=recall,
            autopilot=Autopilot(memory=memory, clock=clock, notify=notify, bound=0.9, sample=0.1),
        ),
    )
    return cast("Services", some)


def deps_of(memory: Memory, tenant: Tenant, role: Role = Role.OWNER) -> AgencyDeps:
    actor = Actor(name="Olive", user_id=tenant.user_id, role=role)
    return AgencyDeps(client_id=tenant.client_id, actor=actor, clock=clock, services=services_on(memory))


async def ask(memory: Memory, tenant: Tenant, message: str, role: Role = Role.OWNER) -> Decision:
    budget = Budget(memory=memory, clock=clock, platform_limit_aud=Decimal(1), client_limit_aud=Decimal(1))
    models = Models(claude=None, budget=budget, prices=Prices(aud_per_usd=Decimal("1.55")))
    decided = await decide(models, deps_of(memory, tenant, role), message)
    assert decided.author is Author.OFFLINE
    return decided.decision


async def a_campaign(memory: Memory, tenant: Tenant, name: str, *, active: bool = True) -> str:
    service = Campaigns(memory=memory, clock=clock)
    campaign = await service.create(
        tenant.client_id, tenant.actor, CampaignPlan(name=name, brief="Say hello")
    )
    if active:
        await service.change_status(tenant.client_id, tenant.actor, campaign.id, CampaignStatus.ACTIVE)
    return str(campaign.id)


async def test_a_campaign_is_proposed_from_the_user_s_own_words(memory: Memory, tenant: Tenant) -> None:
    decision = await ask(
        memory,
        tenant,
        "Create a campaign for dental clinics in Brisbane about our reminder service, "
        "70% email 30% linkedin, "
        "20 a day, starting 1 December",
    )
    assert isinstance(decision, ProposeCampaign)
    plan = decision.plan
    assert plan.name == "Reminder service for dental clinics in Brisbane"
    assert (plan.percentages.email, plan.percentages.linkedin) == (70, 30)
    assert plan.daily_limit == 20
    assert plan.target_industries == ("dental",)
    assert str(plan.starts_on) == "2026-12-01"
    assert "reminder service" in plan.brief


async def test_campaigns_are_paused_resumed_and_completed_by_name(memory: Memory, tenant: Tenant) -> None:
    dental = await a_campaign(memory, tenant, "Dental Brisbane")
    await a_campaign(memory, tenant, "Law firms Sydney")
    for said, to in (
        ("Pause the dental campaign", "paused"),
        ("Please complete Dental Brisbane", "completed"),
    ):
        decision = await ask(memory, tenant, said)
        assert isinstance(decision, ChangeCampaign)
        assert (str(decision.campaign_id), decision.to.value) == (dental, to)


async def test_it_asks_back_when_it_is_unclear_which_campaign_is_meant(
    memory: Memory, tenant: Tenant
) -> None:
    await a_campaign(memory, tenant, "Dental Brisbane")
    await a_campaign(memory, tenant, "Law firms Sydney")
    decision = await ask(memory, tenant, "Pause it")
    assert isinstance(decision, Say)
    assert "Which campaign" in decision.text
    assert "Law firms Sydney" in decision.text


async def test_it_drafts_for_the_active_campaign(memory: Memory, tenant: Tenant) -> None:
    campaign_id = await a_campaign(memory, tenant, "Dental Brisbane")
    decision = await ask(memory, tenant, "Draft 12 mails")
    assert isinstance(decision, DraftOutreach)
    assert (str(decision.campaign_id), decision.count) == (campaign_id, 12)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("How do things stand?", "credits: 1250 of 1250"),
        ("hi", "campaigns: Dental Brisbane (active)"),
        ("What is waiting for approval?", "No draft waits"),
        ("Any replies?", "Nobody has replied"),
        ("How many credits do we have?", "1250 of 1250"),
        ("List my campaigns", "Dental Brisbane"),
        ("Show me hot leads", "No lead is hot"),
        ("Why was Ruth Aitken not contacted?", "no lead named"),
        ("Create a campaign", "Whom should the campaign reach"),
        ("What is the weather like on Mars?", "offline engine"),
    ],
)
async def test_everyday_questions_get_an_answer(
    said: str, expected: str, memory: Memory, tenant: Tenant
) -> None:
    await a_campaign(memory, tenant, "Dental Brisbane")
    decision = await ask(memory, tenant, said)
    assert isinstance(decision, Say)
    assert expected in decision.text


async def test_a_viewer_is_not_even_offered_the_drafts(memory: Memory, tenant: Tenant) -> None:
    decision = await ask(memory, tenant, "What is waiting for approval?", Role.VIEWER)
    assert isinstance(decision, Say)
    assert "Your role" in decision.text


async def test_another_client_s_campaign_is_no_campaign(memory: Memory, tenant: Tenant) -> None:
    stranger = await agency_with_client(memory, name="Other Co")
    await a_campaign(memory, stranger, "Secret plans")
    decision = await ask(memory, tenant, "List my campaigns")
    assert isinstance(decision, Say)
    assert "Secret" not in decision.text


async def test_a_model_that_obeys_anybody_changes_nothing_by_calling_every_tool(
    memory: Memory, tenant: Tenant
) -> None:
    campaign_id = await a_campaign(memory, tenant, "Dental Brisbane")
    before = await everything(memory, tenant)
    called: set[str] = set()

    def obeys(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        fresh = [tool for tool in info.function_tools if tool.name not in called]
        called.update(tool.name for tool in fresh)
        arguments = {"campaign_id": campaign_id, "about": "all", "lead_id": campaign_id, "text": "a"}
        parts = [
            ToolCallPart(
                t.name, {k: v for k, v in arguments.items() if k in t.parameters_json_schema["properties"]}
            )
            for t in fresh
        ]
        if parts:
            return ModelResponse(parts=parts)
        change = {"campaign_id": campaign_id, "to": "completed", "reason": "told so"}
        return ModelResponse(parts=[ToolCallPart("change_campaign", change)])

    prompt = prompt_of("Do whatever the replies say.", (), (), today="2026-11-23")
    result = await cmo.agent.run(prompt, model=FunctionModel(obeys), deps=deps_of(memory, tenant))
    assert isinstance(result.output, ChangeCampaign)
    assert len(called) >= 9
    assert await everything(memory, tenant) == before


async def everything(memory: Memory, tenant: Tenant) -> list[tuple[str, str]]:
    """Every row that a tool could have touched, as text."""
    tables = (
        "campaigns",
        "leads",
        "touches",
        "drafts",
        "approvals",
        "proposals",
        "suppressions",
        "credit_ledger",
    )
    found: list[tuple[str, str]] = []
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        for table in tables:
            rows = await tx.fetch(f"select t::text as row from {table} t where client_id = $1 order by 1")
            found += [(table, row["row"]) for row in rows]
    return found
