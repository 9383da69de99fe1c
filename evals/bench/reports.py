"""Leave a run behind: JSON for programs, a page for people, and what the next `accept` takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from errors import InvalidInput
from evals.bench.gates import Judged
from evals.bench.page import page

REPORTS = Path(__file__).parents[1] / "reports"
JSON, PAGE = "evals.json", "evals.html"
_run = TypeAdapter(list[Judged])


def write(run: Sequence[Judged], folder: Path = REPORTS) -> Path:
    """Write both; the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / JSON).write_bytes(_run.dump_json([*run], indent=1) + b"\n")
    path = folder / PAGE
    path.write_text(page(run, datetime.now(UTC)), encoding="utf-8")
    return path


def last(folder: Path = REPORTS) -> list[Judged]:
    """The run that was written last; InvalidInput where there is none."""
    try:
        return _run.validate_json((folder / JSON).read_bytes())
    except FileNotFoundError as error:
        raise InvalidInput("There is no run to accept: run `make eval` first.") from error
    except ValidationError as error:
        raise InvalidInput("The last run was written by another version: run `make eval` again.") from error
