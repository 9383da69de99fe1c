"""What must be true of texts, LinkedIn messages and machine mail: whose they are, and what they end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from errors import ProviderUnavailable
from memory.enums import ActivityKind, Author, Channel, EventStatus, Intent, LeadStatus, SuppressionKind
from memory.records.ids import TouchId
from memory.store import Memory
from memory.touches import touch_by_id
from tests.fixtures.sent import OURS, PROFILE, SEAT, THEIRS, Post, post_office
from tests.fixtures.tenants import agency_with_client
from tests.integration.services.test_delivery import Post as NoSender
from tests.integration.services.test_replies import MAIL
from tools.providers.heyreach_shapes import ChatMessage, Conversation
from tools.providers.postmark import Attachment, InboundMail
from tools.services.consent.suppression import Address
from tools.services.events.business import heyreach_key, linkedin_key, sms_key

TEXTS = sms_key(OURS, THEIRS)


@pytest.fixture
async def post(memory: Memory) -> Post:
    return await post_office(memory, NoSender())


async def suppressed(post: Post, kind: SuppressionKind, value: str) -> bool:
    """Whether the client leaves this address alone."""
    return await post.services.suppression.is_suppressed(post.client_id, kind, value)


async def test_a_text_answers_the_newest_touch_between_two_numbers(post: Post) -> None:
    """The conversation leads to whatever we wrote last."""
    first = await post.sent(Channel.SMS, conversation=TEXTS)
    lead = await post.lead(first)
    await post.rows("update touches set step_n = null where client_id = $1 and id = $2 returning id", first)
    second = await post.sent(Channel.SMS, conversation=TEXTS, lead_id=lead.id)
    reply = await post.text("Sounds good, when?")
    assert reply is not None
    assert (reply.touch_id, reply.channel, reply.intent) == (second, Channel.SMS, None)
    assert await post.timeline(second) == [ActivityKind.REPLIED]


@pytest.mark.parametrize("fields", [{"Body": "Stop."}, {"Body": "no more", "OptOutType": "STOP"}])
async def test_stop_ends_everything_before_any_model_is_asked(post: Post, fields: dict[str, str]) -> None:
    """Suppressed while the webhook is handled, and the reply is read by rule."""
    touch_id = await post.sent(Channel.SMS, conversation=TEXTS)
    reply = await post.text("", **fields)
    assert (await post.lead(touch_id)).status is LeadStatus.UNSUBSCRIBED
    assert await suppressed(post, SuppressionKind.PHONE, THEIRS)
    assert reply is not None
    assert (reply.intent, reply.decided_by) == (Intent.UNSUBSCRIBE, Author.RULE)


async def test_stop_holds_for_every_client_that_writes_from_the_number(post: Post) -> None:
    """Also where nobody wrote to that person yet: who wrote last says nothing about who may write next."""
    await post.resource(Channel.SMS)
    other = await agency_with_client(post.memory, name="Sister Pty")
    sql = (
        "insert into resources (client_id, channel, vendor, address, label, daily_limit)"
        " values ($1, 'sms', 'twilio', $2, 'Number', 50)"
    )
    async with post.memory.postgres.client_transaction(other.client_id) as tx:
        await tx.execute(sql, OURS)
    assert await post.text("STOP") is None
    for client_id in (post.client_id, other.client_id):
        assert await post.services.suppression.is_suppressed(client_id, SuppressionKind.PHONE, THEIRS)


async def test_start_is_noted_and_lifts_nothing(post: Post) -> None:
    """An opt-out is final; somebody has to ask the person again."""
    await post.sent(Channel.SMS, conversation=TEXTS)
    await post.text("stop")
    reply = await post.text("YES")
    assert reply is not None
    assert (reply.intent, reply.decided_by) == (Intent.AUTO_REPLY, Author.RULE)
    assert await suppressed(post, SuppressionKind.PHONE, THEIRS)


async def test_yes_of_somebody_who_never_stopped_is_an_answer(post: Post) -> None:
    """It is for the reply agent to read."""
    await post.sent(Channel.SMS, conversation=TEXTS)
    reply = await post.text("Yes")
    assert reply is not None
    assert reply.intent is None


async def test_a_text_that_answers_nothing_known_waits_half_an_hour(post: Post) -> None:
    """It may be ahead of the record of what it answers; after that it is nobody's."""
    body = b"MessageSid=SM" + b"b" * 32 + b"&From=%2B61412345678&To=%2B61480000001&Body=Hello"
    event_id = await post.arrives("twilio", "inbound", body)
    assert event_id is not None
    await post.services.reception.match(event_id)
    assert (await post.event(event_id)).status is EventStatus.STORED
    touch_id = await post.sent(Channel.SMS, conversation=TEXTS)
    reply = await post.services.reception.match(event_id)
    assert reply is not None
    assert reply.touch_id == touch_id

    late = await post.arrives(
        "twilio", "inbound", body.replace(b"b" * 32, b"c" * 32).replace(b"5678", b"0000")
    )
    assert late is not None
    post.clock.forward(minutes=31)
    await post.services.reception.match(late)
    assert (await post.event(late)).status is EventStatus.UNMATCHED


