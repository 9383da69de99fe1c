"""Whatever dies or fails on the way, a lead is paid for once and nothing is asked that was answered."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import uuid4

import pytest

from memory.store import Memory, Storage
from tests.fixtures.enrichment_worker import Orders
from tests.fixtures.sandbox import Mailroom
from tests.fixtures.waterfall import Stage, open_stage, people
from tools.sandbox.server import Sandbox


@pytest.fixture
async def stage(memory: Memory, sandbox: Sandbox, mailroom: Mailroom) -> AsyncIterator[Stage]:
    async with open_stage(memory, sandbox, mailroom) as stage:
        yield stage


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


async def test_in_foul_weather_credits_shares_and_rows_add_up(stage: Stage) -> None:
    """A fifth of all calls fail in one way or another; after three rounds nothing was charged twice."""
    lead_ids = await stage.leads_of(stage.sandbox.world.people[:80])
    batch_id = uuid4()
    faults = "429=0.02,refuse=0.05,reject=0.05,accept_then_drop=0.05,accept_then_500=0.05"
    for weather in (faults, faults, ""):
        stage.sandbox.faults.set(weather)
        for start in range(0, 80, 20):
            await stage.enrichment.enrich_many(stage.client_id, lead_ids[start : start + 20], batch_id)
    report = await stage.enrichment.batch(stage.client_id, batch_id)
    assert sum(report.by_outcome.values()) == report.wanted == 80
    assert report.credits == report.by_outcome["enriched"] == 1250 - await stage.balance()
    assert len(stage.sandbox.ledger.sends("clay")) <= report.clay_asked <= report.clay_allowed == 12
    assert len({row.recipient for row in stage.sandbox.ledger.sends("clay")}) == len(
        stage.sandbox.ledger.sends("clay")
    )
    assert all(one.reason for one in report.without)


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
