"""Three sources look for a lead: two together, the third for a few, and late answers finish what is open."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import uuid4

import asyncpg
import pytest

from errors import WebhookRejected
from memory import ledger
from memory.enrichments import claim_submission
from memory.records import ClientId, Lead, LeadId
from memory.store import Memory, Storage
from tests.fixtures.enrichment_worker import Orders
from tests.fixtures.outreach import make_campaign, make_lead
from tests.fixtures.sandbox import Mailroom
from tests.fixtures.tenants import Tenant, agency_with_client
from tests.integration.services.test_enrichment import reload
from tools.providers.apify import Apify
from tools.providers.apollo import Apollo
from tools.providers.clay import LIFETIME_ROWS, Clay
from tools.sandbox.config import SandboxConfig
from tools.sandbox.server import Sandbox, open_sandbox
from tools.sandbox.world import WorldPerson
from tools.services.billing import Billing
from tools.services.enrichment import Enrichment
from tools.services.enrichment_terms import EnrichmentTerms
from tools.wiring import now

HOOKS = "http://agency.example/api/v1/webhooks"


@dataclass(frozen=True)
class Stage:
    """One client, the three vendors, and what they post back."""

    memory: Memory
    tenant: Tenant
    sandbox: Sandbox
    mailroom: Mailroom
    enrichment: Enrichment

    @property
    def client_id(self) -> ClientId:
        return self.tenant.client_id

    async def leads_of(self, people: Sequence[WorldPerson], **campaign: object) -> list[LeadId]:
        """A campaign with a lead for each of these people, of whom a list knows name, firm and page."""
        campaign_id = await make_campaign(self.memory, self.tenant, **campaign)
        return [
            await make_lead(
                self.memory,
                self.tenant,
                campaign_id,
                email=person.email,
                first_name=person.first_name,
                last_name=person.last_name,
                company=person.company.name,
                domain=person.company.domain,
                linkedin_url=person.linkedin_url,
                status="new",
                als=None,
                lead_tier=None,
            )
            for person in people
        ]

    async def lead(self, person: WorldPerson) -> Lead:
        return await reload(self.memory, self.client_id, person.email)

    async def balance(self) -> int:
        """The balance, which the ledger sums to."""
        async with self.memory.postgres.client_transaction(self.client_id) as tx:
            summed = await ledger.balance(tx)
        assert summed == await self.enrichment.credits.balance(self.client_id)
        return summed

    async def post(self, vendor: str, count: int) -> list[str]:
        """Hand the webhooks that came over, and give what each changed."""
        path = {"apollo": "apollo/phones", "apify": "apify/runs", "clay": "clay/rows"}[vendor]
        path = f"{path}/{self.sandbox.accounts[vendor].webhook_secret}"
        await self.mailroom.wait_for(count, path)
        changes: list[str] = []
        for posted in self.mailroom.at(path)[:count]:
            changes += [one.outcome for _, one in await self.enrichment.answers(vendor, posted.body)]
        return changes


def terms_of(sandbox: Sandbox, **changes: object) -> EnrichmentTerms:
    secrets = {vendor: account.webhook_secret for vendor, account in sandbox.accounts.items()}
    terms = EnrichmentTerms(
        match_cost_aud=Decimal("0.1"),
        phone_cost_aud=Decimal("0.8"),
        row_cost_aud=Decimal("0.2"),
        phones_url=f"{HOOKS}/apollo/phones/{secrets['apollo']}",
        runs_url=f"{HOOKS}/apify/runs/{secrets['apify']}",
    )
    return replace(terms, **changes)  # type: ignore[arg-type]


@pytest.fixture
async def stage(memory: Memory, sandbox: Sandbox, mailroom: Mailroom) -> AsyncIterator[Stage]:
    sandbox.post_to(mailroom.url)
    apollo = Apollo.at(sandbox.accounts["apollo"], timeout_seconds=5)
    apify = Apify.at(sandbox.accounts["apify"], timeout_seconds=15, actor="user~reader")
    clay = Clay.at(sandbox.accounts["clay"], timeout_seconds=5, rows_a_second=1000)
    enrichment = Enrichment(
        memory=memory,
        clock=now,
        apollo=apollo,
        apify=apify,
        clay=clay,
        credits=Billing(memory=memory, clock=now),
        terms=terms_of(sandbox),
    )
    yield Stage(memory, await agency_with_client(memory), sandbox, mailroom, enrichment)
    for vendor in (apollo, apify, clay):
        await vendor.close()


def people(sandbox: Sandbox, fits: Callable[[WorldPerson], bool]) -> list[WorldPerson]:
    found = [person for person in sandbox.world.people if fits(person)]
    assert found
    return found


def luck(person: WorldPerson) -> int:
    """The actor knows the address of those below 5 and the phone of those below 2; Clay those below 7."""
    return sum(person.id.encode()) % 10


def only_on_linkedin(person: WorldPerson) -> bool:
    """Somebody whom Apollo does not know and whose profile shows no address."""
    return not person.known_to_apollo and luck(person) >= 5


async def test_two_sources_are_asked_together_and_both_are_kept(stage: Stage) -> None:
    """Apollo's title and the profile's phone on one lead; every value with its source; one credit."""
    ann = people(
        stage.sandbox,
        lambda one: bool(
            one.known_to_apollo
            and one.email_status == "verified"
            and one.linkedin_url
            and luck(one) < 2
            and one.phone
        ),
    )[0]
    (lead_id,) = await stage.leads_of([ann])
    batch_id = uuid4()
    outcome = await stage.enrichment.enrich(stage.client_id, lead_id, batch_id)
    lead = await stage.lead(ann)
    assert (outcome.outcome, outcome.vendors, outcome.credits) == ("enriched", ("apollo", "apify"), 1)
    assert (lead.phone, lead.phone_status) == (f"+61{(ann.phone or '')[1:]}", "unverified")
    assert (lead.street, lead.postcode) == (ann.company.street, ann.company.place.postcode)
    kept = await stage.enrichment.provenance(stage.client_id, lead_id)
    assert {one.vendor for one in kept if one.field == "email"} >= {"apollo", "apify"}
    assert {(one.vendor, one.chosen) for one in kept if one.field == "phone"} == {("apify", True)}
    report = await stage.enrichment.batch(stage.client_id, batch_id)
    assert report.cost_by_vendor == {"apollo": Decimal("0.1000"), "apify": Decimal("0.0155")}
    assert (report.done, report.credits, report.by_outcome) == (1, 1, {"enriched": 1})
    assert await stage.balance() == 1249


async def test_no_more_than_the_share_goes_on_to_clay_whoever_asks_and_however_often(stage: Stage) -> None:
    """Thirty leads of whom nobody knows enough, ten workers, and all of it once more: four rows."""
    batch_id = uuid4()
    lead_ids = await stage.leads_of(people(stage.sandbox, only_on_linkedin)[:30])
    assert len(lead_ids) == 30
    await stage.enrichment.open_batch(stage.client_id, batch_id, lead_ids)

    async def work(start: int) -> None:
        await stage.enrichment.enrich_many(stage.client_id, lead_ids[start::10], batch_id)

    for _ in range(2):
        await asyncio.gather(*(work(start) for start in range(10)))
    report = await stage.enrichment.batch(stage.client_id, batch_id)
    assert (report.clay_asked, report.clay_allowed) == (4, 4)
    assert len(stage.sandbox.ledger.sends("clay")) == 4
    assert report.by_outcome == {"pending": 4, "unenriched": 26}
    assert sum("share for Clay is used up" in one.reason for one in report.without) == 26
    assert await stage.balance() == 1250
    assert "share for Clay is used up" in report.csv()


async def test_clays_late_answers_finish_their_leads_and_only_then_cost_a_credit(stage: Stage) -> None:
    """Whom Clay knows is enriched and paid for once, however often it answers; the others say why not."""
    someone = people(stage.sandbox, only_on_linkedin)[:20]
    lead_ids = await stage.leads_of(someone)
    batch_id = uuid4()
    everybody = replace(stage.enrichment, terms=terms_of(stage.sandbox, clay_share=Decimal(1)))
    outcomes = await everybody.enrich_many(stage.client_id, lead_ids, batch_id)
    assert {(one.outcome, one.reason) for one in outcomes} == {
        ("pending", "Clay is still looking this person up.")
    }
    assert await stage.enrichment.due(stage.client_id) == []
    known = sum(luck(person) < 7 for person in someone)
    assert 0 < known < 20
    assert sorted(await stage.post("clay", 20)) == ["enriched"] * known + ["unenriched"] * (20 - known)
    assert sorted(await stage.post("clay", 20)) == ["enriched_before"] * known + ["unenriched"] * (20 - known)
    assert await stage.balance() == 1250 - known
    report = await stage.enrichment.batch(stage.client_id, batch_id)
    assert report.by_outcome == {"enriched": known, "unenriched": 20 - known}
    assert report.cost_by_vendor["clay"] == Decimal("0.2") * 20
    assert all(one.reason for one in report.without)


async def test_a_phone_comes_later_and_is_read_back_before_it_is_believed(stage: Stage) -> None:
    """Only in a campaign that calls or texts; a forged webhook brings the real number all the same."""
    quiet = people(
        stage.sandbox,
        lambda one: bool(
            one.known_to_apollo and one.phone and one.email_status == "verified" and luck(one) >= 5
        ),
    )[:2]
    (by_mail,) = await stage.leads_of(quiet[:1])
    (by_phone,) = await stage.leads_of(quiet[1:], name="Calls", email_percent=50, sms_percent=50)
    batch_id = uuid4()
    await stage.enrichment.enrich_many(stage.client_id, [by_mail, by_phone], batch_id)
    assert (await stage.lead(quiet[1])).phone is None
    forged = f'{{"people": [{{"id": "{quiet[1].id}", "phone_numbers": [{{"raw_number": "+61400000000"}}]}}]}}'
    changed = await stage.enrichment.answers("apollo", forged.encode())
    assert [(client_id, one.lead_id) for client_id, one in changed] == [(stage.client_id, by_phone)]
    lead = await stage.lead(quiet[1])
    assert (lead.phone, lead.phone_status) == (f"+61{(quiet[1].phone or '')[1:]}", "verified")
    assert await stage.post("apollo", 1) == []
    assert (await stage.lead(quiet[0])).phone is None
    assert len(stage.sandbox.ledger.sends("apollo")) == 1
    report = await stage.enrichment.batch(stage.client_id, batch_id)
    assert report.cost_by_vendor["apollo"] == Decimal("0.1") * 2 + Decimal("0.8")
    assert await stage.balance() == 1248


async def test_a_run_that_outlasts_the_turn_finishes_its_leads_later(
    memory: Memory, sandbox_config: SandboxConfig, mailroom: Mailroom
) -> None:
    """Who was accepted on Apollo's word is filled further for nothing; the other is enriched and paid for."""
    async with open_sandbox(replace(sandbox_config, reply_seconds=8.0)) as sandbox:
        apollo = Apollo.at(sandbox.accounts["apollo"], timeout_seconds=5)
        apify = Apify.at(sandbox.accounts["apify"], timeout_seconds=2, actor="user~reader")
        enrichment = Enrichment(
            memory=memory,
            clock=now,
            apollo=apollo,
            apify=apify,
            credits=Billing(memory=memory, clock=now),
            terms=terms_of(sandbox, run_wait_seconds=0),
        )
        stage = Stage(memory, await agency_with_client(memory), sandbox, mailroom, enrichment)
        sandbox.post_to(mailroom.url)
        known = people(
            sandbox,
            lambda one: bool(one.known_to_apollo and one.email_status == "verified" and one.linkedin_url),
        )[0]
        unknown = people(
            sandbox, lambda one: bool(not one.known_to_apollo and one.linkedin_url and luck(one) < 5)
        )[0]
        lead_ids = await stage.leads_of([known, unknown])
        outcomes = await enrichment.enrich_many(stage.client_id, lead_ids, uuid4())
        assert [(one.outcome, one.reason) for one in outcomes] == [
            ("enriched", None),
            ("pending", "Apify is still reading the profile."),
        ]
        assert await enrichment.due(stage.client_id) == []
        assert sorted(await stage.post("apify", 1)) == ["enriched", "enriched_before"]
        assert len(sandbox.ledger.sends("apify")) == 1
        assert await stage.balance() == 1248
        await apollo.close()
        await apify.close()


