"""What is not a send: another touch's message, call or campaign entry; and whom a STOP reaches."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import httpx
import pytest

from errors import OutcomeUnknown, ProviderRefused
from memory.enums import Channel, Form, LeadStatus, SuppressionKind, TouchStatus
from memory.records.ids import ClientId, TouchId
from memory.store import Memory
from tests.fixtures.outreach import MONDAY, make_lead
from tests.fixtures.sent import OURS, PROFILE, SEAT, THEIRS, Post, post_office
from tests.fixtures.tenants import agency_with_client
from tests.integration.services.test_delivery import Post as Vendor
from tests.integration.services.test_delivery import scene
from tests.integration.services.test_tracking import call
from tests.unit.providers.test_heyreach import heyreach_over
from tests.unit.providers.test_synthflow import synthflow_over
from tests.unit.providers.test_twilio import twilio_over
from tools.providers.accounts import Account
from tools.providers.lob import Lob
from tools.services.channels import Accepted, OutboundMessage, Recipient, Sending
from tools.services.delivery import Unknown
from tools.services.events.business import linkedin_key, sms_key
from tools.services.permission import Refused
from tools.services.sending.linkedin import LinkedInSender
from tools.services.sending.mail import MailSender
from tools.services.sending.sms import SmsSender
from tools.services.sending.voice import VoiceSender


@pytest.fixture
async def post(memory: Memory) -> Post:
    return await post_office(memory, Vendor())


def message(form: Form, address: str, *, tried_before: bool = False) -> OutboundMessage:
    """A message to Mia that was first tried on Monday noon."""
    return OutboundMessage(
        touch_id=TouchId(uuid4()),
        client_id=ClientId(uuid4()),
        form=form,
        sender=Sending(
            name="Priya",
            address=OURS,
            company="Kelp",
            settings={"account_id": "9", "connect_campaign_id": "1", "inmail_campaign_id": "2"},
        ),
        recipient=Recipient(
            address=address,
            first_name="Mia",
            last_name="Chen",
            title="",
            company="Kelp",
            email="mia@kelp.example",
            time_zone="Australia/Sydney",
        ),
        subject="",
        body="Hello",
        footer="",
        text="Hello",
        reply_to="",
        unsubscribe_url="",
        in_reply_to=None,
        references=(),
        first_tried_at=MONDAY,
        tried_before=tried_before,
    )


async def test_a_look_up_that_finds_another_touchs_message_is_no_send(memory: Memory) -> None:
    """Two touches to one number may have the same words: the second's message is no proof of the first."""
    it = await scene(memory)
    sent, lost = await it.touch(), await it.touch()
    await it.deliver(sent)
    it.post.fails, it.post.repeatable = [OutcomeUnknown("resend", "Cut.")], False
    await it.deliver(lost)
    it.post.answer = Accepted(vendor_id=f"re_{sent}")
    it.clock.forward(minutes=3)
    assert isinstance(await it.services.delivery.resolve(it.tenant.client_id, lost), Unknown)
    assert await it.status(lost) is TouchStatus.PARKED
    assert await it.status(sent) is TouchStatus.SENT


async def test_another_clients_message_under_a_shared_account_is_no_send_of_ours(memory: Memory) -> None:
    """Two clients may share a vendor's account, a number and a lead."""
    theirs, it = await scene(memory), await scene(memory)
    sent, lost = await theirs.touch(), await it.touch()
    await theirs.deliver(sent)
    it.post.fails, it.post.repeatable = [OutcomeUnknown("resend", "Cut.")], False
    await it.deliver(lost)
    it.post.answer = Accepted(vendor_id=f"re_{sent}")
    it.clock.forward(minutes=3)
    await it.services.delivery.resolve(it.tenant.client_id, lost)
    assert await it.status(lost) is TouchStatus.PARKED


def a_text(sid: str, at: datetime) -> dict[str, object]:
    """A text as Twilio lists it."""
    return {
        "sid": f"SM{sid * 32}",
        "direction": "outbound-api",
        "status": "sent",
        "from": OURS,
        "to": THEIRS,
        "body": "Hello",
        "date_created": at.strftime("%a, %d %b %Y %H:%M:%S +0000"),
    }


async def test_of_two_equal_texts_the_first_since_the_attempt_is_meant() -> None:
    """Twilio lists the newest first; one from before the attempt is nobody's."""
    page = {
        "messages": [
            a_text("c", MONDAY + timedelta(minutes=20)),
            a_text("b", MONDAY + timedelta(seconds=1)),
            a_text("a", MONDAY - timedelta(minutes=20)),
        ]
    }
    twilio = twilio_over(lambda _: httpx.Response(200, json=page))
    sender = SmsSender(twilio=twilio, status_callback="")
    found = await sender.look_up(message(Form.SMS, THEIRS))
    await twilio.close()
    assert isinstance(found, Accepted)
    assert found.vendor_id == f"SM{'b' * 32}"


