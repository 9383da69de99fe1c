"""Three sources look for a lead: two together, the third for a few, and late answers finish what is open."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import asyncpg
import pytest

from errors import WebhookRejected
from memory.enrichments import claim_submission
from memory.store import Memory
from tests.fixtures.sandbox import Mailroom
from tests.fixtures.tenants import agency_with_client
from tests.fixtures.waterfall import Stage, luck, only_on_linkedin, open_stage, people, terms_of
from tools.providers.apify import Apify
from tools.providers.apollo import Apollo
from tools.providers.clay import LIFETIME_ROWS
from tools.sandbox.config import SandboxConfig
from tools.sandbox.server import Sandbox, open_sandbox
from tools.services.billing import Billing
from tools.services.enrichment import Enrichment
from tools.wiring import now


@pytest.fixture
async def stage(memory: Memory, sandbox: Sandbox, mailroom: Mailroom) -> AsyncIterator[Stage]:
    async with open_stage(memory, sandbox, mailroom) as stage:
        yield stage


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
    """At 50,000 rows the lead ends without Clay, and says why."""
    (lead_id,) = await stage.leads_of(people(stage.sandbox, only_on_linkedin)[:1])
    clay = stage.enrichment.clay
    assert clay is not None
    async with stage.memory.postgres.system_transaction() as tx:
        assert await claim_submission(tx, clay.table, LIFETIME_ROWS) == 1
    await owner.execute("update platform_settings set value = '50000' where key like 'clay_submissions:%'")
    everybody = replace(stage.enrichment, terms=terms_of(stage.sandbox, clay_share=Decimal(1)))
    batch_id = uuid4()
    outcome = await everybody.enrich(stage.client_id, lead_id, batch_id)
    assert outcome.outcome == "unenriched"
    assert "50,000 rows" in (outcome.reason or "")
    assert (await everybody.batch(stage.client_id, batch_id)).clay_asked == 0
    assert stage.sandbox.ledger.sends("clay") == ()


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
