"""Every vendor's webhooks over HTTP: taken once when they are the vendor's, refused else, never a 500."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from svix.webhooks import Webhook as Svix
from twilio.request_validator import RequestValidator

from api import webhooks
from memory.enums import EventStatus
from memory.records.ids import EventId
from tests.fixtures.platform import Stage
from tests.unit.providers.test_resend_webhooks import BOUNCED
from tools.services.events.vendors import KINDS
from tools.vendors import real_accounts

PATH = "/api/v1/webhooks"
ADDRESSES = [f"{PATH}/{vendor}/{kind}" for vendor, kinds in KINDS.items() for kind in sorted(kinds)]
TEXT = {"MessageSid": "SM" + "a" * 32, "From": "+61412345678", "To": "+61480000001", "Body": "Hé +&=?"}


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[EventId]:
    """Ids of the events that a flow would be started for; no engine runs in these tests."""
    seen: list[EventId] = []

    async def received(event_id: EventId) -> None:
        seen.append(event_id)

    monkeypatch.setattr(webhooks.flows, "received", received)
    return seen


Call = Callable[[], tuple[str, bytes, dict[str, str]]]


@pytest.fixture
def calls(stage: Stage) -> dict[str, Call]:
    """One genuine call of each vendor that signs, and of those that know a secret address."""
    accounts = stage.town.sandbox.accounts
    base = stage.platform.settings.base_url

    def resend() -> tuple[str, bytes, dict[str, str]]:
        at, body = datetime.now(UTC), json.dumps(BOUNCED).encode()
        signature = Svix(accounts["resend"].webhook_secret).sign("msg_1", at, body.decode())
        stamp = str(int(at.timestamp()))
        headers = {"svix-id": "msg_1", "svix-timestamp": stamp, "svix-signature": signature}
        return f"{PATH}/resend/events", body, headers

    def twilio() -> tuple[str, bytes, dict[str, str]]:
        address = f"{PATH}/twilio/inbound?from=a%20b&x=1"
        token = accounts["twilio"].webhook_secret or accounts["twilio"].key
        signature = RequestValidator(token).compute_signature(f"{base}{address}", TEXT)
        headers = {
            "X-Twilio-Signature": signature,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return address, urlencode(TEXT).encode(), headers

    def postmark() -> tuple[str, bytes, dict[str, str]]:
        account = accounts["postmark"]
        proof = b64encode(f"{account.user}:{account.webhook_secret}".encode()).decode()
        return f"{PATH}/postmark/inbound", b'{"MessageID": "m-1"}', {"Authorization": f"Basic {proof}"}

    def heyreach() -> tuple[str, bytes, dict[str, str]]:
        return f"{PATH}/heyreach/message_reply/{accounts['heyreach'].webhook_secret}", b"{}", {}

    return {"resend": resend, "twilio": twilio, "postmark": postmark, "heyreach": heyreach}


@pytest.mark.parametrize("vendor", ["resend", "twilio", "postmark", "heyreach"])
async def test_a_genuine_call_is_stored_once_and_any_other_is_refused(
    door: httpx.AsyncClient, calls: dict[str, Call], begun: list[EventId], vendor: str
) -> None:
    """Five at once are one event; a changed body, address or proof is a 401 or 400, and stores nothing."""
    path, body, headers = calls[vendor]()
    answers = await asyncio.gather(*(door.post(path, content=body, headers=headers) for _ in range(5)))
    assert [answer.status_code for answer in answers] == [200] * 5
    assert len(begun) == 1
    forged = [
        (path, body, {}),
        (path, b"\xff" + body, headers if vendor in ("resend", "twilio") else {}),
        (path.replace("x=1", "x=2").replace("message_reply/", "message_reply/x"), body, headers),
    ]
    for address, content, proof in forged[:2] if vendor in ("resend", "postmark") else forged:
        if vendor == "heyreach" and address == path:
            continue
        answer = await door.post(address, content=content, headers=proof)
        assert answer.status_code in (400, 401), (address, proof)
    assert len(begun) == 1


async def test_twilio_is_answered_in_its_own_language(
    door: httpx.AsyncClient, calls: dict[str, Call], begun: list[EventId]
) -> None:
    """An empty instruction: what is answered to a text goes out through delivery, and only there."""
    path, body, headers = calls["twilio"]()
    answer = await door.post(path, content=body, headers=headers)
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text == '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    assert len(begun) == 1


async def test_what_became_of_a_text_is_answered_with_nothing(
    door: httpx.AsyncClient, stage: Stage, begun: list[EventId]
) -> None:
    """Twilio reads no instructions there; safeguards and the exact address count all the same."""
    account = stage.town.sandbox.accounts["twilio"]
    form = {"MessageSid": TEXT["MessageSid"], "MessageStatus": "sent"}
    url = f"{stage.platform.settings.base_url}{PATH}/twilio/status"
    signature = RequestValidator(account.webhook_secret or account.key).compute_signature(url, form)
    headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
    for address, status in ((f"{PATH}/twilio/status", 200), (f"{PATH}/twilio/status?token=1", 401)):
        answer = await door.post(address, content=urlencode(form).encode(), headers=headers)
        assert answer.status_code == status
        assert (answer.content == b"") is (status == 200)
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert len(begun) == 1


async def test_the_document_names_both_addresses_and_nothing_that_is_not_read(
    door: httpx.AsyncClient,
) -> None:
    """The token stands in the path alone."""
    paths = (await door.get("/api/openapi.json")).json()["paths"]
    found = {path: entry["post"].get("parameters", []) for path, entry in paths.items() if PATH in path}
    assert {path: [(each["name"], each["in"]) for each in given] for path, given in found.items()} == {
        f"{PATH}/{{vendor}}/{{kind}}": [("vendor", "path"), ("kind", "path")],
        f"{PATH}/{{vendor}}/{{kind}}/{{token}}": [("vendor", "path"), ("kind", "path"), ("token", "path")],
    }


async def test_a_flow_that_does_not_start_is_no_reason_to_call_again(
    door: httpx.AsyncClient, calls: dict[str, Call], stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The event is stored: it is picked up within a minute."""

    async def broken(_event_id: EventId) -> None:
        raise RuntimeError("the engine is away")

    monkeypatch.setattr(webhooks.flows, "received", broken)
    path, body, headers = calls["resend"]()
    assert (await door.post(path, content=body, headers=headers)).status_code == 200
    await stage.age_events()
    (event_id,) = await stage.platform.services.intake.claim(10, kinds=(), others=True)
    assert (await stage.platform.services.intake.event(event_id)).status is EventStatus.STORED


