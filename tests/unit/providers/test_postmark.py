"""Postmark's webhook is checked before it is read, and read whatever it holds."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from inline_snapshot import snapshot

from errors import ProviderRefused, WebhookRejected
from tools.providers.client import Vendor, basic_auth
from tools.providers.postmark import Postmark, message_ids

INBOUND = {
    "From": "kim@lead.example",
    "FromName": "Kim",
    "FromFull": {"Email": "kim@lead.example", "Name": "Kim Lê", "MailboxHash": ""},
    "To": "r+abc@in.agency.example",
    "ToFull": [{"Email": "r+abc@in.agency.example", "Name": "", "MailboxHash": "abc"}],
    "OriginalRecipient": "r+abc@in.agency.example",
    "Subject": "Re: Hello",
    "Date": "Mon, 23 Nov 2026 09:00:00 +1100",
    "MailboxHash": "abc",
    "MessageID": "73e6d360-66eb-11e1-8e72-a8904824019b",
    "TextBody": "Yes.\n\nOn Monday you wrote:\n> Hello",
    "HtmlBody": "<p>Yes.</p>",
    "StrippedTextReply": "Yes.",
    "Headers": [
        {"Name": "Message-ID", "Value": "<one@lead.example>"},
        {"Name": "in-reply-to", "Value": "<ours@mail.example>"},
        {"Name": "References", "Value": "<first@mail.example>\r\n <ours@mail.example>"},
    ],
    "Surprise": {"new": True},
}


@pytest.fixture
async def postmark() -> AsyncIterator[Postmark]:
    vendor = Vendor("Postmark", "http://127.0.0.1:9", headers={}, timeout_seconds=1)
    postmark = Postmark(vendor, webhook_user="postmark", webhook_password="pä:ss")
    yield postmark
    await postmark.close()


async def test_our_user_and_password_are_let_in(postmark: Postmark) -> None:
    """Whatever the case of the header's name and of its scheme."""
    postmark.verify({"Authorization": basic_auth("postmark", "pä:ss")})
    postmark.verify({"aUTHORIZATION": basic_auth("postmark", "pä:ss").replace("Basic", "basic")})


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic Zm9v",
        "Bearer abc",
        "Basic \udcff\u2615",
        "Basic é",
        basic_auth("postmark", "wrong"),
        basic_auth("", ""),
        "Basic " + b64encode(b"\xff\xfe").decode(),
        basic_auth("postmark", "pä:ss") + "x",
        "basic" * 10_000,
    ],
)
async def test_anybody_else_is_rejected(postmark: Postmark, header: str | None) -> None:
    """By WebhookRejected and no other exception, so that the door answers 401."""
    with pytest.raises(WebhookRejected):
        postmark.verify({} if header is None else {"Authorization": header})


@given(header=some.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
async def test_no_header_at_all_gets_in_or_breaks_the_door(postmark: Postmark, header: str) -> None:
    """Garbage is rejected like a wrong password."""
    with pytest.raises(WebhookRejected):
        postmark.verify({"Authorization": header})


async def test_a_mail_is_read(postmark: Postmark) -> None:
    """Postmark's own id and the mail's Message-ID are told apart."""
    mail = postmark.parse_inbound(json.dumps(INBOUND).encode())
    assert (mail.postmark_id, mail.message_id) == snapshot(
        ("73e6d360-66eb-11e1-8e72-a8904824019b", "<one@lead.example>")
    )
    assert (mail.from_address, mail.from_name, mail.to) == snapshot(
        ("kim@lead.example", "Kim Lê", ("r+abc@in.agency.example",))
    )
    assert (mail.in_reply_to, mail.references) == snapshot(
        ("<ours@mail.example>", ("<first@mail.example>", "<ours@mail.example>"))
    )
    assert mail.mailbox_hash == "abc"
    assert mail.header("MESSAGE-ID") == "<one@lead.example>"


async def test_the_hash_is_found_where_postmark_left_it_in_the_address(postmark: Postmark) -> None:
    """An own inbound domain may come without MailboxHash."""
    mail = postmark.parse_inbound(json.dumps({**INBOUND, "MailboxHash": ""}).encode())
    assert mail.mailbox_hash == "abc"


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{}", b"\xff\xfe", b'{"MessageID": "../servers"}', b"<html>"]
)
async def test_what_is_no_mail_is_malformed(postmark: Postmark, body: bytes) -> None:
    """A 400, and an id that would lead elsewhere is none."""
    with pytest.raises(WebhookRejected) as rejected:
        postmark.parse_inbound(body)
    assert rejected.value.malformed


odd = (
    some.none()
    | some.booleans()
    | some.integers()
    | some.text()
    | some.lists(some.text())
    | some.dictionaries(some.text(), some.text())
)


@given(field=some.sampled_from(sorted(set(INBOUND) - {"MessageID"})), value=odd)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
async def test_a_field_of_an_odd_type_is_a_field_without_a_value(
    postmark: Postmark, field: str, value: object
) -> None:
    """The rest of the mail is read all the same, and no NUL gets through to the database."""
    mail = postmark.parse_inbound(json.dumps({**INBOUND, field: value}).encode())
    assert mail.postmark_id == INBOUND["MessageID"]
    assert "\x00" not in f"{mail.subject}{mail.text}{mail.html}{mail.from_name}{mail.date}"


async def test_an_id_that_leads_elsewhere_is_never_asked_for(postmark: Postmark) -> None:
    """The id comes from an unsigned webhook."""
    for odd_id in ("../servers", "a/b", "", "a?b=c", "a%2fb"):
        with pytest.raises(ProviderRefused):
            await postmark.fetch_inbound(odd_id)


def test_message_ids_are_found_in_a_messy_header() -> None:
    """Folded, repeated and between other words."""
    assert message_ids("see <a@b>\n\t<c@d>, junk <broken") == ("<a@b>", "<c@d>")
