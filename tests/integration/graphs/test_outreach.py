"""What must be true of a touch on its way from a draft to its outcome."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from pydantic_ai.messages import ModelMessage, ModelResponse, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from errors import Conflict
from graphs import work
from graphs.platform import Platform
from memory.enums import Author, TouchStatus
from memory.records.ids import TouchId
from tests.fixtures.platform import Stage, Town, stage_on
from tools.services.approvals import Approve, Decision, Redraft, Reject, Snooze

BODY = "Hi Mia,\n\nReviews of contracts take time that Kelp & Co could use better. Shall we talk?\n\nPriya"


def writes(*bodies: str) -> FunctionModel:
    """A model that writes these bodies one after the other, and the last one for ever; None breaks."""
    left = list(bodies)

    def answer(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        body = left.pop(0) if len(left) > 1 else left[0]
        if body == "break":
            raise RuntimeError("the model's machine is on fire")
        return ModelResponse(parts=[ToolCallPart("written", {"subject": "Contracts", "body": body})])

    return FunctionModel(answer)


@asynccontextmanager
async def staged(town: Town, *bodies: str, mode: str = "co_pilot") -> AsyncIterator[Stage]:
    """A stage whose content agent writes these bodies."""
    async with town.platform(models={"content": writes(*bodies)}) as platform:
        yield await stage_on(town, platform, mode=mode)


async def asked(stage: Stage, **lead: object) -> TouchId:
    """A touch about which a reviewer was asked."""
    touch_id = await stage.planned(**lead)
    await stage.platform.outreach.start(stage.client_id, touch_id)
    assert await stage.status(touch_id) is TouchStatus.PROPOSED
    return touch_id


async def decide(stage: Stage, touch_id: TouchId, decision: Decision, *, on: Platform | None = None) -> None:
    """Decide the open question, and go on behind it on one platform or another."""
    approval = await stage.pending(touch_id)
    assert approval is not None
    platform = on or stage.platform
    await platform.services.approvals.decide(stage.client_id, stage.tenant.actor, approval.id, decision)
    await work.resume(platform, stage.client_id, approval.id)


async def threads(stage: Stage) -> int:
    """How many threads are paused."""
    return await stage.count_checkpoints()


async def approvals(stage: Stage, touch_id: TouchId) -> list[str]:
    """How every question about a touch was answered, the oldest first."""
    sql = "select status from approvals where client_id = $1 and touch_id = $2 order by created_at, id"
    return [row["status"] for row in await stage.rows(sql, touch_id)]


async def versions(stage: Stage, touch_id: TouchId) -> int:
    """How many versions of its draft a touch has."""
    found = await stage.rows("select id from drafts where client_id = $1 and touch_id = $2", touch_id)
    return len(found)


async def test_a_draft_waits_for_its_reviewer_and_then_goes_out_once(stage: Stage) -> None:
    """Drafted, proposed, paused; approved, sent as it was shown, and the thread is gone."""
    touch_id = await asked(stage)
    assert stage.mails() == []
    assert await threads(stage) == 1
    draft = await stage.platform.services.drafts.current(stage.client_id, touch_id)
    await decide(stage, touch_id, Approve())
    assert await stage.status(touch_id) is TouchStatus.SENT
    (mail,) = stage.mails()
    assert draft is not None
    assert mail.subject == draft.subject
    assert mail.text.startswith(draft.body)
    assert await threads(stage) == 0


async def test_an_edit_goes_out_as_the_reviewer_wrote_it(stage: Stage) -> None:
    """The edited body is what the vendor gets."""
    touch_id = await asked(stage)
    await decide(stage, touch_id, Approve(body="Hi Mia,\n\nA word from a person.\n\nPriya"))
    assert "A word from a person." in stage.mails(touch_id)[0].text


async def test_a_remark_leads_to_another_draft_and_another_question(stage: Stage) -> None:
    """The second draft is asked about anew; approving it sends it."""
    touch_id = await asked(stage)
    await decide(stage, touch_id, Redraft(feedback="Shorter, please."))
    assert await approvals(stage, touch_id) == ["redraft", "pending"]
    assert await versions(stage, touch_id) == 2
    assert stage.mails() == []
    await decide(stage, touch_id, Approve())
    assert len(stage.mails(touch_id)) == 1


async def test_a_rejected_draft_ends_its_touch(stage: Stage) -> None:
    """Nothing goes, nothing is asked again, no thread stays."""
    touch_id = await asked(stage)
    await decide(stage, touch_id, Reject(reason="Not this person."))
    await stage.platform.outreach.start(stage.client_id, touch_id)
    assert await stage.status(touch_id) is TouchStatus.REJECTED
    assert await approvals(stage, touch_id) == ["rejected"]
    assert (await threads(stage), stage.mails()) == (0, [])


async def test_a_snoozed_draft_is_asked_about_again_when_its_time_comes(stage: Stage) -> None:
    """Not before, whoever starts it; and it is the same draft, not one more."""
    touch_id = await asked(stage)
    clock, drafts = stage.town.clock, stage.platform.services.drafts
    await decide(stage, touch_id, Snooze(until=clock() + timedelta(days=2)))
    await stage.platform.outreach.start(stage.client_id, touch_id)
    assert await stage.pending(touch_id) is None
    assert await drafts.due(stage.client_id) == []
    clock.forward(days=2, minutes=1)
    assert await drafts.due(stage.client_id) == [touch_id]
    await stage.platform.outreach.start(stage.client_id, touch_id)
    assert await approvals(stage, touch_id) == ["snoozed", "pending"]
    assert await versions(stage, touch_id) == 1


async def test_a_question_that_nobody_answered_is_asked_again(stage: Stage) -> None:
    """After 24 hours it expires, its thread ends, and the same draft is proposed anew."""
    touch_id = await asked(stage)
    stage.town.clock.forward(hours=25)

    async def resume(client_id: object, approval_id: object) -> None:
        await work.resume(stage.platform, client_id, approval_id)  # type: ignore[arg-type]

    await work.expire(stage.platform, resume=resume)
    assert await approvals(stage, touch_id) == ["expired"]
    assert await threads(stage) == 0
    await stage.platform.outreach.start(stage.client_id, touch_id)
    assert await approvals(stage, touch_id) == ["expired", "pending"]
    assert await versions(stage, touch_id) == 1


async def test_autopilot_sends_what_the_gate_let_through(town: Town, platform: Platform) -> None:
    """No question is asked, and nothing waits."""
    stage = await stage_on(town, platform, mode="autopilot")
    touch_id = await stage.planned()
    await platform.outreach.start(stage.client_id, touch_id)
    assert len(stage.mails(touch_id)) == 1
    assert await approvals(stage, touch_id) == []
    assert await threads(stage) == 0


@pytest.mark.parametrize("mode", ["co_pilot", "autopilot"])
async def test_the_gate_sends_a_draft_back_twice_and_then_a_person_sees_it(town: Town, mode: str) -> None:
    """Three versions that call the lead by another name; the third is shown with its findings."""
    wrong = BODY.replace("Hi Mia", "Hi Boris")
    async with staged(town, wrong, mode=mode) as stage:
        touch_id = await asked(stage)
        assert await versions(stage, touch_id) == 3
        (card,) = await stage.platform.services.approvals.open(stage.client_id)
        assert [finding.severity for finding in card.findings].count("hard") >= 1
        assert stage.mails() == []


async def test_a_draft_that_was_mended_is_proposed_without_findings(town: Town) -> None:
    """The second version passes the gate; a redraft later starts counting anew."""
    async with staged(town, BODY.replace("Hi Mia", "Hi Boris"), BODY) as stage:
        touch_id = await asked(stage)
        assert await versions(stage, touch_id) == 2
        (card,) = await stage.platform.services.approvals.open(stage.client_id)
        assert card.findings == ()
        assert card.draft.author is Author.CLAUDE


async def test_another_process_goes_on_behind_a_decision(stage: Stage) -> None:
    """The paused thread is in the database: whichever process resumes it, the redraft loop included."""
    touch_id = await asked(stage)
    async with stage.town.platform() as restarted:
        await decide(stage, touch_id, Redraft(feedback="Warmer."), on=restarted)
        assert await versions(stage, touch_id) == 2
    async with stage.town.platform() as restarted:
        await decide(stage, touch_id, Approve(), on=restarted)
    assert len(stage.mails(touch_id)) == 1


@pytest.mark.parametrize(
    ("decision", "status", "questions"),
    [
        (Approve(), TouchStatus.SENT, ["approved"]),
        (Redraft(feedback="Warmer."), TouchStatus.PROPOSED, ["redraft", "pending"]),
        (Reject(), TouchStatus.REJECTED, ["rejected"]),
        (Snooze(until=Town.later), TouchStatus.PLANNED, ["snoozed"]),
    ],
    ids=lambda value: getattr(value, "kind", None),
)
async def test_a_lost_thread_is_no_loss(
    stage: Stage, decision: Decision, status: TouchStatus, questions: list[str]
) -> None:
    """The decision stands in its row: it is carried out, and nobody is asked about the same draft again."""
    touch_id = await asked(stage)
    await stage.forget_threads()
    await decide(stage, touch_id, decision)
    assert await stage.status(touch_id) is status
    assert await approvals(stage, touch_id) == questions
    assert len(stage.mails(touch_id)) == (status is TouchStatus.SENT)


async def test_starting_a_paused_touch_again_asks_nobody_again(stage: Stage) -> None:
    """A crash between the question and its checkpoint, or a second launch, finds the question open."""
    touch_id = await asked(stage)
    await stage.platform.outreach.start(stage.client_id, touch_id)
    await stage.forget_threads()
    await stage.platform.outreach.start(stage.client_id, touch_id)
    assert await approvals(stage, touch_id) == ["pending"]
    assert await versions(stage, touch_id) == 1
    await decide(stage, touch_id, Approve())
    assert len(stage.mails(touch_id)) == 1


async def test_two_launches_of_one_touch_leave_one_question_and_its_answer_counts(stage: Stage) -> None:
    """Whichever thread was kept: the redraft is written, and the approval sends it once."""
    touch_id = await stage.planned()
    outreach = stage.platform.outreach
    done = await asyncio.gather(
        *(outreach.start(stage.client_id, touch_id) for _ in range(3)), return_exceptions=True
    )
    assert all(one is None or isinstance(one, Conflict) for one in done)
    assert (await approvals(stage, touch_id)).count("pending") == 1
    await decide(stage, touch_id, Redraft(feedback="Warmer."))
    assert (await approvals(stage, touch_id)).count("pending") == 1
    await decide(stage, touch_id, Approve())
    assert len(stage.mails(touch_id)) == 1


async def test_two_resumes_at_once_send_once(stage: Stage) -> None:
    """The approval is claimed once, and so is the touch."""
    touch_id = await asked(stage)
    approval = await stage.pending(touch_id)
    assert approval is not None
    actor = stage.tenant.actor
    decided = stage.platform.services.approvals.decide(stage.client_id, actor, approval.id, Approve())
    await decided
    await asyncio.gather(
        *(work.resume(stage.platform, stage.client_id, approval.id) for _ in range(4)), return_exceptions=True
    )
    assert len(stage.mails(touch_id)) == 1
    assert await stage.status(touch_id) is TouchStatus.SENT


async def test_a_machine_that_breaks_in_the_middle_leaves_a_touch_that_starts_again(town: Town) -> None:
    """The first start raises and proposes nothing; so does the first redraft; the next tries finish both."""
    async with staged(town, "break", BODY, "break", BODY) as stage:
        touch_id = await stage.planned()
        with pytest.raises(RuntimeError):
            await stage.platform.outreach.start(stage.client_id, touch_id)
        assert await stage.status(touch_id) is TouchStatus.PLANNED
        await stage.platform.outreach.start(stage.client_id, touch_id)
        with pytest.raises(RuntimeError):
            await decide(stage, touch_id, Redraft(feedback="Warmer."))
        (waiting,) = await stage.platform.services.approvals.to_resume(stage.client_id)
        await work.resume(stage.platform, stage.client_id, waiting.id)
        assert await approvals(stage, touch_id) == ["redraft", "pending"]
        await decide(stage, touch_id, Approve())
        assert len(stage.mails(touch_id)) == 1


async def test_a_touch_that_may_never_go_is_not_drafted(stage: Stage) -> None:
    """A lead who unsubscribed costs no model call; the touch is cancelled with the rule that forbids it."""
    touch_id = await stage.planned()
    lead_id = (await stage.touch(touch_id)).lead_id
    services = stage.platform.services
    await services.suppression.suppress(
        stage.client_id, lead_id=lead_id, reason="unsubscribed", source="test"
    )
    late = await stage.planned_for(lead_id, step_n=2)
    await stage.platform.outreach.start(stage.client_id, late)
    assert await stage.status(late) is TouchStatus.CANCELLED
    assert await versions(stage, late) == 0


async def test_an_unsubscribe_while_a_reviewer_thinks_ends_the_thread(stage: Stage) -> None:
    """The question is withdrawn, approving it is a conflict, and nothing goes out."""
    touch_id = await asked(stage)
    approval = await stage.pending(touch_id)
    assert approval is not None
    services, lead_id = stage.platform.services, (await stage.touch(touch_id)).lead_id
    await services.suppression.suppress(
        stage.client_id, lead_id=lead_id, reason="unsubscribed", source="test"
    )
    with pytest.raises(Conflict):
        await services.approvals.decide(stage.client_id, stage.tenant.actor, approval.id, Approve())
    for waiting in await services.approvals.to_resume(stage.client_id):
        await work.resume(stage.platform, stage.client_id, waiting.id)
    assert (await threads(stage), stage.mails()) == (0, [])
