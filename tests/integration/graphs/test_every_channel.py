"""What must be true of each channel's way back: the sandbox's own webhooks, signed, into the reply graph."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from memory.enums import ActivityKind, Channel, Intent, LeadStatus
from memory.records.ids import EventId
from memory.records.messages import Reply
from tests.fixtures.outreach import NoCalls, NoVendor
from tests.fixtures.platform import Stage
from tests.fixtures.sent import OURS, Post
from tests.integration.graphs.test_replies import ADDRESS, sent
from tools.providers.client import Vendor
from tools.providers.heyreach import CampaignLead, HeyReach
from tools.providers.outcomes import Effect
from tools.providers.synthflow import OutboundCall, Synthflow
from tools.providers.twilio import OutboundSms, Twilio
from tools.providers.webhooks import Webhook
from tools.sandbox.heyreach_requests import CONNECT_CAMPAIGN, INMAIL_CAMPAIGN
from tools.sandbox.people import Wish
from tools.sandbox.phrases import Mood
from tools.services.events.business import linkedin_key, sms_key

THEIRS = "+61491578888"
PROFILE = "https://www.linkedin.com/in/kim-tran-0001"
SEAT = 9001


@dataclass
class Round:
    """A platform, the sandbox's people, and the webhooks that went from one to the other so far."""

    stage: Stage
    post: Post
    admin: Vendor
    taken: int = 0
    replies: list[Reply] = field(default_factory=list[Reply])

    def keep_the_vendors_time(self) -> None:
        """Vendors date what they keep by the real day; polling looks back from a little after it."""
        self.stage.town.clock.now = datetime.now(UTC) + timedelta(minutes=10)

    async def wish(self, recipient: str, **wish: object) -> None:
        """Let this person answer so."""
        body = {"recipient": recipient, "again": False, **wish}
        await self.admin.call("wish", "POST", "/answer", effect=Effect.ONCE, json=body)

    async def receives(self, count: int, path: str) -> None:
        """Take in, and handle, everything that the sandbox posts until so many came to the path."""
        mailroom = self.stage.town.mailroom
        await mailroom.wait_for(count, path)
        await asyncio.sleep(0.1)
        while self.taken < len(mailroom.posted):
            posted = mailroom.posted[self.taken]
            self.taken += 1
            vendor, kind, token = (*posted.path.split("/"), "")[:3]
            webhook = Webhook(url=posted.url, headers=posted.headers, body=posted.body, token=token)
            event_id = await self.stage.platform.services.intake.accept(vendor, kind, webhook)
            if event_id is not None:
                await self.handle(event_id)

    async def handle(self, event_id: EventId) -> None:
        """Run the reply graph for the event, and keep the reply that it became."""
        await self.stage.platform.replies.start(event_id)
        found = await self.stage.rows(
            "select id from replies where client_id = $1 and event_id = $2", event_id
        )
        replies = self.stage.platform.services.replies
        self.replies += [await replies.reply(self.stage.client_id, row["id"]) for row in found]


@pytest.fixture
async def way(stage: Stage) -> AsyncIterator[Round]:
    sandbox = stage.town.sandbox
    post = Post(
        memory=stage.platform.memory,
        clock=stage.town.clock,
        tenant=stage.tenant,
        campaign_id=stage.campaign_id,
        vendor=NoVendor(),
        calls=NoCalls(),
        services=stage.platform.services,  # type: ignore[arg-type]
    )
    admin = Vendor("sandbox", f"{sandbox.root}/_sandbox", headers={}, timeout_seconds=3)
    yield Round(stage=stage, post=post, admin=admin)
    await admin.close()


async def test_a_text_is_delivered_answered_and_stopped(way: Round) -> None:
    """Statuses in Twilio's words, an answer that is read, and a STOP that ends it."""
    sandbox, mailroom = way.stage.town.sandbox, way.stage.town.mailroom
    twilio = Twilio.at(sandbox.accounts["twilio"], timeout_seconds=3)
    await way.wish(THEIRS, text="Sounds interesting, can we talk on Tuesday?")
    callback = f"{mailroom.url}/api/v1/webhooks/twilio/status"
    sent = await twilio.send(OutboundSms(sender=OURS, to=THEIRS, text="Hi", status_callback=callback))
    touch_id = await way.post.sent(
        Channel.SMS, f"twilio:{sent.sid}", conversation=sms_key(OURS, THEIRS), number=THEIRS
    )
    await mailroom.wait_for(3, "twilio/status")
    await way.receives(1, "twilio/inbound")
    assert {ActivityKind.DELIVERED, ActivityKind.REPLIED} <= set(await way.post.timeline(touch_id))
    (reply,) = way.replies
    assert reply.intent in (Intent.INTERESTED, Intent.MEETING_REQUEST)
    (response,) = await way.stage.rows(
        "select channel, status from touches where client_id = $1 and answers_reply_id = $2", reply.id
    )
    assert response["channel"] == "sms"

    await way.wish(THEIRS, text="STOP", again=True)
    await way.receives(2, "twilio/inbound")
    assert (await way.post.lead(touch_id)).status is LeadStatus.UNSUBSCRIBED
    await twilio.close()


