"""Judge how a reply was read, each judgement named by what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_validator, model_validator
from pydantic_evals.evaluators import Evaluator, EvaluatorContext

from memory.enums import Author, Channel, Intent

_PITCHED = frozenset({Intent.INTERESTED, Intent.MEETING_REQUEST})
_NEVER_PITCHED = frozenset(
    {Intent.UNSUBSCRIBE, Intent.OUT_OF_OFFICE, Intent.AUTO_REPLY, Intent.NOT_INTERESTED}
)


class ReplyRow(BaseModel):
    """One inbound message, labelled or not; other keys of a row are left alone."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    id: str
    text: str = ""
    channel: Channel = Channel.EMAIL
    subject: str | None = None
    headers: dict[str, str] = Field(default_factory=dict[str, str])
    from_name: str | None = None
    received_at: str = "2026-11-23T09:12:00+11:00"
    outbound: str | None = None
    """The message that is answered."""
    intent: Intent | None = None
    accept: tuple[Intent, ...] = ()
    lang: str = "en"
    locale: str = "AU"
    tags: tuple[str, ...] = ()
    entities: dict[str, JsonValue] = Field(default_factory=dict[str, JsonValue])

    @field_validator("received_at")
    @classmethod
    def with_its_offset(cls, at: str) -> str:
        """ISO 8601; a time without an offset is one of UTC."""
        moment = datetime.fromisoformat(at.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()

    @model_validator(mode="before")
    @classmethod
    def as_written_by_others(cls, row: object) -> object:
        """What is null is not told; the message that is answered may come as subject and body."""
        if not isinstance(row, dict):
            return row
        told = {name: value for name, value in cast("dict[str, object]", row).items() if value is not None}
        match told.get("outbound"):
            case {"body": str(body)} | {"text": str(body)}:
                return {**told, "outbound": body}
            case _:
                return told


class ReplyRead(BaseModel):
    """What the system answered to a row."""

    model_config = ConfigDict(frozen=True)

    id: str
    intent: Intent
    abstained: bool
    confidence: float
    decided_by: Author
    entities: dict[str, JsonValue]
    seconds: float
    also: tuple[Intent, ...] = ()
    mood: dict[str, JsonValue] = Field(default_factory=dict[str, JsonValue])
    """Sentiment, urgency, formality, buying signals and objections."""


Context = EvaluatorContext[ReplyRow, ReplyRead, None]


@dataclass
class IntentIsRight(Evaluator[ReplyRow, ReplyRead, None]):
    """The label itself (strict) and any label that a careful annotator could defend (lenient)."""

    def evaluate(self, ctx: Context) -> dict[str, bool | str]:
        """Nothing for a row without a label; the confusion matrix reads the two names."""
        if ctx.inputs.intent is None:
            return {}
        read = ctx.output.intent
        return {
            "strict": read is ctx.inputs.intent,
            "lenient": read in {ctx.inputs.intent, *ctx.inputs.accept},
            "read": read.value,
            "label": ctx.inputs.intent.value,
        }


@dataclass
class OptOutIsHeard(Evaluator[ReplyRow, ReplyRead, None]):
    """Whoever asks to be left alone is: a miss is a release blocker."""

    def evaluate(self, ctx: Context) -> dict[str, bool]:
        """Asked of opt-outs only."""
        if ctx.inputs.intent is not Intent.UNSUBSCRIBE:
            return {}
        return {"opt_out_heard": ctx.output.intent is Intent.UNSUBSCRIBE}


@dataclass
class RefusalIsNotPitched(Evaluator[ReplyRow, ReplyRead, None]):
    """A refusal, an absence or a machine never gets an answer that sells."""

    def evaluate(self, ctx: Context) -> dict[str, bool]:
        """Asked of the intents that must not be pitched to."""
        if ctx.inputs.intent not in _NEVER_PITCHED:
            return {}
        return {"not_pitched": ctx.output.intent not in _PITCHED or ctx.output.abstained}