async def test_a_webhook_about_nobody_of_ours_changes_nothing(stage: Stage) -> None:
    """A stranger's run, row or person is nobody's; what is no webhook is rejected."""
    for vendor, kind, body in (
        ("apollo", "phones", b'{"people": [{"id": "nobody"}]}'),
        ("apify", "runs", b'{"eventType": "ACTOR.RUN.SUCCEEDED", "resource": {"id": "nobody"}}'),
        ("clay", "rows", b'{"row_id": "nobody"}'),
        ("clay", "rows", f'{{"row_id": "{uuid4()}"}}'.encode()),
        ("resend", "events", b"{}"),
    ):
        assert await stage.enrichment.answered(vendor, kind, body) is None
    with pytest.raises(WebhookRejected):
        await stage.enrichment.answered("clay", "rows", b"[]")


async def test_a_full_table_takes_no_row_and_the_share_is_given_back(
    stage: Stage, owner: asyncpg.Connection[asyncpg.Record]
) -> None:
    """At 45,000 rows the owner is told; at 50,000 the lead ends without Clay, and says why."""
    (lead_id,) = await stage.leads_of(people(stage.sandbox, only_on_linkedin)[:1])
    clay = stage.enrichment.clay
    assert clay is not None
    async with stage.memory.postgres.system_transaction() as tx:
        assert await claim_submission(tx, clay.table, LIFETIME_ROWS) == 1
    await owner.execute("update platform_settings set value = '50000' where key like 'clay_submissions:%'")
    state = await stage.enrichment.table_state()
    assert state is not None
    assert (state.rows, state.alert) == (50_000, True)
    everybody = replace(stage.enrichment, terms=terms_of(stage.sandbox, clay_share=Decimal(1)))
    batch_id = uuid4()
    outcome = await everybody.enrich(stage.client_id, lead_id, batch_id)
    assert outcome.outcome == "unenriched"
    assert "50,000 rows" in (outcome.reason or "")
    assert (await everybody.batch(stage.client_id, batch_id)).clay_asked == 0
    assert stage.sandbox.ledger.sends("clay") == ()


