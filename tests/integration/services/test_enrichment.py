"""A lead is enriched once, paid for once, and every value keeps its source."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from inline_snapshot import snapshot

from errors import NotFound, ProviderError, ProviderRefused, ProviderUnavailable
from memory.enums import Tier
from memory.imports import add_import
from memory.leads import NewLead, add_leads
from memory.records.ids import ClientId, LeadId
from memory.records.leads import Lead
from memory.store import Memory
from tests.fixtures.tenants import Tenant, agency_with_client, lead_at, ledger_sum, move_to
from tools.providers.apollo import Company, Match, NoMatch, PersonQuery
from tools.providers.apollo_phones import PhoneNews, PhonesPending
from tools.services.billing import Billing
from tools.services.enriching.terms import EnrichmentTerms
from tools.services.enrichment import Enrichment

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
BATCH = UUID("00000000-0000-7000-8000-000000000001")
QUAY = Company(
    name="Quay Law Pty Ltd",
    domain="quay.example",
    industry="legal services",
    employees=34,
    city="Sydney",
    state="New South Wales",
    country="Australia",
    linkedin_url=None,
    website_url=None,
    phone=None,
    description="Commercial law for small firms.",
    keywords=("leases", "contracts"),
    founded_year=1998,
    funded_on=None,
    funding_stage=None,
    headcount_growth=0.1,
)
ANN = Match(
    apollo_id="1",
    first_name="Ann",
    last_name="Lee",
    title="Managing Partner",
    headline=None,
    seniority="partner",
    email="ann@quay.example",
    email_status="verified",
    email_confidence=None,
    personal_email=None,
    linkedin_url="http://www.linkedin.com/in/annlee",
    city="Sydney",
    state=None,
    country="Australia",
    role_started_on=date(2026, 8, 1),
    company=QUAY,
)


@dataclass
class Oracle:
    """Stands in for Apollo: answers the same each time, and counts the questions."""

    answer: Match | NoMatch | ProviderError
    asked: list[PersonQuery] = field(default_factory=list[PersonQuery])

    async def bulk_match(self, people: Sequence[PersonQuery]) -> list[Match | NoMatch]:
        self.asked += people
        await asyncio.sleep(0.01)
        if isinstance(self.answer, ProviderError):
            raise self.answer
        return [self.answer] * len(people)

    async def reveal_phone(self, apollo_id: str, *, webhook_url: str) -> int | None:
        raise AssertionError(f"no phone of {apollo_id} goes to {webhook_url}")

    async def phone_result(self, request_id: int) -> PhoneNews | PhonesPending | NoMatch:
        raise AssertionError(f"no phone was asked for as {request_id}")


def enrichment_of(memory: Memory, answer: Match | NoMatch | ProviderError) -> tuple[Enrichment, Oracle]:
    oracle = Oracle(answer)
    billing = Billing(memory=memory, clock=lambda: NOW)
    return Enrichment(memory=memory, clock=lambda: NOW, apollo=oracle, credits=billing), oracle


@pytest.fixture
async def tenant(memory: Memory) -> Tenant:
    return await agency_with_client(memory, credits=10)


async def make_leads(memory: Memory, client_id: ClientId, leads: Sequence[NewLead]) -> list[Lead]:
    async with memory.postgres.client_transaction(client_id) as tx:
        import_id = await add_import(
            tx,
            filename="a.csv",
            digest=b"",
            content=b"",
            encoding="UTF-8",
            columns=["email"],
            mapping={},
            row_count=1,
            created_by=None,
            at=NOW,
        )
        await add_leads(tx, leads, campaign_id=None, import_id=import_id, at=NOW)
        found = [await lead_at(tx, lead.email) for lead in leads]
        return [lead for lead in found if lead]


async def make_ann(memory: Memory, client_id: ClientId) -> LeadId:
    new = NewLead(email="ann@quay.example", first_name="Ann", title="Partner", company="Quay Law")
    return (await make_leads(memory, client_id, [new]))[0].id


async def reload(memory: Memory, client_id: ClientId, email: str = "ann@quay.example") -> Lead:
    async with memory.postgres.client_transaction(client_id) as tx:
        lead = await lead_at(tx, email)
    assert lead is not None
    return lead


async def test_an_accepted_result_fills_the_blanks_and_costs_one_credit(
    memory: Memory, tenant: Tenant
) -> None:
    """The client's own words stay, the blanks are filled, and the ledger sums to the balance."""
    enrichment, _ = enrichment_of(memory, ANN)
    lead_id = await make_ann(memory, tenant.client_id)
    outcome = await enrichment.enrich(tenant.client_id, lead_id, BATCH)
    lead = await reload(memory, tenant.client_id)
    assert (outcome.outcome, outcome.credits, outcome.confidence) == ("enriched", 1, 1.0)
    assert (lead.title, lead.company, lead.last_name, lead.email_status, lead.employees, lead.hiring) == (
        "Partner",
        "Quay Law",
        "Lee",
        "verified",
        34,
        True,
    )
    assert (lead.status, lead.enrichment, lead.linkedin_url) == (
        "enriched",
        "enriched",
        "https://www.linkedin.com/in/annlee",
    )
    assert lead.facts == snapshot(
        (
            "Quay Law Pty Ltd: Commercial law for small firms.",
            "Quay Law Pty Ltd was founded in 1998.",
            "Quay Law Pty Ltd is based in Sydney, New South Wales.",
            "Quay Law Pty Ltd has about 34 employees.",
            "Quay Law Pty Ltd works on leases, contracts.",
        )
    )
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        assert await ledger_sum(tx) == 9
    assert await Billing(memory=memory, clock=lambda: NOW).balance(tenant.client_id) == 9


