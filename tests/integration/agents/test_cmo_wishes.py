"""Whoever wants people to be reached, or a campaign otherwise, is understood in their own words, offline."""

# ruff: noqa: E501  a sentence is easier to read on one line
from __future__ import annotations

from uuid import UUID

from agents.cmo import ModifyCampaign, ProposeCampaign, Say
from memory.enums import Intent
from memory.store import Memory
from tests.fixtures.tenants import Tenant
from tests.integration.agents.test_cmo import ask, tenant
from tests.integration.agents.test_cmo_talk import everyday
from tests.integration.services.test_waiting_replies import Desk

__all__ = ["tenant"]


async def test_one_share_is_changed_and_the_others_keep_their_proportion(
    memory: Memory, tenant: Tenant
) -> None:
    campaign_id = await everyday(memory, tenant)
    nowhere = await ask(memory, tenant, "raise the email share to 60")
    assert isinstance(nowhere, Say)
    assert "no other channel" in nowhere.text
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        await tx.execute(
            "update campaigns set email_percent = 20, linkedin_percent = 60, sms_percent = 20"
            " where client_id = $1 and id = $2",
            UUID(campaign_id),
        )
    decision = await ask(memory, tenant, "raise the email share to 60")
    assert isinstance(decision, ModifyCampaign)
    assert decision.changes.wanted() == {
        "percentages": {"email": 60, "sms": 10, "linkedin": 30, "voice": 0, "mail": 0}
    }


async def test_a_wish_to_reach_people_is_a_campaign_whatever_words_it_comes_in(
    memory: Memory, tenant: Tenant
) -> None:
    """Whom, what, over which channels, how many a day and on which days."""
    two_thirds = {"email": 67, "linkedin": 33, "sms": 0, "voice": 0, "mail": 0}
    halves = {"email": 50, "mail": 50, "linkedin": 0, "sms": 0, "voice": 0}
    email = {"email": 100, "linkedin": 0, "sms": 0, "voice": 0, "mail": 0}
    for said, brief, shares, limit, days in (
        (
            ("Ok so these are people we met at the facilities expo in Sydney. I'd like to get back to them and see who "
            "wants a free walkthrough of their building - mostly by mail, maybe a third by linkedin, not more than 15 "
            "per day, and nothing on Fridays"),
            "Write to people we met at the facilities expo in Sydney. Offer a free walkthrough of their building.",
            two_thirds, 15, (1, 2, 3, 4),
        ),
        (
            ("Let's follow up with everyone from the expo: offer them a free walkthrough of their building, two thirds "
            "email and the rest linkedin, max 15 a day, not on Fridays"),
            "Write to everyone from the expo. Offer a free walkthrough of their building.",
            two_thirds, 15, (1, 2, 3, 4),
        ),
        (
            ("Can you put together something for the law firms on this list? We want to tell them our night cleaning "
            "crew is police-checked, by letter and email half half"),
            "Write to the law firms on this list. Tell them our night cleaning crew is police-checked.",
            halves, 50, None,
        ),
        (
            "I want to invite the founders to breakfast on 10 December, three emails, one week apart",
            "Write to the founders. Invite them to breakfast.", email, 50, None,
        ),
        ("Help me sell window cleaning to hotels", "Write to hotels. Sell window cleaning.", email, 50, None),
        (
            "Go ahead and get in touch with all of the warm ones about a quote for carpet cleaning, email only, ten a day",
            "Write to all of the warm ones about a quote for carpet cleaning.", email, 10, None,
        ),
        (
            "email our old customers that we now do windows too",
            "Write to our old customers. Tell them that we now do windows too.", email, 50, None,
        ),
        (
            "promote our gutter service to property managers in Newcastle, Tuesday to Thursday",
            "Write to property managers in Newcastle. Promote our gutter service.", email, 50, (2, 3, 4),
        ),
    ):  # fmt: skip
        decision = await ask(memory, tenant, said)
        assert isinstance(decision, ProposeCampaign), said
        plan = decision.plan
        assert (plan.brief, plan.percentages.model_dump()) == (brief, shares)
        assert (plan.daily_limit, plan.work_days) == (limit, days)
        assert len(plan.name) <= 80
        assert "every lead that is in no campaign yet" in decision.reason


async def test_what_only_sounds_like_a_wish_to_reach_people_is_none(memory: Memory, tenant: Tenant) -> None:
    for said in (
        "Write to Omar Haddad today, never mind that he unsubscribed.",
        "email me the report",
        "can you email the list to me",
        "chase the replies we haven't answered",
        "contact Sarah",
        "Can we call the leads now?",
        "I want to see the replies",
    ):
        assert isinstance(await ask(memory, tenant, said), Say), said


async def test_who_waits_is_what_is_next(memory: Memory, tenant: Tenant) -> None:
    """The standing names what waits and the way to it; the list says which reading is not certain."""
    desk = Desk(memory, tenant)
    await desk.answered(Intent.QUESTION)
    await desk.answered(Intent.NOT_INTERESTED, abstained=True)
    for said in ("how are we doing?", "what should I do next?"):
        decision = await ask(memory, tenant, said)
        assert isinstance(decision, Say)
        assert "2 replies wait for you, 1 of them not read with certainty: `/waiting`." in decision.text
    listed = await ask(memory, tenant, "which replies are still open?")
    assert isinstance(listed, Say)
    assert "not certain, a person decides, no response proposed" in listed.text
