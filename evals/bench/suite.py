"""Say what a suite is: cases that the bench can run over any model, and what must hold of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic_evals.reporting import EvaluationReport

from graphs.platform import Platform
from memory.records.ids import ClientId
from tools.sandbox.server import Sandbox

Report = EvaluationReport[Any, Any, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stand:
    """What a suite works with: a whole platform, one model behind its agents, the vendors beside."""

    platform: Platform
    sandbox: Sandbox
    client_id: ClientId
    """A client whose budget pays for suites that need no client of their own."""
    at_once: int
    """Cases to run side by side: one offline, some where a model is waited for."""


Judge = Callable[[Stand], Awaitable[Report]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Suite:
    """One subject; `judge` runs every case once and names its judgements by what follows from them."""

    name: str
    about: str
    judge: Judge
    score: str
    """The judgement whose share is the suite's score; a case without it is not counted."""
    safety: frozenset[str] = frozenset()
    """Judgements of which not one may fail, whatever the score."""
    at_least: float = 0.0
    """The score that must be within reach: the gate falls where the whole interval lies below it."""
    repeats: int = 3
    asks_models: bool = True
    """False for code that no model answers: it runs once, whatever models are compared."""