async def test_every_value_keeps_its_source(memory: Memory, tenant: Tenant) -> None:
    """Both the list's title and Apollo's are kept, and the list's is the one chosen."""
    enrichment, _ = enrichment_of(memory, ANN)
    lead_id = await make_ann(memory, tenant.client_id)
    await enrichment.enrich(tenant.client_id, lead_id, BATCH)
    kept = await enrichment.provenance(tenant.client_id, lead_id)
    assert [
        (one.vendor, one.value, one.chosen) for one in kept if one.field in ("title", "last_name")
    ] == snapshot([("apollo", "Lee", True), ("csv", "Partner", True), ("apollo", "Managing Partner", False)])


async def test_enriching_twice_debits_once(memory: Memory, tenant: Tenant) -> None:
    """The second turn sees that it is done and asks nobody."""
    enrichment, oracle = enrichment_of(memory, ANN)
    lead_id = await make_ann(memory, tenant.client_id)
    await enrichment.enrich(tenant.client_id, lead_id, BATCH)
    again = await enrichment.enrich(tenant.client_id, lead_id, uuid4())
    assert (again.outcome, again.credits, len(oracle.asked)) == ("enriched_before", 0, 1)


async def test_workers_at_once_debit_once(memory: Memory, tenant: Tenant) -> None:
    """Five workers on one lead: one result, one credit, one row of provenance a field."""
    enrichment, _ = enrichment_of(memory, ANN)
    lead_id = await make_ann(memory, tenant.client_id)
    outcomes = await asyncio.gather(
        *(enrichment.enrich(tenant.client_id, lead_id, uuid4()) for _ in range(5))
    )
    assert sorted(one.outcome for one in outcomes) == ["enriched"] + ["enriched_before"] * 4
    assert await enrichment.credits.balance(tenant.client_id) == 9


async def test_the_same_person_again_comes_from_the_cache_and_costs_nothing(
    memory: Memory, tenant: Tenant, owner: object
) -> None:
    """A lead that was deleted and imported again is not paid for twice; another client pays its own."""
    enrichment, oracle = enrichment_of(memory, ANN)
    lead_id = await make_ann(memory, tenant.client_id)
    await enrichment.enrich(tenant.client_id, lead_id, BATCH)
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        await tx.execute("update leads set deleted_at = now() where client_id = $1 and id = $2", lead_id)
    again = await make_ann(memory, tenant.client_id)
    outcome = await enrichment.enrich(tenant.client_id, again, uuid4())
    assert (outcome.outcome, outcome.credits, len(oracle.asked)) == ("cache", 0, 1)
    other = await agency_with_client(memory, "Pier Dental", credits=10)
    theirs = await enrichment.enrich(other.client_id, await make_ann(memory, other.client_id), uuid4())
    assert (theirs.outcome, theirs.credits, len(oracle.asked)) == ("enriched", 1, 2)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (NoMatch(), "Apollo knows nobody like that."),
        (ProviderRefused("Apollo", "Apollo refuses this person."), "Apollo refuses this person."),
        (replace(ANN, email=None), "What was found lacks email."),
        (replace(ANN, company=replace(QUAY, name=None)), "What was found lacks company."),
        (
            replace(
                ANN,
                email="bob@pier.example",
                first_name="Bob",
                company=replace(QUAY, name="Pier", domain=None),
            ),
            "What was found is this person with confidence 0.00 only; 0.70 is needed.",
        ),
    ],
)
async def test_what_is_not_accepted_costs_nothing_and_is_kept_with_the_reason(
    memory: Memory, tenant: Tenant, answer: Match | NoMatch | ProviderError, reason: str
) -> None:
    """The lead stays as it was, unenriched."""
    enrichment, _ = enrichment_of(memory, answer)
    lead_id = await make_ann(memory, tenant.client_id)
    outcome = await enrichment.enrich(tenant.client_id, lead_id, BATCH)
    lead = await reload(memory, tenant.client_id)
    assert (outcome.outcome, outcome.credits, outcome.reason) == ("unenriched", 0, reason)
    assert (lead.enrichment, lead.unenriched_reason, lead.last_name, lead.status) == (
        "unenriched",
        reason,
        None,
        "new",
    )
    assert await enrichment.credits.balance(tenant.client_id) == 10


