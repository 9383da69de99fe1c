"""What vendors say later of leads and of money, through the product's own doors, and what came of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from graphs import flows, work
from memory.enums import Channel, Tier, TouchStatus
from memory.records.ids import CampaignId, LeadId
from tests.fixtures.open_door import OpenDoor, open_door
from tests.fixtures.outreach import make_lead
from tests.fixtures.platform import Town, until
from tests.fixtures.stripe import press
from tests.fixtures.waterfall import luck, only_on_linkedin, people
from tools.sandbox.config import SandboxConfig
from tools.sandbox.world import WorldPerson
from tools.services.law.case import ASK_AGAIN

SECONDS = {"apollo": 0.4, "apify": 6.0, "clay": 0.4, "stripe": 0.05}
"""What makes each vendor's answer come some tenths after the call."""


@pytest.fixture
def sandbox_config(tmp_path: Path, request: pytest.FixtureRequest) -> SandboxConfig:
    """Vendors that answer late, but not by much."""
    return SandboxConfig(
        ledger_path=tmp_path / "ledger.jsonl",
        reply_seconds=SECONDS[request.param],
        mail_outcomes="",
        sms_lost_share=0,
        retry_seconds=(0.1, 0.2, 0.4),
    )


@pytest.fixture
async def door(town: Town) -> AsyncIterator[OpenDoor]:
    """Clay's share is everybody: the tests' batches are of one."""
    settings = town.settings.model_copy(update={"clay_share": 1.0})
    async with open_door(replace(town, settings=settings)) as door:
        yield door


async def unknown(door: OpenDoor, channel: Channel, person: WorldPerson) -> tuple[CampaignId, LeadId]:
    """A campaign on this channel with a lead of whom a list knows name, firm and page."""
    campaign_id = await door.campaign(channel)
    lead_id = await make_lead(
        door.stage.platform.memory,
        door.stage.tenant,
        campaign_id,
        email=person.email,
        first_name=person.first_name,
        last_name=person.last_name,
        title=None,
        company=person.company.name,
        domain=person.company.domain,
        linkedin_url=person.linkedin_url,
        status="new",
        als=None,
        lead_tier=None,
    )
    return campaign_id, lead_id


async def taken(door: OpenDoor, vendor: str) -> bool:
    """Whether the vendor has taken something."""
    return bool(door.sends(vendor))


async def heard(door: OpenDoor, vendor: str, count: int = 1) -> None:
    """Wait until so many of the vendor's webhooks came through the door and had their effect."""
    sql = f"select client_id, found_by from inbound_events where vendor = '{vendor}' and status = 'handled'"
    came = await door.awaited(lambda: at_least(door, sql, count))
    assert came == [(door.client_id, "webhook")] * count


async def at_least(door: OpenDoor, sql: str, count: int) -> list[object]:
    """The rows, once they are enough."""
    rows = await door.stage.town.engine(sql)
    return rows if len(rows) >= count else []


async def told(door: OpenDoor, lead_id: LeadId) -> list[str]:
    """The lead's timeline in words, oldest first."""
    sql = "select sentence from activities where client_id = $1 and lead_id = $2 order by id"
    return [str(row["sentence"]) for row in await door.stage.rows(sql, lead_id)]


async def spent(door: OpenDoor) -> list[tuple[int, str]]:
    """What was paid for, after the opening balance."""
    sql = "select delta, reason from credit_ledger where client_id = $1 and reason <> 'opening' order by id"
    return [(row["delta"], row["reason"]) for row in await door.stage.rows(sql)]


async def goes_on(door: OpenDoor, lead_id: LeadId) -> None:
    """The next look at what came late scores the lead and puts a draft to its reviewer."""

    async def proposed() -> bool:
        sql = "select status from touches where client_id = $1 and lead_id = $2"
        return [row["status"] for row in await door.stage.rows(sql, lead_id)] == [TouchStatus.PROPOSED]

    await until(door.stage.flows_are_done)
    await work.catch_up(door.stage.platform, receive=flows.received, launch=flows.launched)
    await until(proposed)


@pytest.mark.parametrize("sandbox_config", ["apollo"], indirect=True)
async def test_a_phone_that_apollo_finds_later_is_the_leads(door: OpenDoor) -> None:
    """Read back, filled in for no further credit, told in the timeline."""
    person = people(
        door.stage.town.sandbox,
        lambda one: bool(
            one.known_to_apollo and one.phone and one.email_status == "verified" and luck(one) >= 5
        ),
    )[0]
    campaign_id, lead_id = await unknown(door, Channel.SMS, person)
    await flows.launched(door.client_id, campaign_id)
    await heard(door, "apollo")
    lead = await door.read(lead_id)
    assert (lead.phone, lead.phone_status) == (f"+61{(person.phone or '')[1:]}", "verified")
    assert (await told(door, lead_id))[:2] == ["Enriched by apollo, apify.", "Phone found by Apollo."]
    assert await spent(door) == [(-1, "enrichment")]


