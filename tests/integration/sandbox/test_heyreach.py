"""The real client and the pretended HeyReach understand each other, in fair weather and in foul."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from errors import ProviderCredentials, ProviderError, ProviderRefused, ProviderUnavailable
from tests.fixtures.faults import each_fault
from tests.fixtures.sandbox import Mailroom
from tools.providers.client import Vendor
from tools.providers.heyreach import Added, CampaignLead, HeyReach, parse_hint
from tools.providers.heyreach_shapes import Conversation, ConversationPage
from tools.providers.outcomes import Effect
from tools.providers.webhooks import Webhook
from tools.sandbox.config import SandboxConfig
from tools.sandbox.heyreach_requests import CONNECT_CAMPAIGN, DRAFT_CAMPAIGN, INMAIL_CAMPAIGN
from tools.sandbox.server import Sandbox, open_sandbox

SEAT = 9001
PROFILE = "https://www.linkedin.com/in/kim-tran-0001"
LEAD = CampaignLead(
    profile_url=PROFILE,
    first_name="Kim",
    last_name="Tran",
    company="Corp",
    fields={"message": "Hi Kim, fellow Sydneysider here.", "subject": "", "touch_id": "t_1"},
)
INMAIL = replace(LEAD, fields={"message": "Hi Kim", "subject": "Intro", "touch_id": "t_2"})


@pytest.fixture
async def heyreach(sandbox: Sandbox) -> AsyncIterator[HeyReach]:
    heyreach = HeyReach.at(sandbox.accounts["heyreach"], timeout_seconds=3)
    yield heyreach
    await heyreach.close()


async def wish(admin: Vendor, text: str, *, again: bool = False) -> None:
    body = {"recipient": PROFILE, "text": text, "again": again}
    await admin.call("wish", "POST", "/answer", effect=Effect.ONCE, json=body)


async def listed(heyreach: HeyReach, profile_url: str | None = None) -> ConversationPage:
    now = datetime.now(UTC)
    return await heyreach.conversations(
        account_ids=[SEAT], since=now - timedelta(days=1), until=now, profile_url=profile_url
    )


def believed(heyreach: HeyReach, sandbox: Sandbox, mailroom: Mailroom, kind: str) -> bytes:
    """The body of the one webhook of this kind, which came to the address that only HeyReach knows."""
    token = sandbox.accounts["heyreach"].webhook_secret
    posted = mailroom.at(f"heyreach/{kind}/{token}")
    assert len(posted) == 1
    hook = Webhook(url=posted[0].url, headers=posted[0].headers, body=posted[0].body, token=token)
    assert len(heyreach.receive(kind, hook)) == 64
    return posted[0].body


async def accepted(sandbox: Sandbox, heyreach: HeyReach, mailroom: Mailroom, admin: Vendor) -> Conversation:
    """The conversation of an invitation that was accepted without a word."""
    sandbox.post_to(mailroom.url)
    await heyreach.add_lead(campaign_id=CONNECT_CAMPAIGN, account_id=SEAT, lead=LEAD)
    await wish(admin, "")
    await mailroom.wait_for(1, f"heyreach/connection_accepted/{sandbox.accounts['heyreach'].webhook_secret}")
    hint = parse_hint(believed(heyreach, sandbox, mailroom, "connection_accepted"))
    assert (hint.profile_url, hint.account_id, hint.campaign_id) == (PROFILE, SEAT, CONNECT_CAMPAIGN)
    assert hint.conversation_id
    return await heyreach.chatroom(SEAT, hint.conversation_id)


async def test_an_invitation_is_accepted_and_a_message_answered(
    sandbox: Sandbox, heyreach: HeyReach, mailroom: Mailroom, admin: Vendor
) -> None:
    """From the campaign to the inbox, as webhooks hint at it and as reading back proves it."""
    room = await accepted(sandbox, heyreach, mailroom, admin)
    progress = await heyreach.campaign_lead(campaign_id=CONNECT_CAMPAIGN, profile_url=PROFILE + "/")
    assert progress is not None
    assert (progress.account_id, progress.asked, progress.connected) == (SEAT, True, True)
    await wish(admin, "What is it about?")
    await heyreach.send_message(account_id=SEAT, conversation_id=room.id, text="Thanks for connecting.")
    token = sandbox.accounts["heyreach"].webhook_secret
    async with asyncio.timeout(5):
        while "What is it about?" not in texts(await heyreach.chatroom(SEAT, room.id)):
            await asyncio.sleep(0.02)
    room = await heyreach.chatroom(SEAT, room.id)
    assert (room.account_id, room.profile_url, room.last_from_us) == (SEAT, PROFILE, False)
    assert [message.from_us for message in room.messages if message.text == "What is it about?"] == [False]
    assert texts(room)[0] == LEAD.fields["message"]
    found = await listed(heyreach, "http://linkedin.com/in/Kim-Tran-0001")
    assert [each.id for each in found.conversations] == [room.id]
    assert (await listed(heyreach, "https://linkedin.com/in/somebody-else")).conversations == ()
    await mailroom.wait_for(1, f"heyreach/message_sent/{token}")
    sends = sandbox.ledger.sends("heyreach")
    assert [(send.form, send.tag, send.recipient) for send in sends] == [
        ("connection_request", "t_1", PROFILE),
        ("linkedin_message", None, PROFILE),
    ]


def texts(room: Conversation) -> list[str]:
    return [message.text for message in room.messages]


async def test_an_inmail_is_answered(
    sandbox: Sandbox, heyreach: HeyReach, mailroom: Mailroom, admin: Vendor
) -> None:
    """Its conversation is open without an invitation."""
    sandbox.post_to(mailroom.url)
    await wish(admin, "Not for us, thanks.")
    assert await heyreach.add_lead(campaign_id=INMAIL_CAMPAIGN, account_id=SEAT, lead=INMAIL) == Added(
        1, 0, 0
    )
    token = sandbox.accounts["heyreach"].webhook_secret
    await mailroom.wait_for(1, f"heyreach/inmail_reply/{token}")
    await mailroom.wait_for(1, f"heyreach/inmail_sent/{token}")
    hint = parse_hint(believed(heyreach, sandbox, mailroom, "inmail_reply"))
    assert hint.texts == ("Not for us, thanks.",)
    assert hint.conversation_id
    room = await heyreach.chatroom(SEAT, hint.conversation_id)
    assert [(message.text, message.from_us) for message in room.messages] == [
        ("Hi Kim", True),
        ("Not for us, thanks.", False),
    ]
    progress = await heyreach.campaign_lead(campaign_id=INMAIL_CAMPAIGN, profile_url=PROFILE)
    assert progress is not None
    assert (progress.written_to, progress.asked) == (True, False)
    assert [send.form for send in sandbox.ledger.sends("heyreach")] == ["inmail"]


async def test_a_lead_is_added_once(sandbox: Sandbox, heyreach: HeyReach) -> None:
    """Adding anew, in any spelling of the profile, invites nobody twice."""
    outcomes = [
        await heyreach.add_lead(campaign_id=CONNECT_CAMPAIGN, account_id=SEAT, lead=lead)
        for lead in (LEAD, LEAD, replace(LEAD, profile_url="http://linkedin.com/in/Kim-Tran-0001/"))
    ]
    assert outcomes == [Added(1, 0, 0), Added(0, 1, 0), Added(0, 1, 0)]
    assert len(sandbox.ledger.sends("heyreach")) == 1


@pytest.mark.parametrize(
    ("campaign", "seat", "lead"),
    [
        (1, SEAT, LEAD),
        (DRAFT_CAMPAIGN, SEAT, LEAD),
        (CONNECT_CAMPAIGN, 1, LEAD),
        (CONNECT_CAMPAIGN, SEAT, replace(LEAD, profile_url="https://linkedin.com/company/corp")),
        (CONNECT_CAMPAIGN, SEAT, replace(LEAD, fields={"message": "x" * 301})),
        (INMAIL_CAMPAIGN, SEAT, replace(LEAD, fields={})),
    ],
)
async def test_what_cannot_be_added_is_refused_and_not_kept(
    sandbox: Sandbox, heyreach: HeyReach, campaign: int, seat: int, lead: CampaignLead
) -> None:
    with pytest.raises(ProviderRefused):
        await heyreach.add_lead(campaign_id=campaign, account_id=seat, lead=lead)
    assert sandbox.ledger.sends("heyreach") == ()


async def test_nobody_is_written_to_before_they_accept(sandbox: Sandbox, heyreach: HeyReach) -> None:
    """A conversation that is not there yet takes no message and is in no list."""
    with pytest.raises(ProviderRefused) as refused:
        await heyreach.send_message(account_id=SEAT, conversation_id="2-abc==", text="Hi")
    assert refused.value.status == 404
    with pytest.raises(ProviderRefused):
        await heyreach.chatroom(SEAT, "2-a/b==")
    assert (await listed(heyreach)).conversations == ()
    assert await heyreach.campaign_lead(campaign_id=CONNECT_CAMPAIGN, profile_url=PROFILE) is None
    assert sandbox.ledger.sends() == ()


async def test_a_lead_is_stopped(heyreach: HeyReach) -> None:
    """And who is not in the campaign cannot be."""
    with pytest.raises(ProviderRefused):
        await heyreach.stop_lead(campaign_id=CONNECT_CAMPAIGN, profile_url=PROFILE)
    await heyreach.add_lead(campaign_id=CONNECT_CAMPAIGN, account_id=SEAT, lead=LEAD)
    await heyreach.stop_lead(campaign_id=CONNECT_CAMPAIGN, profile_url=PROFILE)
    progress = await heyreach.campaign_lead(campaign_id=CONNECT_CAMPAIGN, profile_url=PROFILE)
    assert progress is not None
    assert progress.campaign_status == "ManuallyStopped"


@each_fault
async def test_after_each_fault_the_chatroom_tells_the_truth(
    sandbox: Sandbox,
    heyreach: HeyReach,
    mailroom: Mailroom,
    admin: Vendor,
    fault: str,
    kind: type[ProviderError],
    kept: int,
) -> None:
    """A message whose answer was lost is there or not, and is never there twice."""
    room = await accepted(sandbox, heyreach, mailroom, admin)
    sandbox.faults.set(f"heyreach.{fault}=1")
    with pytest.raises(ProviderError) as failed:
        await heyreach.send_message(account_id=SEAT, conversation_id=room.id, text="Once only")
    assert type(failed.value) is kind
    sandbox.faults.set("")
    assert texts(await heyreach.chatroom(SEAT, room.id)).count("Once only") == kept


async def test_a_storm_invites_everybody_once(sandbox: Sandbox) -> None:
    """Repeats after lost answers are updates."""
    heyreach = HeyReach.at(sandbox.accounts["heyreach"], timeout_seconds=10)
    sandbox.faults.set("429=0.05,refuse=0.1,accept_then_drop=0.2,accept_then_500=0.1")

    async def add(number: int) -> None:
        lead = replace(LEAD, profile_url=f"https://www.linkedin.com/in/somebody-{number}")
        await heyreach.add_lead(campaign_id=CONNECT_CAMPAIGN, account_id=SEAT, lead=lead)

    await asyncio.gather(*(add(number) for number in range(40)), return_exceptions=True)
    await heyreach.close()
    reached = [send.recipient for send in sandbox.ledger.sends("heyreach")]
    assert len(reached) == len(set(reached)) > 30


async def test_a_wrong_key_opens_nothing(sandbox: Sandbox) -> None:
    """In plain words."""
    for key, words in (("wrong", "Invalid API key"), ("", "Missing API key")):
        heyreach = HeyReach.at(replace(sandbox.accounts["heyreach"], key=key), timeout_seconds=3)
        with pytest.raises(ProviderCredentials, match=words):
            await heyreach.add_lead(campaign_id=CONNECT_CAMPAIGN, account_id=SEAT, lead=LEAD)
        await heyreach.close()


async def test_the_paths_that_only_people_use(sandbox: Sandbox) -> None:
    """Checking the key, listing seats and campaigns; a partial filter is refused; 300 calls a minute."""
    account = sandbox.accounts["heyreach"]
    vendor = Vendor("HeyReach", account.base_url, headers={"X-API-KEY": account.key}, attempts=1)
    check = await vendor.call("check", "GET", "/auth/CheckApiKey", effect=Effect.READ)
    assert (check.status, check.body) == (200, b"")
    page = {"offset": 0, "limit": 100}
    seats = await vendor.call("seats", "POST", "/li_account/GetAll", effect=Effect.READ, json=page)
    assert SEAT in [seat["id"] for seat in json.loads(seats.body)["items"]]
    campaigns = await vendor.call("campaigns", "POST", "/campaign/GetAll", effect=Effect.READ, json=page)
    assert {each["status"] for each in json.loads(campaigns.body)["items"]} == {"IN_PROGRESS", "DRAFT"}
    for body in ({"limit": 100, "filters": {"campaignIds": []}}, {"limit": 101}, {}):
        with pytest.raises(ProviderRefused):
            await vendor.call("list", "POST", "/inbox/GetConversationsV3", effect=Effect.READ, json=body)

    async def check_often() -> None:
        for _ in range(700):
            await vendor.call("check", "GET", "/auth/CheckApiKey", effect=Effect.READ)

    with pytest.raises(ProviderUnavailable) as many:
        await check_often()
    await vendor.close()
    assert many.value.status == 429


async def test_what_was_taken_outlives_the_sandbox(sandbox_config: SandboxConfig) -> None:
    """Also who accepted, and what was said."""
    async with open_sandbox(sandbox_config) as sandbox:
        heyreach = HeyReach.at(sandbox.accounts["heyreach"], timeout_seconds=3)
        await heyreach.add_lead(campaign_id=INMAIL_CAMPAIGN, account_id=SEAT, lead=INMAIL)
        before = await listed(heyreach)
        assert len(before.conversations) == 1
        await heyreach.close()
    async with open_sandbox(sandbox_config) as sandbox:
        heyreach = HeyReach.at(sandbox.accounts["heyreach"], timeout_seconds=3)
        assert await listed(heyreach) == before
        again = await heyreach.add_lead(campaign_id=INMAIL_CAMPAIGN, account_id=SEAT, lead=INMAIL)
        assert again == Added(0, 1, 0)
        await heyreach.close()


async def test_conversations_come_in_pages(sandbox: Sandbox, heyreach: HeyReach) -> None:
    """Newest first, a hundred a page."""
    for number in range(103):
        lead = replace(INMAIL, profile_url=f"https://www.linkedin.com/in/somebody-{number}")
        await heyreach.add_lead(campaign_id=INMAIL_CAMPAIGN, account_id=SEAT, lead=lead)
    since, until = datetime.now(UTC) - timedelta(days=1), datetime.now(UTC)
    first = await heyreach.conversations(account_ids=[SEAT], since=since, until=until)
    rest = await heyreach.conversations(
        account_ids=[SEAT], since=since, until=until, cursor=first.next_cursor
    )
    assert (len(first.conversations), len(rest.conversations), rest.next_cursor) == (100, 3, None)
    assert len({each.id for each in (*first.conversations, *rest.conversations)}) == 103
    last = await heyreach.campaign_lead(
        campaign_id=INMAIL_CAMPAIGN, profile_url="https://www.linkedin.com/in/somebody-102"
    )
    assert last is not None
    assert len(sandbox.ledger.sends("heyreach")) == 103
