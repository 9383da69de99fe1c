"""What must be true of an answer, from the mail that arrives to the response that leaves."""

from __future__ import annotations

import asyncio
import json
from uuid import uuid4

import pytest

from errors import NotFound
from graphs import work
from memory.enums import EventStatus, Intent, LeadStatus, TouchStatus
from memory.records.ids import EventId, ReplyId, TouchId
from memory.records.leads import Lead
from memory.records.messages import Touch
from tests.fixtures.platform import Stage
from tools.providers.webhooks import Webhook
from tools.services.approvals import Approve, Redraft

ADDRESS = "mia.chen@kelp.example"


async def sent(stage: Stage) -> TouchId:
    """A first mail that went out to Mia."""
    touch_id = await stage.planned(email=ADDRESS)
    await stage.platform.outreach.start(stage.client_id, touch_id)
    await approve(stage, touch_id)
    assert await stage.status(touch_id) is TouchStatus.SENT
    return touch_id


async def approve(stage: Stage, touch_id: TouchId) -> None:
    """Approve the open question about a touch, and go on behind it."""
    approval = await stage.pending(touch_id)
    assert approval is not None
    await stage.platform.services.approvals.decide(
        stage.client_id, stage.tenant.actor, approval.id, Approve()
    )
    await work.resume(stage.platform, stage.client_id, approval.id)


async def answered(stage: Stage, mood: str, text: str | None = None) -> EventId:
    """Mia's answer, taken through the reply graph."""
    event_id = await stage.answers(ADDRESS, mood, text)
    await stage.platform.replies.start(event_id)
    return event_id


async def responses(stage: Stage) -> list[Touch]:
    """The touches that answer a reply."""
    sql = "select id from touches where client_id = $1 and answers_reply_id is not null order by created_at"
    return [await stage.touch(row["id"]) for row in await stage.rows(sql)]


async def lead_of(stage: Stage, touch_id: TouchId) -> Lead:
    """The touch's lead."""
    return await stage.platform.services.leads.get(stage.client_id, (await stage.touch(touch_id)).lead_id)


@pytest.mark.parametrize(
    ("mood", "intent"),
    [
        ("interested", Intent.INTERESTED),
        ("meeting", Intent.MEETING_REQUEST),
        ("question", Intent.QUESTION),
    ],
)
async def test_who_wants_to_talk_is_answered_in_the_same_thread(
    stage: Stage, mood: str, intent: Intent
) -> None:
    """A response is proposed, waits for its reviewer, and leaves with In-Reply-To and References."""
    first = await sent(stage)
    event_id = await answered(stage, mood)
    assert (await stage.reply(event_id)).intent is intent
    (response,) = await responses(stage)
    assert response.status is TouchStatus.PROPOSED
    assert len(stage.mails()) == 1

    await approve(stage, response.id)
    opening, answer = stage.mails(first)[0], stage.mails(response.id)[0]
    reply = await stage.reply(event_id)
    headers = {name.lower(): value for name, value in answer.headers.items()}
    assert headers["in-reply-to"] == reply.message_id
    assert headers["references"].split()[-2:] == [opening.message_id, reply.message_id]
    assert answer.to == (ADDRESS,)
    assert answer.subject == f"Re: {opening.subject}"
    assert answer.sender == opening.sender
    assert await stage.count_checkpoints() == 0
    lead = await lead_of(stage, first)
    assert (lead.status is LeadStatus.CONVERTED) == (intent is Intent.MEETING_REQUEST)
    assert lead.waits_until is not None or lead.stopped_at is not None


@pytest.mark.parametrize(
    ("mood", "intent"),
    [
        ("not_interested", Intent.NOT_INTERESTED),
        ("out_of_office", Intent.OUT_OF_OFFICE),
        ("auto_reply", Intent.AUTO_REPLY),
    ],
)
async def test_who_does_not_want_to_talk_gets_no_response(stage: Stage, mood: str, intent: Intent) -> None:
    """The graph ends behind the consequences."""
    first = await sent(stage)
    event_id = await answered(stage, mood)
    assert (await stage.reply(event_id)).intent is intent
    assert (await stage.platform.services.intake.event(event_id)).status is EventStatus.HANDLED
    assert await responses(stage) == []
    assert await stage.count_checkpoints() == 0
    lead = await lead_of(stage, first)
    left_alone = lead.stopped_at is not None or lead.waits_until is not None
    assert left_alone == (intent is not Intent.AUTO_REPLY)


async def test_an_unsubscribe_ends_everything_for_good(stage: Stage) -> None:
    """No response, no later step, no answer by hand, not even a draft that was approved before it came."""
    first = await sent(stage)
    lead = await lead_of(stage, first)
    second = await stage.planned_for(lead.id, step_n=2)
    services, client_id = stage.platform.services, stage.client_id
    event_id = await answered(stage, "unsubscribe")
    reply = await stage.reply(event_id)
    assert reply.intent is Intent.UNSUBSCRIBE
    assert (await lead_of(stage, first)).status is LeadStatus.UNSUBSCRIBED
    assert await responses(stage) == []

    stage.town.clock.forward(days=30)
    await work.answer(stage.platform, client_id, [reply.id])
    (by_hand,) = await responses(stage)
    assert by_hand.status is TouchStatus.CANCELLED
    assert by_hand.draft_id is None
    third = await stage.planned_for(lead.id, step_n=3)
    for touch_id in (second, third):
        await stage.platform.outreach.start(client_id, touch_id)
        await services.delivery.deliver(client_id, touch_id)
        assert await stage.status(touch_id) is TouchStatus.CANCELLED
    assert [mail.tags["touch_id"] for mail in stage.mails()] == [str(first)]


