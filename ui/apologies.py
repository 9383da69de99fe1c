"""Say what failed in one sentence: ours as it stands, anything else with a reference for the log."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

from chainlit.context import context

from errors import AgencyError

logger = logging.getLogger(__name__)


def sentence_of(error: Exception) -> str:
    """One sentence that a user may read; what is not ours is logged in full and not shown."""
    if isinstance(error, AgencyError):
        return str(error)
    reference = uuid4().hex[:12]
    logger.error("unexpected error %s in the chat", reference, exc_info=error)
    return f"Something failed on our side and nothing was changed by it; its reference is {reference}."


@asynccontextmanager
async def apologise() -> AsyncIterator[None]:
    """Show whatever fails inside as a toast, and go on."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - whatever fails is said, and logged
        await context.emitter.send_toast(sentence_of(error), "error")