async def test_a_source_that_is_down_leaves_the_lead_waiting(memory: Memory, tenant: Tenant) -> None:
    """Pending with the reason, and enriched at the next turn."""
    enrichment, oracle = enrichment_of(memory, ProviderUnavailable("Apollo", "Apollo does not answer."))
    lead_id = await make_ann(memory, tenant.client_id)
    assert (await enrichment.enrich(tenant.client_id, lead_id, BATCH)).outcome == "pending"
    assert (await reload(memory, tenant.client_id)).unenriched_reason == "Apollo does not answer."
    assert await enrichment.due(tenant.client_id) == [lead_id]
    oracle.answer = ANN
    assert (await enrichment.enrich(tenant.client_id, lead_id, BATCH)).outcome == "enriched"
    assert await enrichment.due(tenant.client_id) == []


async def test_without_credits_nobody_is_asked(memory: Memory) -> None:
    """The lead waits with the reason, and the vendor costs nothing."""
    tenant = await agency_with_client(memory, credits=0)
    enrichment, oracle = enrichment_of(memory, ANN)
    lead_id = await make_ann(memory, tenant.client_id)
    outcome = await enrichment.enrich(tenant.client_id, lead_id, BATCH)
    assert (outcome.outcome, oracle.asked) == ("pending", [])
    assert "No credits are left" in (outcome.reason or "")
    assert await enrichment.due(tenant.client_id) == []


@pytest.mark.parametrize("credited_by", ["reset", "upgrade"])
async def test_a_lead_short_of_a_credit_is_tried_again_once_there_is_one(
    memory: Memory, credited_by: str
) -> None:
    """After the month's reset or an upgrade it is due, enriched, and paid for."""
    tenant = await agency_with_client(memory, credits=0)
    enrichment, _ = enrichment_of(memory, ANN)
    lead_id = await make_ann(memory, tenant.client_id)
    await enrichment.enrich(tenant.client_id, lead_id, BATCH)
    match credited_by:
        case "reset":
            async with memory.postgres.client_transaction(tenant.client_id) as tx:
                await tx.execute("update clients set credits_reset_at = $2 where id = $1", NOW)
            assert await enrichment.credits.reset_if_due(tenant.client_id)
        case _:
            await move_to(enrichment.credits, tenant.client_id, Tier.VELOCITY, "up")
    before = await enrichment.credits.balance(tenant.client_id)
    assert await enrichment.due(tenant.client_id) == [lead_id]
    assert (await enrichment.enrich(tenant.client_id, lead_id, uuid4())).outcome == "enriched"
    assert await enrichment.credits.balance(tenant.client_id) == before - 1
    assert (await reload(memory, tenant.client_id)).unenriched_reason is None


