"""What must be true of polling: it finds what webhooks missed, once, and says how complete intake is."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from errors import InvalidInput, ProviderUnavailable
from memory.enums import ActivityKind, Channel
from memory.events import Completeness
from memory.records.ids import EventId
from memory.store import Memory
from tests.fixtures.sent import OURS, PROFILE, SEAT, THEIRS, Post, post_office
from tests.integration.services.test_delivery import Post as NoSender
from tests.integration.services.test_replies import MAIL
from tests.integration.services.test_tracking import call
from tools.providers.heyreach_shapes import ChatMessage, Conversation, ConversationPage
from tools.providers.twilio import SmsRecord
from tools.services.events.business import linkedin_key, sms_key
from tools.services.events.recovery import OVERLAP


@pytest.fixture
async def post(memory: Memory) -> Post:
    return await post_office(memory, NoSender())


def text(sid: str, body: str) -> SmsRecord:
    """A text of the lead's, as Twilio lists it."""
    return SmsRecord(
        sid=sid, direction="inbound", status="received", sender=THEIRS, to=OURS, text=body, error_code=None,
        price_usd=None, sent_at=None, created_at=None, segments=1,
    )  # fmt: skip


async def found_by(post: Post, event_id: EventId) -> str:
    """How the event came to us."""
    return (await post.event(event_id)).found_by


async def test_a_mail_that_no_webhook_brought_becomes_a_reply_and_one_that_was_brought_does_not(
    post: Post,
) -> None:
    """Postmark lists both; the id that is known is stored once."""
    post.vendor.mails |= {"pm-1": MAIL, "pm-2": replace(MAIL, postmark_id="pm-2")}
    # The vendor of these tests makes its keys of bodies: the key of a real webhook is the mail's id.
    await post.services.intake.store("postmark", "inbound", "pm-1", b"pm-1")
    recovered = await post.services.recovery.recover("postmark")
    assert recovered.listed == 2
    (event_id,) = recovered.event_ids
    assert await found_by(post, event_id) == "poll"
    assert (await post.services.recovery.recover("postmark")).event_ids == ()
    assert await post.services.reception.match(event_id) is None


async def test_a_text_found_by_polling_is_the_same_text(post: Post) -> None:
    """It is read as a webhook's is, and the webhook that comes after all is known."""
    touch_id = await post.sent(Channel.SMS, conversation=sms_key(OURS, THEIRS))
    sid = "SM" + "d" * 32
    post.vendor.texts.append(text(sid, "Ja + & = ok?"))
    recovered = await post.services.recovery.recover("twilio")
    (event_id,) = recovered.event_ids
    reply = await post.services.reception.match(event_id)
    assert reply is not None
    assert (reply.touch_id, reply.text) == (touch_id, "Ja + & = ok?")
    assert await post.services.intake.store("twilio", "inbound", sid, b"") is None


async def test_a_linkedin_message_is_found_once_whoever_saw_it_first(post: Post) -> None:
    """HeyReach's webhooks have no key of their own: the message itself is looked for."""
    await post.sent(Channel.LINKEDIN, conversation=linkedin_key(SEAT, PROFILE))
    at = post.clock() - timedelta(minutes=30)
    seen = ChatMessage("What does it cost?", at, from_us=False)
    ours = ChatMessage("Shall we talk?", at - timedelta(minutes=5), from_us=True)
    chat = Conversation(
        id="chat=1",
        account_id=SEAT,
        profile_url=PROFILE,
        messages=(ours, seen),
        last_at=at,
        last_from_us=False,
    )
    post.vendor.chats["chat=1"] = chat
    hint = {"conversation_id": "chat=1", "sender": {"id": SEAT}}
    assert await post.told("heyreach", "message_reply", hint) is not None
    assert (await post.services.recovery.recover("heyreach")).event_ids == ()

    missed = ChatMessage("Hello?", at + timedelta(minutes=10), from_us=False)
    stranger = replace(chat, id="chat=2", profile_url="https://linkedin.com/in/x", messages=(missed,))
    post.vendor.chats |= {"chat=1": replace(chat, messages=(ours, seen, missed)), "chat=2": stranger}
    recovered = await post.services.recovery.recover("heyreach")
    (event_id,) = recovered.event_ids
    reply = await post.services.reception.match(event_id)
    assert reply is not None
    assert reply.text == "Hello?"
    assert (await post.services.recovery.recover("heyreach")).event_ids == ()


