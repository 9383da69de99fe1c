"""What must be true of outcomes: found, kept once, never backwards, and with their consequences."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from memory.enums import ActivityKind, Channel, EventStatus, LeadStatus, SuppressionKind
from memory.records.ids import TouchId
from memory.store import Memory
from tests.fixtures.sent import PROFILE, SEAT, THEIRS, Post, post_office
from tests.integration.services.test_delivery import Post as NoSender
from tools.providers.heyreach_shapes import ChatMessage, Conversation
from tools.providers.postmark_outcomes import PostmarkOutcome
from tools.providers.synthflow import CallRecord
from tools.providers.twilio import SmsRecord
from tools.services.events.business import linkedin_key

SID = "SM" + "a" * 32


@pytest.fixture
async def post(memory: Memory) -> Post:
    return await post_office(memory, NoSender())


def resend(what: str, email_id: str = "e-1", **data: Any) -> dict[str, object]:
    """One event as Resend tells it."""
    told = {"email_id": email_id, "created_at": "2026-11-23T00:59:00Z", **data}
    return {"type": f"email.{what}", "created_at": "2026-11-23T00:59:00.000Z", "data": told}


HARD: dict[str, Any] = {
    "bounce": {"type": "Permanent", "subType": "General", "diagnosticCode": ["smtp; 550 5.1.1 user unknown"]}
}
SOFT: dict[str, Any] = {
    "bounce": {"type": "Transient", "subType": "MailboxFull", "message": "The mailbox is full."}
}


async def word(post: Post, touch_id: TouchId) -> object:
    """The vendor's last word."""
    return (await post.rows("select vendor_status from touches where client_id = $1 and id = $2", touch_id))[
        0
    ]["vendor_status"]


async def paused(post: Post) -> list[object]:
    """Why resources are paused."""
    sql = "select pause_reason from resources where client_id = $1 and paused_at is not null"
    return [row["pause_reason"] for row in await post.rows(sql)]


async def test_each_kind_of_outcome_enters_the_timeline_once(post: Post) -> None:
    """However often a vendor tells it, and whether it is opened ten times or once."""
    touch_id = await post.sent(vendor_id="resend:e-1")
    for number, what in enumerate(["sent", "delivered", "opened", "opened", "delivered"]):
        await post.told("resend", "events", resend(what, n=number))
    await post.told("resend", "events", resend("clicked", click={"link": "https://a.example"}))
    await post.told("resend", "events", resend("clicked", click={"link": "https://b.example"}))
    assert await post.timeline(touch_id) == [
        ActivityKind.DELIVERED,
        ActivityKind.OPENED,
        ActivityKind.CLICKED,
        ActivityKind.CLICKED,
    ]
    assert await word(post, touch_id) == "clicked"


async def test_an_outcome_that_arrives_late_changes_nothing_that_is_further(post: Post) -> None:
    """Webhooks come in any order: delivered after opened is noted, and opened stays the last word."""
    touch_id = await post.sent(vendor_id="resend:e-1")
    for what in ("opened", "delivered", "sent"):
        await post.told("resend", "events", resend(what))
    assert await post.timeline(touch_id) == [ActivityKind.OPENED, ActivityKind.DELIVERED]
    assert await word(post, touch_id) == "opened"


async def test_a_text_is_either_delivered_or_not(post: Post) -> None:
    """Of two last words the first stands, and a step on the way never follows it."""
    touch_id = await post.sent(Channel.SMS, f"twilio:{SID}")
    for status in ("sent", "delivered", "undelivered", "sending"):
        event_id = await post.status(SID, status)
        await post.services.reception.match(event_id)
        assert (await post.event(event_id)).status is EventStatus.HANDLED
    assert await word(post, touch_id) == "delivered"
    assert await post.timeline(touch_id) == [ActivityKind.DELIVERED]


async def test_what_is_told_at_once_is_kept_as_if_told_one_after_the_other(post: Post) -> None:
    """Each of several touches has its own last word, and one entry a kind."""
    first, second = await post.sent(vendor_id="resend:e-1"), await post.sent(vendor_id="resend:e-2")
    said = [("e-1", "delivered"), ("e-2", "sent"), ("e-1", "opened"), ("e-1", "delivered")]
    said += [("e-2", "delivered"), ("nobody", "opened")]
    events = [
        await post.arrives("resend", "events", resend(what, n=number, email_id=mail))
        for number, (mail, what) in enumerate(said)
    ]
    stored = await post.services.intake.events([event for event in events if event])
    await asyncio.gather(*(post.services.reception.match_event(event) for event in stored))
    assert sorted(await post.timeline(first)) == [ActivityKind.DELIVERED, ActivityKind.OPENED]
    assert await post.timeline(second) == [ActivityKind.DELIVERED]
    assert (await word(post, first), await word(post, second)) == ("opened", "delivered")
    statuses = [(await post.event(event)).status for event in events if event]
    assert statuses == [EventStatus.HANDLED] * 5 + [EventStatus.STORED]


