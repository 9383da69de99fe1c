"""What each channel's sender does with a message, with a lost answer and with a refusal."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from errors import OutcomeUnknown, ProviderRefused
from memory.enums import Form
from memory.records.ids import ClientId, TouchId
from tools.providers.heyreach import HeyReach
from tools.providers.lob import Lob
from tools.providers.resend import EmailPage, FetchedEmail, Resend
from tools.providers.synthflow import Synthflow
from tools.providers.twilio import Twilio
from tools.sandbox.people import Wish
from tools.sandbox.phrases import Mood
from tools.sandbox.server import Sandbox
from tools.services.channels import (
    Accepted,
    CannotTell,
    NotFound,
    OutboundMessage,
    Recipient,
    Sender,
    Sending,
)
from tools.services.events.business import heyreach_key, linkedin_key, sms_key
from tools.services.sending.email import EmailSender, outbound_email
from tools.services.sending.linkedin import LinkedInSender
from tools.services.sending.mail import MailSender, paper_of
from tools.services.sending.sms import SmsSender
from tools.services.sending.voice import VoiceSender

PHONE, OURS = "+61491570156", "+61370109901"
PROFILE = "https://www.linkedin.com/in/mia-chen-kelp"
SEAT = {"account_id": "9001", "connect_campaign_id": "7001", "inmail_campaign_id": "7002"}
US = {"from_line1": "2261 Market Street", "from_city": "San Francisco", "from_state": "CA",
      "from_postcode": "94114", "from_country": "US", "from_name": "Priya"}  # fmt: skip
WHO: dict[Form, tuple[str, str, dict[str, str]]] = {
    Form.EMAIL: ("mia@kelp.example", "priya@harbour.example", {}),
    Form.SMS: (PHONE, OURS, {}),
    Form.CONNECTION_REQUEST: (PROFILE, "priya", SEAT),
    Form.LINKEDIN_MESSAGE: (PROFILE, "priya", SEAT),
    Form.INMAIL: (PROFILE, "priya", SEAT),
    Form.VOICE_SCRIPT: (PHONE, OURS, {"model_id": "agent_1", "from_number": OURS}),
    Form.LETTER: ("14 Wharf Road, Sydney", "lob", US),
    Form.POSTCARD: ("14 Wharf Road, Sydney", "lob", US),
}


def a_message(form: Form, **changes: Any) -> OutboundMessage:
    """A message of this form to Mia, tried now."""
    address, sender, settings = WHO[form]
    recipient = Recipient(
        address=address, first_name="Mia", last_name="Chen", title="Owner", company="Kelp & Co",
        email="mia@kelp.example", time_zone="Australia/Sydney", street="14 Wharf Road", city="Sydney",
        state="NSW", postcode="2000", country="Australia",
    )  # fmt: skip
    message = OutboundMessage(
        touch_id=TouchId(uuid4()), client_id=ClientId(uuid4()), form=form,
        sender=Sending(name="Priya Nair", address=sender, company="Harbour Legal", settings=settings),
        recipient=recipient, subject="Contracts", body="Hi Mia, shall we talk?", footer="Harbour Legal",
        text="Hi Mia, shall we talk?\n\nHarbour Legal", reply_to=f"r+{uuid4().hex[:26]}@in.example",
        unsubscribe_url="https://agency.example/u/x", in_reply_to=None, references=(),
        first_tried_at=datetime.now(UTC),
    )  # fmt: skip
    return replace(message, **changes)


@dataclass
class Desk:
    """Every sender, over the pretended vendors."""

    sandbox: Sandbox
    senders: dict[Form, Sender]
    heyreach: HeyReach

    async def ready(self, form: Form) -> OutboundMessage:
        """A message that can be sent: one to a connection needs a conversation."""
        if form is not Form.LINKEDIN_MESSAGE:
            return a_message(form)
        self.sandbox.people.wish(PROFILE, Wish(Mood("interested"), ""))
        await self.senders[form].send(a_message(Form.CONNECTION_REQUEST))
        now = datetime.now(UTC)
        page = await self.heyreach.conversations(
            account_ids=[9001], since=now - timedelta(days=1), until=now + timedelta(days=1)
        )
        message = a_message(form)
        who = replace(message.recipient, conversation=page.conversations[0].id)
        return replace(message, recipient=who)

    def taken(self, form: Form) -> list[str]:
        """Ids of what the vendor took in this form."""
        if form is Form.EMAIL:
            return [mail.id for mail in self.sandbox.ledger.accepted()]
        return [send.id for send in self.sandbox.ledger.sends() if send.form == form]


@pytest.fixture
async def desk(sandbox: Sandbox) -> AsyncIterator[Desk]:
    accounts = sandbox.accounts
    twilio = Twilio.at(accounts["twilio"], timeout_seconds=1)
    heyreach = HeyReach.at(accounts["heyreach"], timeout_seconds=1)
    synthflow = Synthflow.at(accounts["synthflow"], timeout_seconds=1)
    lob = Lob.at(accounts["lob"], timeout_seconds=1)
    resend = Resend.at(accounts["resend"], timeout_seconds=1)
    linkedin, mail = LinkedInSender(heyreach=heyreach), MailSender(lob=lob)
    senders: dict[Form, Sender] = {
        Form.EMAIL: EmailSender(resend=resend),
        Form.SMS: SmsSender(
            twilio=twilio, status_callback="http://agency.example/api/v1/webhooks/twilio/status"
        ),
        **dict.fromkeys((Form.CONNECTION_REQUEST, Form.LINKEDIN_MESSAGE, Form.INMAIL), linkedin),
        Form.VOICE_SCRIPT: VoiceSender(synthflow=synthflow),
        **dict.fromkeys((Form.LETTER, Form.POSTCARD), mail),
    }
    yield Desk(sandbox, senders, heyreach)
    for vendor in (twilio, heyreach, synthflow, lob, resend):
        await vendor.close()


forms = pytest.mark.parametrize("form", list(Form))


@forms
async def test_a_message_is_taken_and_its_id_is_the_vendors(desk: Desk, form: Form) -> None:
    """But on LinkedIn, which has none: there the touch names itself."""
    message = await desk.ready(form)
    accepted = await desk.senders[form].send(message)
    (taken,) = desk.taken(form)
    on_linkedin = desk.senders[form].vendor == "heyreach"
    assert accepted.vendor_id == (str(message.touch_id) if on_linkedin else taken)


@forms
async def test_what_was_never_sent_is_not_found(desk: Desk, form: Form) -> None:
    """Only then may a person decide to send it after all."""
    message = await desk.ready(form)
    assert await desk.senders[form].look_up(message) == NotFound() or form is Form.LINKEDIN_MESSAGE
    assert desk.taken(form) == []


@forms
async def test_a_lost_answer_is_an_unknown_outcome_and_is_found_by_looking(desk: Desk, form: Form) -> None:
    """The vendor took it and the connection broke: the look-up tells, and sends nothing."""
    message, sender = await desk.ready(form), desk.senders[form]
    desk.sandbox.faults.set("accept_then_drop=1")
    with pytest.raises(OutcomeUnknown):
        await sender.send(message)
    desk.sandbox.faults.set("")
    found = await sender.look_up(message)
    assert isinstance(found, Accepted)
    assert len(set(desk.taken(form))) == 1
    if sender.vendor != "heyreach":
        assert [found.vendor_id] == desk.taken(form)


@pytest.mark.parametrize("form", [Form.SMS, Form.VOICE_SCRIPT])
async def test_an_earlier_or_another_message_is_not_taken_for_this_one(desk: Desk, form: Form) -> None:
    """A look-up minds the number and when the attempt began."""
    sender = desk.senders[form]
    await sender.send(a_message(form))
    later = a_message(form, first_tried_at=datetime.now(UTC) + timedelta(minutes=10))
    assert await sender.look_up(later) == NotFound()
    other = a_message(form)
    elsewhere = replace(other, recipient=replace(other.recipient, address="+61491570157"))
    assert await sender.look_up(elsewhere) == NotFound()


async def test_a_text_with_other_words_is_not_this_one(desk: Desk) -> None:
    """Two texts to one number within a minute are told apart by what they say."""
    await desk.senders[Form.SMS].send(a_message(Form.SMS))
    assert await desk.senders[Form.SMS].look_up(a_message(Form.SMS, text="Something else")) == NotFound()


@pytest.mark.parametrize("form", [Form.EMAIL, Form.LETTER, Form.POSTCARD])
async def test_a_repeat_under_the_touchs_key_is_no_second_send(desk: Desk, form: Form) -> None:
    """Resend and Lob keep a key for a day; an hour before that nobody repeats any more."""
    message, sender = a_message(form), desk.senders[form]
    first = await sender.send(message)
    assert (await sender.send(message)).vendor_id == first.vendor_id
    assert len(desk.taken(form)) == 1
    tried = message.first_tried_at
    assert sender.can_repeat(message, tried + timedelta(hours=22))
    assert not sender.can_repeat(message, tried + timedelta(hours=23))


@pytest.mark.parametrize("form", [Form.CONNECTION_REQUEST, Form.INMAIL])
async def test_a_person_is_added_to_a_campaign_once(desk: Desk, form: Form) -> None:
    """HeyReach updates whom it knows: a repeat is safe at any time, and a second touch is refused."""
    message, sender = a_message(form), desk.senders[form]
    await sender.send(message)
    await sender.send(replace(message, tried_before=True))
    with pytest.raises(ProviderRefused, match="nobody twice"):
        await sender.send(a_message(form))
    assert len(desk.taken(form)) == 1
    assert sender.can_repeat(message, message.first_tried_at + timedelta(days=30))


@pytest.mark.parametrize("form", [Form.SMS, Form.VOICE_SCRIPT, Form.LINKEDIN_MESSAGE])
def test_what_has_no_key_is_never_repeated(form: Form) -> None:
    """A second text, ring or message would be one too many."""
    senders: dict[Form, Callable[[], Sender]] = {
        Form.SMS: lambda: SmsSender(twilio=None, status_callback=""),  # type: ignore[arg-type]
        Form.VOICE_SCRIPT: lambda: VoiceSender(synthflow=None),  # type: ignore[arg-type]
        Form.LINKEDIN_MESSAGE: lambda: LinkedInSender(heyreach=None),  # type: ignore[arg-type]
    }
    message = a_message(form)
    assert not senders[form]().can_repeat(message, message.first_tried_at)


async def test_answers_find_the_latest_message_by_every_key_that_they_may_bear(desk: Desk) -> None:
    """Two numbers; a seat and a profile; and HeyReach's own id of a conversation, once there is one."""
    sms = await desk.senders[Form.SMS].send(a_message(Form.SMS))
    assert sms.conversations == (sms_key(OURS, PHONE),)
    message = await desk.ready(Form.LINKEDIN_MESSAGE)
    sent = await desk.senders[Form.LINKEDIN_MESSAGE].send(message)
    assert sent.conversations == (linkedin_key(9001, PROFILE), heyreach_key(message.recipient.conversation))


