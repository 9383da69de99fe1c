"""What must be true of the question "may this go out?"."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from errors import Conflict, InvalidInput, NotFound, NotPermitted
from memory.enums import ApprovalStatus, Author, Role, TouchStatus
from memory.notes import Reach
from memory.records.actor import Actor
from memory.records.ids import TouchId
from memory.records.messages import Approval
from memory.store import Memory
from memory.touches import touch_by_id
from tests.fixtures.outreach import make_campaign, make_lead, make_touch, written
from tests.fixtures.tenants import agency_with_client, make_user
from tests.integration.services.test_delivery import Scene, scene
from tools.services.approvals import Approve, Redraft, Reject, Snooze
from tools.services.learning.notebook import Notebook
from tools.services.messages.variants import Variant
from tools.services.sending.attempts import Delivered


async def proposed(it: Scene, body: str = "Hi Mia,\n\nShall we talk?\n\nPriya") -> tuple[TouchId, Approval]:
    campaign_id = await make_campaign(it.memory, it.tenant)
    lead_id = await make_lead(it.memory, it.tenant, campaign_id)
    touch_id = await make_touch(it.memory, it.tenant, campaign_id, lead_id)
    await it.services.drafts.save(it.tenant.client_id, touch_id, written(body=body))
    return touch_id, await it.services.approvals.propose(it.tenant.client_id, touch_id)


async def test_proposing_twice_opens_one_question(memory: Memory) -> None:
    it = await scene(memory)
    touch_id, approval = await proposed(it)
    again = await it.services.approvals.propose(it.tenant.client_id, touch_id)
    assert again.id == approval.id
    assert len(await it.services.approvals.open(it.tenant.client_id)) == 1


async def test_what_a_reviewer_has_before_them_is_not_exchanged(memory: Memory) -> None:
    """Whoever writes the same touch as well comes too late: the question is about the draft it shows."""
    it = await scene(memory)
    touch_id, approval = await proposed(it)
    with pytest.raises(Conflict, match="waits for its reviewer"):
        await it.services.drafts.save(it.tenant.client_id, touch_id, written(body="Hi Mia,\n\nTalk?"))
    await it.services.approvals.decide(it.tenant.client_id, it.tenant.actor, approval.id, Approve())
    current = await it.services.drafts.current(it.tenant.client_id, touch_id)
    assert current is not None
    assert current.id == approval.draft_id


async def test_one_of_five_decisions_at_once_counts(memory: Memory) -> None:
    it = await scene(memory)
    _, approval = await proposed(it)
    decisions = [
        it.services.approvals.decide(it.tenant.client_id, it.tenant.actor, approval.id, Approve())
        for _ in range(5)
    ]
    outcomes = await asyncio.gather(*decisions, return_exceptions=True)
    assert sum(isinstance(outcome, Approval) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 4


async def test_an_edit_is_what_is_approved_and_sent(memory: Memory) -> None:
    it = await scene(memory)
    touch_id, approval = await proposed(it)
    edit = Approve(subject="Contracts", body="Hi Mia,\n\nMay I call on Tuesday?\n\nPriya")
    decided = await it.services.approvals.decide(it.tenant.client_id, it.tenant.actor, approval.id, edit)
    assert decided.edited
    current = await it.services.drafts.current(it.tenant.client_id, touch_id)
    assert current is not None
    assert current.author is Author.HUMAN
    assert isinstance(await it.deliver(touch_id), Delivered)
    assert "May I call on Tuesday?" in it.post.taken[touch_id].text
    recall = it.services.recall
    notebook = Notebook(memory=memory, clock=recall.clock, embedder=recall.embedder)
    notes = await notebook.live(it.tenant.client_id)
    assert 1 <= len(notes) <= 3
    assert notes[0].source_id == approval.id


async def test_a_chosen_wording_is_what_is_approved_and_sent_and_it_keeps_its_writer(memory: Memory) -> None:
    it = await scene(memory)
    campaign_id = await make_campaign(it.memory, it.tenant)
    lead_id = await make_lead(it.memory, it.tenant, campaign_id)
    touch_id = await make_touch(it.memory, it.tenant, campaign_id, lead_id)
    other = Variant(subject="A call", body="Hi Mia,\n\nWould a call suit you?\n\nPriya", facts=("We call",))
    draft = replace(written(body="Hi Mia,\n\nShall we talk?\n\nPriya"), variants=(other,))
    first = await it.services.drafts.save(it.tenant.client_id, touch_id, draft)
    approval = await it.services.approvals.propose(it.tenant.client_id, touch_id)
    with pytest.raises(InvalidInput, match="no such variant"):
        await it.services.approvals.decide(
            it.tenant.client_id, it.tenant.actor, approval.id, Approve(variant=2)
        )
    choice = Approve(variant=1)
    decided = await it.services.approvals.decide(it.tenant.client_id, it.tenant.actor, approval.id, choice)
    current = await it.services.drafts.current(it.tenant.client_id, touch_id)
    assert current is not None
    assert (current.version, current.author, current.facts) == (first.version + 1, first.author, ["We call"])
    assert decided.draft_id == current.id
    assert isinstance(await it.deliver(touch_id), Delivered)
    assert "Would a call suit you?" in it.post.taken[touch_id].text
    recall = it.services.recall
    notebook = Notebook(memory=memory, clock=recall.clock, embedder=recall.embedder)
    assert await notebook.live(it.tenant.client_id) == []


async def test_an_edit_that_must_not_leave_is_refused_and_the_question_stays_open(memory: Memory) -> None:
    it = await scene(memory)
    _, approval = await proposed(it)
    edit = Approve(body="Hi {{first_name}},\n\nShall we talk?")
    with pytest.raises(InvalidInput, match="placeholder"):
        await it.services.approvals.decide(it.tenant.client_id, it.tenant.actor, approval.id, edit)
    card = await it.services.approvals.card(it.tenant.client_id, approval.id)
    assert card.approval.status is ApprovalStatus.PENDING


async def test_an_expired_question_cannot_be_decided_and_its_touch_is_proposed_anew(memory: Memory) -> None:
    it = await scene(memory)
    touch_id, approval = await proposed(it)
    it.clock.forward(hours=24)
    with pytest.raises(Conflict, match="expired"):
        await it.services.approvals.decide(it.tenant.client_id, it.tenant.actor, approval.id, Approve())
    expired = await it.services.approvals.expire_due(it.tenant.client_id)
    assert [one.id for one in expired] == [approval.id]
    assert await it.services.drafts.due(it.tenant.client_id) == [touch_id]
    assert (await it.services.approvals.propose(it.tenant.client_id, touch_id)).id != approval.id


async def test_a_rejection_ends_the_touch_and_teaches(memory: Memory) -> None:
    it = await scene(memory)
    touch_id, approval = await proposed(it)
    reason = Reject(reason="Never mention contracts to operations people")
    await it.services.approvals.decide(it.tenant.client_id, it.tenant.actor, approval.id, reason)
    assert await it.status(touch_id) is TouchStatus.REJECTED
    found = await it.services.recall.relevant(it.tenant.client_id, "contracts for operations", reach=Reach())
    assert found == []
    async with memory.postgres.client_transaction(it.tenant.client_id) as tx:
        touch = await touch_by_id(tx, touch_id)
    assert touch is not None
    (note,) = await it.services.recall.relevant(
        it.tenant.client_id, "contracts for operations", reach=Reach(campaign_id=touch.campaign_id)
    )
    assert "Never mention contracts" in note.text


async def test_feedback_reaches_the_next_draft_and_the_next_draft_is_asked_about(memory: Memory) -> None:
    it = await scene(memory)
    touch_id, approval = await proposed(it)
    await it.services.approvals.decide(
        it.tenant.client_id, it.tenant.actor, approval.id, Redraft(feedback="Shorter, please")
    )
    material = await it.services.drafts.material(it.tenant.client_id, touch_id)
    assert material.feedback == "Shorter, please"
    assert material.previous is not None
    assert material.previous.feedback is None
    draft = await it.services.drafts.save(it.tenant.client_id, touch_id, written(body="Hi Mia,\n\nTalk?"))
    assert draft.feedback == "Shorter, please"
    assert (await it.services.drafts.material(it.tenant.client_id, touch_id)).feedback is None
    assert (await it.services.approvals.propose(it.tenant.client_id, touch_id)).id != approval.id
    (waiting,) = await it.services.approvals.to_resume(it.tenant.client_id)
    assert waiting.id == approval.id
    assert await it.services.approvals.mark_resumed(it.tenant.client_id, approval.id)
    assert not await it.services.approvals.mark_resumed(it.tenant.client_id, approval.id)


async def test_a_snoozed_touch_comes_back_when_its_time_has_come(memory: Memory) -> None:
    it = await scene(memory)
    touch_id, approval = await proposed(it)
    until = it.clock.now + timedelta(days=2)
    await it.services.approvals.decide(it.tenant.client_id, it.tenant.actor, approval.id, Snooze(until=until))
    assert await it.services.drafts.due(it.tenant.client_id) == []
    it.clock.now = until
    assert await it.services.drafts.due(it.tenant.client_id) == [touch_id]


async def test_a_viewer_and_another_client_cannot_decide(memory: Memory) -> None:
    it = await scene(memory)
    _, approval = await proposed(it)
    viewer = Actor(name="Vic", user_id=it.tenant.user_id, role=Role.VIEWER)
    with pytest.raises(NotPermitted):
        await it.services.approvals.decide(it.tenant.client_id, viewer, approval.id, Approve())
    other = await agency_with_client(memory, name="Other Pty")
    with pytest.raises(NotFound):
        await it.services.approvals.decide(other.client_id, other.actor, approval.id, Approve())


async def test_the_card_shows_the_message_exactly_as_it_goes(memory: Memory) -> None:
    it = await scene(memory)
    touch_id, approval = await proposed(it)
    card = await it.services.approvals.card(it.tenant.client_id, approval.id)
    await it.services.approvals.decide(it.tenant.client_id, it.tenant.actor, approval.id, Approve())
    await it.deliver(touch_id)
    assert it.post.taken[touch_id].text == card.text
    assert it.post.taken[touch_id].subject == card.draft.subject


async def test_a_reviewers_own_taste_shapes_the_drafts_that_come_before_them(memory: Memory) -> None:
    """Whoever decided last in the campaign is whom its next draft is for; another's taste stays out of it."""
    it = await scene(memory)
    client_id, owner = it.tenant.client_id, it.tenant.actor
    mate = replace(
        owner, user_id=await make_user(memory, client_id=client_id, role=Role.MEMBER), role=Role.MEMBER
    )
    campaign_id = await make_campaign(it.memory, it.tenant)

    async def next_touch(n: int) -> TouchId:
        lead_id = await make_lead(it.memory, it.tenant, campaign_id, email=f"lead{n}@kelp.example")
        return await make_touch(it.memory, it.tenant, campaign_id, lead_id)

    async def tastes(touch_id: TouchId) -> list[str]:
        return [note.text for note in (await it.services.drafts.material(client_id, touch_id)).notes]

    async def decided_by(actor: Actor, touch_id: TouchId) -> None:
        it.clock.forward(minutes=1)
        await it.services.drafts.save(client_id, touch_id, written())
        approval = await it.services.approvals.propose(client_id, touch_id)
        await it.services.approvals.decide(client_id, actor, approval.id, Approve())

    first = await next_touch(1)
    assert await tastes(first) == []
    await it.services.recall.learn_from_chat(client_id, owner, uuid4(), "I prefer short subjects.")
    assert await tastes(first) == ["I prefer short subjects."]
    await it.services.recall.learn_from_chat(client_id, mate, uuid4(), "I like a question at the end.")
    await decided_by(owner, first)
    second = await next_touch(2)
    assert await tastes(second) == ["I prefer short subjects."]
    await decided_by(mate, second)
    third = await next_touch(3)
    assert await tastes(third) == ["I like a question at the end."]
    async with memory.postgres.system_transaction() as tx:
        sql = "delete from memberships where client_id = $1 and user_id = $2"
        await tx.execute(sql, client_id, mate.user_id)
    assert await tastes(third) == ["I prefer short subjects."]
