"""The pretended Synthflow rings once per request, and says the same by webhook, by id and in its list."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from errors import OutcomeUnknown, ProviderCredentials, ProviderRefused, ProviderUnavailable
from tests.fixtures.sandbox import Mailroom
from tools.providers.client import Vendor
from tools.providers.outcomes import Effect
from tools.providers.synthflow import TERMINAL_STATUSES, OutboundCall, Synthflow, parse_call_hint
from tools.providers.webhooks import Webhook
from tools.sandbox.config import SandboxConfig
from tools.sandbox.entries import DueCall
from tools.sandbox.server import Sandbox, open_sandbox

CALL = OutboundCall(
    model_id="agent_1",
    phone="+61255507777",
    name="Kim Tran",
    from_phone="+61255509999",
    greeting="Hello, this is an AI assistant calling for Ana of Brightside.",
    prompt="Say why you call.",
    variables={"touch_id": "t_1"},
)


@pytest.fixture
async def synthflow(sandbox: Sandbox) -> AsyncIterator[Synthflow]:
    synthflow = Synthflow.at(sandbox.accounts["synthflow"], timeout_seconds=3)
    yield synthflow
    await synthflow.close()


def hour_ago() -> datetime:
    return datetime.now(UTC) - timedelta(hours=1)


async def wish(sandbox: Sandbox, recipient: str, intent: str) -> None:
    """Let this person answer so, as a grader would ask for it."""
    admin = Vendor("sandbox", f"{sandbox.root}/_sandbox", headers={}, timeout_seconds=3)
    json_body = {"recipient": recipient, "intent": intent}
    await admin.call("wish", "POST", "/answer", effect=Effect.ONCE, json=json_body)
    await admin.close()


async def test_a_call_is_taken_and_told_the_same_way_everywhere(
    sandbox: Sandbox, synthflow: Synthflow, mailroom: Mailroom
) -> None:
    """In the ledger with its touch, by id, in the list, and by a webhook that our own check lets in."""
    sandbox.post_to(mailroom.url)
    await wish(sandbox, CALL.phone, "interested")
    placed = await synthflow.call(CALL)
    taken = sandbox.ledger.sends("synthflow")
    assert [(call.id, call.form, call.recipient, call.tag) for call in taken] == [
        (placed.call_id, "voice_script", CALL.phone, "t_1")
    ]
    call = await synthflow.fetch(placed.call_id)
    assert (call.status, call.has_ended) == ("completed", True)
    assert "human:" in call.transcript
    assert "bot: Hello, this is an AI assistant" in call.transcript
    assert (call.duration_seconds or 0) > 0
    assert await synthflow.recent(model_id="agent_1", since=hour_ago(), phone=CALL.phone) == (call,)
    assert await synthflow.recent(model_id="agent_1", since=hour_ago(), phone="+61255500000") == ()
    assert await synthflow.recent(model_id="another", since=hour_ago()) == ()
    assert await synthflow.recent(model_id="agent_1", since=datetime.now(UTC) + timedelta(hours=1)) == ()
    await mailroom.wait_for(1, "synthflow/calls")
    posted = mailroom.at("synthflow/calls")[0]
    webhook = Webhook(url=posted.url, headers=posted.headers, body=posted.body)
    assert synthflow.receive("calls", webhook) == f"{placed.call_id}:completed"
    assert parse_call_hint(posted.body).call_id == placed.call_id
    assert json.loads(posted.body)["call"]["transcript"] == call.transcript


async def test_a_call_takes_its_time(sandbox_config: SandboxConfig, mailroom: Mailroom) -> None:
    """It is registered, rings, and is told of when it is over and not before."""
    async with open_sandbox(replace(sandbox_config, reply_seconds=0.6)) as sandbox:
        sandbox.post_to(mailroom.url)
        synthflow = Synthflow.at(sandbox.accounts["synthflow"], timeout_seconds=3)
        await wish(sandbox, CALL.phone, "interested")
        placed = await synthflow.call(CALL)
        seen: list[str] = []
        while not seen or seen[-1] not in TERMINAL_STATUSES:
            call = await synthflow.fetch(placed.call_id)
            if call.status not in seen:
                assert call.has_ended or not call.transcript
                seen.append(call.status)
            await asyncio.sleep(0.01)
        assert seen == ["registered", "ringing", "in-progress", "completed"]
        await mailroom.wait_for(1, "synthflow/calls")
        await synthflow.close()


@pytest.mark.parametrize(("intent", "status"), [("voicemail", "left_voicemail"), ("no_answer", "no-answer")])
async def test_not_everybody_answers(
    sandbox: Sandbox, synthflow: Synthflow, intent: str, status: str
) -> None:
    """A voicemail has words, an unanswered phone none."""
    await wish(sandbox, CALL.phone, intent)
    placed = await synthflow.call(CALL)
    call = await synthflow.fetch(placed.call_id)
    assert call.status == status
    assert bool(call.transcript) is (intent == "voicemail")


async def test_a_second_request_is_a_second_call(sandbox: Sandbox, synthflow: Synthflow) -> None:
    """There is no idempotency: whoever repeats, rings twice."""
    await synthflow.call(CALL)
    await synthflow.call(CALL)
    assert len(sandbox.ledger.sends("synthflow")) == 2
    assert len(await synthflow.recent(model_id="agent_1", since=hour_ago(), phone=CALL.phone)) == 2


async def test_a_lost_answer_is_found_by_its_number(sandbox: Sandbox, synthflow: Synthflow) -> None:
    """The call was placed, though nobody told us."""
    sandbox.faults.set("synthflow.accept_then_drop=1")
    with pytest.raises(OutcomeUnknown):
        await synthflow.call(CALL)
    sandbox.faults.set("")
    found = await synthflow.recent(model_id="agent_1", since=hour_ago(), phone=CALL.phone)
    assert [call.call_id for call in found] == [call.id for call in sandbox.ledger.sends("synthflow")]
    assert len(found) == 1


async def test_what_is_refused_is_not_taken(sandbox: Sandbox, synthflow: Synthflow) -> None:
    """A wrong key, a number without a plus, an agent without a name, a fault."""
    stranger = Synthflow.at(replace(sandbox.accounts["synthflow"], key="wrong"), timeout_seconds=3)
    with pytest.raises(ProviderCredentials):
        await stranger.call(CALL)
    await stranger.close()
    for call in (replace(CALL, phone="0255507777"), replace(CALL, model_id="")):
        with pytest.raises(ProviderRefused):
            await synthflow.call(call)
    sandbox.faults.set("synthflow.429=1")
    with pytest.raises(ProviderUnavailable):
        await synthflow.call(CALL)
    sandbox.faults.set("")
    with pytest.raises(ProviderRefused) as refused:
        await synthflow.fetch("no-such-call")
    assert refused.value.status == 404
    assert not sandbox.ledger.sends("synthflow")


async def test_a_call_outlives_the_sandbox(sandbox_config: SandboxConfig) -> None:
    """What was due when it stopped is still due when it starts again."""
    async with open_sandbox(replace(sandbox_config, reply_seconds=30)) as sandbox:
        synthflow = Synthflow.at(sandbox.accounts["synthflow"], timeout_seconds=3)
        placed = await synthflow.call(CALL)
        await synthflow.close()
    async with open_sandbox(sandbox_config) as sandbox:
        synthflow = Synthflow.at(sandbox.accounts["synthflow"], timeout_seconds=3)
        assert (await synthflow.fetch(placed.call_id)).status in ("registered", "ringing")
        due = [call.about for call in sandbox.ledger.pending() if isinstance(call, DueCall)]
        assert due == [placed.call_id]
        await synthflow.close()