async def test_the_same_event_five_times_at_once_is_one_reply(stage: Stage) -> None:
    """Four of the five are told that it was stored before; one response is proposed."""
    await sent(stage)
    event_id = await stage.answers(ADDRESS, "question")
    again = await asyncio.gather(*(stage.accept(0) for _ in range(5)))
    assert again == [None] * 5
    await asyncio.gather(*(stage.platform.replies.start(event_id) for _ in range(5)), return_exceptions=True)
    await stage.platform.replies.start(event_id)
    assert len(await stage.rows("select id from replies where client_id = $1")) == 1
    (response,) = await responses(stage)
    await approve(stage, response.id)
    assert len(stage.mails(response.id)) == 1


async def test_a_response_is_redrafted_with_the_reviewers_remark(stage: Stage) -> None:
    """The reply graph has the same loop, and goes on in another process too."""
    await sent(stage)
    await answered(stage, "question")
    (response,) = await responses(stage)
    approval = await stage.pending(response.id)
    assert approval is not None
    async with stage.town.platform() as restarted:
        remark = Redraft(feedback="Offer a call on Thursday.")
        await restarted.services.approvals.decide(stage.client_id, stage.tenant.actor, approval.id, remark)
        await work.resume(restarted, stage.client_id, approval.id)
    assert await stage.count_checkpoints() == 1
    await approve(stage, response.id)
    assert len(stage.mails(response.id)) == 1
    assert await stage.count_checkpoints() == 0


async def test_a_reply_whose_thread_was_lost_is_still_answered(stage: Stage) -> None:
    """The decision of the reviewer is carried out; the mail is read once."""
    await sent(stage)
    await answered(stage, "interested")
    (response,) = await responses(stage)
    await stage.forget_threads()
    await approve(stage, response.id)
    assert len(stage.mails(response.id)) == 1
    assert await stage.count_checkpoints() == 0


async def test_an_answer_asked_for_by_hand_goes_the_same_way_and_leaves_no_thread(stage: Stage) -> None:
    """A reviewer may answer what the reply agent would have left; asking twice plans one response."""
    await sent(stage)
    event_id = await answered(stage, "not_interested")
    reply = await stage.reply(event_id)
    for _ in range(2):
        await work.answer(stage.platform, stage.client_id, [reply.id])
    (response,) = await responses(stage)
    await approve(stage, response.id)
    assert len(stage.mails(response.id)) == 1
    assert await stage.count_checkpoints() == 0


async def test_a_strangers_mail_is_kept_and_leads_to_nothing(stage: Stage) -> None:
    """It answers nobody's touch: unmatched, no reply, no thread."""
    await sent(stage)
    await stage.answers(ADDRESS, "question")
    (answer,) = stage.town.sandbox.ledger.answers()
    stranger = dict(answer.inbound) | {"MailboxHash": "0" * 26, "MessageID": "a-forged-id"}
    headers = {"authorization": stage.town.mailroom.authorizations[0]}
    webhook = Webhook(url="", headers=headers, body=json.dumps(stranger).encode())
    event_id = await stage.platform.services.intake.accept("postmark", "inbound", webhook)
    assert event_id is not None
    await stage.platform.replies.start(event_id)
    assert (await stage.platform.services.intake.event(event_id)).status is EventStatus.IGNORED
    assert await stage.rows("select id from replies where client_id = $1") == []


async def test_an_event_that_was_acted_on_and_not_finished_is_finished_later(
    stage: Stage,
) -> None:
    """A crash between the consequences and the event's last word leaves nothing to do over and over."""
    await sent(stage)
    event_id = await answered(stage, "not_interested")
    intake = stage.platform.services.intake
    await intake.finish(event_id, EventStatus.STORED)
    stage.town.clock.forward(minutes=1)
    assert await intake.claim(10, kinds=(), others=True) == [event_id]
    await stage.platform.replies.start(event_id)
    assert (await intake.event(event_id)).status is EventStatus.HANDLED


async def test_a_reply_that_cannot_be_answered_keeps_no_other_from_it(stage: Stage) -> None:
    """The first of two is not there: the second is answered, and the step that failed says so."""
    await sent(stage)
    reply = await stage.reply(await answered(stage, "not_interested"))
    assert await responses(stage) == []
    with pytest.raises(NotFound):
        await work.answer(stage.platform, stage.client_id, [ReplyId(uuid4()), reply.id])
    assert [response.status for response in await responses(stage)] == [TouchStatus.PROPOSED]


async def test_an_answer_that_points_back_means_what_the_person_wrote_before(stage: Stage) -> None:
    """The thread's own rows are read: what was written after it, or by somebody else, is none of it."""
    await sent(stage)
    first = await answered(stage, "question", "No thanks, we are not interested.")
    second = await answered(stage, "question", "Same as before, thanks.")
    assert (await stage.reply(first)).intent is Intent.NOT_INTERESTED
    reply = await stage.reply(second)
    assert "Same as before, thanks." in reply.text
    assert reply.intent is Intent.NOT_INTERESTED
    material = await stage.platform.services.replies.material(stage.client_id, reply.id)
    assert [one.event_id for one in material.answers] == [first]
