"""HeyReach's hints are let in by their address alone, and read in either spelling."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from errors import WebhookRejected
from tests.unit.providers.test_heyreach import CONVERSATION, PROFILE
from tools.providers.accounts import Account
from tools.providers.heyreach import HeyReach, parse_hint
from tools.providers.heyreach_shapes import Hint
from tools.providers.webhooks import Webhook


def hook(body: bytes, token: str = "token") -> Webhook:
    return Webhook(url="https://agency.example/x", headers={}, body=body, token=token)


SNAKE = {
    "conversation_id": CONVERSATION,
    "lead": {"first_name": "Kim", "profile_url": PROFILE, "email_address": "kim@corp.example"},
    "sender": {"id": 9},
    "recent_messages": [
        {"message": "Hi Kim", "creation_time": "2026-11-22T03:00:00Z", "is_reply": False},
        {"message": "Yes", "creation_time": "2026-11-22T04:00:00Z", "is_reply": True},
    ],
    "campaignId": 77,
}
CAMEL = {
    "eventType": "MESSAGE_REPLY_RECEIVED",
    "data": {
        "conversationId": CONVERSATION,
        "lead": {"profileUrl": PROFILE},
        "sender": {"id": "9"},
        "recentMessages": [{"message": "Yes", "isReply": True}, {"message": "Hi Kim", "isReply": False}],
        "campaign": {"id": 77, "name": "Owners"},
    },
}


@pytest.mark.parametrize("event", [SNAKE, CAMEL])
def test_a_hint_is_read_in_either_spelling(event: object) -> None:
    body = json.dumps(event).encode()
    assert parse_hint(body) == Hint(
        conversation_id=CONVERSATION,
        profile_url=PROFILE,
        account_id=9,
        campaign_id=77,
        texts=("Yes",),
        digest=sha256(body).hexdigest(),
    )


async def test_the_address_is_the_only_proof() -> None:
    """Without the token nobody is heard; with it, the body's digest is the key."""
    heyreach = HeyReach.at(
        Account(base_url="http://127.0.0.1:9", key="k", webhook_secret="token"), timeout_seconds=1
    )
    body = json.dumps(SNAKE).encode()
    assert heyreach.receive("message_reply", hook(body)) == sha256(body).hexdigest()
    for kind, call, malformed in (
        ("message_reply", hook(body, "other"), False),
        ("message_reply", hook(body, ""), False),
        ("follow_sent", hook(body), True),
        ("message_reply", hook(b"[]"), True),
        ("message_reply", hook(b"\xff{"), True),
        ("message_reply", hook(b'{"a":' * 100_000), True),
    ):
        with pytest.raises(WebhookRejected) as rejected:
            heyreach.receive(kind, call)
        assert rejected.value.malformed is malformed
    await heyreach.close()
    unset = HeyReach.at(Account(base_url="http://127.0.0.1:9"), timeout_seconds=1)
    with pytest.raises(WebhookRejected):
        unset.receive("message_reply", hook(body, ""))
    await unset.close()


odd = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(
            some.sampled_from([*SNAKE, *CAMEL, "id", "message", "profile_url", "is_reply"]), inner
        )
    ),
    max_leaves=8,
)


@given(event=some.dictionaries(some.sampled_from([*SNAKE, *CAMEL, "data", "messages"]), odd))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_object_is_a_hint(event: dict[str, object]) -> None:
    """Fields of an odd type are fields without a value, and every text is fit for the database."""
    found = parse_hint(json.dumps(event).encode())
    for text in (*found.texts, found.conversation_id or "", found.profile_url or ""):
        assert "\x00" not in text
        text.encode()


@given(body=some.binary())
def test_any_other_body_is_malformed(body: bytes) -> None:
    try:
        parse_hint(body)
    except WebhookRejected:
        return
    assert isinstance(json.loads(body), dict)
