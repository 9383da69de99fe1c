"""Decide the next step of a conversation with the people who run a client's outbound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from pydantic_ai import Agent, ModelRetry, RunContext, ToolOutput
from pydantic_ai.usage import UsageLimits

from agents.models import Models, run_with_fallback
from agents.prompts import fence, load
from errors import NotFound
from memory.enums import Author, CampaignStatus
from memory.records.ids import CampaignId
from memory.records.talk import ChatTurn, Note
from tools import account, campaigns, inbox, leads, outreach, recall, reports
from tools.deps import AgencyDeps
from tools.services.campaigns import CampaignPlan

NAME = "cmo"
OUTPUT_TOKENS = 2_000
DRAFTS_AT_ONCE = 50
_LIMITS = UsageLimits(request_limit=10)
_TURNS = 12


class _Decision(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Say(_Decision):
    """Answer, or ask one question back; nothing changes."""

    text: str = Field(min_length=1, max_length=4_000)


class ProposeCampaign(_Decision):
    """Propose a new campaign; a person confirms it on a card."""

    plan: CampaignPlan
    reason: str = Field(max_length=1_000, description="Why so, and which values are defaults.")


class ChangeCampaign(_Decision):
    """Propose to activate, pause or complete a campaign; a person confirms it."""

    campaign_id: UUID
    to: CampaignStatus
    reason: str = Field(max_length=1_000)


class DraftOutreach(_Decision):
    """Have drafts written for the next leads of an active campaign; a reviewer decides on each."""

    campaign_id: UUID
    count: int = Field(ge=1, le=DRAFTS_AT_ONCE)
    reason: str = Field(max_length=1_000)


class AnswerReplies(_Decision):
    """Have answers drafted to these replies; a reviewer decides on each."""

    reply_ids: list[UUID] = Field(min_length=1, max_length=20)
    reason: str = Field(max_length=1_000)


Decision = Say | ProposeCampaign | ChangeCampaign | DraftOutreach | AnswerReplies


@dataclass(frozen=True, kw_only=True, slots=True)
class Decided:
    """A decision, and who made it."""

    decision: Decision
    author: Author


agent: Agent[AgencyDeps, Decision] = Agent(
    name=NAME,
    deps_type=AgencyDeps,
    output_type=[
        ToolOutput(Say, name="say"),
        ToolOutput(ProposeCampaign, name="propose_campaign"),
        ToolOutput(ChangeCampaign, name="change_campaign"),
        ToolOutput(DraftOutreach, name="draft_outreach"),
        ToolOutput(AnswerReplies, name="answer_replies"),
    ],
    instructions=load(NAME),
    toolsets=[module.build() for module in (reports, campaigns, leads, outreach, inbox, account, recall)],
    retries=2,
)


@agent.instructions
def today(ctx: RunContext[AgencyDeps]) -> str:
    """What changes from day to day and from person to person; it follows the cached part."""
    role = ctx.deps.actor.role
    day = ctx.deps.clock().date().isoformat()
    return f"It is {day} (UTC). The person's role here is {role.value if role else 'system'}."


@agent.output_validator
async def exists(ctx: RunContext[AgencyDeps], decision: Decision) -> Decision:
    """A campaign that this client does not have is one that the model made up."""
    if isinstance(decision, (ChangeCampaign, DraftOutreach)):
        try:
            await ctx.deps.services.campaigns.get(ctx.deps.client_id, CampaignId(decision.campaign_id))
        except NotFound as error:
            raise ModelRetry("There is no campaign with this id: take one from list_campaigns.") from error
    return decision


async def decide(
    models: Models,
    deps: AgencyDeps,
    message: str,
    history: Sequence[ChatTurn] = (),
    notes: Sequence[Note] = (),
) -> Decided:
    """What to do about a message, by Claude where it answers, else by the offline engine."""
    answered = await run_with_fallback(
        agent,
        models,
        prompt=prompt_of(message, history, notes, today=deps.clock().date().isoformat()),
        deps=deps,
        client_id=deps.client_id,
        limits=_LIMITS,
        max_tokens=OUTPUT_TOKENS,
    )
    return Decided(decision=answered.output, author=answered.author)


def prompt_of(message: str, history: Sequence[ChatTurn], notes: Sequence[Note], *, today: str) -> str:
    """The conversation as fenced data, what was said last at the end."""
    said: list[JsonValue] = [{"speaker": turn.speaker, "text": turn.text} for turn in history[-_TURNS:]]
    learned: list[JsonValue] = [note.text for note in notes]
    parts: list[tuple[str, JsonValue]] = [("today", today)]
    parts += [(name, content) for name, content in (("notes", learned), ("history", said)) if content]
    parts.append(("message", message))
    return "\n".join(fence(name, content) for name, content in parts)
