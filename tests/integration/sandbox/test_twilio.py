"""The real client and the pretended Twilio understand each other, in fair weather and in foul."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from jsonschema import Draft202012Validator, ValidationError
from twilio.request_validator import RequestValidator

from errors import ProviderCredentials, ProviderError, ProviderRefused, ProviderUnavailable
from tests.fixtures.faults import each_fault
from tests.fixtures.sandbox import Mailroom
from tools.providers.client import Vendor, basic_auth
from tools.providers.outcomes import Effect
from tools.providers.twilio import STATUS_RANK, OutboundSms, Twilio, parse_inbound, parse_status
from tools.providers.webhooks import Webhook
from tools.sandbox.config import SandboxConfig
from tools.sandbox.server import Sandbox, open_sandbox

SPECIFICATION = Path(__file__).resolve().parents[4] / "shared" / "specs" / "twilio.json"
OURS, THEIRS = "+61491570313", "+61491578888"
SMS = OutboundSms(sender=OURS, to=THEIRS, text="Hi, Kim here from Agency. Reply STOP to opt out.")
TODAY = datetime.now(UTC).date() - timedelta(days=1)


@pytest.fixture
async def twilio(sandbox: Sandbox) -> AsyncIterator[Twilio]:
    twilio = Twilio.at(sandbox.accounts["twilio"], timeout_seconds=3)
    yield twilio
    await twilio.close()


async def test_a_message_is_delivered_and_tells_so(
    sandbox: Sandbox, twilio: Twilio, mailroom: Mailroom
) -> None:
    """Each status is posted, signed as Twilio's own package demands, and the record ends as the last."""
    sandbox.post_to(mailroom.url)
    sent = await twilio.send(
        replace(SMS, status_callback=f"{mailroom.url}/api/v1/webhooks/twilio/status?x=1")
    )
    assert (sent.status, sent.segments) == ("queued", 1)
    await mailroom.wait_for(3, "twilio/status")
    validator = RequestValidator(sandbox.accounts["twilio"].key)
    statuses: set[str] = set()
    for posted in mailroom.at("twilio/status"):
        fields = dict(parse_qsl(posted.body.decode(), keep_blank_values=True))
        assert posted.url.endswith("?x=1")
        assert validator.validate(posted.url, fields, posted.headers["x-twilio-signature"])
        told = parse_status(posted.body)
        assert twilio.receive(
            "status", Webhook(url=posted.url, headers=posted.headers, body=posted.body)
        ) == (f"{sent.sid}:{told.status}")
        statuses.add(told.status)
    assert max(statuses, key=STATUS_RANK.__getitem__) == "delivered"
    record = await twilio.fetch(sent.sid)
    assert (record.status, record.text, record.price_usd) == ("delivered", SMS.text, Decimal("0.05150"))
    assert [send.id for send in sandbox.ledger.sends("twilio")] == [sent.sid]


@pytest.mark.parametrize(("code", "end"), [("30003", "undelivered"), ("30007", "failed")])
async def test_some_phones_are_never_reached(
    sandbox: Sandbox, twilio: Twilio, mailroom: Mailroom, code: str, end: str
) -> None:
    """A number that ends in a delivery error's code; nobody answers from it."""
    sandbox.post_to(mailroom.url)
    sent = await twilio.send(replace(SMS, to=f"+614915{code}"))
    await mailroom.wait_for(3, "twilio/status")
    told = {parse_status(posted.body).status: parse_status(posted.body) for posted in mailroom.posted}
    assert told[end].error_code == code
    record = await twilio.fetch(sent.sid)
    assert (record.status, record.error_code, record.price_usd) == (end, code, None)
    assert not mailroom.at("twilio/inbound")


async def test_a_person_texts_back_and_stop_is_kept(
    sandbox: Sandbox, twilio: Twilio, mailroom: Mailroom, admin: Vendor
) -> None:
    """By webhook and in the list; after STOP nothing more is taken from that sender."""
    sandbox.post_to(mailroom.url)
    await wish(admin, "Who is this?")
    sent = await twilio.send(SMS)
    await mailroom.wait_for(1, "twilio/inbound")
    posted = mailroom.at("twilio/inbound")[0]
    answer = parse_inbound(posted.body)
    assert (answer.sender, answer.to, answer.text) == (THEIRS, OURS, "Who is this?")
    hook = Webhook(url=posted.url, headers=posted.headers, body=posted.body)
    assert twilio.receive("inbound", hook) == answer.sid
    since = datetime.now(UTC) - timedelta(minutes=1)
    assert [(each.sid, each.text) for each in await twilio.inbound(to=OURS, since=since)] == [
        (answer.sid, answer.text)
    ]
    assert [each.sid for each in await twilio.recent(to=THEIRS, since=TODAY)] == [sent.sid]

    await wish(admin, "STOP", again=True)
    await mailroom.wait_for(2, "twilio/inbound")
    with pytest.raises(ProviderRefused) as refused:
        await twilio.send(SMS)
    assert refused.value.code == "21610"
    await twilio.send(replace(SMS, sender="+61491570110"))
    await wish(admin, "start", again=True)
    # The wish answers the newest message; its sender stays open, and the stopped one stays stopped.
    await mailroom.wait_for(3, "twilio/inbound")
    await twilio.send(replace(SMS, sender="+61491570110"))
    with pytest.raises(ProviderRefused):
        await twilio.send(SMS)


