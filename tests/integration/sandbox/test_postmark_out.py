"""What the pretended Postmark says of mails that it sent, and keeps to itself of mails that it received."""

from __future__ import annotations

from dataclasses import replace

import pytest

from errors import ProviderRefused
from tests.fixtures.sandbox import Mailroom
from tests.integration.services.test_replies import MAIL
from tools.providers.client import Vendor
from tools.providers.outcomes import Effect
from tools.providers.postmark import Attachment, Postmark
from tools.providers.webhooks import Webhook
from tools.sandbox.config import SandboxConfig
from tools.sandbox.server import open_sandbox
from tools.services.events.email import with_contents


@pytest.mark.parametrize(
    ("outcome", "paths"),
    [
        ("clicked", ["delivery", "open", "click"]),
        ("bounced", ["bounce"]),
        ("complained", ["delivery", "complaint"]),
    ],
)
async def test_each_record_is_posted_and_can_be_read_back(
    sandbox_config: SandboxConfig, mailroom: Mailroom, outcome: str, paths: list[str]
) -> None:
    """Under our password, and by the bounce's or the mail's id."""
    async with open_sandbox(replace(sandbox_config, mail_outcomes=f"{outcome}=1")) as sandbox:
        sandbox.post_to(mailroom.url)
        account = sandbox.accounts["postmark"]
        headers = {"X-Postmark-Server-Token": account.key}
        raw = Vendor("Postmark", account.base_url, headers=headers, timeout_seconds=3)
        mail = {"From": "a@x.example", "To": "b@y.example", "Subject": "Hi", "TextBody": "Hello"}
        await raw.call("send", "POST", "/email", effect=Effect.ONCE, json=mail)
        await raw.close()
        postmark = Postmark.at(account, timeout_seconds=3)
        for path in paths:
            await mailroom.wait_for(1, f"postmark/{path}")
            (posted,) = mailroom.at(f"postmark/{path}")
            assert postmark.receive(path, Webhook(url=posted.url, headers=posted.headers, body=posted.body))
        (send,) = sandbox.ledger.sends("postmark")
        assert await postmark.has_sent(send.id)
        assert not await postmark.has_sent("00000000-0000-4000-8000-000000000000")
        if outcome != "clicked":
            (body,) = [one.body for one in mailroom.posted if b'"ID": ' in one.body]
            number = int(body.split(b'"ID": ')[1].split(b",")[0])
            assert number > 2**53
            told = await postmark.fetch_bounce(number)
            assert (told.message_id, told.complaint) == (send.id, outcome == "complained")
        with pytest.raises(ProviderRefused):
            await postmark.fetch_bounce(1)
        await postmark.close()


def test_a_report_keeps_the_parts_that_only_its_webhook_bears() -> None:
    """They count where the mail that was read back has parts of the same names, and only there."""
    report = Attachment(name="status.txt", content_type="message/delivery-status", content=b"Action: failed")
    hint = replace(MAIL, attachments=(report,))
    kept = replace(MAIL, attachments=(replace(report, content=b""),))
    assert with_contents(kept, hint).attachments == (report,)
    other = replace(MAIL, attachments=(replace(report, name="other.txt", content=b""),))
    assert with_contents(other, hint) == other
    assert with_contents(MAIL, hint) == MAIL
