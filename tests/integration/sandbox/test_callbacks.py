"""Webhooks are posted when they are due, proven as their vendor proves them, until somebody takes them."""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode
from dataclasses import replace

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from errors import ProviderRefused
from tests.fixtures.sandbox import Mailroom
from tools.providers.client import Vendor
from tools.providers.outcomes import Effect
from tools.sandbox.config import SandboxConfig
from tools.sandbox.entries import Accepted
from tools.sandbox.people import Said
from tools.sandbox.server import Sandbox, open_sandbox
from tools.sandbox.town import Town
from tools.sandbox.wire import Endpoint, json_answer

NUMBER = "+61491570006"


class PagerSide:
    """A vendor that takes texts by `POST /pages`, signs nothing and lets people answer."""

    vendor = "twilio"
    prefix = "/pager/v1"

    def __init__(self, town: Town) -> None:
        self._town = town

    def routes(self, through: Endpoint) -> list[Route]:
        return [Route("/pages", through, methods=["POST"])]

    async def answer(self, request: Request) -> Response:
        asked = await request.json()
        ledger = self._town.ledger
        nth = len(ledger.sends_to(asked["to"]))
        send = ledger.take(
            Accepted(vendor=self.vendor, form="sms", id=f"SM{nth}", recipient=asked["to"], text=asked["text"])
        )
        said = self._town.people.say(asked["to"], form="sms", text=asked["text"], sender="+61400", nth=nth)
        if said is not None:
            self.relay(send, said)
        return json_answer({"id": send.id})

    def relay(self, send: Accepted, said: Said) -> None:
        body = json.dumps({"from": send.recipient, "text": said.text})
        self._town.callbacks.due(self.vendor, "twilio/inbound", body, seconds=said.seconds, about=send.id)

    def say(self, status: int, words: str) -> Response:
        return json_answer({"message": words}, status)


async def posted(admin: Vendor, **asked: object) -> str:
    answer = await admin.call("post a webhook", "POST", "/webhook", effect=Effect.ONCE, json=asked)
    return json.loads(answer.body)["id"]


async def ended(sandbox: Sandbox) -> None:
    async with asyncio.timeout(5):
        while sandbox.ledger.pending():
            await asyncio.sleep(0.01)


async def test_a_grader_posts_any_webhook_as_its_vendor_would(
    sandbox: Sandbox, admin: Vendor, mailroom: Mailroom
) -> None:
    """Body and type are the grader's; the proof is the vendor's."""
    sandbox.post_to(mailroom.url)
    await posted(admin, vendor="postmark", path="postmark/bounce", body='{"RecordType": "Bounce"}')
    await posted(admin, vendor="clay", path="clay/rows/token", body="a=1", content_type="text/plain")
    await ended(sandbox)
    (bounce,) = mailroom.at("postmark/bounce")
    assert b64decode(bounce.headers["authorization"].split()[1]) == b"postmark:sandbox-postmark-hook"
    assert (bounce.body, bounce.headers["content-type"]) == (b'{"RecordType": "Bounce"}', "application/json")
    (rows,) = mailroom.at("clay/rows/token")
    assert (rows.body, rows.headers["content-type"]) == (b"a=1", "text/plain")
    assert "authorization" not in rows.headers


@pytest.mark.parametrize("asked", [{"vendor": "nobody", "path": "x", "body": ""}, {"vendor": "lob"}])
async def test_a_webhook_of_no_vendor_is_refused(
    sandbox: Sandbox, admin: Vendor, asked: dict[str, str]
) -> None:
    with pytest.raises(ProviderRefused):
        await posted(admin, **asked)


@pytest.mark.parametrize(
    ("statuses", "tries", "end"),
    [([500, 401], 3, "posted"), ([403], 1, "given_up"), ([500] * 9, 3, "given_up")],
)
async def test_a_webhook_is_tried_until_it_is_taken_or_refused(
    sandbox: Sandbox, admin: Vendor, mailroom: Mailroom, statuses: list[int], tries: int, end: str
) -> None:
    mailroom.statuses = statuses
    sandbox.post_to(mailroom.url)
    await posted(admin, vendor="lob", path="lob/events", body="{}")
    await ended(sandbox)
    assert len(mailroom.at("lob/events")) == tries
    assert sandbox.ledger.path.read_text().count(f'"end":"{end}"') == 1