async def test_a_message_on_linkedin_is_one_reply_however_often_it_is_told(post: Post) -> None:
    """HeyReach delivers old events again, in other words: the message itself is the key."""
    touch_id = await post.sent(Channel.LINKEDIN, conversation=linkedin_key(SEAT, PROFILE))
    ours = ChatMessage("Hi Mia, shall we talk?", post.clock() - timedelta(minutes=2), from_us=True)
    said = ChatMessage("What does it cost?", post.clock() - timedelta(minutes=1), from_us=False)
    post.vendor.chats["chat=1"] = Conversation(
        id="chat=1",
        account_id=SEAT,
        profile_url=PROFILE,
        messages=(ours, said),
        last_at=None,
        last_from_us=False,
    )
    hint = {"conversation_id": "chat=1", "sender": {"id": SEAT}, "lead": {"profile_url": PROFILE}}
    reply = await post.told("heyreach", "message_reply", hint)
    assert reply is not None
    assert (reply.touch_id, reply.text) == (touch_id, "What does it cost?")
    again = await asyncio.gather(
        post.told("heyreach", "message_reply", {**hint, "again": 1}),
        post.told("heyreach", "message_reply", {**hint, "again": 2}),
    )
    assert again == [None, None]
    assert (await post.lead(touch_id)).linkedin_conversation == "chat=1"
    sql = "select touch_id from routes where client_id = $1 and kind = 'conversation' and key = $2"
    assert [row["touch_id"] for row in await post.rows(sql, heyreach_key("chat=1"))] == [touch_id]


async def test_what_a_webhook_claims_was_written_is_never_the_reply(post: Post) -> None:
    """Anybody who learns the address could put words into a lead's mouth."""
    await post.sent(Channel.LINKEDIN, conversation=heyreach_key("chat=1"))
    forged = {"conversation_id": "chat=1", "sender": {"id": SEAT}, "message": "Send money."}
    assert await post.told("heyreach", "message_reply", forged) is None
    post.vendor.chats["chat=1"] = Conversation(
        id="chat=1", account_id=SEAT, profile_url=None, messages=(), last_at=None, last_from_us=None
    )
    assert await post.told("heyreach", "message_reply", {**forged, "n": 1}) is None
    assert await post.rows("select id from replies where client_id = $1") == []


