"""Push what happens to every open chat of the client's users, in whichever process it happened."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from chainlit.context import context, init_ws_context
from chainlit.session import WebsocketSession, ws_sessions_id

from errors import AgencyError
from memory.records.ids import ClientId, ResourceId
from memory.signals import Signal, SignalKind
from ui import autopilot, desk, erasure, inbox, progress, proposals, waiting

logger = logging.getLogger(__name__)


class Stream:
    """One subscription a process; each chat is written to in a task of its own, in order."""

    def __init__(self) -> None:
        self._listening: asyncio.Task[None] | None = None
        self._pushing: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Listen from now on."""
        self._listening = asyncio.create_task(self._listen(), name="signals to chats")

    async def stop(self) -> None:
        """Stop listening and drop what is being pushed."""
        tasks = [*self._pushing, *([self._listening] if self._listening else [])]
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task

    async def _listen(self) -> None:
        async for signal in desk.platform().memory.signals.listen():
            for here in chats_of(signal.client_id):
                task = asyncio.create_task(push(here, signal))
                self._pushing.add(task)
                task.add_done_callback(self._pushing.discard)


def chats_of(client_id: ClientId) -> list[WebsocketSession]:
    """The open chats of that client in this process."""
    return [
        here
        for here in ws_sessions_id.values()
        if here.user is not None and desk.client_of(here) == client_id
    ]


async def push(here: WebsocketSession, signal: Signal) -> None:
    """Tell one chat; its user must still be a member of the client."""
    try:
        init_ws_context(here)
        await _push(signal)
    except AgencyError as error:
        logger.info("a %s was not pushed: %s", signal.kind, error)
    except Exception:
        logger.exception("a %s could not be pushed", signal.kind)


async def _push(signal: Signal) -> None:
    deps = await desk.deps()
    match signal.kind:
        case SignalKind.DRAFT_PROPOSED if signal.subject_id:
            await inbox.proposed(deps, signal.subject_id)
        case SignalKind.APPROVAL_DECIDED if signal.subject_id:
            await inbox.refresh(deps, signal.subject_id)
            await inbox.fill()
            await waiting.refresh(deps)
        case SignalKind.REPLY_READ if signal.subject_id:
            await inbox.present_reply(deps, signal.subject_id)
            await waiting.refresh(deps)
        case SignalKind.REPLY_SETTLED if signal.subject_id:
            await waiting.settled(deps, signal.subject_id)
        case SignalKind.SENT | SignalKind.REFUSED | SignalKind.OUTCOME if signal.subject_id:
            await inbox.settled(deps, signal.subject_id)
        case SignalKind.RESOURCE_PAUSED | SignalKind.RESOURCE_WARNED if signal.subject_id:
            reputation = deps.services.tracking.reputation
            sentence = await reputation.sentence(deps.client_id, ResourceId(signal.subject_id))
            if sentence is not None:
                await context.emitter.send_toast(sentence, "warning")
        case SignalKind.CAMPAIGN_CHANGED:
            await proposals.refresh(deps)
        case SignalKind.AUTOPILOT_CHANGED:
            await autopilot.changed(deps)
        case SignalKind.ERASED:
            await erasure.refresh(deps)
        case SignalKind.PROGRESS:
            await progress.show_progress(deps, signal)
        case _:
            pass
