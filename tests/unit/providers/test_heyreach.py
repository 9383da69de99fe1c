"""People on LinkedIn are reached as HeyReach wants it, and its half-known answers are read tolerantly."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import httpx
import pytest
from inline_snapshot import snapshot

from errors import (
    OutcomeUnknown,
    ProviderCredentials,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
)
from tests.unit.providers.test_client import Pauses
from tools.providers.client import Vendor
from tools.providers.heyreach import Added, CampaignLead, HeyReach, explain, profile_key
from tools.providers.heyreach_shapes import ChatMessage, Conversation, LeadProgress, message_key

PROFILE = "https://www.linkedin.com/in/kim-tran-0001"
LEAD = CampaignLead(
    profile_url=PROFILE,
    first_name="Kim",
    last_name="Tran",
    company="Corp",
    position="Owner",
    email="kim@corp.example",
    fields={"message": "Hi Kim"},
)
ADDED = {"addedLeadsCount": 1, "updatedLeadsCount": 0, "failedLeadsCount": 0}
CONVERSATION = "2-ZDY0ZTg=="
SINCE, UNTIL = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 22, 5, 30, tzinfo=UTC)
Handler = Callable[[httpx.Request], httpx.Response]


def heyreach_over(handler: Handler) -> HeyReach:
    vendor = Vendor(
        "HeyReach",
        "https://api.heyreach.example/api/public",
        headers={"X-API-KEY": "hr-key-12345"},
        transport=httpx.MockTransport(handler),
        explain=explain,
        pause=Pauses(),
    )
    return HeyReach(vendor, webhook_token="token")


class Taker:
    """Keeps each request and answers with the next of its bodies."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.seen: list[tuple[str, object]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content) if request.content else None
        self.seen.append((f"{request.method} {request.url.raw_path.decode()}", body))
        assert request.headers["x-api-key"] == "hr-key-12345"
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return httpx.Response(200) if answer is None else httpx.Response(200, json=answer)


async def test_a_lead_on_the_wire() -> None:
    """Method, path and body; and a stop."""
    taker = Taker(ADDED, None)
    heyreach = heyreach_over(taker)
    assert await heyreach.add_lead(campaign_id=77, account_id=9, lead=LEAD) == Added(1, 0, 0)
    await heyreach.stop_lead(campaign_id=77, profile_url=PROFILE)
    await heyreach.close()
    assert taker.seen == snapshot(
        [
            (
                "POST /api/public/campaign/AddLeadsToCampaignV2",
                {
                    "campaignId": 77,
                    "accountLeadPairs": [
                        {
                            "linkedInAccountId": 9,
                            "lead": {
                                "profileUrl": "https://www.linkedin.com/in/kim-tran-0001",
                                "firstName": "Kim",
                                "lastName": "Tran",
                                "companyName": "Corp",
                                "position": "Owner",
                                "emailAddress": "kim@corp.example",
                                "customUserFields": [{"name": "message", "value": "Hi Kim"}],
                            },
                        }
                    ],
                    "resumeFinishedCampaign": True,
                    "resumePausedCampaign": False,
                },
            ),
            (
                "POST /api/public/campaign/StopLeadInCampaign",
                {"campaignId": 77, "leadUrl": "https://www.linkedin.com/in/kim-tran-0001"},
            ),
        ]
    )


@pytest.mark.parametrize(
    ("counts", "outcome"),
    [
        (ADDED, Added(1, 0, 0)),
        ({"addedLeadsCount": 0, "updatedLeadsCount": 1, "failedLeadsCount": 0}, Added(0, 1, 0)),
        ({"addedLeadsCount": 0, "updatedLeadsCount": 0, "failedLeadsCount": 0}, Added(0, 0, 0)),
        ({"addedLeadsCount": 0, "updatedLeadsCount": 0, "failedLeadsCount": 1}, ProviderRefused),
        ({"failedLeadsCount": "1"}, ProviderRefused),
        ({}, OutcomeUnknown),
        ([], OutcomeUnknown),
    ],
)
async def test_ok_is_not_taken_for_added(counts: object, outcome: Added | type[ProviderError]) -> None:
    """HeyReach answers 200 also where every lead failed."""
    heyreach = heyreach_over(Taker(counts))
    if isinstance(outcome, Added):
        assert await heyreach.add_lead(campaign_id=77, account_id=9, lead=LEAD) == outcome
    else:
        with pytest.raises(outcome):
            await heyreach.add_lead(campaign_id=77, account_id=9, lead=LEAD)
    await heyreach.close()


async def test_a_message_on_the_wire() -> None:
    """Its subject only where there is one; the empty answer is all there is."""
    taker = Taker(None)
    heyreach = heyreach_over(taker)
    await heyreach.send_message(account_id=9, conversation_id=CONVERSATION, text="Thanks")
    await heyreach.send_message(account_id=9, conversation_id=CONVERSATION, text="Thanks", subject="Intro")
    await heyreach.close()
    assert taker.seen == snapshot(
        [
            (
                "POST /api/public/inbox/SendMessage",
                {"message": "Thanks", "conversationId": "2-ZDY0ZTg==", "linkedInAccountId": 9},
            ),
            (
                "POST /api/public/inbox/SendMessage",
                {
                    "message": "Thanks",
                    "conversationId": "2-ZDY0ZTg==",
                    "linkedInAccountId": 9,
                    "subject": "Intro",
                },
            ),
        ]
    )


