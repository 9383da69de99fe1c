"""What must be true of a reply, from the webhook to its consequences."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from memory.enums import Author, Channel, EventStatus, Intent, LeadStatus, SuppressionKind, TouchStatus
from memory.leads import lead_by_id
from memory.records.ids import EventId, TouchId
from memory.records.leads import Lead
from memory.routes import add_route
from memory.store import Memory
from memory.touches import touch_by_id
from tests.fixtures.outreach import NoVendor, make_touch, outreach_services, written
from tests.fixtures.tenants import agency_with_client
from tests.integration.services.test_delivery import Scene, scene
from tools.providers.postmark import InboundMail
from tools.providers.webhooks import Webhook
from tools.services.permission import Permitted, Refused
from tools.services.replies import NextStep, Reading

MAIL = InboundMail(
    postmark_id="pm-1",
    message_id="<answer@kelp.example>",
    from_address="mia@kelp.example",
    from_name="Mia Chen",
    to=("r@in.agency.example",),
    original_recipient="r@in.agency.example",
    mailbox_hash="",
    subject="Re: Contracts",
    text="Sounds good, tell me more.\n\nOn Mon, 23 Nov 2026 at 12:00, Priya wrote:\n> Hi Mia",
    html="",
    stripped_text="",
    headers=(),
    in_reply_to=None,
    references=(),
    date="",
)


class Story:
    """A sent touch, and what its lead answers."""

    def __init__(self, it: Scene, touch_id: TouchId) -> None:
        self.it, self.touch_id, self.vendor = it, touch_id, NoVendor()
        self.services = outreach_services(it.memory, it.clock, it.post, vendor=self.vendor)
        self.client_id = it.tenant.client_id

    async def arrives(self, mail: InboundMail, **changes: object) -> EventId | None:
        """The event of a mail that answers the touch by its token."""
        async with self.it.memory.postgres.client_transaction(self.client_id) as tx:
            touch = await touch_by_id(tx, self.touch_id)
        assert touch is not None
        changes = {"mailbox_hash": touch.reply_token, **changes}
        mail = replace(mail, **changes)  # pyright: ignore[reportArgumentType]
        self.vendor.mails[mail.postmark_id] = mail
        webhook = Webhook(url="", headers={}, body=mail.postmark_id.encode())
        return await self.services.intake.accept("postmark", "inbound", webhook)

    async def read_as(self, intent: Intent, **reading: object) -> NextStep:
        """What follows when the answer is read so."""
        event_id = await self.arrives(MAIL)
        assert event_id is not None
        reply = await self.services.reception.match(event_id)
        assert reply is not None
        read = Reading.model_validate({"intent": intent, "confidence": 0.9, **reading})
        await self.services.replies.record_reading(self.client_id, reply.id, read, Author.OFFLINE)
        step = await self.services.replies.act(self.client_id, reply.id)
        assert await self.services.replies.act(self.client_id, reply.id) is step
        return step

    async def lead(self) -> Lead:
        async with self.it.memory.postgres.client_transaction(self.client_id) as tx:
            touch = await touch_by_id(tx, self.touch_id)
            assert touch is not None
            lead = await lead_by_id(tx, touch.lead_id)
        assert lead is not None
        return lead


@pytest.fixture
async def story(memory: Memory) -> Story:
    it = await scene(memory)
    touch_id = await it.touch()
    await it.deliver(touch_id)
    return Story(it, touch_id)


async def test_one_message_is_stored_once_however_often_it_arrives(story: Story) -> None:
    events = await asyncio.gather(*(story.arrives(MAIL) for _ in range(5)))
    assert sum(event is not None for event in events) == 1
    (event_id,) = [event for event in events if event is not None]
    first = await story.services.reception.match(event_id)
    again = await story.services.reception.match(event_id)
    assert first is not None
    assert again is not None
    assert first.id == again.id
    assert first.text == "Sounds good, tell me more."


async def test_an_answer_is_found_by_the_message_it_names(story: Story) -> None:
    mail = replace(MAIL, in_reply_to=f"<re_{story.touch_id}@mail.example>")
    event_id = await story.arrives(mail, mailbox_hash="")
    assert event_id is not None
    reply = await story.services.reception.match(event_id)
    assert reply is not None
    assert reply.touch_id == story.touch_id


async def test_an_answer_that_is_ahead_of_what_it_answers_waits_for_it(story: Story) -> None:
    """Resend tells a mail's own id some time after it went; a mail program may know no Reply-To."""
    known, strange = [
        await story.arrives(
            replace(MAIL, postmark_id=name, in_reply_to=f"<{name}@mail.example>"), mailbox_hash=""
        )
        for name in ("late", "strange")
    ]
    assert known is not None
    assert strange is not None
    for event_id in (known, strange):
        assert await story.services.reception.match(event_id) is None
        assert (await story.services.intake.event(event_id)).status is EventStatus.STORED
    async with story.it.memory.postgres.client_transaction(story.client_id) as tx:
        await add_route(tx, "message_id", "<late@mail.example>", story.touch_id)
    reply = await story.services.reception.match(known)
    assert reply is not None
    assert reply.touch_id == story.touch_id
    story.it.clock.forward(minutes=31)
    assert await story.services.reception.match(strange) is None
    assert (await story.services.intake.event(strange)).status is EventStatus.UNMATCHED


