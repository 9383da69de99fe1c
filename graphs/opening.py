"""Open the whole: the business, the models behind its agents, the graphs, and the engine that runs them."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from decimal import Decimal

from agents.batching import BatchTerms
from agents.budget import Budget
from agents.models import Claude, Models
from agents.prices import Prices
from graphs import engine
from graphs.checkpoints import open_saver
from graphs.clock import SCHEDULES
from graphs.conversation import Conversation
from graphs.outreach import Outreach
from graphs.platform import Platform
from graphs.reply import Replies
from graphs.settling import open_settler
from settings import Settings
from tools.wiring import Agency, open_agency


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
            engine_answers=engine.answers,
        )
        if flows:
            opened = engine.open_engine(platform, engine_url=agency.storage.engine, schedules=SCHEDULES)
            await stack.enter_async_context(opened)
            await stack.enter_async_context(open_settler(platform))
        yield platform


def keep_what_is_loaded() -> None:
    """Leave what the start has made out of every garbage collection: it lives as long as the process, and to
    walk it even once takes a third of a second. One object in eighty of it is garbage and is kept too."""
    gc.freeze()
    gc.enable()


def models_of(settings: Settings, agency: Agency) -> Models:
    """Claude where there is a key, the offline engine behind it."""
    key = settings.anthropic_api_key
    claude = (
        Claude(
            api_key=key.get_secret_value(),
            base_url=settings.anthropic_base_url,
            timeout_seconds=settings.model_timeout_seconds,
            batches=BatchTerms(patience_seconds=settings.model_batch_minutes * 60)
            if settings.model_batch_minutes
            else None,
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
