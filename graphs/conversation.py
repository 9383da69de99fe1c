"""Run one chat turn: recall, decide, put the decision where people see it, and remember."""

# LangGraph's own annotations leave the type variables of `add_node` open.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, assert_never
from uuid import UUID

from langgraph.graph import END, START, StateGraph
from langgraph.runtime import Runtime

from agents.cmo import AnswerReplies, ChangeCampaign, Decision, DraftOutreach, ProposeCampaign, Say, decide
from agents.models import Models
from errors import InvalidInput, NotFound, NotPermitted
from graphs.states import TurnState, Update
from memory.enums import Author
from memory.records.ids import NoteId, ProposalId
from memory.records.talk import Proposal
from tools.deps import AgencyDeps
from tools.services.proposals import AnswerRequest, CampaignChange, OutreachRequest, kind_of

NOTES_A_TURN = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Spoke:
    """The CMO said something."""

    text: str
    author: Author


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposed:
    """The CMO proposes a change, which waits for a person's confirmation."""

    proposal: Proposal


ChatEvent = Spoke | Proposed


class Conversation:
    """The compiled graph; a turn leaves rows behind, so it needs no checkpoint."""

    def __init__(self, models: Models) -> None:
        self._models = models
        builder = StateGraph(TurnState, context_schema=AgencyDeps)
        builder.add_node("recall", self._recall)
        builder.add_node("cmo", self._cmo)
        builder.add_node("remember", self._remember)
        builder.add_edge(START, "recall")
        builder.add_edge("recall", "cmo")
        builder.add_edge("cmo", "remember")
        builder.add_edge("remember", END)
        self._graph = builder.compile()

    async def turn(self, deps: AgencyDeps, thread_id: str, text: str) -> AsyncIterator[ChatEvent]:
        """What follows from what a user said; InvalidInput for an empty or endless message."""
        chat, proposals = deps.services.chat, deps.services.proposals
        turn_id = await chat.heard(deps.client_id, deps.actor, thread_id, text)
        begun: Any = {"client_id": str(deps.client_id), "thread_id": thread_id, "turn_id": str(turn_id)}
        state = await self._graph.ainvoke(begun, context=deps)
        answer = await chat.line(deps.client_id, UUID(state["answer_id"]))
        yield Spoke(text=answer.text, author=answer.author or Author.OFFLINE)
        if "proposal_id" in state:
            yield Proposed(
                proposal=await proposals.get(deps.client_id, ProposalId(UUID(state["proposal_id"])))
            )

    async def _recall(self, state: TurnState, runtime: Runtime[AgencyDeps]) -> Update:
        """Find the notes that bear on what was said."""
        deps = runtime.context
        said = await deps.services.chat.line(deps.client_id, UUID(state["turn_id"]))
        notes = await deps.services.recall.relevant(deps.client_id, said.text, limit=NOTES_A_TURN)
        return {"note_ids": [str(note.id) for note in notes]}

    async def _cmo(self, state: TurnState, runtime: Runtime[AgencyDeps]) -> Update:
        """Have the CMO decide, and keep its words and its proposal as rows."""
        deps, turn_id = runtime.context, UUID(state["turn_id"])
        chat = deps.services.chat
        said = await chat.line(deps.client_id, turn_id)
        history = await chat.before(deps.client_id, deps.actor, state["thread_id"], turn_id)
        notes = await deps.services.recall.by_ids(
            deps.client_id, [NoteId(UUID(note_id)) for note_id in state["note_ids"]]
        )
        decided = await decide(self._models, deps, said.text, history, tuple(notes))
        words, proposal = _words(decided.decision), None
        try:
            proposal = await _propose(deps, decided.decision)
        except (InvalidInput, NotFound, NotPermitted) as error:
            words = f"I cannot propose that: {error}"
        answer_id = await chat.said(deps.client_id, deps.actor, state["thread_id"], words, decided.author)
        left = {"answer_id": str(answer_id)}
        return left | {"proposal_id": str(proposal.id)} if proposal else left

    async def _remember(self, state: TurnState, runtime: Runtime[AgencyDeps]) -> Update:
        """Keep a standing instruction, such as "never mention price in the first mail", as a note."""
        deps, turn_id = runtime.context, UUID(state["turn_id"])
        said = await deps.services.chat.line(deps.client_id, turn_id)
        await deps.services.recall.learn_from_chat(deps.client_id, deps.actor, turn_id, said.text)
        return {}


async def _propose(deps: AgencyDeps, decision: Decision) -> Proposal | None:
    """Turn a decision that changes something into a proposal; only a person's click carries it out."""
    match decision:
        case Say():
            return None
        case ProposeCampaign():
            content = decision.plan
        case ChangeCampaign():
            content = CampaignChange(campaign_id=decision.campaign_id, to=decision.to)
        case DraftOutreach():
            content = OutreachRequest(campaign_id=decision.campaign_id, count=decision.count)
        case AnswerReplies():
            content = AnswerRequest(reply_ids=tuple(decision.reply_ids))
        case _:
            assert_never(decision)
    return await deps.services.proposals.open(deps.client_id, deps.actor, kind_of(content), content)


def _words(decision: Decision) -> str:
    match decision:
        case Say():
            return decision.text
        case ProposeCampaign() | ChangeCampaign() | DraftOutreach() | AnswerReplies():
            return decision.reason
        case _:
            assert_never(decision)
