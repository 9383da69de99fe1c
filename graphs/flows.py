"""Run the graphs on a clock and across machines: every piece of work has a name and is done once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any
from uuid import UUID

from dbos import DBOS, ScheduleInput, SetWorkflowID

from graphs import work
from memory.enums import CampaignStatus
from memory.records import (
    ApprovalId,
    CampaignId,
    ClientId,
    EventId,
    Proposal,
    ReplyId,
    TouchId,
    UserId,
)
from memory.slots import Slot, take_slot
from tools.services.campaigns import CampaignPlan
from tools.services.proposals import AnswerRequest, CampaignChange, OutreachRequest, read_content

if TYPE_CHECKING:
    from graphs.platform import Platform

logger = logging.getLogger(__name__)

ZONE = "Australia/Sydney"
SHAPE = "1"
"""Version of the workflows' steps: raise it when a step is added, removed or moved."""
_ALIVE = frozenset({"PENDING", "ENQUEUED", "DELAYED"})
_running: Platform | None = None
"""DBOS keeps one registry a process, so its workflows find their platform here."""
_slot: Slot | None = None


_tasks: set[asyncio.Task[Any]] = set()
"""Workflows that this process is in the middle of."""


@asynccontextmanager
async def open_flows(platform: Platform, *, engine_url: str) -> AsyncIterator[None]:
    """Recover what a dead process left, start the schedules, and stop all of it at the end."""
    global _running, _slot
    async with take_slot(engine_url) as slot:
        DBOS(
            config={
                "name": "agency-os",
                "system_database_url": engine_url.replace("postgresql://", "postgresql+psycopg://", 1),
                "dbos_system_schema": "dbos",
                "application_version": SHAPE,
                "executor_id": f"executor-{slot.number}",
                "log_level": "WARNING",
                "use_listen_notify": True,
                "scheduler_polling_interval_sec": 5.0,
                "enable_otlp": False,
            }
        )
        _running, _slot = platform, slot
        DBOS.launch()
        try:
            await DBOS.apply_schedules_async(_schedules())
            yield
        finally:
            DBOS.destroy()
            await _let_go()
            # DBOS made its own pool the loop's default and has shut it down; others close after us.
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())
            _running, _slot = None, None


async def answers() -> bool:
    """Whether the work engine runs here and reaches its tables."""
    if _running is None:
        return False
    try:
        await DBOS.get_workflow_status_async("health")
    except Exception:
        logger.exception("the work engine does not answer")
        return False
    return True


async def received(event_id: EventId) -> None:
    """Handle a stored event, now and once."""
    await _ensure(receive, f"event:{event_id}", str(event_id))


async def decided(client_id: ClientId, approval_id: ApprovalId) -> None:
    """Go on behind a decided approval, now and once."""
    await _ensure(resume, f"resume:{approval_id}", str(client_id), str(approval_id))


async def launched(client_id: ClientId, campaign_id: CampaignId) -> None:
    """Enrich, score, plan and draft what a campaign has waiting; a launch under way goes on instead."""
    await _ensure(launch, f"launch:{campaign_id}", str(client_id), str(campaign_id))


async def confirmed(client_id: ClientId, proposal: Proposal) -> None:
    """Set going what a person confirmed, now and once; the proposal itself was carried out before."""
    content, campaign_id = read_content(proposal), proposal.campaign_id
    match content:
        case CampaignPlan() if campaign_id:
            await launched(client_id, campaign_id)
        case CampaignChange() if campaign_id and content.to is CampaignStatus.ACTIVE:
            await launched(client_id, campaign_id)
        case OutreachRequest() if campaign_id and proposal.decided_by:
            args = (str(client_id), str(campaign_id), content.count, str(proposal.decided_by))
            await _ensure(draft_next, f"draft:{proposal.id}", *args)
        case AnswerRequest():
            reply_ids = [str(reply_id) for reply_id in content.reply_ids]
            await _ensure(answer, f"answer:{proposal.id}", str(client_id), reply_ids)
        case _:
            pass
    await _platform().services.proposals.mark_started(client_id, proposal.id)


