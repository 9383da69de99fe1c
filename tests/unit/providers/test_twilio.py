"""A text message goes on the wire as Twilio wants it, and its answers mean what Twilio says they mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import parse_qsl

import httpx
import pytest
from inline_snapshot import snapshot

from errors import OutcomeUnknown, ProviderCredentials, ProviderError, ProviderRefused, ProviderUnavailable
from tests.unit.providers.test_client import Pauses
from tools.providers.accounts import Account
from tools.providers.client import Vendor, basic_auth
from tools.providers.twilio import OutboundSms, SentSms, Twilio, explain

ACCOUNT = "AC" + "a" * 32
SID = "SM" + "1" * 32
SMS = OutboundSms(
    sender="+61491570006",
    to="+61491570156",
    text="Hi Kim & co, 20% off? Reply STOP to opt out.",
    status_callback="https://agency.example/api/v1/webhooks/twilio/status",
)
MESSAGE = {
    "sid": SID,
    "account_sid": ACCOUNT,
    "direction": "outbound-api",
    "status": "queued",
    "from": "+61491570006",
    "to": "+61491570156",
    "body": "Hi Kim",
    "num_segments": "1",
    "num_media": "0",
    "price": None,
    "price_unit": None,
    "error_code": None,
    "error_message": None,
    "date_created": "Sun, 22 Nov 2026 05:01:45 +0000",
    "date_sent": None,
    "date_updated": "Sun, 22 Nov 2026 05:01:45 +0000",
    "surprise": {"new": True},
}


def twilio_over(handler: Callable[[httpx.Request], httpx.Response]) -> Twilio:
    vendor = Vendor(
        "Twilio",
        "https://api.twilio.example/2010-04-01",
        headers={"Authorization": basic_auth(ACCOUNT, "token")},
        transport=httpx.MockTransport(handler),
        explain=explain,
        pause=Pauses(),
    )
    return Twilio(vendor, account_sid=ACCOUNT, webhook_secret="token")


async def test_a_message_on_the_wire() -> None:
    """Method, address, headers and form."""
    requests: list[httpx.Request] = []

    def take(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(201, json=MESSAGE)

    twilio = twilio_over(take)
    assert await twilio.send(SMS) == SentSms(sid=SID, status="queued", segments=1, price_usd=None)
    await twilio.send(replace(SMS, sender="MG" + "b" * 32, status_callback=None))
    await twilio.close()
    sent, through_a_service = requests
    assert f"{sent.method} {sent.url}" == snapshot(
        "POST https://api.twilio.example/2010-04-01/Accounts/ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Messages.json"
    )
    assert {name: sent.headers[name] for name in ("authorization", "content-type")} == snapshot(
        {
            "authorization": "Basic QUNhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYTp0b2tlbg==",
            "content-type": "application/x-www-form-urlencoded",
        }
    )
    assert sent.content == snapshot(
        b"To=%2B61491570156&From=%2B61491570006&Body=Hi+Kim+%26+co%2C+20%25+off%3F+Reply+STOP+to+opt+out."
        b"&StatusCallback=https%3A%2F%2Fagency.example%2Fapi%2Fv1%2Fwebhooks%2Ftwilio%2Fstatus"
    )
    assert dict(parse_qsl(through_a_service.content.decode())) == snapshot(
        {
            "To": "+61491570156",
            "MessagingServiceSid": "MGbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
            "Body": "Hi Kim & co, 20% off? Reply STOP to opt out.",
        }
    )


@pytest.mark.parametrize(
    ("status", "code", "kind", "calls"),
    [
        (400, 21211, ProviderRefused, 1),
        (400, 21408, ProviderRefused, 1),
        (403, 21408, ProviderRefused, 1),
        (400, 21602, ProviderRefused, 1),
        (400, 21606, ProviderRefused, 1),
        (400, 21610, ProviderRefused, 1),
        (403, 21610, ProviderRefused, 1),
        (400, 21611, ProviderUnavailable, 1),
        (400, 21614, ProviderRefused, 1),
        (400, 21617, ProviderRefused, 1),
        (400, 21659, ProviderRefused, 1),
        (401, 20003, ProviderCredentials, 1),
        (400, 20003, ProviderCredentials, 1),
        (403, 20005, ProviderCredentials, 1),
        (404, 20404, ProviderRefused, 1),
        (429, 20429, ProviderUnavailable, 3),
        (429, None, ProviderUnavailable, 3),
        (500, 20500, OutcomeUnknown, 1),
        (503, 20503, OutcomeUnknown, 1),
        (504, None, OutcomeUnknown, 1),
    ],
)
async def test_every_refusal_has_its_meaning(
    status: int, code: int | None, kind: type[ProviderError], calls: int
) -> None:
    """And a message that may have gone is never sent again."""
    made = 0

    def refuse(_request: httpx.Request) -> httpx.Response:
        nonlocal made
        made += 1
        return httpx.Response(
            status, json={"code": code, "message": "No.", "more_info": "", "status": status}
        )

    twilio = twilio_over(refuse)
    with pytest.raises(kind) as refused:
        await twilio.send(SMS)
    await twilio.close()
    assert (type(refused.value), made) == (kind, calls)
    if isinstance(refused.value, ProviderRefused):
        assert refused.value.code == str(code)


@pytest.mark.parametrize(
    ("error", "kind", "calls"),
    [
        (httpx.ConnectError("no"), ProviderUnavailable, 3),
        (httpx.ReadTimeout("late"), OutcomeUnknown, 1),
        (httpx.RemoteProtocolError("cut"), OutcomeUnknown, 1),
    ],
)
async def test_a_lost_answer_leaves_a_doubt(
    error: httpx.HTTPError, kind: type[ProviderError], calls: int
) -> None:
    """Only a connection that never stood is tried again."""
    made = 0

    def fail(_request: httpx.Request) -> httpx.Response:
        nonlocal made
        made += 1
        raise error

    twilio = twilio_over(fail)
    with pytest.raises(kind) as failed:
        await twilio.send(SMS)
    await twilio.close()
    assert (type(failed.value), made) == (kind, calls)


@pytest.mark.parametrize("body", ["{}", '{"sid": ""}', '{"sid": null}', "[]", "<html>", ""])
async def test_an_answer_without_a_sid_leaves_a_doubt(body: str) -> None:
    """The message may have gone."""
    twilio = twilio_over(lambda _request: httpx.Response(201, text=body))
    with pytest.raises(OutcomeUnknown):
        await twilio.send(SMS)
    await twilio.close()


async def test_the_look_up_follows_every_page_and_no_address() -> None:
    """Another host in `next_page_uri` never sees our key; what is older or came in is left out."""
    asked: list[str] = []
    pages = iter(
        [
            {
                "messages": [
                    MESSAGE,
                    {**MESSAGE, "sid": "SM" + "2" * 32, "direction": "inbound"},
                    "no message",
                ],
                "next_page_uri": "https://evil.example/2010-04-01/Accounts/x/Messages.json?Page=1&PageToken=PA%2B1",
            },
            {
                "messages": [
                    {**MESSAGE, "sid": "SM" + "3" * 32, "date_created": "Fri, 20 Nov 2026 23:59:59 +0000"},
                    {**MESSAGE, "sid": "SM" + "4" * 32, "date_created": "not a date"},
                ],
                "next_page_uri": None,
            },
        ]
    )

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json=next(pages))

    twilio = twilio_over(answer)
    found = await twilio.recent(to="+61491570156", since=date(2026, 11, 21), sender="+61491570006")
    await twilio.close()
    assert [record.sid[-1] for record in found] == ["1", "4"]
    assert asked == snapshot(
        [
            "https://api.twilio.example/2010-04-01/Accounts/ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Messages.json?To=%2B61491570156&From=%2B61491570006&PageSize=1000",
            "https://api.twilio.example/2010-04-01/Accounts/ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/Messages.json?Page=1&PageToken=PA%2B1",
        ]
    )


async def test_a_message_through_a_service_is_looked_up_by_its_recipient() -> None:
    """Its sender is whichever number the service chose."""
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.query.decode())
        return httpx.Response(200, json={"messages": [MESSAGE]})

    twilio = twilio_over(answer)
    found = await twilio.recent(to="+61491570156", since=date(2026, 11, 21), sender="MG" + "b" * 32)
    await twilio.close()
    assert [record.sid for record in found] == [SID]
    assert asked == ["To=%2B61491570156&PageSize=1000"]


async def test_what_came_in_is_polled_by_the_day_and_kept_by_the_second() -> None:
    """Twilio's filter knows days in UTC only."""
    asked: list[str] = []
    came_in = {**MESSAGE, "direction": "inbound", "status": "received"}

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.query.decode())
        messages = [
            {**came_in, "date_sent": "Sun, 22 Nov 2026 05:00:00 +0000"},
            {**came_in, "sid": "SM" + "2" * 32, "date_sent": "Sun, 22 Nov 2026 01:00:00 +0000"},
            {**MESSAGE, "sid": "SM" + "3" * 32},
        ]
        return httpx.Response(200, json={"messages": messages})

    twilio = twilio_over(answer)
    found = await twilio.inbound(to="+61491570006", since=datetime.fromisoformat("2026-11-22T13:00:00+11:00"))
    await twilio.close()
    assert [record.sid for record in found] == [SID]
    assert asked == snapshot(["To=%2B61491570006&DateSent%3E=2026-11-22&PageSize=1000"])


