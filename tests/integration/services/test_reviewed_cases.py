"""What a reviewer decided becomes a case: nameless, in one half for good, and seen by its own client only."""

from __future__ import annotations

import json
from uuid import UUID, uuid4

import pytest

from errors import InvalidInput, NotFound, NotPermitted
from evals.reply import ReplyRow
from memory.enums import Intent, Role
from memory.records.actor import Actor
from memory.records.ids import ReplyId
from tests.fixtures.platform import Stage, Town, stage_on
from tools.services.approvals import Approve, Reject
from tools.services.reviewing.cases import as_line, half_of


async def answered(stage: Stage) -> ReplyId:
    """A reply that names its writer, with an address and a number."""
    touch_id = await stage.planned(email="mia@kelp.example")
    await stage.platform.outreach.start(stage.client_id, touch_id)
    approval = await stage.pending(touch_id)
    assert approval is not None
    services = stage.platform.services
    await services.approvals.decide(stage.client_id, stage.tenant.actor, approval.id, Approve())
    await services.delivery.deliver(stage.client_id, touch_id)
    text = "Mia Chen here, call me on 0400 123 456 or write to mia.chen@kelp.example. What does it cost?"
    event_id = await stage.answers("mia@kelp.example", "question", text)
    await stage.platform.replies.start(event_id)
    return (await stage.reply(event_id)).id


async def test_a_reply_is_kept_as_a_row_of_the_reply_suite_without_its_writer(stage: Stage) -> None:
    """The reviewer's label stands; kept again, the label is corrected and the half stays."""
    reply_id, cases = await answered(stage), stage.platform.services.cases
    actor = stage.tenant.actor
    first = await cases.keep_reply(stage.client_id, actor, reply_id, intent=Intent.INTERESTED)
    case = await cases.keep_reply(
        stage.client_id, actor, reply_id, intent=Intent.QUESTION, accept=[Intent.INTERESTED], why="asks"
    )
    assert (case.id, case.half) == (first.id, first.half) == (case.id, half_of(case.id))
    row = ReplyRow.model_validate(as_line(case))
    assert (row.intent, row.accept) == (Intent.QUESTION, (Intent.QUESTION, Intent.INTERESTED))
    told = json.dumps(as_line(case))
    assert [word for word in ("Mia", "Chen", "kelp.example", "0400") if word in told] == []
    assert "What does it cost?" in row.text
    assert [one.id for one in await cases.kept(stage.client_id)] == [case.id]
    assert await cases.kept(stage.client_id, "test" if case.half == "development" else "development") == []


async def test_a_draft_is_kept_once_it_is_decided(stage: Stage) -> None:
    """With the decision, its reason and no name; an open one is no case yet."""
    touch_id = await stage.planned(email="mia@kelp.example")
    await stage.platform.outreach.start(stage.client_id, touch_id)
    approval = await stage.pending(touch_id)
    assert approval is not None
    cases, actor = stage.platform.services.cases, stage.tenant.actor
    with pytest.raises(InvalidInput):
        await cases.keep_draft(stage.client_id, actor, approval.id)
    rejected = Reject(reason="Mia has left the firm.")
    await stage.platform.services.approvals.decide(stage.client_id, actor, approval.id, rejected)
    case = await cases.keep_draft(stage.client_id, actor, approval.id)
    assert (case.content["decision"], case.content["reason"]) == ("rejected", "Alex has left the firm.")
    assert "Mia" not in json.dumps(case.content)


async def test_another_client_and_a_viewer_keep_nothing(town: Town, stage: Stage) -> None:
    """Neither somebody else's reply nor one's own without the role."""
    reply_id, cases = await answered(stage), stage.platform.services.cases
    other = await stage_on(town, stage.platform, name="Other")
    with pytest.raises(NotFound):
        await cases.keep_reply(other.client_id, other.tenant.actor, reply_id, intent=Intent.QUESTION)
    viewer = Actor(name="Vera", user_id=stage.tenant.user_id, role=Role.VIEWER)
    with pytest.raises(NotPermitted):
        await cases.keep_reply(stage.client_id, viewer, reply_id, intent=Intent.QUESTION)
    await cases.keep_reply(stage.client_id, stage.tenant.actor, reply_id, intent=Intent.QUESTION)
    assert await cases.kept(other.client_id) == []


def test_about_a_third_of_the_cases_measure() -> None:
    """By their ids alone, and always alike."""
    ids = [UUID(int=n) for n in range(2_000)] + [uuid4() for _ in range(2_000)]
    share = sum(half_of(one) == "test" for one in ids) / len(ids)
    assert 0.26 < share < 0.34
    assert half_of(UUID(int=7)) == half_of(UUID(int=7))
