"""Speak pydantic-ai's model protocol without a model: the same tool calls, decided by our own code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pydantic import JsonValue
from pydantic_ai.messages import (
    ModelMessage,
    ModelRequest,
    ModelResponse,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.profiles import ModelProfile
from pydantic_ai.providers import Provider
from pydantic_ai.settings import ModelSettings
from pydantic_ai.usage import RequestUsage

from agents.prompts import blocks

SYSTEM = "offline"
_CALL_PREFIX = "offline-"


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One tool to call, or one output to end with: in this protocol both are calls by name."""

    name: str
    arguments: Mapping[str, JsonValue]


@dataclass(frozen=True, kw_only=True, slots=True)
class Returned:
    """What one of our own calls brought back."""

    name: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OfflineRequest:
    """All that an engine decides from: the fenced data, what was looked up, and what may be called."""

    data: Mapping[str, JsonValue]
    returned: tuple[Returned, ...]
    tools: frozenset[str]
    outputs: frozenset[str]

    def looked_up(self, name: str) -> str | None:
        """What the latest own call of that tool returned, if it was called in this turn."""
        return next((part.text for part in reversed(self.returned) if part.name == name), None)


class Engine(Protocol):
    """Decides the next call of one agent; the same request always gives the same calls."""

    def __call__(self, request: OfflineRequest, /) -> Sequence[Call]: ...


class OfflineModel(Model):
    """A model whose answers are computed here, in this process, from the conversation alone."""

    def __init__(self, agent: str, engine: Engine) -> None:
        super().__init__(profile=ModelProfile(supports_tools=True))
        self._agent = agent
        self._engine = engine

    @property
    def provider(self) -> Provider[None] | None:
        """There is none."""
        return None

    @property
    def model_name(self) -> str:
        """`offline-AGENT`."""
        return f"offline-{self._agent}"

    @property
    def system(self) -> str:
        """Who answered, in usage and spans."""
        return SYSTEM

    async def request(
        self,
        messages: list[ModelMessage],
        model_settings: ModelSettings | None,
        model_request_parameters: ModelRequestParameters,
    ) -> ModelResponse:
        """The engine's next calls as one response that cost nothing."""
        _, parameters = self.prepare_request(model_settings, model_request_parameters)
        calls = self._engine(_read(messages, parameters))
        turn = sum(isinstance(message, ModelResponse) for message in messages)
        parts = [
            ToolCallPart(call.name, dict(call.arguments), tool_call_id=f"{_CALL_PREFIX}{turn}-{n}")
            for n, call in enumerate(calls)
        ]
        return ModelResponse(
            parts=parts, model_name=self.model_name, provider_name=SYSTEM, usage=RequestUsage(input_tokens=0)
        )


def _read(messages: Sequence[ModelMessage], parameters: ModelRequestParameters) -> OfflineRequest:
    prompt, since = _latest_prompt(messages)
    returned = tuple(
        Returned(name=part.tool_name, text=part.model_response_str())
        for message in messages[since:]
        if isinstance(message, ModelRequest)
        for part in message.parts
        # What another model looked up may have been looked up with other arguments.
        if isinstance(part, ToolReturnPart) and part.tool_call_id.startswith(_CALL_PREFIX)
    )
    return OfflineRequest(
        data=blocks(prompt),
        returned=returned,
        tools=frozenset(tool.name for tool in parameters.function_tools),
        outputs=frozenset(tool.name for tool in parameters.output_tools),
    )


def _latest_prompt(messages: Sequence[ModelMessage]) -> tuple[str, int]:
    for index in range(len(messages) - 1, -1, -1):
        message = messages[index]
        if isinstance(message, ModelRequest):
            for part in reversed(message.parts):
                # A retry reaches us as a prompt too, without the data that we read.
                if (
                    isinstance(part, UserPromptPart)
                    and isinstance(part.content, str)
                    and "<data " in part.content
                ):
                    return part.content, index
    return "", 0
