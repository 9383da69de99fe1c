"""Lob's events are let in when they are signed, and read whatever their fields hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from hmac import digest

import pytest
from hypothesis import given
from hypothesis import strategies as some
from inline_snapshot import snapshot

from errors import WebhookRejected
from tests.unit.providers.test_lob import NOW, SECRET, Taken, lob_over
from tests.unit.providers.test_lob_pieces import odd
from tools.providers.client import Vendor
from tools.providers.lob import Lob, parse_event
from tools.providers.webhooks import Webhook

EVENT = {
    "id": "evt_d95ff8ffd2b5cfb4",
    "body": {"id": "psc_d2d10a2e9cba991c", "metadata": {"touch_id": "t_1"}},
    "reference_id": "psc_d2d10a2e9cba991c",
    "event_type": {
        "id": "postcard.delivered",
        "enabled_for_test": True,
        "resource": "postcards",
        "object": "event_type",
    },
    "date_created": "2026-11-22T22:44:33.000Z",
    "object": "event",
}
BODY = json.dumps(EVENT).encode()


def signed(stamp: str, body: bytes = BODY, secret: str = SECRET) -> dict[str, str]:
    value = digest(secret.encode(), f"{stamp}.".encode() + body, sha256).hex()
    return {"lob-signature": value, "lob-signature-timestamp": stamp}


def webhook(headers: Mapping[str, str], body: bytes = BODY) -> Webhook:
    return Webhook(url="https://agency.example/api/v1/webhooks/lob/events", headers=headers, body=body)


@pytest.mark.parametrize(
    "stamp", [str(NOW), str(NOW * 1000), str(NOW - 299), str(NOW + 299), str((NOW - 299) * 1000 + 7)]
)
async def test_a_signed_event_is_let_in(stamp: str) -> None:
    """Its time in seconds or in milliseconds, five minutes either way."""
    lob = lob_over(Taken({}))
    assert lob.receive("events", webhook(signed(stamp))) == "evt_d95ff8ffd2b5cfb4"
    await lob.close()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        signed(str(NOW), secret="another"),
        signed(str(NOW), BODY + b" "),
        {**signed(str(NOW)), "lob-signature-timestamp": str(NOW + 1)},
        {**signed(str(NOW)), "lob-signature": ""},
        {**signed(str(NOW)), "lob-signature": "\udcff"},
        signed(str(NOW - 301)),
        signed(str(NOW + 301)),
        signed(str((NOW + 301) * 1000)),
        signed(""),
        signed("0"),
        signed("nan"),
        signed("inf"),
        signed("-1"),
        signed("٣"),
        signed("9" * 5000),
    ],
)
async def test_anybody_else_is_rejected(headers: Mapping[str, str]) -> None:
    """With a 401, not as malformed."""
    lob = lob_over(Taken({}))
    with pytest.raises(WebhookRejected) as rejected:
        lob.receive("events", webhook(headers))
    await lob.close()
    assert not rejected.value.malformed


@given(body=some.binary(), stamp=some.text(), value=some.text(), kind=some.text())
async def test_whatever_a_stranger_sends_is_rejected_and_breaks_nothing(
    body: bytes, stamp: str, value: str, kind: str
) -> None:
    """By WebhookRejected and no other exception, also what is signed and no event."""
    lob = lob_over(Taken({}))
    attempts = (
        webhook({"lob-signature": value, "lob-signature-timestamp": stamp}, body),
        webhook({"lob-signature": value, "lob-signature-timestamp": str(NOW)}),
        webhook(signed(str(NOW), body), body),
    )
    for attempt in attempts:
        for which in ("events", kind):
            with pytest.raises(WebhookRejected):
                lob.receive(which, attempt)
    await lob.close()


async def test_without_a_secret_nobody_is_let_in() -> None:
    """An empty secret would be everybody's."""
    vendor = Vendor("Lob", "http://127.0.0.1:9", headers={}, timeout_seconds=1)
    lob = Lob(vendor, webhook_secret="", clock=lambda: NOW)
    with pytest.raises(WebhookRejected):
        lob.receive("events", webhook(signed(str(NOW), secret="")))
    await lob.close()


def test_an_event_is_read() -> None:
    """The piece it is about, and the touch that the piece bears."""
    event = parse_event(BODY)
    assert (event.type, event.resource_id, dict(event.metadata)) == snapshot(
        ("postcard.delivered", "psc_d2d10a2e9cba991c", {"touch_id": "t_1"})
    )
    assert event.at is not None
    assert event.at.isoformat() == snapshot("2026-11-22T22:44:33+00:00")


@given(field=some.sampled_from(["body", "reference_id", "date_created", "object"]), value=odd)
def test_a_field_of_an_odd_type_is_a_field_without_a_value(field: str, value: object) -> None:
    """The event is read all the same, and no NUL gets through to the database."""
    event = parse_event(json.dumps({**EVENT, field: value}).encode())
    assert event.type == "postcard.delivered"
    assert "\x00" not in f"{event.resource_id}{event.metadata}"
