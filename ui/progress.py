"""Show how far a launched campaign has come, as tasks with live counts."""

from __future__ import annotations

from uuid import UUID
from weakref import WeakKeyDictionary

from chainlit.element import Task, TaskList, TaskStatus
from chainlit.session import BaseSession

from memory.signals import Signal
from ui import desk

STEPS = ("Enriched", "Scored", "Planned", "Drafted")
"""What a launch does, in order; a signal's `step` is the place in this list."""
_lists: WeakKeyDictionary[BaseSession, dict[UUID, TaskList]] = WeakKeyDictionary()


async def show(signal: Signal) -> None:
    """Bring the campaign's tasks up to date in the present chat."""
    if signal.subject_id is None:
        return
    lists = _lists.setdefault(desk.session(), {})
    tasks = lists.get(signal.subject_id)
    if tasks is None:
        tasks = lists[signal.subject_id] = TaskList(
            tasks=[Task(title=name) for name in STEPS], status="Starting"
        )
    step = signal.numbers.get("step", 0)
    if not 0 <= step < len(STEPS):
        return
    mark(tasks, step, signal.numbers.get("done", 0), signal.numbers.get("total", 0))
    await tasks.send()


def mark(tasks: TaskList, step: int, done: int, total: int) -> None:
    """Write a step's counts; the steps before it are done."""
    for task in tasks.tasks[:step]:
        task.status = TaskStatus.DONE
    task = tasks.tasks[step]
    task.title = f"{STEPS[step]} {done:,} of {total:,}"
    task.status = TaskStatus.DONE if done >= total else TaskStatus.RUNNING
    over = all(each.status is TaskStatus.DONE for each in tasks.tasks)
    tasks.status = "Done" if over else f"{STEPS[step]} {done:,}/{total:,}"