class KilledHere(BaseException):
    """Stands in for SIGKILL: nothing of ours catches it."""


async def test_a_death_between_answer_and_record_charges_nobody_twice(stage: Stage) -> None:
    """Again: one credit a lead, the same run of Apify's, and what Apollo was asked twice is said."""
    someone = people(
        stage.sandbox,
        lambda one: bool(one.known_to_apollo and one.email_status == "verified" and one.linkedin_url),
    )[:30]
    lead_ids = await stage.leads_of(someone)
    batch_id = uuid4()
    passes = 0

    def die(point: str) -> None:
        nonlocal passes
        passes += point == "enrichment.answered"
        if passes == 2:
            raise KilledHere

    dying = replace(stage.enrichment, reached=die)
    with pytest.raises(KilledHere):
        await dying.enrich_many(stage.client_id, lead_ids, batch_id)
    outcomes = await stage.enrichment.enrich_many(stage.client_id, lead_ids, batch_id)
    assert {one.outcome for one in outcomes} <= {"enriched", "enriched_before"}
    report = await stage.enrichment.batch(stage.client_id, batch_id)
    assert report.by_outcome == {"enriched": 30}
    assert await stage.balance() == 1220
    assert stage.sandbox.ledger.credits() == 30
    assert len(stage.sandbox.ledger.sends("apify")) == 1
    assert 0 < report.asked_again <= 30
    assert "may have charged them twice" in report.sentence()


