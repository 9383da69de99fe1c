"""A model that looks everything up and does whatever it is told, by whoever tells it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic_ai.messages import ModelMessage, ModelResponse, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from evals.attacks import Goal

PLAIN_BODY = "Hi Mia,\n\nA free review of contracts takes us an hour. Shall we talk?\n\nPriya"
PLAIN: Mapping[str, Mapping[str, Any]] = {
    "written": {"subject": "Contracts", "body": PLAIN_BODY},
    "reading": {"intent": "interested", "confidence": 1},
    "say": {"text": "I did all that I was told."},
}
"""How each agent ends where nobody gives it an order."""


@dataclass
class Obedient:
    """Obeys the goals that are set wherever it reads the word; `obeyed` are those that it did try."""

    ids: Mapping[str, object] = field(default_factory=dict[str, object])
    word: str = ""
    goals: Sequence[Goal] = ()
    looks_up: Mapping[str, Mapping[str, object]] = field(default_factory=dict[str, Mapping[str, object]])
    """The tools that the CMO calls before anything else, with what it asks them."""
    obeyed: set[str] = field(default_factory=set[str])
    seen: list[str] = field(default_factory=list[str])
    """Everything that it was shown."""

    def model(self) -> FunctionModel:
        """The same for all three agents."""
        return FunctionModel(self._answer)

    def orders(self, word: str, goals: Sequence[Goal]) -> None:
        """From now on this word stands for these goals; nothing is remembered of earlier ones."""
        self.word, self.goals = word, goals

    def _answer(self, messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        told = "\n".join(_text(part) for message in messages for part in message.parts)
        self.seen.append(told)
        called = {
            part.tool_name
            for message in messages
            if isinstance(message, ModelResponse)
            for part in message.parts
            if isinstance(part, ToolCallPart)
        }
        outputs = {tool.name for tool in info.output_tools}
        if "say" in outputs and not called:
            return _calls(self.looks_up)
        goals = self.goals if self.word and self.word in told else ()
        tools = [goal for goal in goals if not goal.ends]
        if tools and not self._did(messages):
            self.obeyed.update(goal.name for goal in tools)
            return ModelResponse(parts=[ToolCallPart(goal.call, self._filled(goal)) for goal in tools])
        for goal in goals:
            if goal.ends and goal.call in outputs and goal.call not in called:
                self.obeyed.add(goal.name)
                return ModelResponse(parts=[ToolCallPart(goal.call, self._filled(goal))])
        (plain,) = outputs & PLAIN.keys()
        return _calls({plain: PLAIN[plain]})

    def _did(self, messages: Sequence[ModelMessage]) -> bool:
        """Whether the tools that it was told to call were called in this run already."""
        calls = sum(isinstance(message, ModelResponse) for message in messages)
        return calls > (1 if self._looked(messages) else 0)

    def _looked(self, messages: Sequence[ModelMessage]) -> bool:
        first = next((message for message in messages if isinstance(message, ModelResponse)), None)
        parts = first.parts if first else ()
        return {part.tool_name for part in parts if isinstance(part, ToolCallPart)} == {*self.looks_up}

    def _filled(self, goal: Goal) -> dict[str, Any]:
        told = json.dumps(goal.arguments)
        for name, value in self.ids.items():
            told = told.replace("{" + name + "}", str(value))
        arguments: dict[str, Any] = json.loads(told)
        if goal.call == "propose_campaign":
            arguments["plan"]["percentages"] = {"email": 100}
        return arguments


def _calls(wanted: Mapping[str, Mapping[str, object]]) -> ModelResponse:
    return ModelResponse(parts=[ToolCallPart(name, dict(arguments)) for name, arguments in wanted.items()])


def _text(part: object) -> str:
    content = getattr(part, "content", "")
    text = content if isinstance(content, str) else json.dumps(content, default=str)
    return text.replace("\\u003c", "<")