async def test_a_strangers_mail_becomes_nobodys_reply(story: Story) -> None:
    event_id = await story.arrives(MAIL, mailbox_hash="a" * 26)
    assert event_id is not None
    assert await story.services.reception.match(event_id) is None


async def test_a_meeting_request_converts_and_is_answered_in_its_thread(story: Story) -> None:
    assert await story.read_as(Intent.MEETING_REQUEST) is NextStep.RESPOND
    lead = await story.lead()
    assert lead.status is LeadStatus.CONVERTED
    assert lead.stopped_at is not None
    (reply,) = [reply async for reply in _replies(story)]
    touch_id = await story.services.replies.plan_response(story.client_id, reply)
    assert await story.services.replies.plan_response(story.client_id, reply) == touch_id
    await story.it.approved_by(story.services, touch_id)
    await story.services.delivery.deliver(story.client_id, touch_id)
    sent = story.it.post.taken[touch_id]
    assert sent.in_reply_to == "<answer@kelp.example>"
    assert sent.references[-1] == "<answer@kelp.example>"


async def test_an_unsubscribe_ends_everything_on_every_channel(story: Story) -> None:
    assert await story.read_as(Intent.UNSUBSCRIBE) is NextStep.NOTHING
    lead = await story.lead()
    assert lead.status is LeadStatus.UNSUBSCRIBED
    assert await story.services.suppression.is_suppressed(story.client_id, SuppressionKind.EMAIL, lead.email)


async def test_a_reply_withdraws_what_was_still_to_go(story: Story) -> None:
    lead = await story.lead()
    assert lead.campaign_id is not None
    open_touch = await make_touch(story.it.memory, story.it.tenant, lead.campaign_id, lead.id, step_n=2)
    await story.services.drafts.save(story.client_id, open_touch, written())
    await story.services.approvals.propose(story.client_id, open_touch)
    await story.read_as(Intent.NOT_INTERESTED)
    assert await story.it.status(open_touch) is TouchStatus.CANCELLED
    assert await story.services.approvals.open(story.client_id) == []
    assert len(await story.services.approvals.to_resume(story.client_id)) == 2


async def test_an_absence_waits_until_the_day_it_names_else_two_weeks(story: Story) -> None:
    back = (story.it.clock.now + timedelta(days=5)).date()
    await story.read_as(Intent.OUT_OF_OFFICE, return_date=back.isoformat())
    lead = await story.lead()
    assert lead.waits_until is not None
    assert timedelta(days=3) < lead.waits_until - story.it.clock.now < timedelta(days=5)
    assert lead.stopped_at is None