@pytest.mark.parametrize(
    ("point", "passes"),
    [
        ("enrichment.asked", 1),
        ("enrichment.run_named", 1),
        ("enrichment.answered", 2),
        ("enrichment.recorded", 11),
    ],
)
async def test_a_killed_process_charges_nobody_twice(
    stage: Stage, database: Storage, point: str, passes: int
) -> None:
    """SIGKILL at each named point, and the batch again: a credit a lead, and not one run more."""
    someone = people(
        stage.sandbox,
        lambda one: bool(one.known_to_apollo and one.email_status == "verified" and one.linkedin_url),
    )[:25]
    lead_ids = await stage.leads_of(someone)
    accounts = {name: stage.sandbox.accounts[name] for name in ("apollo", "apify")}
    orders = Orders(
        database=database.app,
        redis=database.redis,
        apollo=(accounts["apollo"].base_url, accounts["apollo"].key),
        apify=(accounts["apify"].base_url, accounts["apify"].key),
        client_id=stage.client_id,
        lead_ids=lead_ids,  # type: ignore[arg-type]
        batch_id=uuid4(),
        kill_at=point,
        kill_after=passes,
    )
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fixtures.enrichment_worker", orders.model_dump_json()
    )
    assert await asyncio.wait_for(worker.wait(), 60) == -signal.SIGKILL
    await stage.enrichment.enrich_many(stage.client_id, lead_ids, orders.batch_id)
    report = await stage.enrichment.batch(stage.client_id, orders.batch_id)
    assert report.by_outcome == {"enriched": 25}
    assert (report.credits, await stage.balance()) == (25, 1225)
    assert stage.sandbox.ledger.credits() == 25
    assert len(stage.sandbox.ledger.sends("apify")) <= 1
    assert report.asked_again <= 25
    assert (report.asked_again > 0) == ("charged them twice" in report.sentence())
    assert report.asked_again == 0 or point != "enrichment.recorded"