@pytest.mark.parametrize("sandbox_config", ["clay"], indirect=True)
async def test_a_row_that_clay_answers_later_finishes_the_lead(door: OpenDoor) -> None:
    """Whom Apollo and Apify do not know is paid for when Clay does, and drafted to at the next look."""
    person = people(door.stage.town.sandbox, lambda one: only_on_linkedin(one) and luck(one) < 7)[0]
    campaign_id, lead_id = await unknown(door, Channel.EMAIL, person)
    await flows.launched(door.client_id, campaign_id)
    await heard(door, "clay")
    lead = await door.read(lead_id)
    assert (lead.enrichment, lead.title) == ("enriched", person.title)
    assert (await told(door, lead_id))[0] == "Enriched by apify, clay."
    assert await spent(door) == [(-1, "enrichment")]
    await goes_on(door, lead_id)


@pytest.mark.parametrize("sandbox_config", ["apify"], indirect=True)
async def test_a_run_of_which_nobody_heard_but_its_webhook_finishes_the_lead(door: OpenDoor) -> None:
    """Apify took the run and its answer was lost: only our own reference in the webhook names it."""
    sandbox = door.stage.town.sandbox
    person = people(
        sandbox, lambda one: bool(not one.known_to_apollo and one.linkedin_url and luck(one) < 5)
    )[0]
    campaign_id, lead_id = await unknown(door, Channel.EMAIL, person)
    sandbox.faults.set("apify.accept_then_drop=1")
    await flows.launched(door.client_id, campaign_id)
    await door.awaited(lambda: taken(door, "apify"))
    sandbox.faults.set("")
    await heard(door, "apify")
    assert (await door.read(lead_id)).enrichment == "enriched"
    assert len(door.sends("apify")) == 1
    assert await spent(door) == [(-1, "enrichment")]
    await goes_on(door, lead_id)


@pytest.mark.parametrize("sandbox_config", ["stripe"], indirect=True)
async def test_outreach_rests_while_a_payment_is_due_and_goes_on_when_it_is_made(door: OpenDoor) -> None:
    """An approved touch is held by the rule's name, its approval stands, and it leaves once."""
    stage = door.stage
    await subscribe(door, Tier.VELOCITY)
    lead_id = await door.lead(await door.campaign(Channel.EMAIL), email="mia.chen@kelp.example")
    touch = await door.drafted(lead_id)
    await on_the_portal(door, do="fail")
    await heard(door, "stripe", 5)
    assert await state_of(door) == ("past_due", "velocity")
    await stage.approve(touch.id)
    await until(stage.flows_are_done)
    assert (await stage.status(touch.id), door.mails()) == (TouchStatus.APPROVED, [])
    assert "The subscription is past_due: outreach rests." in await door.sentences(touch.id)
    await on_the_portal(door, do="pay")
    await heard(door, "stripe", 7)
    assert await state_of(door) == ("active", "velocity")
    stage.town.clock.forward(minutes=ASK_AGAIN.total_seconds() / 60)
    await door.mend()
    assert (await stage.status(touch.id), len(door.mails())) == (TouchStatus.SENT, 1)


@pytest.mark.parametrize("sandbox_config", ["stripe"], indirect=True)
async def test_another_price_is_another_tier_and_moves_the_credits(door: OpenDoor) -> None:
    """Up adds the difference of the quotas, down caps the balance; ledger and audit have a row for each."""
    await subscribe(door, Tier.VELOCITY)
    await on_the_portal(door, do="change", price="price_dominance")
    await heard(door, "stripe", 4)
    assert await state_of(door) == ("active", "dominance")
    await on_the_portal(door, do="change", price="price_ignition")
    await heard(door, "stripe", 5)
    assert await state_of(door) == ("active", "ignition")
    assert await spent(door) == [(2_250, "upgrade"), (-2_250, "downgrade")]
    sql = "select detail->>'tier_to' as tier from audit_log where client_id = $1 and action = $2 order by id"
    moved = [row["tier"] for row in await door.stage.rows(sql, "subscription_changed")]
    assert moved == ["velocity", "dominance", "ignition"]


async def subscribe(door: OpenDoor, tier: Tier) -> None:
    """Through the checkout, as an owner does."""
    subscriptions = door.stage.platform.services.subscriptions
    await press(await subscriptions.checkout(door.client_id, door.stage.tenant.actor, tier))
    await heard(door, "stripe", 3)


async def on_the_portal(door: OpenDoor, **what: str) -> None:
    """Do this to the subscription on Stripe's own page."""
    subscriptions = door.stage.platform.services.subscriptions
    await press(await subscriptions.portal(door.client_id, door.stage.tenant.actor), **what)


async def state_of(door: OpenDoor) -> tuple[str, str]:
    """Subscription and tier as the client's row has them."""
    (row,) = await door.stage.rows("select subscription, tier from clients where id = $1")
    return row["subscription"], row["tier"]