async def test_a_number_that_opted_out_is_refused_with_the_carriers_code(desk: Desk) -> None:
    """21610: nothing was sent, and nothing may be again."""
    desk.sandbox.people.wish(PHONE, Wish(Mood("unsubscribe"), "STOP"))
    await desk.senders[Form.SMS].send(a_message(Form.SMS))
    with pytest.raises(ProviderRefused) as refused:
        await desk.senders[Form.SMS].send(a_message(Form.SMS))
    assert refused.value.code == "21610"


@pytest.mark.parametrize(
    ("form", "settings"),
    [(Form.CONNECTION_REQUEST, {}), (Form.INMAIL, {"account_id": "9001"}), (Form.LINKEDIN_MESSAGE, SEAT)],
)
async def test_a_seat_without_its_ids_or_a_conversation_is_refused_before_any_call(
    desk: Desk, form: Form, settings: dict[str, str]
) -> None:
    """Nothing leaves, and the sentence says what is missing."""
    message = a_message(form)
    message = replace(message, sender=replace(message.sender, settings=settings))
    with pytest.raises(
        ProviderRefused, match=r"has no (connect_campaign|inmail_campaign)_id set|No conversation"
    ):
        await desk.senders[form].send(message)
    assert desk.sandbox.ledger.sends() == ()