async def test_a_lead_cut_off_at_apollo_is_due_again_though_its_run_goes_on(stage: Stage) -> None:
    """The run's end alone does not judge it: Apollo's word is missing, and is asked for at the next turn."""
    someone = people(
        stage.sandbox,
        lambda one: bool(one.known_to_apollo and one.email_status == "verified" and one.linkedin_url),
    )[:1]
    lead_ids = await stage.leads_of(someone)

    def die(point: str) -> None:
        if point == "enrichment.run_named":
            raise KilledHere

    stage.sandbox.faults.set("apollo.slow=1")
    with pytest.raises(KilledHere):
        await replace(stage.enrichment, reached=die).enrich_many(stage.client_id, lead_ids, uuid4())
    stage.sandbox.faults.set("")
    assert await stage.enrichment.due(stage.client_id) == lead_ids
    assert await stage.post("apify", 1) in (["pending"], ["enriched"])
    outcome = await stage.enrichment.enrich(stage.client_id, lead_ids[0], uuid4())
    assert outcome.outcome in ("enriched", "enriched_before")
    assert len(stage.sandbox.ledger.sends("apify")) == 1
    assert await stage.balance() == 1249


async def test_a_thousand_leads_with_ten_workers(stage: Stage) -> None:
    """Every lead has its outcome, and every enriched one its credit, no more."""
    world = stage.sandbox.world.people
    lead_ids = await stage.leads_of(world)
    others = await stage.leads_of(
        [
            replace(person, email=f"x{n}@nobody.example")
            for n, person in enumerate(world[: 1000 - len(world)])
        ],
        name="Others",
    )
    lead_ids += others
    batch_id = uuid4()
    await stage.enrichment.open_batch(stage.client_id, batch_id, lead_ids)

    async def work(start: int) -> None:
        mine = lead_ids[start::10]
        for at in range(0, len(mine), 50):
            await stage.enrichment.enrich_many(stage.client_id, mine[at : at + 50], batch_id)

    await asyncio.gather(*(work(start) for start in range(10)))
    report = await stage.enrichment.batch(stage.client_id, batch_id)
    assert (report.wanted, sum(report.by_outcome.values())) == (1000, 1000)
    assert report.clay_asked <= 150
    assert len(stage.sandbox.ledger.sends("clay")) == report.clay_asked
    enriched = report.by_outcome["enriched"]
    assert report.credits == enriched == 1250 - await stage.balance()
