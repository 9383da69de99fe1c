"""Hold one process's whole platform, as its doors and its workflows see it."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from agents.models import Models
from graphs.conversation import Conversation
from graphs.outreach import Outreach
from graphs.reply import Replies
from memory.records.actor import Actor, Clock
from memory.records.ids import ClientId
from memory.store import Memory
from migrations import head
from settings import Settings
from tools.deps import AgencyDeps, Services
from tools.wiring import Agency, Part


@dataclass(frozen=True, kw_only=True, slots=True)
class Platform:
    """One process's platform, as its doors see it."""

    agency: Agency
    models: Models
    outreach: Outreach
    replies: Replies
    conversation: Conversation
    engine_answers: Callable[[], Awaitable[bool]]

    @property
    def settings(self) -> Settings:
        """What was set."""
        return self.agency.settings

    @property
    def secret(self) -> str:
        """The key that everything signed or encrypted derives from."""
        return self.agency.secret

    @property
    def memory(self) -> Memory:
        """What services remember with."""
        return self.agency.memory

    @property
    def services(self) -> Services:
        """The business."""
        return self.agency.services

    @property
    def clock(self) -> Clock:
        """Tells the time."""
        return self.agency.clock

    @property
    def banner(self) -> str:
        """The one line that a start prints: where to go, how to get in, and what is pretended."""
        made_of = ", ".join(
            word
            for word, holds in (
                ("embedded database", self.agency.storage.embedded),
                ("sandboxed vendors", self.settings.sandboxed),
                ("offline engine", self.models.offline_only),
            )
            if holds
        )
        note = f" ({made_of})" if made_of else ""
        return f"Agency OS is ready at {self.settings.base_url}{self.agency.sign_in_hint}{note}"

    def deps(self, client_id: ClientId, actor: Actor) -> AgencyDeps:
        """What a run works with, for this client and actor."""
        return AgencyDeps(client_id=client_id, actor=actor, clock=self.clock, services=self.services)

    async def parts(self) -> Mapping[str, Part]:
        """Every part that requests need: whether it answers, and how fast."""
        began = time.perf_counter()
        runs = await self.engine_answers()
        engine = Part(
            ready=runs,
            latency_ms=(time.perf_counter() - began) * 1000,
            detail="DBOS" if runs else "does not answer",
        )
        # Storage opens only once its schema is at the newest revision.
        schema = Part(ready=True, latency_ms=0.0, detail=f"revision {head()}")
        return await self.agency.parts() | {"migrations": schema, "engine": engine, "model": self._model()}

    def _model(self) -> Part:
        """Claude is never called to see whether it answers; the offline engine stands behind it."""
        detail = "offline engine" if self.models.offline_only else "Claude, the offline engine behind it"
        return Part(ready=True, latency_ms=0.0, detail=detail)