async def test_a_chatroom_is_read_oldest_first() -> None:
    """Its id is escaped in the path; ME is us, and everybody else is the person."""
    taker = Taker(
        {
            "id": CONVERSATION,
            "linkedInAccountId": 9,
            "correspondentProfile": {"profileUrl": PROFILE, "firstName": "Kim"},
            "lastMessageAt": "2026-11-22T04:00:00.1234567Z",
            "lastMessageSender": "CORRESPONDENT",
            "messages": [
                {"body": "Yes", "createdAt": "2026-11-22T04:00:00", "sender": "CORRESPONDENT"},
                {"body": "Hi Kim", "createdAt": "2026-11-22T03:00:00Z", "sender": "ME"},
                {"text": "?", "creation_time": "2026-11-22T14:30:00+11:00", "sender": None},
                {"message": "Ping", "sender": {"senderType": "User"}, "createdAt": "soon"},
            ],
        }
    )
    heyreach = heyreach_over(taker)
    room = await heyreach.chatroom(9, CONVERSATION)
    await heyreach.close()
    assert taker.seen[0][0] == "GET /api/public/inbox/GetChatroom/9/2-ZDY0ZTg%3D%3D"
    assert room == snapshot(
        Conversation(
            id="2-ZDY0ZTg==",
            account_id=9,
            profile_url="https://www.linkedin.com/in/kim-tran-0001",
            messages=(
                ChatMessage(text="Ping", at=None, from_us=True),
                ChatMessage(text="Hi Kim", at=datetime(2026, 11, 22, 3, 0, tzinfo=UTC), from_us=True),
                ChatMessage(text="?", at=datetime(2026, 11, 22, 3, 30, tzinfo=UTC), from_us=False),
                ChatMessage(text="Yes", at=datetime(2026, 11, 22, 4, 0, tzinfo=UTC), from_us=False),
            ),
            last_at=datetime(2026, 11, 22, 4, 0, 0, 123456, tzinfo=UTC),
            last_from_us=False,
        )
    )


@pytest.mark.parametrize("odd", ["", ".", "..", "a b", "a?b", "a#b", "x" * 501, "ü"])
async def test_an_id_that_leads_elsewhere_is_never_asked_for(odd: str) -> None:
    """It comes from an unsigned webhook; a slash is only escaped."""
    taker = Taker({})
    heyreach = heyreach_over(taker)
    with pytest.raises(ProviderRefused):
        await heyreach.chatroom(9, odd)
    await heyreach.chatroom(9, "a/../b")
    await heyreach.close()
    assert [call for call, _ in taker.seen] == ["GET /api/public/inbox/GetChatroom/9/a%2F..%2Fb"]


async def test_conversations_on_the_wire_and_page_by_page() -> None:
    """Every filter's key is sent; the last page has no cursor."""
    first = {
        "items": [{"id": "c1", "linkedInAccount": {"id": 9}, "lastMessageSender": "ME"}, {"noId": 1}, "x"],
        "totalCount": 2,
        "nextCursor": "abc",
        "hasNextPage": True,
    }
    taker = Taker(first, {"items": [{"id": "c2"}], "nextCursor": "abc", "hasNextPage": False})
    heyreach = heyreach_over(taker)
    page = await heyreach.conversations(account_ids=[9], since=SINCE, until=UNTIL, profile_url=PROFILE)
    last = await heyreach.conversations(account_ids=(), since=SINCE, until=UNTIL, cursor=page.next_cursor)
    await heyreach.close()
    assert [(each.id, each.account_id, each.last_from_us) for each in page.conversations] == [("c1", 9, True)]
    assert (page.next_cursor, last.next_cursor) == ("abc", None)
    assert taker.seen[0] == snapshot(
        (
            "POST /api/public/inbox/GetConversationsV3",
            {
                "limit": 100,
                "cursor": None,
                "from": "2026-11-20T00:00:00Z",
                "to": "2026-11-22T05:30:01Z",
                "filters": {
                    "linkedInAccountIds": [9],
                    "campaignIds": [],
                    "searchString": "",
                    "leadLinkedInId": "",
                    "leadProfileUrl": "https://www.linkedin.com/in/kim-tran-0001",
                    "tags": [],
                    "latestAutoTagNames": [],
                    "seen": None,
                },
            },
        )
    )


def a_lead(name: str, **more: object) -> dict[str, object]:
    return {"linkedInUserProfile": {"profileUrl": f"https://www.linkedin.com/in/{name}"}, **more}


