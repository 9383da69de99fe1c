"""Read what somebody answered, without any tool in reach."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import JsonValue
from pydantic_ai import Agent, ModelRetry, RunContext, ToolOutput
from pydantic_ai.usage import UsageLimits

from agents.models import Models, run_with_fallback
from agents.offline.optout import asks_to_stop
from agents.offline.reply import own_words
from agents.prompts import fence, load
from memory.enums import Author, Channel, Intent
from tools.deps import AgencyDeps
from tools.services.replies import Reading, ReplyMaterial

NAME = "reply"
OUTPUT_TOKENS = 1000
_LIMITS = UsageLimits(request_limit=3)
_THREAD_MESSAGES = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplyDeps:
    """What the validator checks against; it holds nothing that could act."""

    material: ReplyMaterial


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """A reading, and who decided it."""

    reading: Reading
    decided_by: Author


agent: Agent[ReplyDeps, Reading] = Agent(
    name=NAME,
    deps_type=ReplyDeps,
    output_type=ToolOutput(Reading, name="reading"),
    instructions=load(NAME),
    retries=1,
)


@agent.output_validator
def quotes_the_sender(ctx: RunContext[ReplyDeps], reading: Reading) -> Reading:
    """Questions and phone numbers that nobody wrote are the model's own."""
    text = " ".join(ctx.deps.material.reply.text.replace("’", "'").split())
    missing = [q for q in reading.questions if " ".join(q.replace("’", "'").split()) not in text]
    if missing:
        raise ModelRetry(f"The sender did not write this question: {missing[0]}")
    return reading


async def read(models: Models, deps: AgencyDeps, material: ReplyMaterial) -> Read:
    """What the sender wants. A request to stop that our rules see is one, whatever a model says."""
    answered = await run_with_fallback(
        agent,
        models,
        prompt=prompt_of(material),
        deps=ReplyDeps(material=material),
        client_id=deps.client_id,
        limits=_LIMITS,
        max_tokens=OUTPUT_TOKENS,
    )
    reading = answered.output
    sms = material.reply.channel is Channel.SMS
    if reading.intent is not Intent.UNSUBSCRIBE and asks_to_stop(own_words(material.reply.text), sms=sms):
        stop = reading.model_copy(
            update={"intent": Intent.UNSUBSCRIBE, "confidence": 0.97, "abstained": False}
        )
        return Read(reading=stop, decided_by=Author.RULE)
    return Read(reading=reading, decided_by=answered.author)


def prompt_of(material: ReplyMaterial) -> str:
    """The thread and the answer as fenced data."""
    thread: list[JsonValue] = [
        {"subject": e.subject, "body": e.body, "sent_at": e.sent_at.isoformat()}
        for e in material.thread[-_THREAD_MESSAGES:]
    ]
    lead = material.lead
    reply = fence(
        "reply",
        {
            "text": material.reply.text,
            "subject": material.reply.subject,
            "channel": material.reply.channel.value,
            "received_at": material.received_at.isoformat(),
            "time_zone": lead.time_zone or "Australia/Sydney",
            "country": lead.country,
            "from_name": lead.full_name,
        },
    )
    return f"Read this answer.\n{fence('thread', thread)}\n{reply}"