async def test_what_was_due_is_posted_once_after_a_restart(
    sandbox_config: SandboxConfig, mailroom: Mailroom
) -> None:
    """Nobody was known to post to before the sandbox died."""
    async with open_sandbox(sandbox_config) as sandbox:
        sandbox.callbacks.due("lob", "lob/events", "{}", about="ltr_1")
        await asyncio.sleep(0.05)
    for _ in range(2):
        async with open_sandbox(replace(sandbox_config, webhooks_url=mailroom.url)) as sandbox:
            await ended(sandbox)
            assert [call.about for call in sandbox.ledger.calls("lob")] == ["ltr_1"]
    assert len(mailroom.at("lob/events")) == 1


async def test_a_webhook_waits_for_its_time(sandbox: Sandbox, mailroom: Mailroom) -> None:
    sandbox.post_to(mailroom.url)
    sandbox.callbacks.due("lob", "lob/events", "late", seconds=0.3)
    sandbox.callbacks.due("lob", "lob/events", "soon")
    await mailroom.wait_for(2, "lob/events")
    assert [each.body for each in mailroom.posted] == [b"soon", b"late"]


async def test_a_webhook_may_come_twice(sandbox: Sandbox, mailroom: Mailroom) -> None:
    sandbox.faults.set("lob.duplicate_webhook=1")
    sandbox.post_to(mailroom.url)
    sandbox.callbacks.due("lob", "lob/events", "{}")
    sandbox.callbacks.due("stripe", "stripe/events", "{}")
    await ended(sandbox)
    assert (len(mailroom.at("lob/events")), len(mailroom.at("stripe/events"))) == (2, 1)


async def test_a_webhook_may_be_overtaken(sandbox: Sandbox, mailroom: Mailroom) -> None:
    """By the vendor's next one; nobody's else."""
    sandbox.post_to(mailroom.url)
    sandbox.faults.set("lob.out_of_order_webhook=1")
    sandbox.callbacks.due("lob", "lob/events", "first")
    await asyncio.sleep(0.1)
    sandbox.faults.set("")
    sandbox.callbacks.due("stripe", "stripe/events", "other")
    await mailroom.wait_for(1, "stripe/events")
    assert not mailroom.at("lob/events")
    sandbox.callbacks.due("lob", "lob/events", "second")
    await mailroom.wait_for(2, "lob/events")
    assert [each.body for each in mailroom.at("lob/events")] == [b"second", b"first"]


async def test_a_grader_chooses_what_a_person_texts(
    sandbox_config: SandboxConfig, mailroom: Mailroom
) -> None:
    """Before the text, after it and once more, whatever spelling the number has."""
    config = replace(sandbox_config, reply_share=0.0, webhooks_url=mailroom.url)
    async with open_sandbox(config, [PagerSide]) as sandbox:
        pager = Vendor("pager", f"{sandbox.root}/pager/v1", headers={})
        admin = Vendor("sandbox", f"{sandbox.root}/_sandbox", headers={})

        async def choose(**asked: object) -> bool:
            answer = await admin.call("choose", "POST", "/answer", effect=Effect.ONCE, json=asked)
            return json.loads(answer.body)["scheduled"]

        async def page() -> None:
            asked = {"to": NUMBER, "text": "Hi"}
            await pager.call("page", "POST", "/pages", effect=Effect.ONCE, json=asked)

        assert await choose(recipient="0491 570 006", intent="unsubscribe", text="STOP") is False
        await page()
        await mailroom.wait_for(1, "twilio/inbound")
        await page()
        assert await choose(recipient=NUMBER, intent="question", text="Who's this?") is True
        assert await choose(recipient=NUMBER, intent="interested", text="Next time") is False
        assert await choose(recipient=NUMBER, text="Again", again=True) is True
        await mailroom.wait_for(3, "twilio/inbound")
        await ended(sandbox)
        shown = json.loads((await admin.call("read", "GET", "/ledger", effect=Effect.READ)).body)
        of_lob = await admin.call("read", "GET", "/ledger", effect=Effect.READ, params={"vendor": "lob"})
        await pager.close()
        await admin.close()
    texts = [json.loads(each.body)["text"] for each in mailroom.at("twilio/inbound")]
    assert (texts[0], sorted(texts[1:])) == ("STOP", ["Again", "Who's this?"])
    assert [send["recipient"] for send in shown["sends"]] == [NUMBER, NUMBER]
    assert [call["ended"] for call in shown["calls"]] == [True, True, True]
    assert json.loads(of_lob.body)["sends"] == []