async def test_one_webhook_five_times_at_once_is_one_event(post: Post) -> None:
    """And handling it twice at once notes it once."""
    touch_id = await post.sent(vendor_id="resend:e-1")
    body = resend("delivered")
    events = await asyncio.gather(*(post.arrives("resend", "events", body) for _ in range(5)))
    (event_id,) = [event for event in events if event is not None]
    await asyncio.gather(*(post.services.reception.match(event_id) for _ in range(3)))
    assert await post.timeline(touch_id) == [ActivityKind.DELIVERED]


async def test_an_outcome_ahead_of_its_send_waits_for_it(post: Post) -> None:
    """The webhook may overtake the answer of the call: it stays stored, and is found a minute later."""
    touch_id = await post.sent(vendor_id="resend:e-1", known=False)
    event_id = await post.arrives("resend", "events", resend("delivered"))
    assert event_id is not None
    assert await post.services.reception.match(event_id) is None
    assert (await post.event(event_id)).status is EventStatus.STORED
    assert await post.services.intake.claim(10, kinds=(), others=True) == []

    await post.know(touch_id, "resend:e-1")
    post.clock.forward(minutes=1)
    assert await post.services.intake.claim(10, kinds=(), others=True) == [event_id]
    await post.services.reception.match(event_id)
    assert (await post.event(event_id)).status is EventStatus.HANDLED
    assert await post.timeline(touch_id) == [ActivityKind.DELIVERED]


async def test_an_outcome_of_nothing_of_ours_is_let_go_after_a_day(post: Post) -> None:
    """Another system may send through the same account."""
    event_id = await post.arrives("resend", "events", resend("delivered", "stranger"))
    assert event_id is not None
    post.clock.forward(hours=25)
    await post.services.reception.match(event_id)
    assert (await post.event(event_id)).status is EventStatus.UNMATCHED


async def test_a_hard_bounce_ends_the_lead_and_only_its_address(post: Post) -> None:
    """The address is suppressed for this client; the phone is not, since nobody asked to be left alone."""
    touch_id = await post.sent(vendor_id="resend:e-1")
    await post.told("resend", "events", resend("bounced", **HARD))
    lead = await post.lead(touch_id)
    assert (lead.status, lead.bounced_before) == (LeadStatus.BOUNCED, True)
    suppression = post.services.suppression
    assert await suppression.is_suppressed(post.client_id, SuppressionKind.EMAIL, lead.email)
    assert not await suppression.is_suppressed(post.client_id, SuppressionKind.PHONE, THEIRS)


@pytest.mark.parametrize(
    "bounce",
    [
        SOFT,
        {"bounce": {"type": "Undetermined", "subType": "Undetermined"}},
        {"bounce": {"type": "Permanent", "subType": "General",
                    "diagnosticCode": ["smtp; 550 5.7.1 message rejected as spam"]}},
    ],
)  # fmt: skip
async def test_a_bounce_that_lies_in_the_mail_or_passes_ends_nobody(
    post: Post, bounce: dict[str, Any]
) -> None:
    """A 5.x status alone does not say that there is no such address."""
    touch_id = await post.sent(vendor_id="resend:e-1")
    await post.told("resend", "events", resend("bounced", **bounce))
    assert (await post.lead(touch_id)).status is LeadStatus.SCORED
    assert await post.timeline(touch_id) == [ActivityKind.BOUNCED]
    await post.told("resend", "events", resend("delivered"))
    assert await word(post, touch_id) == "delivered"


async def test_a_complaint_suppresses_at_once_and_on_every_channel(post: Post) -> None:
    """As if the person had unsubscribed."""
    touch_id = await post.sent(vendor_id="resend:e-1")
    await post.told("resend", "events", resend("complained"))
    lead = await post.lead(touch_id)
    assert lead.status is LeadStatus.UNSUBSCRIBED
    for kind, value in ((SuppressionKind.EMAIL, lead.email), (SuppressionKind.PHONE, THEIRS)):
        assert await post.services.suppression.is_suppressed(post.client_id, kind, value)


