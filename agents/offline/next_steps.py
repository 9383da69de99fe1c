"""Say what a person can do next, by how the client stands."""

from __future__ import annotations

import re


def next_steps(state: str) -> str:
    """The most pressing things of the tool's words about the client, each with the way to it."""
    drafts = _number(r"^drafts waiting for a decision: (\d+)", state)
    replies = _number(r"^replies waiting: (\d+)", state)
    unsure = _number(r"^replies waiting: \d+ \((\d+) not read", state)
    parked = _number(r"^sends with an unknown outcome: (\d+)", state)
    steps: list[str] = []
    if replies:
        read = f", {unsure} of them not read with certainty" if unsure else ""
        steps.append(f"{_many(replies, 'reply waits', 'replies wait')} for you{read}: `/waiting`.")
    if drafts:
        steps.append(f"{_many(drafts, 'draft waits', 'drafts wait')} for your decision: `/inbox`.")
    if parked:
        steps.append(f"{_many(parked, 'send has', 'sends have')} an unknown outcome: it is being looked up.")
    if not _number(r"^leads: (\d+)", state):
        steps.append("There are no leads yet: drop a CSV into this chat.")
    elif "(active)" not in (re.search(r"^campaigns: .*$", state, re.MULTILINE) or [""])[0]:
        steps.append("No campaign is running: say whom you want to reach and what to offer.")
    if not steps:
        return "Nothing waits for you. `/analysis` says how a campaign is doing and what I would change."
    return "What is next:\n" + "\n".join(f"- {step}" for step in steps)


def _number(pattern: str, state: str) -> int:
    found = re.search(pattern, state, re.MULTILINE)
    return int(found[1]) if found else 0


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"