async def test_each_lead_of_a_batch_has_one_turn_in_it_in_pages_and_after_a_break(
    memory: Memory, tenant: Tenant
) -> None:
    """Nobody twice, whatever became of them; whoever was stopped meanwhile not at all."""
    made = await make_leads(memory, tenant.client_id, [NewLead(email=f"p{n}@quay.example") for n in range(7)])
    ids = sorted(lead.id for lead in made)
    enrichment, oracle = enrichment_of(memory, ProviderUnavailable("apollo", "Away."))
    await enrichment.open_batch(tenant.client_id, BATCH, ids)

    async def page(after: LeadId | None) -> list[LeadId]:
        return await enrichment.untried(tenant.client_id, BATCH, after=after, limit=3)

    assert await page(None) == ids[:3]
    # The work breaks off behind the first two: the same page is asked for again.
    await enrichment.enrich_many(tenant.client_id, ids[:2], BATCH)
    assert await page(None) == ids[2:5]
    await enrichment.enrich_many(tenant.client_id, ids[2:5], BATCH)
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        await tx.execute("update leads set stopped_at = now() where client_id = $1 and id = $2", ids[5])
    assert await page(ids[4]) == ids[6:]
    await enrichment.enrich_many(tenant.client_id, ids[6:], BATCH)
    assert await page(ids[6]) == []
    assert await page(None) == []
    assert len(oracle.asked) == 6
    # Those who never had a turn come first the next time, then those whose turn is longest ago.
    late = await make_leads(memory, tenant.client_id, [NewLead(email="late@quay.example")])
    assert await enrichment.due(tenant.client_id) == [late[0].id, *ids[:5], ids[6]]


async def test_what_a_batch_costs_is_what_its_matches_cost(memory: Memory, tenant: Tenant) -> None:
    """A match has its price in AUD; nobody found costs nothing."""
    enrichment, oracle = enrichment_of(memory, ANN)
    priced = replace(enrichment, terms=EnrichmentTerms(match_cost_aud=Decimal("0.155")))
    lead_id = await make_ann(memory, tenant.client_id)
    assert (await priced.enrich(tenant.client_id, lead_id, BATCH)).cost_aud == Decimal("0.155")
    oracle.answer = NoMatch()
    stranger = NewLead(email="bo@wharf.example", first_name="Bo", last_name="Chan", company="Wharf")
    (bo,) = await make_leads(memory, tenant.client_id, [stranger])
    assert (await priced.enrich(tenant.client_id, bo.id, BATCH)).cost_aud == 0
    report = await priced.batch(tenant.client_id, BATCH)
    assert {line.outcome: line.cost_aud for line in report.lines} == {
        "enriched": Decimal("0.1550"),
        "unenriched": Decimal(0),
    }


async def test_the_last_credit_is_spent_once_by_many(memory: Memory) -> None:
    """Five leads at once on two credits: two enriched, three wait with the reason, balance 0."""
    tenant = await agency_with_client(memory, credits=2)
    enrichment, _ = enrichment_of(memory, ANN)
    new = [
        NewLead(email=f"p{n}@quay.example", first_name="Ann", last_name="Lee", company="Quay Law")
        for n in range(5)
    ]
    leads = await make_leads(memory, tenant.client_id, new)
    outcomes = await asyncio.gather(*(enrichment.enrich(tenant.client_id, one.id, BATCH) for one in leads))
    assert sorted(one.outcome for one in outcomes) == ["enriched"] * 2 + ["pending"] * 3
    assert await enrichment.credits.balance(tenant.client_id) == 0
    lines = (await enrichment.batch(tenant.client_id, BATCH)).lines
    assert {line.outcome: (line.leads, line.credits) for line in lines} == {
        "enriched": (2, 2),
        "pending": (3, 0),
    }


async def test_a_paused_subscription_enriches_nothing(memory: Memory, tenant: Tenant) -> None:
    """The lead waits for the subscription to run again."""
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        await tx.execute("update clients set subscription = 'paused' where id = $1")
    enrichment, oracle = enrichment_of(memory, ANN)
    outcome = await enrichment.enrich(tenant.client_id, await make_ann(memory, tenant.client_id), BATCH)
    assert (outcome.outcome, oracle.asked) == ("pending", [])


async def test_another_clients_lead_is_not_found(memory: Memory, tenant: Tenant) -> None:
    """Nor is its provenance."""
    other = await agency_with_client(memory, "Pier Dental")
    enrichment, _ = enrichment_of(memory, ANN)
    lead_id = await make_ann(memory, tenant.client_id)
    with pytest.raises(NotFound):
        await enrichment.enrich(other.client_id, lead_id, BATCH)
    await enrichment.enrich(tenant.client_id, lead_id, BATCH)
    assert await enrichment.provenance(other.client_id, lead_id) == []
    assert (await enrichment.batch(other.client_id, BATCH)).wanted == 0
    assert await enrichment.due(other.client_id) == []