async def test_an_event_whose_vendor_is_away_stays_stored(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The flow fails and is tried again; meanwhile the event waits its turn."""

    async def away(_postmark_id: str) -> InboundMail:
        raise ProviderUnavailable("postmark", "Postmark is away.")

    post.vendor.mails["pm-1"] = MAIL
    monkeypatch.setattr(post.vendor, "fetch_inbound", away)
    event_id = await post.arrives("postmark", "inbound", b"pm-1")
    assert event_id is not None
    with pytest.raises(ProviderUnavailable):
        await post.services.reception.match(event_id)
    assert (await post.event(event_id)).status is EventStatus.STORED
    assert await post.services.intake.claim(10, kinds=(), others=True) == []
    post.clock.forward(minutes=2)
    assert await post.services.intake.claim(10, kinds=(), others=True) == [event_id]


# Machine mail -----------------------------------------------------------------------------------


async def mail(post: Post, touch_id: TouchId, **changes: object) -> None:
    """A report about the touch's mail, which bears its marks only in what it returns."""
    async with post.memory.postgres.client_transaction(post.client_id) as tx:
        touch = await touch_by_id(tx, touch_id)
    assert touch is not None
    returned = f"Message-ID: <x@y>\nReply-To: r+{touch.reply_token}@in.agency.example\nSubject: Hello\n"
    values = {"from_address": "mailer-daemon@mx.example", "subject": "Undelivered Mail", **changes}
    kept = values.pop("attachments", ())
    assert isinstance(kept, tuple)
    headers = Attachment(name="", content_type="text/rfc822-headers", content=returned.encode())
    values["attachments"] = (*kept, headers)
    made = replace(MAIL, postmark_id=f"pm-{len(post.vendor.mails)}", in_reply_to=None, **values)  # type: ignore[arg-type]
    post.vendor.mails[made.postmark_id] = made
    assert await post.told("postmark", "inbound", made.postmark_id.encode()) is None


def status_part(recipient: str, action: str, status: str, words: str) -> Attachment:
    """RFC 3464's part about one recipient."""
    text = (
        f"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {recipient}\nAction: {action}\n"
        f"Status: {status}\nDiagnostic-Code: smtp; {words}\n"
    )
    return Attachment(name="", content_type="message/delivery-status", content=text.encode())


async def test_a_report_bounces_the_lead_whose_mail_it_returns(post: Post) -> None:
    """It came to no address of ours that names the touch: the returned headers do."""
    touch_id = await post.sent()
    lead = await post.lead(touch_id)
    part = status_part(lead.email, "failed", "5.1.1", "550 5.1.1 user unknown")
    await mail(post, touch_id, attachments=(part,), text="Your mail was not delivered.")
    ended = await post.lead(touch_id)
    assert ended.status is LeadStatus.BOUNCED
    assert await suppressed(post, SuppressionKind.EMAIL, lead.email)


@pytest.mark.parametrize(
    ("recipient", "action", "status", "words"),
    [
        (None, "delayed", "4.4.1", "451 4.4.1 no answer from host"),
        (None, "failed", "5.2.2", "552 5.2.2 mailbox full"),
        ("somebody.else@kelp.example", "failed", "5.1.1", "550 5.1.1 user unknown"),
    ],
)
async def test_a_report_of_what_passes_or_of_somebody_else_ends_nobody(
    post: Post, recipient: str | None, action: str, status: str, words: str
) -> None:
    """A mailbox that the lead forwards to may be dead while the lead's is not."""
    touch_id = await post.sent()
    lead = await post.lead(touch_id)
    part = status_part(recipient or lead.email, action, status, words)
    await mail(post, touch_id, attachments=(part,), text="Delivery report.")
    assert (await post.lead(touch_id)).status is LeadStatus.SCORED
    assert await post.timeline(touch_id) == [ActivityKind.BOUNCED]


async def test_a_feedback_report_suppresses_and_one_that_says_not_spam_does_not(post: Post) -> None:
    """RFC 5965's types: abuse ends it, not-spam and auth-failure do not."""
    for kind, status in (("not-spam", LeadStatus.SCORED), ("abuse", LeadStatus.UNSUBSCRIBED)):
        touch_id = await post.sent()
        arf = f"Feedback-Type: {kind}\nUser-Agent: Some/1.0\nVersion: 1\n".encode()
        part = Attachment(name="", content_type="message/feedback-report", content=arf)
        await mail(post, touch_id, attachments=(part,), subject="FW: Hello", from_address="fbl@isp.example")
        assert (await post.lead(touch_id)).status is status


async def test_a_text_of_somebody_who_was_erased_waits_for_nothing(post: Post) -> None:
    """Nothing of what it says is kept; a text from another number waits as ever."""
    await post.resource(Channel.SMS)
    phone = Address(kind=SuppressionKind.PHONE, value=THEIRS)
    await post.services.suppression.suppress(post.client_id, address=phone, reason="erased", source="erasure")
    await post.rows(
        "update suppressions set value = null, erased_at = now() where client_id = $1 returning id"
    )
    body = b"MessageSid=SM" + b"d" * 32 + b"&From=%2B61412345678&To=%2B61480000001&Body=Hello"
    theirs = await post.arrives("twilio", "inbound", body)
    others = await post.arrives(
        "twilio", "inbound", body.replace(b"d" * 32, b"e" * 32).replace(b"5678", b"0000")
    )
    assert theirs is not None
    assert others is not None
    for event_id in (theirs, others):
        assert await post.services.reception.match(event_id) is None
    erased, other = await post.event(theirs), await post.event(others)
    assert (erased.status, erased.body) == (EventStatus.UNMATCHED, b"")
    assert other.status is EventStatus.STORED
    assert b"Hello" in other.body
