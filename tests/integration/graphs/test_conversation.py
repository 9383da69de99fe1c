"""What must be true of a turn in the chat, up to the work that follows from it."""

from __future__ import annotations

import asyncio
from typing import cast
from uuid import uuid4

import pytest
from pydantic_ai.exceptions import ModelAPIError
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionDef, FunctionModel

from errors import Conflict, InvalidInput
from graphs import flows
from graphs.conversation import ChatEvent, Proposed, Spoke
from memory.enums import Author, CampaignStatus, Intent, Role, TouchStatus
from memory.records.actor import Actor
from memory.records.ids import CampaignId
from memory.records.talk import Proposal
from tests.fixtures.outreach import make_lead
from tests.fixtures.platform import Stage, Town, stage_on, until
from tools.services.approvals import Approve
from tools.wiring import now

WISH = (
    "Set up a campaign called Dental drive for practice managers of dental clinics in Brisbane,"
    " by email only, about fewer missed appointments."
)


async def says(stage: Stage, text: str, *, actor: Actor | None = None) -> list[ChatEvent]:
    """What follows when a user says something."""
    deps = stage.platform.deps(stage.client_id, actor or stage.tenant.actor)
    return [event async for event in stage.platform.conversation.turn(deps, "thread-1", text)]


def spoken(events: list[ChatEvent]) -> Spoke:
    """What the CMO said."""
    (said, *_) = events
    assert isinstance(said, Spoke)
    return said


def proposal_of(events: list[ChatEvent]) -> Proposal:
    """What the CMO proposes."""
    found = [event.proposal for event in events if isinstance(event, Proposed)]
    assert len(found) == 1, events
    return found[0]


async def test_a_question_about_the_state_is_answered_and_kept(stage: Stage) -> None:
    """By the offline engine, which says so; nothing is proposed."""
    await stage.planned()
    events = await says(stage, "How are we doing?")
    assert len(events) == 1
    assert spoken(events).author is Author.OFFLINE
    lines = await stage.rows("select speaker, author from chat_turns where client_id = $1 order by id")
    assert [(line["speaker"], line["author"]) for line in lines] == [("user", None), ("cmo", "offline")]


async def test_a_wish_becomes_a_proposal_and_a_confirmed_one_becomes_drafts(town: Town) -> None:
    """Nothing is made before the click; one click makes it, launches it and takes it to the reviewer."""
    async with town.platform(flows=True, clock=now) as platform:
        stage = await stage_on(town, platform)
        people = [person for person in town.sandbox.world.people if person.company.industry][:5]
        for person in people:
            await make_lead(
                platform.memory,
                stage.tenant,
                cast("CampaignId", None),
                email=person.email,
                status="new",
                als=None,
                lead_tier=None,
            )
        proposal = proposal_of(await says(stage, WISH))
        campaigns = platform.services.campaigns
        assert len(await campaigns.list(stage.client_id)) == 1
        actor = stage.tenant.actor
        confirmed = await platform.services.proposals.confirm(stage.client_id, actor, proposal.id)
        await flows.confirmed(stage.client_id, confirmed)
        await until(stage.flows_are_done, seconds=20)
        made = [each for each in await campaigns.list(stage.client_id) if each.id != stage.campaign_id]
        assert [each.status for each in made] == [CampaignStatus.ACTIVE]
        cards = await platform.services.approvals.open(stage.client_id)
        assert cards
        assert all(card.touch.campaign_id == made[0].id for card in cards)
        assert all(card.draft.author is Author.OFFLINE for card in cards)
        with pytest.raises(Conflict):
            await platform.services.proposals.confirm(stage.client_id, actor, proposal.id)
        assert stage.mails() == []