async def test_nothing_is_kept_that_proves_who_called(
    door: httpx.AsyncClient, calls: dict[str, Call], begun: list[EventId], stage: Stage
) -> None:
    """The stored row bears neither password nor signature."""
    for call in calls.values():
        path, body, headers = call()
        assert (await door.post(path, content=body, headers=headers)).status_code == 200
    for event_id in begun:
        kept = await stage.platform.services.intake.event(event_id)
        assert not {name.lower() for name in kept.headers} & {"authorization", "svix-signature"}
        assert "x-twilio-signature" not in kept.headers


@pytest.mark.parametrize(
    "address", ["nobody/events", "postmark/nothing", "twilio/inbound%00", "résend/events"]
)
async def test_an_unknown_address_is_refused(door: httpx.AsyncClient, address: str) -> None:
    """Whatever stands in it."""
    assert (await door.post(f"{PATH}/{address}", content=b"{}")).status_code in (400, 401, 404)


NAMES = [
    "svix-id", "svix-timestamp", "svix-signature", "x-twilio-signature", "stripe-signature", "lob-signature",
    "lob-signature-timestamp", "synthflow-signature", "authorization", "content-type", "x-agencyos-token",
]  # fmt: skip
ODD: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=8,
)
FIELDS = ["MessageID", "RecordType", "id", "type", "data", "call", "call_id", "event_type", "body", "people",
          "request_id", "eventData", "resource", "row_id", "conversation_id", "lead", "created"]  # fmt: skip
BODIES = (
    st.binary(max_size=300)
    | ODD.map(lambda value: json.dumps(value).encode())
    | st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=6).map(lambda value: json.dumps(value).encode())
    | st.dictionaries(st.sampled_from(["MessageSid", "MessageStatus", "From", "Body"]), st.text()).map(
        lambda form: urlencode(form, errors="replace").encode()
    )
    | st.just(b"[" * 20_000)
)


@settings(
    max_examples=150,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    address=st.sampled_from(ADDRESSES),
    own=st.booleans(),
    body=BODIES,
    headers=st.dictionaries(st.sampled_from(NAMES), st.binary(max_size=40), max_size=4),
    query=st.text(alphabet="abc=&%+?é", max_size=12),
)
async def test_no_call_to_any_vendors_address_makes_a_500(
    door: httpx.AsyncClient,
    stage: Stage,
    begun: list[EventId],
    address: str,
    own: bool,
    body: bytes,
    headers: dict[str, bytes],
    query: str,
) -> None:
    """Any bytes with any headers, to the secret address too: stored, or refused with a reason."""
    vendor = address.split("/")[4]
    account = stage.town.sandbox.accounts.get(vendor) or real_accounts(stage.platform.settings, "s")[vendor]
    given = [(name.encode(), value) for name, value in headers.items()]
    url = address
    if own and vendor == "postmark":
        proof = b64encode(f"{account.user}:{account.webhook_secret}".encode())
        given = [(name, value) for name, value in given if name != b"authorization"]
        given.append((b"authorization", b"Basic " + proof))
    elif own and vendor in ("heyreach", "apify", "apollo", "clay"):
        url = f"{address}/{account.webhook_secret}"
    answer = await door.post(f"{url}?{query}" if query else url, content=body, headers=given)
    assert answer.status_code in (200, 400, 401), (answer.status_code, answer.text)