async def test_an_invitation_is_accepted_and_a_message_answered(way: Round) -> None:
    """HeyReach's hints, read back, find the touch by profile first and by conversation afterwards."""
    sandbox = way.stage.town.sandbox
    heyreach = HeyReach.at(sandbox.accounts["heyreach"], timeout_seconds=3)
    token = sandbox.accounts["heyreach"].webhook_secret
    lead = CampaignLead(
        profile_url=PROFILE,
        first_name="Kim",
        last_name="Tran",
        fields={"message": "Hi Kim, let us connect.", "subject": "", "touch_id": "t_1"},
    )
    await heyreach.add_lead(campaign_id=CONNECT_CAMPAIGN, account_id=SEAT, lead=lead)
    touch_id = await way.post.sent(Channel.LINKEDIN, conversation=linkedin_key(SEAT, PROFILE))
    await way.wish(PROFILE, text="")
    await way.receives(1, f"heyreach/connection_accepted/{token}")
    connected = await way.post.lead(touch_id)
    assert connected.linkedin_connected_at is not None
    assert connected.linkedin_conversation is not None
    assert ActivityKind.CONNECTED in await way.post.timeline(touch_id)

    await way.wish(PROFILE, text="What is it about?")
    await heyreach.send_message(
        account_id=SEAT, conversation_id=connected.linkedin_conversation, text="Thanks for connecting."
    )
    await way.receives(1, f"heyreach/message_reply/{token}")
    (reply,) = way.replies
    assert (reply.channel, reply.text, reply.touch_id) == (Channel.LINKEDIN, "What is it about?", touch_id)
    await heyreach.close()


async def test_a_call_is_an_outcome_and_what_was_said_a_reply(way: Round) -> None:
    """It is read back, charged by the minute, and answered by email."""
    sandbox = way.stage.town.sandbox
    synthflow = Synthflow.at(sandbox.accounts["synthflow"], timeout_seconds=3)
    await way.wish(THEIRS, intent="interested")
    placed = await synthflow.call(
        OutboundCall(model_id="agent_1", phone=THEIRS, name="Kim Tran", variables={"touch_id": "t_1"})
    )
    touch_id = await way.post.sent(Channel.VOICE, f"synthflow:{placed.call_id}")
    await way.receives(1, "synthflow/calls")
    assert {ActivityKind.CALLED, ActivityKind.REPLIED} <= set(await way.post.timeline(touch_id))
    (reply,) = way.replies
    assert reply.channel is Channel.VOICE
    assert "bot:" not in reply.text
    assert reply.text
    assert "bot:" in reply.transcript
    sql = "select channel from touches where client_id = $1 and answers_reply_id = $2"
    assert [row["channel"] for row in await way.stage.rows(sql, reply.id)] in ([], ["email"])
    (row,) = await way.stage.rows(
        "select vendor_cost_aud from touches where client_id = $1 and id = $2", touch_id
    )
    assert row["vendor_cost_aud"] > 0
    await synthflow.close()


async def test_what_no_webhook_brought_is_found_by_polling(way: Round) -> None:
    """A text and a LinkedIn message whose webhooks were lost, out of the vendors' own lists, once."""
    way.keep_the_vendors_time()
    sandbox, platform = way.stage.town.sandbox, way.stage.platform
    twilio = Twilio.at(sandbox.accounts["twilio"], timeout_seconds=3)
    heyreach = HeyReach.at(sandbox.accounts["heyreach"], timeout_seconds=3)
    await way.wish(THEIRS, text="Who is this?")
    await twilio.send(OutboundSms(sender=OURS, to=THEIRS, text="Hi"))
    await way.post.sent(Channel.SMS, conversation=sms_key(OURS, THEIRS), number=THEIRS)
    await way.wish(PROFILE, text="What is it about?")
    fields = {"message": "Hi Kim", "subject": "Intro", "touch_id": "t_2"}
    lead = CampaignLead(profile_url=PROFILE, first_name="Kim", last_name="Tran", fields=fields)
    await heyreach.add_lead(campaign_id=INMAIL_CAMPAIGN, account_id=SEAT, lead=lead)
    await way.post.sent(Channel.LINKEDIN, conversation=linkedin_key(SEAT, PROFILE))
    async with way.post.memory.postgres.client_transaction(way.stage.client_id) as tx:
        sql = "update resources set settings = $2 where client_id = $1 and channel = 'linkedin'"
        await tx.execute(sql, {"account_id": SEAT})
    await way.stage.town.mailroom.wait_for(1, "twilio/inbound")
    await asyncio.sleep(0.2)

    texts = {"twilio": "Who is this?", "heyreach": "What is it about?"}
    for vendor, text in texts.items():
        recovered = await platform.services.recovery.recover(vendor)
        (event_id,) = recovered.event_ids
        await way.handle(event_id)
        assert way.replies[-1].text == text
        assert (await platform.services.recovery.recover(vendor)).event_ids == ()
    way.taken = 0
    await way.receives(1, "twilio/inbound")
    assert len(way.replies) == 2
    await twilio.close()
    await heyreach.close()


async def test_a_mail_that_no_webhook_brought_is_found_by_polling(way: Round) -> None:
    """Out of Postmark's list, read back in full, and known when its webhook comes after all."""
    way.keep_the_vendors_time()
    stage = way.stage
    await sent(stage)
    assert stage.town.sandbox.postbox.wish(ADDRESS, Wish(Mood("question")), again=True)
    await stage.town.mailroom.wait_for(1)
    recovered = await stage.platform.services.recovery.recover("postmark")
    (event_id,) = recovered.event_ids
    await way.handle(event_id)
    (reply,) = way.replies
    assert reply.channel is Channel.EMAIL
    assert await stage.accept(0) is None
    (row,) = await stage.platform.services.recovery.completeness(stage.town.later - timedelta(days=30))
    assert (row.by_webhook, row.only_by_poll, row.never_read) == (0, 1, 0)
