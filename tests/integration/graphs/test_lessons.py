"""What a reviewer changes once shapes the next person's draft, which names it, until the note is struck."""

from __future__ import annotations

from dataclasses import replace

from memory.enums import NoteKind
from tests.fixtures.platform import Stage
from tests.integration.graphs.test_replies import answered, sent
from tools.services.approvals import Approve
from tools.services.reviewing.cards import ApprovalCard


async def proposed(stage: Stage, email: str) -> ApprovalCard:
    """The card of a draft to a new lead."""
    touch_id = await stage.planned(email=email)
    await stage.platform.outreach.start(stage.client_id, touch_id)
    approval = await stage.pending(touch_id)
    assert approval is not None
    return await stage.platform.services.approvals.card(stage.client_id, approval.id)


async def test_an_edits_lesson_shows_in_the_next_draft_until_it_is_struck(stage: Stage) -> None:
    """The sign-off that a reviewer wrote once; the card names the note, and striking it ends it."""
    services, client_id, actor = stage.platform.services, stage.client_id, stage.tenant.actor
    first = await proposed(stage, "ann@quay.example")
    closing = first.draft.body.rpartition("\n\n")[2].partition(",")[0]
    edit = Approve(body=first.draft.body.replace(f"{closing},", "Warmly,"))
    await services.approvals.decide(client_id, actor, first.approval.id, edit)
    assert first.notes == ()
    notes = await services.notebook.live(client_id)
    assert {note.source_kind for note in notes} == {"edit"}
    assert {note.source_id for note in notes} == {first.approval.id}

    second = await proposed(stage, "ben@quay.example")
    assert "Warmly," in second.draft.body
    assert [note.id for note in second.notes] == [note.id for note in notes]
    for note in notes:
        await services.notebook.strike(client_id, actor, note.id)

    third = await proposed(stage, "cyd@quay.example")
    assert "Warmly," not in third.draft.body
    assert third.notes == ()


async def test_what_came_of_a_step_is_told_in_counts_and_the_newer_count_holds(stage: Stage) -> None:
    """Not a word of the answer, which a stranger wrote, becomes a note."""
    await sent(stage)
    await answered(stage, "interested", "Sounds good, please send me the details. Regards, Zebedee")
    services = stage.platform.services
    (note,) = await services.notebook.live(stage.client_id)
    assert note.kind is NoteKind.OUTCOME
    assert "1 answered with interest; the last answered with interest" in note.text
    assert "Zebedee" not in note.text
    (reply,) = await stage.rows("select id from replies where client_id = $1")
    assert await services.recall.learn_from_reply(stage.client_id, reply["id"]) is None
    assert [replace(one) for one in await services.notebook.live(stage.client_id)] == [note]
