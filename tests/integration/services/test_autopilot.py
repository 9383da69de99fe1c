"""Autopilot is earned by what reviewers accept as written, speaks for co-pilot only, and ends by itself."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from errors import InvalidInput, NotPermitted
from memory.enums import Channel, LeadTier, Role, TouchStatus
from memory.records.ids import CampaignId, TouchId
from memory.store import Memory
from tests.fixtures.outreach import make_campaign, make_lead, make_touch, written
from tests.integration.services.test_delivery import Scene, scene
from tools.services.approvals import Approve, Redraft, Reject
from tools.services.reviewing.autopilot import Autopilot, Standing, in_sample
from tools.services.sending.attempts import Delivered

CELL = (Channel.EMAIL, LeadTier.WARM)
ENOUGH = 40
"""All of them accepted: the lower bound is 0.91."""


async def judged(it: Scene, accepted: int, refused: int = 0) -> None:
    """So many decisions on mails to warm leads, as rows."""
    campaign_id = await make_campaign(it.memory, it.tenant, name=f"Past {uuid4()}")
    lead_id = await make_lead(it.memory, it.tenant, campaign_id, email=f"{uuid4()}@kelp.example")
    touch_id = await make_touch(it.memory, it.tenant, campaign_id, lead_id)
    draft = await it.services.drafts.save(it.tenant.client_id, touch_id, written())
    async with it.memory.postgres.client_transaction(it.tenant.client_id) as tx:
        await tx.execute(
            "insert into approvals (client_id, touch_id, draft_id, fingerprint, status, expires_at,"
            " decided_at, channel, lead_tier)"
            " select $1, $2, $3, '', case when n <= $4 then 'approved' else 'rejected' end, $6,"
            " $6::timestamptz - n * interval '1 minute', 'email', 'warm' from generate_series(1, $5) n",
            touch_id,
            draft.id,
            accepted,
            accepted + refused,
            it.clock(),
        )


async def drafted(it: Scene, *, mode: str | None = None) -> tuple[CampaignId, TouchId]:
    """A new draft to a warm lead, that no sample picks."""
    campaign_id = await make_campaign(it.memory, it.tenant, name=f"Now {uuid4()}", mode=mode)
    while True:
        lead_id = await make_lead(
            it.memory, it.tenant, campaign_id, email=f"{uuid4()}@kelp.example", lead_tier="warm"
        )
        touch_id = await make_touch(it.memory, it.tenant, campaign_id, lead_id)
        if not in_sample(touch_id, 0.1):
            await it.services.drafts.save(it.tenant.client_id, touch_id, written())
            return campaign_id, touch_id


async def passes(it: Scene, touch_id: TouchId) -> bool:
    return await it.services.approvals.put(it.tenant.client_id, touch_id) is None


def autopilot(it: Scene) -> Autopilot:
    return it.services.approvals.autopilot


async def standing(it: Scene) -> Standing:
    found = await autopilot(it).standings(it.tenant.client_id)
    return next(each for each in found if (each.channel, each.lead_tier) == CELL)


async def test_it_is_switched_on_where_the_lower_bound_passes_and_by_an_admin_only(memory: Memory) -> None:
    """30 of 30 is 0.89 at least: too little; 40 of 40 is enough."""
    it = await scene(memory)
    await judged(it, 30)
    client_id, owner = it.tenant.client_id, it.tenant.actor
    with pytest.raises(InvalidInput, match="30 of the last 30 drafts were accepted as written: at least 89%"):
        await autopilot(it).switch_on(client_id, owner, *CELL)
    await judged(it, 10)
    with pytest.raises(NotPermitted):
        await autopilot(it).switch_on(client_id, replace(owner, role=Role.MEMBER), *CELL)
    assert (await autopilot(it).switch_on(client_id, owner, *CELL)).is_on
    with pytest.raises(InvalidInput):
        await autopilot(it).switch_on(client_id, owner, Channel.SMS, LeadTier.WARM)


async def test_what_it_lets_go_is_sent_without_a_question(memory: Memory) -> None:
    """The gate's checks and the rules at the moment of sending stay as they are."""
    it = await scene(memory)
    _, before = await drafted(it)
    assert not await passes(it, before)
    await judged(it, ENOUGH)
    await autopilot(it).switch_on(it.tenant.client_id, it.tenant.actor, *CELL)
    _, touch_id = await drafted(it)
    assert await passes(it, touch_id)
    assert isinstance(await it.deliver(touch_id), Delivered)


@pytest.mark.parametrize("mode", ["manual", "co_pilot"])
async def test_manual_is_never_spoken_for_and_a_sample_is_always_asked_about(
    memory: Memory, mode: str
) -> None:
    """One touch in ten, the same one whenever it is asked."""
    it = await scene(memory)
    await judged(it, ENOUGH)
    await autopilot(it).switch_on(it.tenant.client_id, it.tenant.actor, *CELL)
    campaign_id, touch_id = await drafted(it, mode=mode)
    assert await passes(it, touch_id) == (mode == "co_pilot")
    asked = [touch_id]
    while not in_sample(asked[-1], 0.1):
        lead_id = await make_lead(
            it.memory, it.tenant, campaign_id, email=f"{uuid4()}@kelp.example", lead_tier="warm"
        )
        asked.append(await make_touch(it.memory, it.tenant, campaign_id, lead_id))
    await it.services.drafts.save(it.tenant.client_id, asked[-1], written())
    assert not await passes(it, asked[-1])


@pytest.mark.parametrize(
    "decision",
    [
        Reject(reason="Too pushy"),
        Redraft(feedback="Shorter, please"),
        Approve(body="Hi Mia,\n\nMay I call on Tuesday?\n\nPriya"),
    ],
)
async def test_it_switches_itself_off_when_the_bound_falls_and_asks_about_what_waits(
    memory: Memory, decision: Approve | Redraft | Reject
) -> None:
    """An edit, a remark and a refusal count alike; what it had let go unsent is planned again."""
    it = await scene(memory)
    await judged(it, 36)
    client_id = it.tenant.client_id
    _, asked = await drafted(it)
    question = await it.services.approvals.propose(client_id, asked)
    await autopilot(it).switch_on(client_id, it.tenant.actor, *CELL)
    _, waiting = await drafted(it)
    assert await passes(it, waiting)

    await it.services.approvals.decide(client_id, it.tenant.actor, question.id, decision)

    now = await standing(it)
    assert not now.is_on
    assert now.switch is not None
    assert now.switch.changed_by is None
    assert now.switch.reason.startswith("36 of the last 37")
    assert await it.status(waiting) is TouchStatus.PLANNED
    assert not await passes(it, waiting)
    assert not it.post.taken


async def test_another_client_earns_nothing_by_it(memory: Memory) -> None:
    """Each client's reviewers speak for that client."""
    it, other = await scene(memory), await scene(memory)
    await judged(it, ENOUGH)
    assert await autopilot(other).standings(other.tenant.client_id) == []
