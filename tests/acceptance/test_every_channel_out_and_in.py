"""Each channel through the product's own doors, out to its vendor, and its signed webhooks back in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from memory.enums import ActivityKind, Channel, Form, LeadStatus, SuppressionKind
from memory.records.messages import Touch
from tests.fixtures.open_door import PHONE, PROFILE, OpenDoor, open_door
from tests.fixtures.platform import Town
from tools.sandbox.config import SandboxConfig

EMAIL = "mia.chen@kelp.example"


@pytest.fixture
def sandbox_config(tmp_path: Path, request: pytest.FixtureRequest) -> SandboxConfig:
    """People who answer at once; a test says what becomes of its mails."""
    config = SandboxConfig(
        ledger_path=tmp_path / "ledger.jsonl",
        reply_seconds=0.1,
        mail_outcomes="",
        sms_lost_share=0,
        retry_seconds=(0.1, 0.2, 0.4),
    )
    return replace(config, mail_outcomes=getattr(request, "param", ""))


@pytest.fixture
async def door(town: Town) -> AsyncIterator[OpenDoor]:
    async with open_door(town) as door:
        yield door


async def form_of(door: OpenDoor, touch: Touch) -> Form:
    """What the touch's draft is."""
    draft = await door.stage.platform.services.drafts.current(door.client_id, touch.id)
    assert draft is not None
    return draft.form


async def text_of(door: OpenDoor, touch: Touch) -> str:
    """Body and footer of the touch's draft."""
    draft = await door.stage.platform.services.drafts.current(door.client_id, touch.id)
    assert draft is not None
    return f"{draft.body}\n{draft.footer}"


async def reply_to(door: OpenDoor, touch: Touch) -> dict[str, object]:
    """The only reply to the touch."""
    (row,) = await door.stage.rows("select * from replies where client_id = $1 and touch_id = $2", touch.id)
    return row


async def test_a_text_is_delivered_answered_and_answered_again_until_stop(door: OpenDoor) -> None:
    """Statuses in Twilio's words, a question answered by text, and a STOP that ends every channel."""
    lead_id = await door.lead(await door.campaign(Channel.SMS), phone=PHONE, email=EMAIL)
    await door.wish(PHONE, intent="question", text="Who is this, and what does it cost?")
    touch = await door.drafted(lead_id)
    assert await form_of(door, touch) is Form.SMS
    await door.stage.platform.services.washing.wash_due(door.client_id)
    await door.approve(touch.id)
    (sms,) = door.sends("twilio")
    assert (sms.recipient, sms.text.split()) == (PHONE, (await text_of(door, touch)).split())
    await door.happens(touch.id, ActivityKind.SENT, ActivityKind.DELIVERED, ActivityKind.REPLIED)
    assert await door.cost(touch.id) > 0

    response = await door.response(touch.id)
    assert (response.channel, await form_of(door, response)) == (Channel.SMS, Form.SMS)
    await door.wish(PHONE, text="STOP", intent="unsubscribe")
    await door.approve(response.id)
    await door.awaited(lambda: stopped(door, lead_id))
    assert len(door.sends("twilio")) == 2
    suppression = door.stage.platform.services.suppression
    for kind, value in ((SuppressionKind.PHONE, PHONE), (SuppressionKind.EMAIL, EMAIL)):
        assert await suppression.is_suppressed(door.client_id, kind, value)


async def stopped(door: OpenDoor, lead_id: object) -> bool:
    """Whether the lead has unsubscribed."""
    return (await door.read(lead_id)).status is LeadStatus.UNSUBSCRIBED  # type: ignore[arg-type]


async def test_a_text_that_cannot_be_delivered_says_why(door: OpenDoor) -> None:
    """The carrier's reason is in the timeline, and the lead is not suppressed for it."""
    number = "+61491530003"
    lead_id = await door.lead(await door.campaign(Channel.SMS), phone=number)
    touch_id = await door.goes(lead_id)
    await door.happens(touch_id, ActivityKind.UNDELIVERED)
    assert "switched off" in await door.sentences(touch_id)
    assert (await door.read(lead_id)).status is not LeadStatus.UNSUBSCRIBED


