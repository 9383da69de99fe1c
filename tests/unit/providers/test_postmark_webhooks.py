"""What Postmark tells of mails, by webhook and by list, is checked, keyed and read."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from inline_snapshot import snapshot

from errors import ProviderRefused, WebhookRejected
from tests.unit.providers.test_client import Pauses
from tests.unit.providers.test_postmark import INBOUND
from tools.providers.client import Vendor, basic_auth
from tools.providers.postmark import Postmark, explain
from tools.providers.postmark_outcomes import parse_outcome
from tools.providers.webhooks import Webhook

BOUNCE = {
    "RecordType": "Bounce",
    "ID": 4323372036854775807,
    "Type": "HardBounce",
    "TypeCode": 1,
    "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
    "Description": "The server was unable to deliver your message.",
    "Details": "smtp;550 5.1.1 user unknown",
    "Email": "Lead@corp.example",
    "BouncedAt": "2026-11-05T16:33:54.9070259Z",
    "Inactive": True,
}
DELIVERY = {
    "RecordType": "Delivery",
    "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
    "Recipient": "lead@corp.example",
    "DeliveredAt": "2026-11-05T16:33:54Z",
}
HEADERS = {"authorization": basic_auth("postmark", "pass")}


def postmark_over(handler: httpx.MockTransport) -> Postmark:
    vendor = Vendor(
        "Postmark",
        "https://postmark.example",
        headers={"X-Postmark-Server-Token": "t"},
        transport=handler,
        explain=explain,
        pause=Pauses(),
    )
    return Postmark(vendor, webhook_user="postmark", webhook_password="pass")


def nobody() -> Postmark:
    return postmark_over(httpx.MockTransport(lambda _request: httpx.Response(500)))


def called(content: object, headers: dict[str, str] = HEADERS) -> Webhook:
    return Webhook(url="", headers=headers, body=json.dumps(content).encode())


def test_every_kind_has_its_key() -> None:
    """A mail's id, a bounce's id with all its digits, else what, to whom and when."""
    postmark = nobody()
    assert postmark.receive("inbound", called(INBOUND)) == INBOUND["MessageID"]
    assert postmark.receive("bounce", called(BOUNCE)) == "Bounce:4323372036854775807"
    assert postmark.receive("delivery", called(DELIVERY)) == snapshot(
        "Delivery:883953f4-6105-42a2-a16a-77a8eac79483:lead@corp.example:2026-11-05T16:33:54+00:00:"
    )
    assert postmark.receive("events", called(BOUNCE)) == "Bounce:4323372036854775807"


@pytest.mark.parametrize("kind", ["inbound", "bounce", "complaint", "delivery", "open", "click", "events"])
def test_a_call_without_our_password_is_rejected_and_an_odd_one_malformed(kind: str) -> None:
    """Postmark signs nothing: the Basic auth of the address is all that it bears."""
    postmark = nobody()
    with pytest.raises(WebhookRejected) as rejected:
        postmark.receive(kind, called(BOUNCE, {}))
    assert not rejected.value.malformed
    for odd in (None, [], "text", {}, {"RecordType": 7}, 9):
        with pytest.raises(WebhookRejected) as rejected:
            postmark.receive(kind, called(odd))
        assert rejected.value.malformed


@given(kind=some.sampled_from(["inbound", "bounce", "events"]), body=some.binary(), header=some.text())
@settings(deadline=None)
def test_no_stranger_breaks_the_door(kind: str, body: bytes, header: str) -> None:
    """WebhookRejected and nothing else."""
    for headers in ({"authorization": header}, HEADERS):
        with pytest.raises(WebhookRejected):
            nobody().receive(kind, Webhook(url="", headers=headers, body=body))


def test_outcomes_are_read() -> None:
    """Hard by its type, a complaint by its record or its type, the moment to the microsecond."""
    bounce = parse_outcome(json.dumps(BOUNCE).encode())
    assert (bounce.hard, bounce.complaint, bounce.suppressed) == (True, False, True)
    assert bounce.at == datetime(2026, 11, 5, 16, 33, 54, 907025, tzinfo=UTC)
    assert bounce.recipient == "lead@corp.example"
    soft = parse_outcome(json.dumps({**BOUNCE, "Type": "Transient"}).encode())
    assert not soft.hard
    complaint = {**BOUNCE, "RecordType": "SpamComplaint", "Type": "SpamComplaint"}
    assert parse_outcome(json.dumps(complaint).encode()).complaint


async def test_a_list_is_asked_for_in_pages_and_in_new_yorks_time() -> None:
    """500 a page up to the total; winter is five hours behind UTC."""
    asked: list[dict[str, str]] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        asked.append(dict(request.url.params))
        offset = int(request.url.params["offset"])
        mails = [{"MessageID": f"m-{number}"} for number in range(offset, min(offset + 500, 700))]
        return httpx.Response(200, json={"TotalCount": 700, "InboundMessages": mails})

    postmark = postmark_over(httpx.MockTransport(answer))
    until = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
    found = await postmark.inbound_since(until - timedelta(days=1), until)
    await postmark.close()
    assert len(found) == 700
    assert asked == snapshot(
        [
            {
                "count": "500",
                "offset": "0",
                "fromdate": "2026-11-22T01:00:00",
                "todate": "2026-11-23T01:00:00",
            },
            {
                "count": "500",
                "offset": "500",
                "fromdate": "2026-11-22T01:00:00",
                "todate": "2026-11-23T01:00:00",
            },
        ]
    )


async def test_more_than_a_list_may_hold_is_asked_for_in_halves() -> None:
    """Postmark lists 10,000 at most: no mail is left out for it."""
    began = datetime(2026, 11, 22, tzinfo=UTC)
    mails = [began + timedelta(seconds=5 * number) for number in range(12_000)]
    asked: list[int] = []

    def moment(text: str) -> datetime:
        return datetime.fromisoformat(f"{text}-05:00")

    async def answer(request: httpx.Request) -> httpx.Response:
        params = request.url.params
        asked.append(int(params["count"]) + int(params["offset"]))
        held = [at for at in mails if moment(params["fromdate"]) <= at <= moment(params["todate"])]
        page = held[int(params["offset"]) :][: int(params["count"])]
        listed = [{"MessageID": f"m-{int(at.timestamp())}"} for at in page]
        return httpx.Response(200, json={"TotalCount": len(held), "InboundMessages": listed})

    postmark = postmark_over(httpx.MockTransport(answer))
    found = await postmark.inbound_since(began, began + timedelta(days=1))
    await postmark.close()
    assert len(found) == 12_000
    assert max(asked) <= 10_000


async def test_a_bounce_is_read_back_under_its_long_id() -> None:
    """And what Postmark has not kept is a refusal, not an outcome."""
    paths: list[str] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        known = {name: value for name, value in BOUNCE.items() if name != "RecordType"}
        return httpx.Response(200, json=known) if len(paths) == 1 else httpx.Response(404, json={})

    postmark = postmark_over(httpx.MockTransport(answer))
    kept = await postmark.fetch_bounce(4323372036854775807)
    assert (kept.record_type, kept.hard, paths[0]) == ("Bounce", True, "/bounces/4323372036854775807")
    with pytest.raises(ProviderRefused):
        await postmark.fetch_bounce(1)
    assert not await postmark.has_sent("883953f4-6105-42a2-a16a-77a8eac79483")
    assert not await postmark.has_sent("../servers")
    await postmark.close()
    assert len(paths) == 3
