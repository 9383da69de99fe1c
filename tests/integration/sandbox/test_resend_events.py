"""What becomes of a mail is told as Resend tells it: signed by Svix, and as its specification says."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from svix.webhooks import Webhook, WebhookVerificationError

from errors import InvalidInput
from tests.fixtures.sandbox import Mailroom
from tests.integration.sandbox.test_people import email_to
from tests.integration.sandbox.test_specification import SPECIFICATION, conforms
from tools.providers.client import Vendor
from tools.providers.outcomes import Effect
from tools.providers.resend import Resend
from tools.sandbox.config import SandboxConfig
from tools.sandbox.people import Wish
from tools.sandbox.phrases import Mood
from tools.sandbox.resend_events import EVENTS, Outcome
from tools.sandbox.server import Sandbox, open_sandbox

SHAPES = {
    "email.sent": "EmailSentEvent",
    "email.delivered": "EmailDeliveredEvent",
    "email.opened": "EmailOpenedEvent",
    "email.clicked": "EmailClickedEvent",
    "email.bounced": "EmailBouncedEvent",
    "email.complained": "EmailComplainedEvent",
    "email.delivery_delayed": "EmailDeliveryDelayedEvent",
}


@pytest.fixture
def outcomes() -> str:
    return "delivered=1"


@pytest.fixture
async def post(sandbox_config: SandboxConfig, mailroom: Mailroom, outcomes: str) -> AsyncIterator[Sandbox]:
    """A sandbox that tells what becomes of its mails, and whose people answer only wishes."""
    config = replace(sandbox_config, mail_outcomes=outcomes, reply_share=0.0, webhooks_url=mailroom.url)
    async with open_sandbox(config) as sandbox:
        yield sandbox


async def send(sandbox: Sandbox, *addresses: str) -> list[str]:
    resend = Resend.at(sandbox.accounts["resend"], timeout_seconds=5)
    ids = [
        (await resend.send(email_to(address), idempotency_key=f"touch/{address}")).id for address in addresses
    ]
    await resend.close()
    return ids


async def last_event(sandbox: Sandbox, mail_id: str) -> str | None:
    resend = Resend.at(sandbox.accounts["resend"], timeout_seconds=5)
    fetched = await resend.fetch(mail_id)
    await resend.close()
    return fetched.last_event


async def shown(sandbox: Sandbox, mail_id: str) -> object:
    """The mail as the sandbox's own bytes show it."""
    account = sandbox.accounts["resend"]
    vendor = Vendor("Resend", account.base_url, headers={"Authorization": f"Bearer {account.key}"})
    answer = await vendor.call("fetch", "GET", f"/emails/{mail_id}", effect=Effect.READ)
    await vendor.close()
    return json.loads(answer.body)


def told(mailroom: Mailroom) -> list[str]:
    return sorted(json.loads(each.body)["type"] for each in mailroom.at("resend/events"))


@pytest.mark.parametrize("outcome", Outcome)
async def test_every_outcome_is_told_signed_and_as_specified(
    sandbox_config: SandboxConfig, mailroom: Mailroom, outcome: Outcome
) -> None:
    """By Svix's own verification and Resend's own schemas; the newest is the mail's last event."""
    config = replace(sandbox_config, mail_outcomes=f"{outcome}=1", reply_share=0.0, webhooks_url=mailroom.url)
    async with open_sandbox(config) as sandbox:
        (mail_id,) = await send(sandbox, "kim@corp.example")
        await mailroom.wait_for(len(EVENTS[outcome]), "resend/events")
        assert await last_event(sandbox, mail_id) == EVENTS[outcome][-1][0]
        if SPECIFICATION.exists():
            conforms(await shown(sandbox, mail_id), "Email")
        secret = sandbox.accounts["resend"].webhook_secret
    assert told(mailroom) == sorted(f"email.{event}" for event, _ in EVENTS[outcome])
    for each in mailroom.at("resend/events"):
        Webhook(secret).verify(each.body, dict(each.headers))
        said = json.loads(each.body)
        assert said["data"]["email_id"] == mail_id
        if SPECIFICATION.exists():
            conforms(said, SHAPES[said["type"]])