@pytest.mark.parametrize(
    ("of_client", "of_lead"),
    [
        ("Australia/Sydney", None),
        ("Australia/Perth", None),
        ("America/Los_Angeles", None),
        ("Australia/Sydney", "America/Los_Angeles"),
        ("America/Los_Angeles", "Pacific/Auckland"),
    ],
)
@pytest.mark.parametrize("intent", [Intent.OUT_OF_OFFICE, Intent.NOT_INTERESTED])
async def test_a_day_that_a_lead_names_is_a_day_where_they_are(
    story: Story, intent: Intent, of_client: str, of_lead: str | None
) -> None:
    """Nothing goes to somebody in California on the afternoon before they are back."""
    async with story.it.memory.postgres.client_transaction(story.client_id) as tx:
        await tx.execute("update clients set time_zone = $2 where id = $1", of_client)
        await tx.execute("update leads set time_zone = $2 where client_id = $1", of_lead)
    told = {"return_date": "2026-12-07"} if intent is Intent.OUT_OF_OFFICE else {"follow_up": "2026-12-07"}
    await story.read_as(intent, **told)
    waits = (await story.lead()).waits_until
    assert waits is not None
    assert f"{waits.astimezone(ZoneInfo(of_lead or of_client)):%Y-%m-%d %H:%M}" == "2026-12-07 08:00"
    async with story.it.memory.postgres.client_transaction(story.client_id) as tx:
        sql = "select sentence from activities where client_id = $1 and kind = 'sequence_paused'"
        assert "7 December 2026" in await tx.fetchval(sql)


async def test_not_now_but_in_march_waits_until_march(story: Story) -> None:
    assert await story.read_as(Intent.NOT_INTERESTED, follow_up="2027-03") is NextStep.NOTHING
    lead = await story.lead()
    assert lead.waits_until is not None
    assert lead.waits_until.date().isoformat() == "2027-02-28"
    assert lead.stopped_at is None


async def test_an_automatic_answer_is_read_by_rule_and_changes_nothing(story: Story) -> None:
    event_id = await story.arrives(
        MAIL, headers=(("Auto-Submitted", "auto-replied"),), text="Ticket 4711 opened."
    )
    assert event_id is not None
    reply = await story.services.reception.match(event_id)
    assert reply is not None
    assert (reply.intent, reply.decided_by) == (Intent.AUTO_REPLY, Author.RULE)
    assert await story.services.replies.act(story.client_id, reply.id) is NextStep.NOTHING
    assert (await story.lead()).waits_until is None


async def test_the_link_in_a_mail_ends_everything_without_a_sign_in(story: Story) -> None:
    token = story.it.post.taken[story.touch_id].unsubscribe_url.rsplit("/", 1)[1]
    assert await story.services.suppression.by_token(token)
    assert not await story.services.suppression.by_token("nonsense")
    assert (await story.lead()).status is LeadStatus.UNSUBSCRIBED


async def test_another_client_of_the_agency_leaves_the_person_alone_too(story: Story) -> None:
    lead = await story.lead()
    other = await agency_with_client(story.it.memory, name="Sister Pty", agency_id=story.it.tenant.agency_id)
    await story.services.suppression.suppress(story.client_id, lead_id=lead.id, reason="test", source="test")
    assert await story.services.suppression.is_suppressed(other.client_id, SuppressionKind.EMAIL, lead.email)
    stranger = await agency_with_client(story.it.memory, name="Stranger Pty")
    assert not await story.services.suppression.is_suppressed(
        stranger.client_id, SuppressionKind.EMAIL, lead.email
    )


async def test_permission_names_its_rule(story: Story) -> None:
    lead = await story.lead()
    permission, now = story.services.permission, story.it.clock.now
    assert isinstance(await permission.may_contact(story.client_id, lead.id, Channel.EMAIL, now), Permitted)
    await story.services.suppression.suppress(story.client_id, lead_id=lead.id, reason="test", source="test")
    answer = await permission.may_contact(story.client_id, lead.id, Channel.EMAIL, now)
    assert isinstance(answer, Refused)
    assert answer.rule == "lead_unsubscribed"


async def _replies(story: Story):
    async with story.it.memory.postgres.client_transaction(story.client_id) as tx:
        for row in await tx.fetch("select id from replies where client_id = $1"):
            yield row["id"]