async def test_of_two_calls_to_one_number_the_first_is_meant() -> None:
    """Colleagues share a switchboard's number: ids say nothing about which call was first."""
    began = int(MONDAY.timestamp() * 1000)
    calls = [
        {"call_id": "a-later", "phone_number_to": THEIRS, "start_time": began + 60_000},
        {"call_id": "z-first", "phone_number_to": THEIRS, "start_time": began},
    ]
    answer = {"response": {"calls": calls, "pagination": {"total_records": 2}}}
    synthflow = synthflow_over(lambda _: httpx.Response(200, json=answer))
    found = await VoiceSender(synthflow=synthflow).look_up(message(Form.VOICE_SCRIPT, THEIRS))
    await synthflow.close()
    assert found == Accepted(vendor_id="z-first")


@pytest.mark.parametrize("form", [Form.CONNECTION_REQUEST, Form.INMAIL])
async def test_a_person_whom_the_campaign_knew_was_not_written_to(form: Form) -> None:
    """HeyReach says 200 and "updated", and sends nothing: after a lost answer only is that our own lead."""
    answer = {"addedLeadsCount": 0, "updatedLeadsCount": 1, "failedLeadsCount": 0}
    heyreach = heyreach_over(lambda _: httpx.Response(200, json=answer))
    sender = LinkedInSender(heyreach=heyreach)
    with pytest.raises(ProviderRefused):
        await sender.send(message(form, PROFILE))
    again = await sender.send(message(form, PROFILE, tried_before=True))
    await heyreach.close()
    assert isinstance(again, Accepted)


async def test_stop_reaches_whoever_wrote_from_the_number_before(post: Post) -> None:
    """Also a client that gave the number back since: its lead must not be mailed instead."""
    theirs = await post_office(post.memory, Vendor())
    before = await theirs.sent(Channel.SMS, conversation=sms_key(OURS, THEIRS))
    await theirs.rows("update resources set deleted_at = now() where client_id = $1 returning id")
    await post.sent(Channel.SMS, conversation=sms_key(OURS, THEIRS))
    await post.text("STOP")
    assert (await theirs.lead(before)).status is LeadStatus.UNSUBSCRIBED


async def test_stop_to_a_messaging_service_is_a_stop(post: Post) -> None:
    """The touch went out from the service, the answer comes to a number that the service chose."""
    service = f"MG{'a' * 32}"
    touch_id = await post.sent(Channel.SMS, conversation=sms_key(service, THEIRS))
    reply = await post.text("STOP", To="+61480999999", MessagingServiceSid=service)
    assert (await post.lead(touch_id)).status is LeadStatus.UNSUBSCRIBED
    assert reply is not None
    assert reply.touch_id == touch_id


@pytest.mark.parametrize("status", ["failed", "user-canceled", "canceled"])
async def test_what_somebody_said_before_a_call_broke_off_is_heard(post: Post, status: str) -> None:
    """ "Do not call me again", and hung up."""
    touch_id = await post.sent(Channel.VOICE, "synthflow:call-1")
    post.calls.calls["call-1"] = call(status, "bot: Hello.\nhuman: Do not call me again.")
    reply = await post.told("synthflow", "calls", {"call": {"call_id": "call-1", "status": status}})
    assert reply is not None
    assert (reply.touch_id, reply.text) == (touch_id, "Do not call me again.")


async def test_a_stop_holds_across_the_agencys_clients(post: Post) -> None:
    """The second client of one agency may not write to the number either, from whatever number of its own."""
    sister = await agency_with_client(post.memory, name="Sister", agency_id=post.tenant.agency_id)
    await post.sent(Channel.SMS, conversation=sms_key(OURS, THEIRS))
    await post.text("STOP")
    assert await post.services.suppression.is_suppressed(sister.client_id, SuppressionKind.PHONE, THEIRS)


async def test_an_opt_out_holds_for_the_person_under_another_address(post: Post) -> None:
    """Somebody who unsubscribed is imported again with a private address: the profile says who it is."""
    first = await post.sent(Channel.LINKEDIN, conversation=linkedin_key(SEAT, PROFILE))
    lead = await post.lead(first)
    await post.services.suppression.suppress(
        post.client_id, lead_id=lead.id, reason="unsubscribed", source="reply"
    )
    again = await make_lead(
        post.memory,
        post.tenant,
        post.campaign_id,
        email="mia@private.example",
        phone=None,
        linkedin_url=PROFILE.replace("www.", "au.").lower().rstrip("/"),
    )
    for channel in (Channel.LINKEDIN, Channel.EMAIL):
        refused = await post.services.permission.may_contact(post.client_id, again, channel, post.clock())
        assert isinstance(refused, Refused)
        assert refused.rule == "suppressed_profile"


@pytest.mark.parametrize("form", [Form.LETTER, Form.POSTCARD])
async def test_paper_that_holds_no_such_text_is_refused_and_not_left_open(form: Form) -> None:
    """Any other error would leave the touch without an outcome, and its look-up would end in the same one."""
    lob = Lob.at(Account(base_url="http://127.0.0.1:9", key="test"), timeout_seconds=1)
    endless = message(form, "1 Pier Street")
    endless = replace(
        endless,
        body="x" * 12_000,
        recipient=replace(endless.recipient, street="1 Pier Street", city="Perth", country="Australia"),
    )
    with pytest.raises(ProviderRefused):
        await MailSender(lob=lob).send(endless)
    await lob.close()