async def test_a_changed_event_is_not_svixs(post: Sandbox, mailroom: Mailroom) -> None:
    """The proof is of the body, and each event has an id of its own."""
    await send(post, "kim@corp.example")
    await mailroom.wait_for(2, "resend/events")
    first, second = mailroom.at("resend/events")
    assert first.headers["svix-id"] != second.headers["svix-id"]
    with pytest.raises(WebhookVerificationError):
        Webhook(post.accounts["resend"].webhook_secret).verify(first.body + b" ", dict(first.headers))


async def test_a_mailbox_that_does_not_exist_bounces_for_good(post: Sandbox, mailroom: Mailroom) -> None:
    """Whatever the mix says; and nobody answers, though somebody wished it."""
    gone = next(person for person in post.world.people if not person.has_mailbox)
    post.people.wish(gone.email, Wish(Mood.QUESTION))
    (mail_id,) = await send(post, gone.email)
    await mailroom.wait_for(2, "resend/events")
    bounces = [json.loads(each.body) for each in mailroom.at("resend/events") if b"bounced" in each.body]
    assert [event["data"]["bounce"]["type"] for event in bounces] == ["Permanent"]
    assert [event["data"]["bounce"]["subType"] for event in bounces] == ["NoEmail"]
    assert await last_event(post, mail_id) == "bounced"
    assert post.ledger.answers() == ()


async def test_nobody_answers_a_mail_that_bounced(sandbox_config: SandboxConfig) -> None:
    """Neither after a restart, nor when somebody wishes it."""
    config = replace(sandbox_config, mail_outcomes="bounced=1", reply_share=1.0)
    for _ in range(2):
        async with open_sandbox(config) as sandbox:
            await send(sandbox, "kim@corp.example")
            assert sandbox.postbox.wish("kim@corp.example", Wish(Mood.QUESTION)) is False
            assert sandbox.ledger.answers() == ()
            assert len(sandbox.ledger.accepted()) == 1


@pytest.mark.parametrize("outcomes", ["delivered=80,bounced=20"])
async def test_the_same_seed_bounces_the_same_mails(
    post: Sandbox, sandbox_config: SandboxConfig, outcomes: str
) -> None:
    """About as many as the mix says."""

    def bounced(sandbox: Sandbox) -> set[str]:
        calls = [json.loads(call.body) for call in sandbox.ledger.calls("resend")]
        return {event["data"]["to"][0] for event in calls if event["type"] == "email.bounced"}

    addresses = [f"lead{number}@corp.example" for number in range(100)]
    await send(post, *addresses)
    other = replace(
        sandbox_config,
        mail_outcomes=outcomes,
        reply_share=0.0,
        ledger_path=sandbox_config.ledger_path.with_name("other"),
    )
    async with open_sandbox(other) as again:
        await send(again, *reversed(addresses))
        assert bounced(again) == bounced(post)
    assert 8 <= len(bounced(post)) <= 35


async def test_nothing_is_told_where_no_outcome_is_asked_for(sandbox: Sandbox, mailroom: Mailroom) -> None:
    sandbox.post_to(mailroom.url)
    (mail_id,) = await send(sandbox, "kim@corp.example")
    await asyncio.sleep(0.1)
    assert Counter(each.path for each in mailroom.posted)["resend/events"] == 0
    assert await last_event(sandbox, mail_id) == "delivered"


@pytest.mark.parametrize("text", ["vanished=1", "bounced=0", "bounced=-1,delivered=2", "bounced=x"])
async def test_a_mix_that_makes_no_sense_is_refused(sandbox_config: SandboxConfig, text: str) -> None:
    with pytest.raises(InvalidInput):
        async with open_sandbox(replace(sandbox_config, mail_outcomes=text)):
            pass
