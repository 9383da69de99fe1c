"""Say what the record says about campaigns, leads to contact next, timing and what to expect."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from pydantic import JsonValue

from agents.offline.counting import daily_limit_in
from agents.offline.terms import (
    dates_in,
    days_of_week_in,
    hours_in,
    in_figures,
    mode_in,
    percentages_in,
)

_FLAGS = re.IGNORECASE
_SHARES = re.compile(r"\d\s*(?:%|per ?cent)", _FLAGS)
_NAME = re.compile(
    r"\b(?:rename|call)\b.{0,60}?\b(?:to|as|it)\b\s+[“\"']?(?P<name>[^”\"'.?!\n]{2,80})", _FLAGS
)
_BRIEF = re.compile(r"\bbrief\b.{0,40}?(?:\bto\b|:)\s*[“\"']?(?P<brief>[^”\"\n]{8,1000})", _FLAGS)


def changes_in(said: str, now: datetime) -> dict[str, JsonValue]:
    """What somebody wants otherwise about a campaign; empty where the words name nothing."""
    said = in_figures(said)
    changes: dict[str, JsonValue] = dict(hours_in(said))
    if days := days_of_week_in(said):
        changes["work_days"] = days
    if limit := daily_limit_in(said):
        changes["daily_limit"] = limit
    if _SHARES.search(said):
        changes["percentages"] = percentages_in(said)
    if mode := mode_in(said):
        changes["mode"] = mode
    changes |= {name: day for name, day in dates_in(said, now).items() if name == "ends_on"}
    if brief := _BRIEF.search(said):
        changes["brief"] = brief["brief"].strip()
    elif name := _NAME.search(said):
        changes["name"] = name["name"].strip()
    return changes


def analysis_in_words(found: str) -> str:
    """The advice first, then what it rests on and what could be changed."""
    lines = found.splitlines()
    because = _after(lines, "because: ")
    changes = _after(lines, "change: ")
    rest = [line[0].upper() + line[1:] for line in lines if line.startswith(("numbers: ", "waiting "))]
    parts = [lines[0] + "."]
    parts += ["Because:", *(f"- {sentence}" for sentence in because)] if because else []
    parts += ["What I would change:", *(f"- {sentence}" for sentence in changes)] if changes else []
    return "\n".join([*parts, *rest])


def ranking_in_words(found: str) -> str:
    """A numbered list, each with its reasons."""
    if found.startswith("no "):
        return "No lead of a running campaign waits for a message."
    rows = [line.split(" | ") for line in found.splitlines()]
    listed = [
        f"{n}. {row[2]}, {row[3]} at {row[4]} ({row[1]}): {row[5]}" for n, row in enumerate(rows, start=1)
    ]
    return "I would contact these first:\n" + "\n".join(listed)


def _after(lines: Sequence[str], head: str) -> list[str]:
    return [line.removeprefix(head) for line in lines if line.startswith(head)]
