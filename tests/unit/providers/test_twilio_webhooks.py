"""Twilio's webhooks are believed exactly where Twilio's own validator believes them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from hashlib import sha256
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from inline_snapshot import snapshot
from twilio.request_validator import RequestValidator

from errors import WebhookRejected
from tools.providers.accounts import Account
from tools.providers.twilio import InboundSms, SmsStatus, Twilio, parse_inbound, parse_status
from tools.providers.twilio_signature import sign
from tools.providers.webhooks import Webhook

TOKEN = "12345-token"
URL = "https://agency.example/api/v1/webhooks/twilio/inbound"
SID = "SM" + "1" * 32
FORM = "application/x-www-form-urlencoded"
INBOUND = {
    "MessageSid": SID,
    "SmsSid": SID,
    "AccountSid": "AC" + "a" * 32,
    "From": "+61491570156",
    "To": "+61491570006",
    "Body": "Yes pls! What's the cost?  ☕\nKim",
    "NumMedia": "0",
    "SmsStatus": "received",
    "FromCity": "",
    "ApiVersion": "2010-04-01",
}
STATUS = {"MessageSid": SID, "MessageStatus": "undelivered", "ErrorCode": "30003", "To": "+61491570156"}
FUZZ = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture
async def twilio() -> AsyncIterator[Twilio]:
    twilio = Twilio.at(
        Account(base_url="http://127.0.0.1:9", user="AC" + "a" * 32, key=TOKEN), timeout_seconds=1
    )
    yield twilio
    await twilio.close()


def webhook(
    fields: Mapping[str, str], url: str = URL, *, signed_for: str = URL, token: str = TOKEN
) -> Webhook:
    signature = RequestValidator(token).compute_signature(signed_for, fields)
    headers = {"content-type": FORM, "x-twilio-signature": signature}
    return Webhook(url=url, headers=headers, body=urlencode(fields).encode())


async def test_what_twilios_own_package_signed_is_let_in(twilio: Twilio) -> None:
    """And its key is the message's sid, with the status where it tells of one."""
    assert twilio.receive("inbound", webhook(INBOUND)) == SID
    assert twilio.receive("status", webhook(STATUS)) == f"{SID}:undelivered"


@pytest.mark.parametrize(
    "url",
    [
        URL,
        f"{URL}?a=b&c=%2B1+2&d=%C3%A9",
        "https://agency.example:443/hook?x=1",
        "https://agency.example:8443/hook",
        "http://agency.example/hook",
        "http://agency.example:80/hook",
        "https://Agency.Example/",
    ],
)
@pytest.mark.parametrize("port", ["as it is", "without", "usual"])
async def test_the_port_may_be_signed_or_not(twilio: Twilio, url: str, port: str) -> None:
    """Twilio's back end does either, and both validators take either."""
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    bare = host.partition(":")[0]
    usual = host.partition(":")[2] or ("443" if scheme == "https" else "80")
    signed_host = {"as it is": host, "without": bare, "usual": f"{bare}:{usual}"}[port]
    signed_for = f"{scheme}://{signed_host}{slash}{path}"
    call = webhook(INBOUND, url, signed_for=signed_for)
    assert RequestValidator(TOKEN).validate(url, INBOUND, call.headers["x-twilio-signature"])
    assert twilio.receive("inbound", call) == SID


async def test_a_repeated_name_is_signed_with_each_of_its_values(twilio: Twilio) -> None:
    """Sorted, and each once; a dictionary of one's own would lose them."""

    class Many(dict[str, str]):
        def getlist(self, name: str) -> list[str]:
            return ["b", "a", "b"] if name == "Many" else [self[name]]

    fields = Many({**INBOUND, "Many": "", "many": "x"})
    signature = RequestValidator(TOKEN).compute_signature(URL, fields)
    pairs = [*INBOUND.items(), ("Many", "b"), ("Many", "a"), ("Many", "b"), ("many", "x")]
    headers = {"content-type": FORM, "x-twilio-signature": signature}
    assert twilio.receive("inbound", Webhook(url=URL, headers=headers, body=urlencode(pairs).encode())) == SID


async def test_a_json_body_is_signed_by_its_hash_in_the_address(twilio: Twilio) -> None:
    body = json.dumps(INBOUND)
    url = f"{URL}?bodySHA256={sha256(body.encode()).hexdigest()}"
    signature = RequestValidator(TOKEN).compute_signature(url, {})
    headers = {"content-type": "application/json", "x-twilio-signature": signature}
    assert RequestValidator(TOKEN).validate(url, body, signature)
    assert twilio.receive("inbound", Webhook(url=url, headers=headers, body=body.encode())) == SID
    with pytest.raises(WebhookRejected):
        twilio.receive("inbound", Webhook(url=url, headers=headers, body=body.encode() + b" "))
    unhashed = RequestValidator(TOKEN).compute_signature(URL, {})
    with pytest.raises(WebhookRejected):
        twilio.receive(
            "inbound",
            Webhook(url=URL, headers={**headers, "x-twilio-signature": unhashed}, body=body.encode()),
        )


async def test_the_newer_algorithm_is_read_from_its_header(twilio: Twilio) -> None:
    """SharedKeys sign with SHA-256; an algorithm nobody knows lets nobody in."""
    signature = RequestValidator(TOKEN).compute_signature(URL, INBOUND, "HMAC_SHA256")
    call = webhook(INBOUND)
    settings_header = "x-twilio-webhooks-signature-settings"
    for algorithm, good in (("HMAC_SHA256", True), ("HMAC_SHA1", False), ("HMAC_MD5", False)):
        headers = {
            **call.headers,
            "x-twilio-signature": signature,
            settings_header: f"key=webhooks_sharedkey_1,algorithm={algorithm}",
        }
        told = Webhook(url=URL, headers=headers, body=call.body)
        if good:
            assert twilio.receive("inbound", told) == SID
        else:
            with pytest.raises(WebhookRejected):
                twilio.receive("inbound", told)


