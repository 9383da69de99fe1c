"""Show how far a launched campaign has come, as tasks with live counts, and as one line in the end."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from uuid import UUID
from weakref import WeakKeyDictionary

from chainlit.element import Task, TaskList, TaskStatus
from chainlit.session import BaseSession

from memory.records.ids import CampaignId
from memory.signals import Signal
from tools.deps import AgencyDeps
from ui import desk, show
from ui.proposal_cards import summary

STEPS = ("Enriched", "Scored", "Planned", "Drafted")
"""What a launch does, in order; a signal's `step` is the place in this list."""
LINGER_SECONDS = 4.0
"""How long the finished tasks stay in view before one line takes their place."""


@dataclass(kw_only=True)
class Launch:
    """One campaign's tasks in one chat."""

    tasks: TaskList = field(default_factory=lambda: TaskList(tasks=[Task(title=name) for name in STEPS]))
    done: dict[int, int] = field(default_factory=dict[int, int])


_launches: WeakKeyDictionary[BaseSession, dict[UUID, Launch]] = WeakKeyDictionary()


async def show_progress(deps: AgencyDeps, signal: Signal) -> None:
    """Bring the campaign's tasks up to date in the present chat; a launch with nothing to do shows none."""
    if signal.subject_id is None:
        return
    launches = _launches.setdefault(desk.session(), {})
    step, done, total = (signal.numbers.get(name, 0) for name in ("step", "done", "total"))
    if not 0 <= step < len(STEPS) or (signal.subject_id not in launches and done >= total):
        return
    launch = launches.setdefault(signal.subject_id, Launch())
    launch.done[step] = done
    mark(launch.tasks, step, done, total)
    await launch.tasks.send()
    if is_over(launch.tasks):
        del launches[signal.subject_id]
        await asyncio.sleep(LINGER_SECONDS)
        await launch.tasks.remove()
        await _sum_up(deps, signal.subject_id, launch)


def mark(tasks: TaskList, step: int, done: int, total: int) -> None:
    """Write a step's counts; the steps before it are done."""
    for task in tasks.tasks[:step]:
        task.status = TaskStatus.DONE
    task = tasks.tasks[step]
    task.title = f"{STEPS[step]} {done:,} of {total:,}"
    task.status = TaskStatus.DONE if done >= total else TaskStatus.RUNNING
    tasks.status = "Done" if is_over(tasks) else f"{STEPS[step]} {done:,}/{total:,}"


def is_over(tasks: TaskList) -> bool:
    """Whether every step is done."""
    return all(each.status is TaskStatus.DONE for each in tasks.tasks)


async def _sum_up(deps: AgencyDeps, campaign_id: UUID, launch: Launch) -> None:
    campaign = await deps.services.campaigns.get(deps.client_id, CampaignId(campaign_id))
    counts = await deps.services.leads.counts(deps.client_id, campaign.id)
    await show.note(show.key_of("launch", campaign_id), summary(campaign.name, launch.done, counts))