async def test_a_number_that_answered_stop_before_is_suppressed(post: Post) -> None:
    """Twilio's 21610 says that the carrier's own list has it (rule SMS-2)."""
    touch_id = await post.sent(Channel.SMS, f"twilio:{SID}")
    await post.services.reception.match(await post.status(SID, "failed", "21610"))
    assert (await post.lead(touch_id)).status is LeadStatus.UNSUBSCRIBED
    assert await post.services.suppression.is_suppressed(post.client_id, SuppressionKind.PHONE, THEIRS)


async def test_the_seventh_hard_bounce_of_two_hundred_pauses_the_domain(post: Post) -> None:
    """Three per cent of 200 are six: the next one is too many."""
    for number in range(7):
        assert await paused(post) == []
        await post.sent(vendor_id=f"resend:e-{number}")
        await post.told("resend", "events", resend("bounced", f"e-{number}", **HARD))
    assert await paused(post) == ["7 of the domain's last 200 mails bounced."]
    told = await post.services.reception.tracking.reputation.sentence(post.client_id, post.tenant.resource_id)
    assert told is not None
    assert told.endswith("7 of the domain's last 200 mails bounced.")


async def test_two_complaints_warn_and_five_stop_the_domain(post: Post) -> None:
    """Counted over 30 days (rule MBX-3)."""
    for number in range(5):
        assert await paused(post) == []
        await post.sent(vendor_id=f"resend:e-{number}")
        await post.told("resend", "events", resend("complained", f"e-{number}"))
    (reason,) = await paused(post)
    assert reason == "5 of the domain's mails were reported as unwanted in 30 days."
    actions = await post.rows(
        "select action from audit_log where client_id = $1 and subject_kind = 'resource' order by id"
    )
    assert [row["action"] for row in actions] == ["warned", "warned", "warned", "paused"]


async def test_a_complaint_that_is_read_twice_warns_once(post: Post) -> None:
    """A process may die between the timeline and the warning: the event is read again."""
    for number in range(2):
        await post.sent(vendor_id=f"resend:e-{number}")
    await post.told("resend", "events", resend("complained", "e-0"))
    event_id = await post.arrives("resend", "events", resend("complained", "e-1"))
    assert event_id is not None
    for _ in range(3):
        await post.services.reception.match(event_id)
    sql = "select action from audit_log where client_id = $1 and subject_kind = 'resource'"
    actions = await post.rows(sql)
    assert [row["action"] for row in actions] == ["warned"]


async def test_what_a_text_cost_is_kept_with_its_touch(post: Post) -> None:
    """Twilio tells the price with the message, in USD and below zero."""
    touch_id = await post.sent(Channel.SMS, f"twilio:{SID}")
    post.vendor.texts.append(
        SmsRecord(
            sid=SID, direction="outbound-api", status="delivered", sender="", to="", text="",
            error_code=None, price_usd=Decimal("0.0514"), sent_at=None, created_at=None, segments=1,
        )
    )  # fmt: skip
    await post.services.reception.match(await post.status(SID, "delivered"))
    (row,) = await post.rows("select vendor_cost_aud from touches where client_id = $1 and id = $2", touch_id)
    assert row["vendor_cost_aud"] == Decimal("0.0771")


def call(status: str, transcript: str = "", seconds: float = 0) -> CallRecord:
    """A call as Synthflow tells it."""
    return CallRecord(
        call_id="call-1", model_id="m", status=status, duration_seconds=seconds, end_reason=None,
        transcript=transcript, recording_url=None, phone=THEIRS, started_at=None, variables={}, error=None,
    )  # fmt: skip


async def test_a_call_in_which_they_spoke_is_a_reply_and_an_outcome(post: Post) -> None:
    """The reply is what they said, the conversation is kept beside it, and begun minutes are charged."""
    touch_id = await post.sent(Channel.VOICE, "synthflow:call-1")
    said = "bot: Shall we talk on Monday?\nhuman: Yes, Monday at ten.\nbot: Good."
    post.calls.calls["call-1"] = call("completed", said, 61)
    reply = await post.told("synthflow", "calls", {"call": {"call_id": "call-1", "status": "completed"}})
    assert reply is not None
    assert (reply.channel, reply.text, reply.transcript) == (Channel.VOICE, "Yes, Monday at ten.", said)
    assert await post.timeline(touch_id) == [ActivityKind.CALLED, ActivityKind.REPLIED]
    (row,) = await post.rows("select vendor_cost_aud from touches where client_id = $1 and id = $2", touch_id)
    assert row["vendor_cost_aud"] == Decimal("0.3000")
    again = await post.told("synthflow", "calls", {"call": {"call_id": "call-1", "status": "completed "}})
    assert again is None
    assert len(await post.rows("select id from replies where client_id = $1")) == 1