async def test_nobody_else_is_let_in(twilio: Twilio) -> None:
    """Another token, another address, another body, no signature: each is a 401."""
    good = webhook(INBOUND)
    others = (
        webhook(INBOUND, token="other"),
        webhook(INBOUND, signed_for=URL + "x"),
        Webhook(url=URL, headers=good.headers, body=good.body + b"&More=1"),
        Webhook(url=URL + "?x=1", headers=good.headers, body=good.body),
        Webhook(url=URL, headers={"content-type": FORM}, body=good.body),
        Webhook(url=URL, headers={**good.headers, "x-twilio-signature": ""}, body=good.body),
    )
    for call in others:
        with pytest.raises(WebhookRejected) as rejected:
            twilio.receive("inbound", call)
        assert not rejected.value.malformed


async def test_without_a_secret_nobody_is_let_in() -> None:
    """Not even whoever signs with nothing."""
    unset = Twilio.at(Account(base_url="http://127.0.0.1:9"), timeout_seconds=1)
    with pytest.raises(WebhookRejected):
        unset.receive("inbound", webhook(INBOUND, token=""))
    await unset.close()


async def test_what_is_signed_but_no_message_is_malformed(twilio: Twilio) -> None:
    for kind, fields in (
        ("inbound", {"MessageSid": "../x"}),
        ("inbound", {}),
        ("status", {"MessageSid": SID}),
        ("status", {"MessageSid": SID, "MessageStatus": "a:b"}),
        ("calls", INBOUND),
    ):
        with pytest.raises(WebhookRejected) as rejected:
            twilio.receive(kind, webhook(fields))
        assert rejected.value.malformed


@given(fields=some.dictionaries(some.text(), some.text()), query=some.text(alphabet="ab=&%+1", max_size=20))
@FUZZ
async def test_both_validators_agree_on_any_form(twilio: Twilio, fields: dict[str, str], query: str) -> None:
    """Whatever Twilio's package signs we take, and what we sign its package takes."""
    url = f"{URL}?q{query}"
    call = webhook({**fields, **INBOUND}, url, signed_for=url)
    assert twilio.receive("inbound", call) == SID
    ours = sign(url, call.body, FORM, TOKEN)["X-Twilio-Signature"]
    assert ours == call.headers["x-twilio-signature"]
    assert RequestValidator(TOKEN).validate(url, {**fields, **INBOUND}, ours)


@given(
    body=some.binary() | some.text().map(str.encode),
    headers=some.dictionaries(
        some.sampled_from(
            [
                "content-type",
                "x-twilio-signature",
                "x-twilio-webhooks-signature-settings",
                "X-Twilio-Signature",
            ]
        ),
        some.text() | some.sampled_from([FORM, "application/json", "algorithm=HMAC_SHA256"]),
    ),
    tail=some.text(),
)
@FUZZ
async def test_no_stranger_gets_in_or_breaks_the_door(
    twilio: Twilio, body: bytes, headers: dict[str, str], tail: str
) -> None:
    for url in (URL + tail, f"https://{tail}", tail):
        with pytest.raises(WebhookRejected):
            twilio.receive("inbound", Webhook(url=url, headers=headers, body=body))


@given(body=some.binary() | some.text().map(str.encode) | some.just(b'{"a":' * 5000))
@FUZZ
async def test_any_signed_body_is_read_or_malformed(twilio: Twilio, body: bytes) -> None:
    headers = {"content-type": FORM, **sign(URL, body, FORM, TOKEN)}
    for kind in ("inbound", "status"):
        with pytest.raises(WebhookRejected):
            twilio.receive(
                kind, Webhook(url=URL, headers={k.lower(): v for k, v in headers.items()}, body=body)
            )


async def test_a_form_of_a_thousand_fields_is_nobodys(twilio: Twilio) -> None:
    with pytest.raises(WebhookRejected):
        twilio.receive("inbound", webhook({**INBOUND, **{f"x{number}": "" for number in range(1000)}}))


def test_a_message_is_read() -> None:
    """Its text as it was written."""
    assert parse_inbound(urlencode({**INBOUND, "OptOutType": "STOP"}).encode()) == snapshot(
        InboundSms(
            sid="SM11111111111111111111111111111111",
            sender="+61491570156",
            to="+61491570006",
            text="Yes pls! What's the cost?  ☕\nKim",
            opt_out="STOP",
            messaging_service=None,
        )
    )


def test_a_status_is_read() -> None:
    assert parse_status(urlencode(STATUS).encode()) == snapshot(
        SmsStatus(
            sid="SM11111111111111111111111111111111",
            status="undelivered",
            error_code="30003",
            to="+61491570156",
            sender="",
        )
    )


def test_a_text_is_fit_for_the_database() -> None:
    """No NUL, no half of a surrogate pair, and no byte that is no UTF-8."""
    for body in (
        f"MessageSid={SID}&Body=a%00b%ff%ed%a0%bd".encode(),
        json.dumps({"MessageSid": SID, "Body": "a\x00b\ud83d"}).encode(),
    ):
        text = parse_inbound(body).text
        assert "\x00" not in text
        text.encode()
