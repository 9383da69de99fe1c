"""The people of the world answer in character, through Postmark's webhook, until somebody takes it."""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode
from dataclasses import replace

import pytest

from errors import ProviderRefused
from tests.fixtures.sandbox import Mailroom
from tools.providers.client import Vendor
from tools.providers.outcomes import Effect
from tools.providers.postmark import InboundMail, Postmark
from tools.providers.resend import OutboundEmail, Resend
from tools.sandbox.config import SandboxConfig
from tools.sandbox.people import Wish
from tools.sandbox.phrases import FIRST, Mood
from tools.sandbox.server import Sandbox, open_sandbox


def email_to(
    address: str, *, token: str = "abc", subject: str = "More matters for you", **headers: str
) -> OutboundEmail:
    return OutboundEmail(
        sender="Kim Tran <kim@mail.agency.example>",
        to=(address,),
        subject=subject,
        text="Hi,\n\nWe help law firms.\n\nKim",
        reply_to=(f"r+{token}@in.agency.example",),
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


async def answered(
    sandbox: Sandbox, resend: Resend, postmark: Postmark, mailroom: Mailroom, mood: Mood
) -> InboundMail:
    sandbox.post_to(mailroom.url)
    person = sandbox.world.people[3]
    sandbox.postbox.wish(person.email, Wish(mood))
    await resend.send(email_to(person.email), idempotency_key="touch/1")
    await mailroom.wait_for(1)
    return postmark.parse_inbound(mailroom.bodies[0])


@pytest.mark.parametrize("mood", FIRST)
async def test_an_answer_belongs_to_the_mail_it_answers(
    sandbox: Sandbox, resend: Resend, postmark: Postmark, mailroom: Mailroom, mood: Mood
) -> None:
    """By In-Reply-To, References, the recipient and its hash; and it can be fetched again."""
    mail = await answered(sandbox, resend, postmark, mailroom, mood)
    sent = sandbox.ledger.accepted()[0]
    assert mail.in_reply_to == sent.message_id
    assert mail.references == (sent.message_id,)
    assert (mail.original_recipient, mail.mailbox_hash) == ("r+abc@in.agency.example", "abc")
    assert (mail.from_address, mail.from_name) == (
        sandbox.world.people[3].email,
        sandbox.world.people[3].name,
    )
    assert "{" not in mail.text
    postmark.verify({"authorization": mailroom.authorizations[0]})
    assert b64decode(mailroom.authorizations[0].split()[1]) == b"postmark:sandbox-postmark-hook"
    fetched = await postmark.fetch_inbound(mail.postmark_id)
    assert fetched == mail


@pytest.mark.parametrize("mood", [Mood.OUT_OF_OFFICE, Mood.AUTO_REPLY])
async def test_a_machine_says_that_it_is_one(
    sandbox: Sandbox, resend: Resend, postmark: Postmark, mailroom: Mailroom, mood: Mood
) -> None:
    """RFC 3834."""
    mail = await answered(sandbox, resend, postmark, mailroom, mood)
    assert (mail.header("Auto-Submitted") or "").startswith("auto-")


async def test_a_person_quotes_the_mail_and_a_machine_does_not_hide(
    sandbox: Sandbox, resend: Resend, postmark: Postmark, mailroom: Mailroom
) -> None:
    mail = await answered(sandbox, resend, postmark, mailroom, Mood.QUESTION)
    assert "We help law firms." in mail.text
    assert "We help law firms." not in mail.stripped_text
    assert mail.header("Auto-Submitted") is None
    assert mail.subject == "Re: More matters for you"


async def test_a_conversation_has_two_answers_at_most(
    sandbox: Sandbox, resend: Resend, postmark: Postmark, mailroom: Mailroom
) -> None:
    """The second in the same thread, after ours; the third never comes."""
    first = await answered(sandbox, resend, postmark, mailroom, Mood.MEETING)
    person = sandbox.world.people[3].email
    last = first
    for number in (2, 3):
        ours = email_to(
            person,
            subject=first.subject,
            In_Reply_To=last.message_id or "",
            References=" ".join((*last.references, last.message_id or "")),
        )
        await resend.send(ours, idempotency_key=f"touch/{number}")
        if number == 2:
            await mailroom.wait_for(2)
            last = postmark.parse_inbound(mailroom.bodies[1])
            assert last.in_reply_to == sandbox.ledger.accepted()[1].message_id
            assert first.message_id in last.references
    assert len(sandbox.ledger.answers()) == 2
    assert len({answer.thread_id for answer in sandbox.ledger.answers()}) == 1


async def test_silence_follows_an_unsubscribe(
    sandbox: Sandbox, resend: Resend, postmark: Postmark, mailroom: Mailroom
) -> None:
    first = await answered(sandbox, resend, postmark, mailroom, Mood.UNSUBSCRIBE)
    ours = email_to(first.from_address, In_Reply_To=first.message_id or "")
    await resend.send(ours, idempotency_key="touch/2")
    assert len(sandbox.ledger.answers()) == 1


async def test_the_same_seed_gives_the_same_moods(sandbox_config: SandboxConfig) -> None:
    """Whatever order the mails come in, and about in the parts of the mix."""
    seen: list[dict[str, str]] = []
    for step in (1, -1):
        config = replace(sandbox_config, ledger_path=sandbox_config.ledger_path.with_name(f"l{step}"))
        async with open_sandbox(config) as sandbox:
            resend = Resend.at(sandbox.accounts["resend"], timeout_seconds=5)
            for person in sandbox.world.people[:120][::step]:
                await resend.send(email_to(person.email), idempotency_key=person.id)
            await resend.close()
            seen.append({answer.person: answer.intent for answer in sandbox.ledger.answers()})
    assert seen[0] == seen[1]
    assert 95 <= len(seen[0]) <= 118
    assert set(seen[0].values()) == set(FIRST)


async def test_a_webhook_is_tried_until_it_is_taken(
    sandbox: Sandbox, resend: Resend, mailroom: Mailroom
) -> None:
    mailroom.statuses = [500, 401]
    sandbox.post_to(mailroom.url)
    sandbox.postbox.wish("kim@corp.example", Wish(Mood.QUESTION))
    await resend.send(email_to("kim@corp.example"), idempotency_key="touch/1")
    await mailroom.wait_for(3)
    assert len(set(mailroom.bodies)) == 1


async def test_a_403_ends_the_tries_and_the_mail_can_still_be_fetched(
    sandbox: Sandbox, resend: Resend, postmark: Postmark, mailroom: Mailroom
) -> None:
    mailroom.statuses = [403]
    mail = await answered(sandbox, resend, postmark, mailroom, Mood.QUESTION)
    await asyncio.sleep(0.3)
    assert len(mailroom.bodies) == 1
    assert sandbox.ledger.pending() == ()
    assert await postmark.fetch_inbound(mail.postmark_id) == mail


async def test_what_was_pending_is_posted_after_a_restart(
    sandbox_config: SandboxConfig, mailroom: Mailroom
) -> None:
    """Nobody took it before the sandbox died; somebody does now, once."""
    async with open_sandbox(sandbox_config) as sandbox:
        resend = Resend.at(sandbox.accounts["resend"], timeout_seconds=3)
        sandbox.postbox.wish("kim@corp.example", Wish(Mood.QUESTION))
        await resend.send(email_to("kim@corp.example"), idempotency_key="touch/1")
        await resend.close()
    for _ in range(2):
        async with open_sandbox(replace(sandbox_config, webhooks_url=mailroom.url)) as sandbox:
            await mailroom.wait_for(1)
            async with asyncio.timeout(5):
                while sandbox.ledger.pending():
                    await asyncio.sleep(0.01)
    assert len(mailroom.bodies) == 1


async def test_a_webhook_may_come_twice(sandbox: Sandbox, resend: Resend, mailroom: Mailroom) -> None:
    sandbox.faults.set("duplicate_webhook=1")
    sandbox.post_to(mailroom.url)
    sandbox.postbox.wish("kim@corp.example", Wish(Mood.QUESTION))
    await resend.send(email_to("kim@corp.example"), idempotency_key="touch/1")
    await mailroom.wait_for(2)
    assert mailroom.bodies[0] == mailroom.bodies[1]


async def test_a_grader_chooses_what_a_person_writes(
    sandbox: Sandbox, resend: Resend, admin: Vendor, mailroom: Mailroom
) -> None:
    """Before the mail, after it, and once more; braces in the text stay braces."""
    sandbox.post_to(mailroom.url)

    async def choose(**asked: object) -> object:
        answer = await admin.call(
            "choose", "POST", "/answer", effect=Effect.ONCE, json={"email": "kim@corp.example", **asked}
        )
        return json.loads(answer.body)["scheduled"]

    assert await choose(intent="meeting_request") is False
    await resend.send(email_to("kim@corp.example"), idempotency_key="touch/1")
    assert await choose(text="Ignore {all} rules", again=True) is True
    await mailroom.wait_for(2)
    texts = sorted(json.loads(body)["StrippedTextReply"] for body in mailroom.bodies)
    assert any("Ignore {all} rules" in text for text in texts)
    assert {answer.intent for answer in sandbox.ledger.answers()} == {"meeting", "question"}
    with pytest.raises(ProviderRefused):
        await choose(intent="glad")


async def test_inbound_mail_is_listed_as_postmark_lists_it(
    sandbox: Sandbox, resend: Resend, postmark: Postmark, mailroom: Mailroom
) -> None:
    """Newest first, filtered, without bodies; count and offset are required."""
    mail = await answered(sandbox, resend, postmark, mailroom, Mood.QUESTION)
    account = sandbox.accounts["postmark"]
    vendor = Vendor("Postmark", account.base_url, headers={"X-Postmark-Server-Token": account.key})
    listed = await vendor.call(
        "list",
        "GET",
        "/messages/inbound",
        effect=Effect.READ,
        params={"count": "5", "offset": "0", "mailboxhash": "abc"},
    )
    page = json.loads(listed.body)
    assert (page["TotalCount"], page["InboundMessages"][0]["MessageID"]) == (1, mail.postmark_id)
    assert "TextBody" not in page["InboundMessages"][0]
    with pytest.raises(ProviderRefused):
        await vendor.call("list", "GET", "/messages/inbound", effect=Effect.READ)
    await vendor.close()


def test_every_mood_has_a_dozen_voices() -> None:
    assert all(len(set(FIRST[mood])) >= 12 for mood in FIRST)
