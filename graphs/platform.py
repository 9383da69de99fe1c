"""Open the whole: what the business is made of, the models behind its agents, and the graphs and flows."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal

from agents.budget import Budget
from agents.models import Claude, Models
from agents.prices import Prices
from graphs.checkpoints import open_saver
from graphs.conversation import Conversation
from graphs.flows import answers, open_flows
from graphs.outreach import Outreach
from graphs.reply import Replies
from memory.records import Actor, ClientId, Clock
from memory.store import Memory
from migrations import head
from settings import Settings
from tools.deps import AgencyDeps, Services
from tools.wiring import Agency, Part, open_agency


@dataclass(frozen=True, kw_only=True, slots=True)
class Platform:
    """One process's platform, as its doors see it."""

    agency: Agency
    models: Models
    outreach: Outreach
    replies: Replies
    conversation: Conversation

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
        runs = await answers()
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


@asynccontextmanager
async def open_platform(settings: Settings, *, flows: bool = True) -> AsyncIterator[Platform]:
    """Everything, open; `flows` False leaves schedules and recovery to other processes."""
    async with AsyncExitStack() as stack:
        agency = await stack.enter_async_context(open_agency(settings))
        models = models_of(settings, agency)
        stack.push_async_callback(models.close)
        yield await stack.enter_async_context(open_graphs(agency, models, flows=flows))


@asynccontextmanager
async def open_graphs(agency: Agency, models: Models, *, flows: bool) -> AsyncIterator[Platform]:
    """The graphs of an agency that is open, and their flows."""
    async with open_saver(agency.storage.engine) as saver, AsyncExitStack() as stack:
        platform = Platform(
            agency=agency,
            models=models,
            outreach=Outreach(agency, models, saver),
            replies=Replies(agency, models, saver),
            conversation=Conversation(models),
        )
        if flows:
            await stack.enter_async_context(open_flows(platform, engine_url=agency.storage.engine))
        yield platform


def models_of(settings: Settings, agency: Agency) -> Models:
    """Claude where there is a key, the offline engine behind it."""
    key = settings.anthropic_api_key
    claude = (
        Claude(
            api_key=key.get_secret_value(),
            base_url=settings.anthropic_base_url,
            timeout_seconds=settings.model_timeout_seconds,
            models={
                "cmo": settings.cmo_model,
                "content": settings.content_model,
                "reply": settings.reply_model,
            },
        )
        if key
        else None
    )
    budget = Budget(
        memory=agency.memory,
        clock=agency.clock,
        platform_limit_aud=Decimal(str(settings.ai_daily_limit_aud)),
        client_limit_aud=Decimal(str(settings.ai_client_daily_limit_aud)),
    )
    return Models(claude=claude, budget=budget, prices=Prices(aud_per_usd=Decimal(str(settings.aud_per_usd))))