async def test_a_list_without_an_end_is_an_outage_and_not_a_part() -> None:
    """Half of the answers would look like silence."""
    calls = 0

    def answer(_request: httpx.Request) -> httpx.Response:
        nonlocal calls
        calls += 1
        return httpx.Response(200, json={"messages": [], "next_page_uri": "/x?PageToken=1"})

    twilio = twilio_over(answer)
    with pytest.raises(ProviderUnavailable):
        await twilio.recent(to="+61491570156", since=date(2026, 11, 21))
    await twilio.close()
    assert calls == 20


@pytest.mark.parametrize("body", ["{}", '{"messages": null, "x": 1}', "[]", "nothing"])
async def test_an_unreadable_list_is_no_empty_one(body: str) -> None:
    twilio = twilio_over(lambda _request: httpx.Response(200, text=body))
    if "messages" in body:
        assert await twilio.recent(to="+61491570156", since=date(2026, 11, 21)) == ()
    else:
        with pytest.raises(ProviderUnavailable):
            await twilio.recent(to="+61491570156", since=date(2026, 11, 21))
    await twilio.close()


async def test_a_message_is_read_back() -> None:
    """Numbers that are texts, dates of RFC 2822, and a charge below zero."""
    kept = {
        **MESSAGE,
        "status": "undelivered",
        "error_code": 30003,
        "price": "-0.05150",
        "price_unit": "USD",
        "date_sent": "Sun, 22 Nov 2026 05:01:50 +0000",
    }
    twilio = twilio_over(lambda _request: httpx.Response(200, json=kept))
    record = await twilio.fetch(SID)
    await twilio.close()
    assert (record.status, record.error_code, record.segments) == ("undelivered", "30003", 1)
    assert record.price_usd == Decimal("0.05150")
    assert record.sent_at == datetime(2026, 11, 22, 5, 1, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    ("price", "unit"), [("-0.05", "AUD"), ("NaN", "USD"), ("free", "USD"), (None, "USD"), (5, "USD")]
)
async def test_a_price_that_is_no_dollar_is_none(price: object, unit: str) -> None:
    kept = {**MESSAGE, "price": price, "price_unit": unit}
    twilio = twilio_over(lambda _request: httpx.Response(200, json=kept))
    assert (await twilio.fetch(SID)).price_usd is None
    await twilio.close()


@pytest.mark.parametrize("sid", ["", "../Calls", "SM1", SID + "/Media", "CA" + "1" * 32])
async def test_an_odd_sid_is_never_asked_for(sid: str) -> None:
    """It may come from a stranger."""
    twilio = Twilio.at(Account(base_url="http://127.0.0.1:9", user=ACCOUNT, key="t"), timeout_seconds=1)
    with pytest.raises(ProviderRefused) as refused:
        await twilio.fetch(sid)
    await twilio.close()
    assert refused.value.status == 404