async def test_mail_to_a_country_that_nobody_knows_is_refused(desk: Desk) -> None:
    """Lob would print it, and nobody could carry it."""
    message = a_message(Form.LETTER)
    lost = replace(message, recipient=replace(message.recipient, country="Atlantis"))
    with pytest.raises(ProviderRefused, match="country"):
        await desk.senders[Form.LETTER].send(lost)
    assert paper_of(message).to.country == "AU"


def test_a_mail_bears_the_one_click_headers_its_thread_and_its_touch() -> None:
    """RFC 8058, and In-Reply-To where it answers something."""
    message = a_message(Form.EMAIL, in_reply_to="<b@x>", references=("<a@x>", "<b@x>"))
    mail = outbound_email(message)
    assert mail.headers == {
        "List-Unsubscribe": "<https://agency.example/u/x>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "In-Reply-To": "<b@x>",
        "References": "<a@x> <b@x>",
    }
    assert mail.tags["touch_id"] == str(message.touch_id)
    evil = replace(message, sender=replace(message.sender, name="Priya\r\nBcc: all@x.example"))
    assert "\n" not in outbound_email(evil).sender
    assert outbound_email(a_message(Form.EMAIL)).headers.keys() == {
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
    }


@dataclass
class EndlessResend:
    """A list of sent mails that never reaches back to the attempt."""

    async def recent(self, *, limit: int, after: str | None) -> EmailPage:  # noqa: ARG002
        mail = FetchedEmail(
            id=uuid4().hex, message_id=None, sender="", to=(), reply_to=(), subject="", text="", html="",
            created_at=datetime.now(UTC).isoformat(), last_event=None,
        )  # fmt: skip
        return EmailPage(emails=(mail,), has_more=True)


async def test_a_list_that_does_not_reach_back_to_the_attempt_proves_nothing() -> None:
    """Not found among a thousand newer ones is not the same as not sent."""
    sender = EmailSender(resend=EndlessResend())  # type: ignore[arg-type]
    assert isinstance(await sender.look_up(a_message(Form.EMAIL)), CannotTell)
    old = a_message(Form.EMAIL, first_tried_at=datetime.now(UTC) + timedelta(minutes=20))
    assert await sender.look_up(old) == NotFound()