async def test_an_invitation_is_accepted_and_followed_by_a_message_that_is_answered(door: OpenDoor) -> None:
    """Connection request, message, their answer, and ours in the same conversation."""
    campaign = await door.campaign(Channel.LINKEDIN, {}, {"delay_days": 2})
    lead_id = await door.lead(campaign, linkedin_url=PROFILE)
    await door.wish(PROFILE, intent="interested", text="")
    touch = await door.drafted(lead_id)
    assert await form_of(door, touch) is Form.CONNECTION_REQUEST
    await door.approve(touch.id)
    await door.happens(touch.id, ActivityKind.SENT, ActivityKind.CONNECTED)
    lead = await door.read(lead_id)
    assert lead.linkedin_connected_at is not None
    assert lead.linkedin_conversation

    door.stage.town.clock.forward(days=2, minutes=1)
    await door.wish(PROFILE, intent="question", text="What does it cost?")
    second = await door.drafted(lead_id)
    assert await form_of(door, second) is Form.LINKEDIN_MESSAGE
    await door.approve(second.id)
    await door.happens(second.id, ActivityKind.REPLIED)
    assert (await reply_to(door, second))["text"] == "What does it cost?"
    response = await door.response(second.id)
    await door.approve(response.id)
    sent = door.sends("heyreach")
    assert [one.form for one in sent] == ["connection_request", "linkedin_message", "linkedin_message"]
    rooms = {one.details["conversation_id"] for one in sent[1:]}
    assert rooms == {lead.linkedin_conversation}


async def test_who_does_not_accept_gets_an_inmail(door: OpenDoor) -> None:
    """LinkedIn lets only connections write to each other."""
    campaign = await door.campaign(Channel.LINKEDIN, {}, {"delay_days": 3})
    lead_id = await door.lead(campaign, linkedin_url=PROFILE)
    await door.goes(lead_id)
    door.stage.town.clock.forward(days=3, minutes=1)
    touch = await door.drafted(lead_id)
    assert await form_of(door, touch) is Form.INMAIL
    await door.approve(touch.id)
    await door.wish(PROFILE, intent="interested", text="Happy to have a look, send me more.", again=True)
    await door.happens(touch.id, ActivityKind.REPLIED)
    assert [one.form for one in door.sends("heyreach")] == ["connection_request", "inmail"]
    assert (await reply_to(door, touch))["channel"] == "linkedin"


async def test_what_is_said_in_a_call_is_a_reply_that_is_answered_by_email(door: OpenDoor) -> None:
    """The call is an activity with its length, what they said the reply, the conversation kept beside it."""
    lead_id = await door.lead(await door.campaign(Channel.VOICE), phone=PHONE, email=EMAIL)
    await door.wish(PHONE, intent="question", text="What does it cost, and is it for firms like ours?")
    touch_id = await door.goes(lead_id)
    await door.happens(touch_id, ActivityKind.SENT, ActivityKind.CALLED, ActivityKind.REPLIED)
    reply = await reply_to(door, await door.stage.touch(touch_id))
    assert "What does it cost" in str(reply["text"])
    assert "bot:" in str(reply["transcript"])
    assert "bot:" not in str(reply["text"])
    assert await door.cost(touch_id) > 0
    response = await door.response(touch_id)
    assert (response.channel, await form_of(door, response)) == (Channel.EMAIL, Form.EMAIL)
    await door.approve(response.id)
    assert [mail.to for mail in door.mails()] == [(EMAIL,)]


@pytest.mark.parametrize(("intent", "words"), [("voicemail", "voicemail"), ("no_answer", "nobody answered")])
async def test_a_call_that_nobody_took_is_an_activity_only(door: OpenDoor, intent: str, words: str) -> None:
    """There is nothing to answer."""
    lead_id = await door.lead(await door.campaign(Channel.VOICE), phone=PHONE)
    await door.wish(PHONE, intent=intent)
    touch_id = await door.goes(lead_id)
    await door.happens(touch_id, ActivityKind.CALLED)
    assert words in await door.sentences(touch_id)
    assert await door.stage.rows("select id from replies where client_id = $1") == []