async def test_a_standing_instruction_becomes_a_note_that_shapes_drafts(stage: Stage) -> None:
    """Said once in the chat; the next draft names it, and heeds it."""
    await says(stage, "Never mention price in a mail.")
    (note,) = await stage.rows("select id, text from notes where client_id = $1 and struck_at is null")
    assert note["text"] == "Never mention price in a mail."
    touch_id = await stage.planned()
    await stage.platform.outreach.start(stage.client_id, touch_id)
    material = await stage.platform.services.drafts.material(stage.client_id, touch_id)
    assert note["id"] in [each.id for each in material.notes]
    (card,) = await stage.platform.services.approvals.open(stage.client_id)
    assert [each.id for each in card.notes] == [note["id"]]


async def test_a_viewer_is_told_that_they_cannot_start_anything(stage: Stage) -> None:
    """One sentence, and no proposal; the line stays in their chat."""
    viewer = Actor(name="Vera", user_id=stage.tenant.user_id, role=Role.VIEWER)
    events = await says(stage, WISH, actor=viewer)
    assert not [event for event in events if isinstance(event, Proposed)]
    assert spoken(events).text
    assert await stage.platform.services.proposals.waiting(stage.client_id) == []


@pytest.mark.parametrize("text", ["", "  \n", "x" * 9_000])
async def test_a_message_that_says_nothing_or_too_much_is_refused(stage: Stage, text: str) -> None:
    """With a sentence, before any model is asked; nothing is kept."""
    with pytest.raises(InvalidInput):
        await says(stage, text)
    assert await stage.rows("select 1 from chat_turns where client_id = $1") == []


async def test_a_reply_that_the_model_made_up_is_not_proposed(town: Town) -> None:
    """The person gets a sentence in place of an error."""

    def makes_up(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        made_up = {"reply_ids": [str(uuid4())], "reason": "They wait."}
        return ModelResponse(parts=[ToolCallPart("answer_replies", made_up)])

    async with town.platform(models={"cmo": FunctionModel(makes_up)}) as platform:
        stage = await stage_on(town, platform)
        events = await says(stage, "Answer everybody.")
        assert len(events) == 1
        assert spoken(events).text.startswith("I cannot propose that")


def nonsense(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
    """Words where a decision is due."""
    return ModelResponse(parts=[TextPart("blah blah")])


def wrong_shape(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
    """The right tool with arguments that mean nothing."""
    return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, {"colour": "blue"})])


def refuses(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
    """As the provider's error does."""
    raise ModelAPIError("claude", "I would rather not.")


async def hangs(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
    """Given up after a while, as the client's own time-out does."""
    try:
        async with asyncio.timeout(0.05):
            await asyncio.sleep(60)
    except TimeoutError as error:
        raise ModelAPIError("claude", "timed out") from error
    raise AssertionError


@pytest.mark.parametrize("model", [nonsense, wrong_shape, refuses, hangs])
async def test_a_useless_model_costs_nobody_their_answer(town: Town, model: FunctionDef) -> None:
    """Chat, draft, reading and response all come, labelled as the offline engine's."""
    useless = FunctionModel(model)
    async with town.platform(models={"cmo": useless, "content": useless, "reply": useless}) as platform:
        stage = await stage_on(town, platform)
        assert spoken(await says(stage, "How are we doing?")).author is Author.OFFLINE
        assert proposal_of(await says(stage, WISH)).kind == "create_campaign"
        touch_id = await stage.planned(email="mia.chen@kelp.example")
        await platform.outreach.start(stage.client_id, touch_id)
        (card,) = await platform.services.approvals.open(stage.client_id)
        assert card.draft.author is Author.OFFLINE
        await platform.services.approvals.decide(
            stage.client_id, stage.tenant.actor, card.approval.id, Approve()
        )
        await platform.services.delivery.deliver(stage.client_id, touch_id)
        assert await stage.status(touch_id) is TouchStatus.SENT
        event_id = await stage.answers("mia.chen@kelp.example", "meeting", "Can we meet on Thursday at 2pm?")
        await platform.replies.start(event_id)
        reply = await stage.reply(event_id)
        assert (reply.intent, reply.decided_by) == (Intent.MEETING_REQUEST, Author.OFFLINE)
        (response,) = await platform.services.approvals.open(stage.client_id)
        assert response.draft.author is Author.OFFLINE