async def _ensure(
    workflow: Callable[..., Coroutine[Any, Any, None]], name: str, *args: str | int | list[str]
) -> None:
    """Start the workflow unless one of this name is alive; one that ended and is due again gets a number."""
    for number in range(1_000):
        workflow_id = f"{name}:{number}" if number else name
        status = await DBOS.get_workflow_status_async(workflow_id)
        if status is None:
            with SetWorkflowID(workflow_id):
                await DBOS.start_workflow_async(workflow, *args)
            return
        if status.status in _ALIVE:
            return


def _workflow(name: str) -> Callable[[Callable[..., Coroutine[Any, Any, None]]], Any]:
    """A durable workflow whose task is known, so that it ends before the stores that it works on."""

    def register(function: Callable[..., Coroutine[Any, Any, None]]) -> Any:
        @wraps(function)
        async def tracked(*args: Any) -> None:
            task = asyncio.current_task()
            assert task is not None
            _tasks.add(task)
            try:
                await function(*args)
            finally:
                _tasks.discard(task)

        return DBOS.workflow(name=name)(tracked)

    return register


async def _let_go() -> None:
    """End the workflows under way; their rows stay, so that the next process goes on."""
    logging.getLogger("dbos").setLevel(logging.CRITICAL)
    under_way = [*_tasks]
    for task in under_way:
        task.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)


@_workflow("receive")
async def receive(event_id: str) -> None:
    """One stored event, through the reply graph."""
    await _step_receive(event_id)


@_workflow("resume")
async def resume(client_id: str, approval_id: str) -> None:
    """One decided approval, back into the graph that waits for it."""
    await _step_resume(client_id, approval_id)


@_workflow("launch")
async def launch(client_id: str, campaign_id: str) -> None:
    """One campaign's waiting leads, up to the drafts that its daily limit allows."""
    batch_id = await _step_begin_batch()
    tried: list[str] = []
    while some := await _step_enrich_some(client_id, campaign_id, batch_id, tried):
        tried += some
    await _step_score(client_id, campaign_id)
    await _draft_planned(client_id, campaign_id, None, None)


@_workflow("draft_next")
async def draft_next(client_id: str, campaign_id: str, count: int, asked_by: str) -> None:
    """The next touches of one campaign, as many as a person asked for."""
    await _draft_planned(client_id, campaign_id, count, asked_by)


@_workflow("answer")
async def answer(client_id: str, reply_ids: list[str]) -> None:
    """A response to each of these replies, up to its reviewer."""
    await _step_answer(client_id, reply_ids)


async def _draft_planned(client_id: str, campaign_id: str, count: int | None, asked_by: str | None) -> None:
    touch_ids = await _step_plan(client_id, campaign_id, count, asked_by)
    for start in range(0, len(touch_ids), work.AT_ONCE):
        await _step_draft(client_id, campaign_id, touch_ids, start)


def _retried(name: str) -> Callable[..., Any]:
    """A step that is tried again after about 1, 5 and 15 minutes."""
    return DBOS.step(name=name, retries_allowed=True, interval_seconds=60.0, max_attempts=4, backoff_rate=3.9)


@_retried("receive")
async def _step_receive(event_id: str) -> None:
    await _platform().replies.start(EventId(UUID(event_id)))


@_retried("resume")
async def _step_resume(client_id: str, approval_id: str) -> None:
    await work.resume(_platform(), ClientId(UUID(client_id)), ApprovalId(UUID(approval_id)))


@DBOS.step(name="begin_batch")
async def _step_begin_batch() -> str:
    return str(work.new_batch())