@pytest.mark.parametrize("form", [Form.LETTER, Form.POSTCARD])
async def test_a_letter_and_a_postcard_are_checked_printed_and_delivered(door: OpenDoor, form: Form) -> None:
    """The address is asked after first; the way to the door is the vendor's word, its end an activity."""
    lead_id = await door.lead(await door.campaign(Channel.MAIL, {"form": form}))
    touch = await door.drafted(lead_id)
    assert await form_of(door, touch) is form
    assert (await door.read(lead_id)).address_status == "deliverable"
    await door.approve(touch.id)
    (piece,) = door.sends("lob")
    assert (piece.form, piece.tag) == (form, str(touch.id))
    assert "14 Wharf Road" in piece.recipient
    await door.happens(touch.id, ActivityKind.SENT, ActivityKind.DELIVERED)
    assert ActivityKind.RETURNED not in await door.timeline(touch.id)
    assert await door.cost(touch.id) > 0


async def test_a_letter_that_comes_back_closes_the_address(door: OpenDoor) -> None:
    """Nothing more goes there by mail."""
    campaign = await door.campaign(Channel.MAIL, {}, {})
    lead_id = await door.lead(campaign, street="Undeliverable", address_status="deliverable")
    touch_id = await door.goes(lead_id)
    await door.happens(touch_id, ActivityKind.RETURNED)
    assert (await door.read(lead_id)).address_status == "undeliverable"
    assert await door.stage.platform.services.allocation.plan(door.client_id, campaign, 10) == []


async def test_an_address_that_does_not_exist_gets_no_mail(door: OpenDoor) -> None:
    """It is asked after once, and nothing is planned."""
    campaign = await door.campaign(Channel.MAIL)
    lead_id = await door.lead(campaign, street="Undeliverable")
    services = door.stage.platform.services
    assert await services.addresses.check_due(door.client_id, campaign) == 1
    assert await services.addresses.check_due(door.client_id, campaign) == 0
    assert (await door.read(lead_id)).address_status == "undeliverable"
    assert await services.allocation.plan(door.client_id, campaign, 10) == []


@pytest.mark.parametrize(
    ("sandbox_config", "kinds", "status"),
    [
        ("clicked=1", (ActivityKind.DELIVERED, ActivityKind.OPENED, ActivityKind.CLICKED), "clicked"),
        ("delivery_delayed=1", (ActivityKind.DELIVERED,), "delivered"),
        ("complained=1", (ActivityKind.DELIVERED, ActivityKind.COMPLAINED), "complained"),
        ("bounced=1", (ActivityKind.BOUNCED,), "bounced"),
    ],
    indirect=["sandbox_config"],
)
async def test_what_becomes_of_a_mail_is_told_by_its_vendor(
    door: OpenDoor, kinds: tuple[ActivityKind, ...], status: str
) -> None:
    """Delivered, opened, clicked, put off, bounced, complained about: each with its consequence."""
    lead_id = await door.lead(await door.campaign(Channel.EMAIL), email="nobody@kelp.example")
    touch_id = await door.goes(lead_id)
    await door.happens(touch_id, *kinds)
    rows = await door.stage.rows(
        "select vendor_status from touches where client_id = $1 and id = $2", touch_id
    )
    assert rows[0]["vendor_status"] == status
    if status == "complained":
        assert (await door.read(lead_id)).status is LeadStatus.UNSUBSCRIBED


async def test_one_click_in_a_mail_ends_every_channel(door: OpenDoor) -> None:
    """The address in List-Unsubscribe, called as mail programs call it (RFC 8058)."""
    lead_id = await door.lead(await door.campaign(Channel.EMAIL), email=EMAIL, phone=PHONE)
    await door.goes(lead_id)
    (mail,) = door.mails()
    url = mail.headers["List-Unsubscribe"].strip("<>")
    async with httpx.AsyncClient() as program:
        said = await program.post(url, data={"List-Unsubscribe": "One-Click"})
    assert said.status_code == 200
    assert await stopped(door, lead_id)
    assert await door.stage.platform.services.suppression.is_suppressed(
        door.client_id, SuppressionKind.PHONE, PHONE
    )


async def test_a_follow_up_stands_in_the_thread_of_the_first_mail(door: OpenDoor) -> None:
    """Its subject begins with Re:, and it names the mail that it follows."""
    campaign = await door.campaign(Channel.EMAIL, {}, {"delay_days": 3})
    lead_id = await door.lead(campaign, email=EMAIL)
    await door.goes(lead_id)
    door.stage.town.clock.forward(days=3, minutes=1)
    await door.goes(lead_id)
    first, second = door.mails()
    assert second.subject == f"Re: {first.subject}"
    assert second.headers["In-Reply-To"] == first.message_id
    assert first.message_id in second.headers["References"]