async def wish(admin: Vendor, text: str, *, again: bool = False) -> None:
    body = {"recipient": THEIRS, "text": text, "again": again}
    await admin.call("wish", "POST", "/answer", effect=Effect.ONCE, json=body)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"to": "0491578888"}, "21211"),
        ({"to": ""}, "21604"),
        ({"to": "+61255501234"}, "21614"),
        ({"text": ""}, "21602"),
        ({"text": "x" * 1601}, "21617"),
        ({"sender": ""}, "21603"),
        ({"sender": "A sender too long"}, "21212"),
        ({"status_callback": "twilio/status"}, "21609"),
    ],
)
async def test_a_bad_message_is_refused_and_not_kept(
    sandbox: Sandbox, twilio: Twilio, change: dict[str, str], code: str
) -> None:
    with pytest.raises(ProviderRefused) as refused:
        await twilio.send(replace(SMS, **change))  # type: ignore[arg-type]
    assert refused.value.code == code
    assert sandbox.ledger.sends("twilio") == ()


async def test_a_name_cannot_be_answered(sandbox: Sandbox, twilio: Twilio) -> None:
    """An alphanumeric sender is one-way."""
    for number in range(5):
        await twilio.send(replace(SMS, sender="Agency", to=f"+6149157888{number}"))
    assert not [call for call in sandbox.ledger.calls("twilio") if call.path == "twilio/inbound"]


async def test_a_wrong_key_opens_nothing(sandbox: Sandbox) -> None:
    """Nor does another account's sid."""
    account = sandbox.accounts["twilio"]
    for wrong, kind in (
        (replace(account, key="x"), ProviderCredentials),
        (replace(account, user="AC1"), None),
    ):
        twilio = Twilio.at(wrong, timeout_seconds=3)
        with pytest.raises(kind or ProviderError):
            await twilio.send(SMS)
        await twilio.close()
    assert sandbox.ledger.sends() == ()


@each_fault
async def test_after_each_fault_the_look_up_tells_the_truth(
    sandbox: Sandbox, twilio: Twilio, fault: str, kind: type[ProviderError], kept: int
) -> None:
    """What was taken is found by its recipient and text; what was not, is not."""
    sandbox.faults.set(f"twilio.{fault}=1")
    with pytest.raises(ProviderError) as failed:
        await twilio.send(SMS)
    assert (type(failed.value), len(sandbox.ledger.sends("twilio"))) == (kind, kept)
    sandbox.faults.set("")
    found = await twilio.recent(to=THEIRS, since=TODAY, sender=OURS)
    assert [each.text for each in found] == [SMS.text] * kept


async def test_pages_join_and_filters_hold(sandbox: Sandbox, twilio: Twilio) -> None:
    """By recipient, sender and day, two a page."""
    for number in range(5):
        await twilio.send(replace(SMS, sender="Agency", text=f"Text {number}"))
    await twilio.send(replace(SMS, sender="Other", text="Text of another"))
    vendor, path = raw(sandbox)
    texts: list[str] = []
    params = {"To": THEIRS, "From": "Agency", "DateSent>": TODAY.isoformat(), "PageSize": "2"}
    while params:
        answer = await vendor.call("list", "GET", path, effect=Effect.READ, params=params)
        page = json.loads(answer.body)
        assert len(page["messages"]) <= 2
        texts += [message["body"] for message in page["messages"]]
        params = dict(parse_qsl((page["next_page_uri"] or "").partition("?")[2]))
    assert texts == [f"Text {number}" for number in (4, 3, 2, 1, 0)]
    for odd in ({"DateSent<": "2020-01-01"}, {"DateSent": "2020-01-01"}, {"To": "+61400000000"}):
        answer = await vendor.call("list", "GET", path, effect=Effect.READ, params=odd)
        assert json.loads(answer.body)["messages"] == []
    for wrong in ({"DateSent": "soon"}, {"PageSize": "1001"}, {"PageToken": "PAx"}):
        with pytest.raises(ProviderRefused):
            await vendor.call("list", "GET", path, effect=Effect.READ, params=wrong)
    with pytest.raises(ProviderRefused) as missing:
        await twilio.fetch("SM" + "0" * 32)
    assert missing.value.code == "20404"
    await vendor.close()


async def test_too_many_a_second_are_turned_away(sandbox_config: SandboxConfig) -> None:
    """With 20429, and nothing of them was taken."""
    async with open_sandbox(replace(sandbox_config, twilio_a_second=5)) as sandbox:
        statuses = await _rush(sandbox, 60)
        assert set(statuses) == {201, 429}
        assert len(sandbox.ledger.sends("twilio")) == statuses.count(201)