@_retried("enrich_some")
async def _step_enrich_some(client_id: str, campaign_id: str, batch_id: str, tried: list[str]) -> list[str]:
    return await work.enrich_some(
        _platform(), ClientId(UUID(client_id)), CampaignId(UUID(campaign_id)), UUID(batch_id), tried
    )


@_retried("score")
async def _step_score(client_id: str, campaign_id: str) -> None:
    await work.score(_platform(), ClientId(UUID(client_id)), CampaignId(UUID(campaign_id)))


@_retried("plan")
async def _step_plan(client_id: str, campaign_id: str, count: int | None, asked_by: str | None) -> list[str]:
    user_id = UserId(UUID(asked_by)) if asked_by else None
    touch_ids = await work.plan(
        _platform(), ClientId(UUID(client_id)), CampaignId(UUID(campaign_id)), count, user_id
    )
    return [str(touch_id) for touch_id in touch_ids]


@_retried("draft")
async def _step_draft(client_id: str, campaign_id: str, touch_ids: list[str], start: int) -> None:
    await work.draft(
        _platform(),
        ClientId(UUID(client_id)),
        CampaignId(UUID(campaign_id)),
        [TouchId(UUID(touch_id)) for touch_id in touch_ids],
        start,
    )


@_retried("answer")
async def _step_answer(client_id: str, reply_ids: list[str]) -> None:
    await work.answer(
        _platform(), ClientId(UUID(client_id)), [ReplyId(UUID(reply_id)) for reply_id in reply_ids]
    )


@_workflow("mend")
async def mend(_scheduled_at: datetime, _context: object) -> None:
    """Every minute: pick up whatever a crash, a vendor or a closed window left lying."""
    await _step_mend()


@DBOS.step(name="mend")
async def _step_mend() -> None:
    await take_over()
    await work.mend(_platform(), receive=received, resume=decided, start=confirmed)


@_workflow("expire")
async def expire(_scheduled_at: datetime, _context: object) -> None:
    """Every 15 minutes: let undecided approvals expire, and touches be proposed anew."""
    await _step_expire()


@DBOS.step(name="expire")
async def _step_expire() -> None:
    await work.expire(_platform(), resume=decided)


@_workflow("outreach")
async def outreach(_scheduled_at: datetime, _context: object) -> None:
    """Hourly in office hours: plan and draft what is due in every active campaign."""
    await _step_outreach()


@DBOS.step(name="outreach")
async def _step_outreach() -> None:
    await work.outreach(_platform(), launch=launched)


@_workflow("reset_credits")
async def reset_credits(_scheduled_at: datetime, _context: object) -> None:
    """Hourly: give every client whose month is over its tier's credits."""
    await _step_reset_credits()


@DBOS.step(name="reset_credits")
async def _step_reset_credits() -> None:
    await work.reset_credits(_platform())


async def take_over() -> None:
    """Put the workflows of processes that died back into the queue."""
    if _slot is None:
        return
    pending = await DBOS.list_workflows_async(status="PENDING", load_input=False, load_output=False)
    numbers = {
        int(executor.removeprefix("executor-"))
        for executor in (workflow.executor_id for workflow in pending)
        if executor and executor.startswith("executor-")
    }
    for number in await _slot.abandoned(numbers):
        logger.warning("taking over the work of a process that died (executor-%d)", number)
        DBOS._recover_pending_workflows([f"executor-{number}"])  # pyright: ignore[reportPrivateUsage]


def _schedules() -> list[ScheduleInput]:
    clock: dict[Callable[..., Any], str] = {
        mend: "* * * * *",
        expire: "*/15 * * * *",
        outreach: "0 8-18 * * 1-5",
        reset_credits: "0 * * * *",
    }
    return [
        ScheduleInput(
            schedule_name=workflow.__name__, workflow_fn=workflow, schedule=cron, cron_timezone=ZONE
        )
        for workflow, cron in clock.items()
    ]


def _platform() -> Platform:
    if _running is None:
        raise RuntimeError("Flows run only while open_flows is open.")
    return _running
