"""Run work so that it has a name, is done once, and outlives the process that began it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from contextvars import Context
from datetime import datetime
from functools import wraps
from typing import Any

from dbos import DBOS, ScheduleInput, SetWorkflowID

from graphs.platform import Platform
from memory.slots import Slot, take_slot

logger = logging.getLogger(__name__)

ZONE = "Australia/Sydney"
SHAPE = "2"
"""Version of the workflows' steps: raise it when a step is added, removed or moved."""
A_SWEEP = 500
"""Workflows that are deleted together."""
_ALIVE = frozenset({"PENDING", "ENQUEUED", "DELAYED"})
_running: Platform | None = None
"""DBOS keeps one registry a process, so its workflows find their platform here."""
_slot: Slot | None = None
_tasks: set[asyncio.Task[Any]] = set()
"""Workflows that this process is in the middle of."""

Workflow = Callable[..., Coroutine[Any, Any, None]]


@asynccontextmanager
async def open_engine(
    platform: Platform, *, engine_url: str, schedules: Mapping[Workflow, str]
) -> AsyncIterator[None]:
    """Recover what a dead process left, start the schedules (cron in Sydney), stop all of it at the end."""
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
            await DBOS.apply_schedules_async(_inputs(schedules))
            yield
        finally:
            DBOS.destroy()
            await _let_go()
            # DBOS made its own pool the loop's default and has shut it down; others close after us.
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())
            _running, _slot = None, None


def running() -> Platform:
    """The platform that this process's workflows work on."""
    if _running is None:
        raise RuntimeError("Workflows run only while the engine is open.")
    return _running


def is_open() -> bool:
    """Whether workflows can be started here."""
    return _running is not None


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


async def ensure(workflow: Workflow, name: str, *args: str | int | list[str]) -> None:
    """Start the workflow unless one of this name is alive; one that ended and is due again gets a number.

    Also from a step, such as a clock's: what it starts stands for itself, since a step has no children.
    """
    starting = _ensure(workflow, name, args)
    await asyncio.get_running_loop().create_task(starting, context=Context())


async def _ensure(workflow: Workflow, name: str, args: tuple[str | int | list[str], ...]) -> None:
    last, status = await _last_of(name)
    if status in _ALIVE:
        return
    with SetWorkflowID(_numbered(name, last + 1)):
        await DBOS.start_workflow_async(workflow, *args)


async def _last_of(name: str) -> tuple[int, str | None]:
    """The latest number of a name and its status; -1 and None where there is none yet.

    Numbers have no gaps, so that in a few leaps and halvings it is found among thousands: a campaign is
    launched every hour for years.
    """
    known, found, leap = -1, None, 1
    while status := await _status(_numbered(name, known + leap)):
        known, found, leap = known + leap, status, leap * 2
    missing = known + leap
    while missing - known > 1:
        middle = (known + missing) // 2
        status = await _status(_numbered(name, middle))
        if status is None:
            missing = middle
        else:
            known, found = middle, status
    return known, found


async def _status(workflow_id: str) -> str | None:
    status = await DBOS.get_workflow_status_async(workflow_id)
    return None if status is None else status.status


def _numbered(name: str, number: int) -> str:
    return f"{name}:{number}" if number else name


async def forget(workflows: Sequence[Workflow], *, before: datetime) -> int:
    """Delete what ended well before a moment, with its steps; how many. A name that may come again with a
    number must not be among them: numbers have no gaps."""
    return await asyncio.get_running_loop().create_task(_forget(workflows, before), context=Context())


async def _forget(workflows: Sequence[Workflow], before: datetime) -> int:
    forgotten = 0
    while ended := await DBOS.list_workflows_async(
        name=[workflow.__name__ for workflow in workflows],
        status="SUCCESS",
        completed_before=before.isoformat(),
        limit=A_SWEEP,
        load_input=False,
        load_output=False,
    ):
        await DBOS.delete_workflows_async([workflow.workflow_id for workflow in ended])
        forgotten += len(ended)
    return forgotten


def workflow(name: str) -> Callable[[Workflow], Any]:
    """A durable workflow whose task is known, so that it ends before the stores that it works on."""

    def register(function: Workflow) -> Any:
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


def retried(name: str) -> Callable[..., Any]:
    """A step that is tried again after about 1, 5 and 15 minutes."""
    return DBOS.step(name=name, retries_allowed=True, interval_seconds=60.0, max_attempts=4, backoff_rate=3.9)


def once(name: str) -> Callable[..., Any]:
    """A step that is not tried again: its clock comes round."""
    return DBOS.step(name=name)


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


async def _let_go() -> None:
    """End the workflows under way; their rows stay, so that the next process goes on."""
    logging.getLogger("dbos").setLevel(logging.CRITICAL)
    under_way = [*_tasks]
    for task in under_way:
        task.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)


def _inputs(schedules: Mapping[Workflow, str]) -> list[ScheduleInput]:
    return [
        ScheduleInput(
            schedule_name=workflow.__name__, workflow_fn=workflow, schedule=cron, cron_timezone=ZONE
        )
        for workflow, cron in schedules.items()
    ]