async def test_a_lead_is_found_on_a_later_page_whatever_its_spelling() -> None:
    wanted = a_lead(
        "Kim-Tran-0001/",
        linkedInSenderId=9,
        leadCampaignStatus="InSequence",
        leadConnectionStatus="ConnectionSent",
        leadMessageStatus="None",
        lastActionTime="2026-11-22T04:00:00Z",
        leadCampaignStatusMessage=None,
    )
    taker = Taker(
        {"totalCount": 101, "items": [a_lead(f"somebody-{number}") for number in range(100)]},
        {"totalCount": 101, "items": [wanted]},
    )
    heyreach = heyreach_over(taker)
    found = await heyreach.campaign_lead(
        campaign_id=77, profile_url="http://linkedin.com/in/kim-tran-0001?x=1"
    )
    await heyreach.close()
    assert [body for _, body in taker.seen] == [
        {"campaignId": 77, "offset": 0, "limit": 100},
        {"campaignId": 77, "offset": 100, "limit": 100},
    ]
    assert found == snapshot(
        LeadProgress(
            profile_url="https://www.linkedin.com/in/Kim-Tran-0001/",
            account_id=9,
            campaign_status="InSequence",
            connection_status="ConnectionSent",
            message_status="None",
            error=None,
            last_action_at=datetime(2026, 11, 22, 4, 0, tzinfo=UTC),
        )
    )
    assert (found and (found.asked, found.connected, found.written_to)) == (True, False, False)


async def test_nobody_is_none_and_an_endless_campaign_an_outage() -> None:
    """A lead that was not looked for far enough is not "nobody"."""
    heyreach = heyreach_over(Taker({"totalCount": 1, "items": [a_lead("other")]}))
    assert await heyreach.campaign_lead(campaign_id=77, profile_url=PROFILE) is None
    await heyreach.close()
    endless = heyreach_over(Taker({"items": [a_lead("other")] * 100}))
    with pytest.raises(ProviderUnavailable):
        await endless.campaign_lead(campaign_id=77, profile_url=PROFILE)
    await endless.close()


Call = Callable[[HeyReach], Awaitable[object]]


def add(heyreach: HeyReach) -> Awaitable[object]:
    return heyreach.add_lead(campaign_id=77, account_id=9, lead=LEAD)


def send(heyreach: HeyReach) -> Awaitable[object]:
    return heyreach.send_message(account_id=9, conversation_id=CONVERSATION, text="Hi")


def read(heyreach: HeyReach) -> Awaitable[object]:
    return heyreach.chatroom(9, CONVERSATION)


@pytest.mark.parametrize(
    ("call", "status", "body", "kind", "calls"),
    [
        (send, 401, "Invalid API key", ProviderCredentials, 1),
        (send, 401, "Missing API key", ProviderCredentials, 1),
        (send, 400, '{"errorMessage": "No such conversation"}', ProviderRefused, 1),
        (add, 400, '{"errorMessage": "You cannot add new leads to a draft campaign"}', ProviderRefused, 1),
        (add, 404, '{"errorMessage": "Campaign not found"}', ProviderRefused, 1),
        (send, 429, "", ProviderUnavailable, 3),
        (add, 429, "", ProviderUnavailable, 3),
        (send, 500, "", OutcomeUnknown, 1),
        (add, 500, "", OutcomeUnknown, 1),
        (read, 500, "", ProviderUnavailable, 3),
        (read, 404, '{"errorMessage": "Not found"}', ProviderRefused, 1),
    ],
)
async def test_every_refusal_has_its_meaning(
    call: Call, status: int, body: str, kind: type[ProviderError], calls: int
) -> None:
    """A message is never sent again after a doubt; a lead may be, since adding anew only updates."""
    made = 0

    def refuse(_request: httpx.Request) -> httpx.Response:
        nonlocal made
        made += 1
        return httpx.Response(status, text=body)

    heyreach = heyreach_over(refuse)
    with pytest.raises(kind) as refused:
        await call(heyreach)
    await heyreach.close()
    assert (type(refused.value), made) == (kind, calls)
    said = body.partition(': "')[2].rstrip('"}') or body
    assert said in str(refused.value)


def test_a_message_is_told_apart_by_conversation_time_and_text() -> None:
    """Old events are delivered again, and messages have no id."""
    message = ChatMessage("Yes", datetime(2026, 11, 22, tzinfo=UTC), False)
    keys = {
        message_key("c1", message),
        message_key("c2", message),
        message_key("c1", ChatMessage("No", message.at, False)),
        message_key("c1", ChatMessage("Yes", None, False)),
    }
    assert len(keys) == 4


@pytest.mark.parametrize(
    "url",
    [
        PROFILE,
        "http://linkedin.com/in/kim-tran-0001/",
        "https://au.linkedin.com/in/Kim-Tran-0001?trk=x",
        "linkedin.com/in/kim%2Dtran-0001",
    ],
)
def test_a_profile_has_one_key(url: str) -> None:
    assert profile_key(url) == "/in/kim-tran-0001"