@pytest.mark.parametrize("status", ["no-answer", "busy", "left_voicemail", "hangup_on_voicemail"])
async def test_a_call_that_nobody_took_is_an_activity(post: Post, status: str) -> None:
    """Nobody answered us, so there is nothing to answer."""
    touch_id = await post.sent(Channel.VOICE, "synthflow:call-1")
    post.calls.calls["call-1"] = call(status, "bot: Hello, this is Priya.\nhuman: ")
    assert await post.told("synthflow", "calls", {"call": {"call_id": "call-1", "status": status}}) is None
    assert await post.timeline(touch_id) == [ActivityKind.CALLED]
    assert await word(post, touch_id) == status


async def test_a_hint_that_the_vendor_does_not_confirm_changes_nothing(post: Post) -> None:
    """Synthflow signs a call's id only, HeyReach nothing: what they post is read back first."""
    voice = await post.sent(Channel.VOICE, "synthflow:call-1")
    post.calls.calls["call-1"] = call("in-progress")
    await post.told("synthflow", "calls", {"call": {"call_id": "call-1", "status": "completed"}})
    linkedin = await post.sent(Channel.LINKEDIN, conversation=linkedin_key(SEAT, PROFILE))
    hint = {"lead": {"profile_url": PROFILE}, "sender": {"id": SEAT}}
    await post.told("heyreach", "connection_accepted", hint)
    assert await post.timeline(voice) == await post.timeline(linkedin) == []
    assert (await post.lead(linkedin)).linkedin_connected_at is None


async def test_an_accepted_request_connects_the_lead_and_opens_the_conversation(post: Post) -> None:
    """Later messages in it find the touch by the conversation's own id."""
    touch_id = await post.sent(Channel.LINKEDIN, conversation=linkedin_key(SEAT, PROFILE))
    post.vendor.chats["chat=1"] = Conversation(
        id="chat=1",
        account_id=SEAT,
        profile_url=PROFILE.lower(),
        messages=(),
        last_at=None,
        last_from_us=None,
    )
    hint = {"lead": {"profile_url": "http://linkedin.com/in/mia-chen?x=1"}, "sender": {"id": SEAT}}
    await post.told("heyreach", "connection_accepted", hint)
    lead = await post.lead(touch_id)
    assert lead.linkedin_connected_at is not None
    assert lead.linkedin_conversation == "chat=1"
    assert await post.timeline(touch_id) == [ActivityKind.CONNECTED]

    said = ChatMessage("Happy to talk.", post.clock(), from_us=False)
    post.vendor.chats["chat=1"] = Conversation(
        id="chat=1", account_id=SEAT, profile_url=None, messages=(said,), last_at=None, last_from_us=False
    )
    told = {"conversation_id": "chat=1", "sender": {"id": SEAT}, "message": "Happy to talk."}
    reply = await post.told("heyreach", "message_reply", told)
    assert reply is not None
    assert (reply.touch_id, reply.text) == (touch_id, "Happy to talk.")


async def test_a_letter_that_came_back_closes_the_postal_address(post: Post) -> None:
    """Steps on its way are the vendor's word and no entry of the timeline."""
    touch_id = await post.sent(Channel.MAIL, "lob:ltr_1")
    for number, what in enumerate(["mailed", "in_transit", "returned_to_sender", "in_local_area"]):
        event = {
            "id": f"evt_{number}",
            "event_type": {"id": f"letter.{what}"},
            "reference_id": "ltr_1",
            "date_created": "2026-11-23T00:00:00Z",
            "body": {"id": "ltr_1"},
        }
        await post.told("lob", "events", event)
    assert await post.timeline(touch_id) == [ActivityKind.RETURNED]
    assert await word(post, touch_id) == "returned_to_sender"
    assert (await post.lead(touch_id)).address_status == "undeliverable"


async def test_postmarks_bounce_counts_once_it_was_read_back(post: Post) -> None:
    """The webhook gives the id alone."""
    touch_id = await post.sent(vendor_id="postmark:883953f4")
    post.vendor.bounces[42] = PostmarkOutcome(
        record_type="Bounce", key="Bounce:42", bounce_id=42, message_id="883953f4", recipient="a@b.example",
        type="HardBounce", at=None, reason="", link="", suppressed=True,
    )  # fmt: skip
    await post.told("postmark", "bounce", {"RecordType": "Bounce", "ID": 42, "MessageID": "forged"})
    assert (await post.lead(touch_id)).status is LeadStatus.BOUNCED
