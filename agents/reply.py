"""Read what somebody answered, without any tool in reach."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import JsonValue
from pydantic_ai import Agent, ModelRetry, RunContext, ToolOutput
from pydantic_ai.usage import UsageLimits

from agents.models import Models, run_with_fallback
from agents.offline.reply import inbound_of
from agents.prompts import fence, load
from memory.enums import Author, Channel, Intent
from memory.records.ids import ClientId
from tools.services.hearing.answers import judge, reading
from tools.services.hearing.optout import is_stop_word
from tools.services.replies import Reading, ReplyMaterial

NAME = "reply"
OUTPUT_TOKENS = 1000
_LIMITS = UsageLimits(request_limit=3)
_THREAD_MESSAGES = 4
_ANSWER_CHARACTERS = 2000
STOPS_FROM = 0.8
"""How sure our own reading must be to hear a request to stop where the model heard none."""


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


async def read(models: Models, client_id: ClientId, material: ReplyMaterial) -> Read:
    """What the sender wants. A request to stop that we hear ourselves is one, whatever a model says."""
    heard = inbound_of({"reply": reply_data(material)})
    if is_stop_word(heard.text, sms=material.reply.channel is Channel.SMS):
        return Read(reading=Reading.model_validate(reading(heard)), decided_by=Author.RULE)
    answered = await run_with_fallback(
        agent,
        models,
        prompt=prompt_of(material),
        deps=ReplyDeps(material=material),
        client_id=client_id,
        limits=_LIMITS,
        max_tokens=OUTPUT_TOKENS,
    )
    said = answered.output
    if answered.author is not Author.OFFLINE and said.intent is not Intent.UNSUBSCRIBE:
        judged = judge(heard)
        if judged.intent is Intent.UNSUBSCRIBE and judged.confidence >= STOPS_FROM:
            stop = {"intent": judged.intent, "confidence": judged.confidence, "abstained": False}
            return Read(reading=said.model_copy(update=stop), decided_by=Author.RULE)
    return Read(reading=said, decided_by=answered.author)


def prompt_of(material: ReplyMaterial) -> str:
    """The thread, what the sender answered before, and the answer, as fenced data."""
    thread: list[JsonValue] = [
        {"subject": e.subject, "body": e.body, "sent_at": e.sent_at.isoformat()}
        for e in material.thread[-_THREAD_MESSAGES:]
    ]
    answers: list[JsonValue] = [
        {
            "text": one.text[:_ANSWER_CHARACTERS],
            "received_at": one.received_at.isoformat(),
            "intent": one.intent.value if one.intent else None,
        }
        for one in material.answers
    ]
    before = f"{fence('answers', answers)}\n" if answers else ""
    return f"Read this answer.\n{fence('thread', thread)}\n{before}{fence('reply', reply_data(material))}"


def reply_data(material: ReplyMaterial) -> dict[str, JsonValue]:
    """The answer, and what its reading needs to know of its sender."""
    lead = material.lead
    return {
        "text": material.reply.text,
        "subject": material.reply.subject,
        "channel": material.reply.channel.value,
        "received_at": material.received_at.isoformat(),
        "time_zone": lead.time_zone or "Australia/Sydney",
        "country": lead.country,
        "from_name": lead.full_name,
    }