async def _rush(sandbox: Sandbox, count: int) -> list[int]:
    vendor, path = raw(sandbox)
    form = {"To": THEIRS, "From": "Agency", "Body": "Hi"}

    async def send() -> int:
        try:
            return (await vendor.call("send", "POST", path, effect=Effect.ONCE, form=form)).status
        except ProviderUnavailable as many:
            return many.status or 0

    statuses = await asyncio.gather(*(send() for _ in range(count)))
    await vendor.close()
    return statuses


async def test_what_was_taken_outlives_the_sandbox(sandbox_config: SandboxConfig) -> None:
    """Also its status, and a STOP."""
    async with open_sandbox(sandbox_config) as sandbox:
        twilio = Twilio.at(sandbox.accounts["twilio"], timeout_seconds=3)
        sid = (await twilio.send(SMS)).sid
        await twilio.close()
        vendor = Vendor("sandbox", f"{sandbox.root}/_sandbox", headers={}, timeout_seconds=3)
        await wish(vendor, "Stop", again=True)
        await vendor.close()
    async with open_sandbox(sandbox_config) as sandbox:
        twilio = Twilio.at(sandbox.accounts["twilio"], timeout_seconds=3)
        assert (await twilio.fetch(sid)).status == "delivered"
        with pytest.raises(ProviderRefused):
            await twilio.send(SMS)
        await twilio.close()


def raw(sandbox: Sandbox) -> tuple[Vendor, str]:
    """Twilio's paths, called once each and without our client."""
    account = sandbox.accounts["twilio"]
    headers = {"Authorization": basic_auth(account.user, account.key)}
    vendor = Vendor("Twilio", account.base_url, headers=headers, attempts=1)
    return vendor, f"/Accounts/{account.user}/Messages.json"


needs_specification = pytest.mark.skipif(
    not SPECIFICATION.exists(),
    reason="Twilio's specification is not beside the checkout (shared/specs/twilio.json).",
)


def conforms(value: object, schema: dict[str, Any]) -> None:
    """Raise ValidationError unless the value is what Twilio's specification describes."""
    document = _without_nullable(json.loads(SPECIFICATION.read_text()))
    Draft202012Validator({**document, **_without_nullable(schema)}).validate(value)


def _without_nullable(value: Any) -> Any:
    """OpenAPI 3.0's `nullable` as JSON Schema says it."""
    if isinstance(value, list):
        return [_without_nullable(each) for each in value]
    if not isinstance(value, dict):
        return value
    plain = {key: _without_nullable(each) for key, each in value.items()}
    if plain.pop("nullable", False) is True:
        return {"anyOf": [plain, {"type": "null"}]}
    return plain


def operation(path: str, method: str) -> dict[str, Any]:
    return json.loads(SPECIFICATION.read_text())["paths"][f"/2010-04-01/Accounts/{{AccountSid}}/{path}"][
        method
    ]


def request_schema() -> dict[str, Any]:
    content = operation("Messages.json", "post")["requestBody"]["content"]
    schema = content["application/x-www-form-urlencoded"]["schema"]
    return {**schema, "additionalProperties": False}


MESSAGE: dict[str, Any] = {"$ref": "#/components/schemas/api.v2010.account.message"}


@needs_specification
async def test_our_requests_and_the_sandboxs_answers_conform(sandbox: Sandbox, twilio: Twilio) -> None:
    """Every one of them, as it was on the wire; and Twilio's own samples do too."""
    seen: list[tuple[str, bytes, bytes]] = []

    async def keep(response: Any) -> None:
        await response.aread()
        seen.append((str(response.request.url), response.request.content, response.content))

    twilio._vendor._http.event_hooks["response"].append(keep)
    sent = await twilio.send(replace(SMS, status_callback="https://agency.example/webhooks/twilio/status"))
    await twilio.fetch(sent.sid)
    await twilio.recent(to=THEIRS, since=TODAY)
    await twilio.inbound(to=OURS, since=datetime.now(UTC))
    conforms(dict(parse_qsl(seen[0][1].decode())), request_schema())
    for _, _, body in seen[:2]:
        conforms(json.loads(body), MESSAGE)
    listed = operation("Messages.json", "get")
    schema = listed["responses"]["200"]["content"]["application/json"]["schema"]
    known = {parameter["name"] for parameter in listed["parameters"]}
    for url, _, body in seen[2:]:
        conforms(json.loads(body), schema)
        assert {name for name, _ in parse_qsl(url.partition("?")[2])} <= known
    assert set(json.loads(seen[1][2])) == set(
        json.loads(SPECIFICATION.read_text())["components"]["schemas"]["api.v2010.account.message"][
            "properties"
        ]
    )


@needs_specification
@pytest.mark.parametrize(
    ("value", "of_request"),
    [
        ({"From": OURS, "Body": "no recipient"}, True),
        ({"To": THEIRS, "Text": "no such field"}, True),
        ({"status": "vanished"}, False),
        ({"sid": "short"}, False),
        ({"num_segments": 1}, False),
    ],
)
def test_the_check_can_fail(value: object, of_request: bool) -> None:
    """What the specification forbids is found."""
    with pytest.raises(ValidationError):
        conforms(value, request_schema() if of_request else MESSAGE)