async def test_a_conversation_that_cannot_be_read_and_a_list_without_an_end_keep_no_message_out(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HeyReach lists a chat that it refuses to show, and names its last page again and again."""
    await post.sent(Channel.LINKEDIN, conversation=linkedin_key(SEAT, PROFILE))
    at = post.clock() - timedelta(minutes=30)
    said = ChatMessage("What does it cost?", at, from_us=False)
    chat = Conversation(
        id="chat=1", account_id=SEAT, profile_url=PROFILE, messages=(said,), last_at=at, last_from_us=False
    )
    post.vendor.chats["chat=1"] = chat

    async def conversations(**_: object) -> ConversationPage:
        return ConversationPage((replace(chat, id="chat=gone"), chat), "the last page")

    monkeypatch.setattr(post.vendor, "conversations", conversations)
    async with asyncio.timeout(5):
        assert len((await post.services.recovery.recover("heyreach")).event_ids) == 1


async def test_a_call_whose_end_nobody_told_is_asked_for(post: Post) -> None:
    """Every few minutes, as long as it has not ended here."""
    touch_id = await post.sent(Channel.VOICE, "synthflow:call-1")
    post.calls.calls["call-1"] = call("in-progress")
    assert (await post.services.recovery.recover("synthflow")).event_ids == ()
    post.calls.calls["call-1"] = call("no-answer")
    (event_id,) = (await post.services.recovery.recover("synthflow")).event_ids
    await post.services.reception.match(event_id)
    assert await post.timeline(touch_id) == [ActivityKind.CALLED]
    again = await post.services.recovery.recover("synthflow")
    assert (again.listed, again.event_ids) == (0, ())


async def test_a_text_whose_statuses_stopped_coming_is_asked_after(post: Post) -> None:
    """After a quarter of an hour, and until the vendor has a last word."""
    sid = "SM" + "e" * 32
    touch_id = await post.sent(Channel.SMS, f"twilio:{sid}")
    async with post.memory.postgres.client_transaction(post.client_id) as tx:
        await tx.execute("update touches set vendor = 'twilio' where client_id = $1")
    ours = replace(text(sid, "Hi"), direction="outbound-api", status="sent")
    post.vendor.texts.append(ours)
    recover = post.services.recovery.recover
    assert (await recover("texts")).listed == 0
    post.clock.forward(minutes=15)
    assert ((again := await recover("texts")).listed, again.event_ids) == (1, ())
    post.vendor.texts[:] = [replace(ours, status="undelivered", error_code="30005")]
    (event_id,) = (await recover("texts")).event_ids
    await post.services.reception.match(event_id)
    assert await post.timeline(touch_id) == [ActivityKind.UNDELIVERED]
    assert (await recover("texts")).listed == 0


async def test_a_round_looks_back_to_the_last_success_and_six_hours_at_least(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A vendor that was away is asked for all of the time in between."""
    asked: list[timedelta] = []
    away = False

    async def inbound_since(since: object, until: object) -> list[str]:
        asked.append(until - since - OVERLAP)  # type: ignore[operator]
        if away:
            raise ProviderUnavailable("postmark", "Postmark is away.")
        return []

    monkeypatch.setattr(post.vendor, "inbound_since", inbound_since)
    await post.services.recovery.recover("postmark")
    post.clock.forward(hours=1)
    await post.services.recovery.recover("postmark")
    post.clock.forward(hours=20)
    away = True
    with pytest.raises(ProviderUnavailable):
        await post.services.recovery.recover("postmark")
    post.clock.forward(hours=6)
    away = False
    await post.services.recovery.recover("postmark")
    assert [gap.total_seconds() / 3600 for gap in asked] == [24, 6, 20, 26]


async def test_completeness_tells_what_came_how_and_what_nobody_read(post: Post) -> None:
    """Seen by webhook, found only by polling, never read."""
    post.vendor.mails |= {"pm-1": MAIL, "pm-2": replace(MAIL, postmark_id="pm-2")}
    await post.told("postmark", "inbound", b"pm-1")
    await post.services.recovery.recover("postmark")
    since = post.clock() - timedelta(hours=1)
    (row,) = await post.services.recovery.completeness(since)
    # The vendor of these tests makes its keys of bodies, so that polling finds both anew.
    assert row == Completeness(vendor="postmark", kind="inbound", by_webhook=1, only_by_poll=2, never_read=2)


async def test_nobody_else_can_be_asked(post: Post) -> None:
    """A name that is no vendor's is an error of ours."""
    with pytest.raises(InvalidInput):
        await post.services.recovery.recover("lob")
