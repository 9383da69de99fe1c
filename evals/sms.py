"""Count the segments of text messages of your own: what each would cost to send."""

from __future__ import annotations

import sys
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.lines import objects_in, what_is_wrong, write_lines
from tools.services.messages.segments import Segments, count_segments


class SmsRow(BaseModel):
    """One text, and where it is labelled, what it should count."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    name: str
    text: str
    encoding: str | None = None
    units: int | None = None
    segments: int | None = None


def run(cases: Path, out: Path) -> int:
    """Write what each text counts; 0 where no label says otherwise, else 1."""
    counted = [(row, count_segments(row.text)) for row in rows_of(cases)]
    write_lines(out, [_answer(row, segments) for row, segments in counted])
    missed = [row.name for row, segments in counted if not _agrees(row, segments)]
    sys.stdout.write(f"sms\n  {len(counted)} texts counted\n")
    if missed:
        sys.stdout.write(f"  labelled otherwise: {', '.join(missed)}\n")
    return 1 if missed else 0


def rows_of(path: Path) -> list[SmsRow]:
    """The rows of a JSON lines file; InvalidInput names the line that cannot be read."""
    rows: list[SmsRow] = []
    for number, row in objects_in(path):
        try:
            rows.append(SmsRow.model_validate(row))
        except ValidationError as error:
            raise what_is_wrong(path, number, error) from error
    return rows


def _answer(row: SmsRow, counted: Segments) -> dict[str, str | int]:
    return {
        "name": row.name,
        "encoding": counted.encoding.value,
        "units": counted.units,
        "segments": counted.segments,
    }


def _agrees(row: SmsRow, counted: Segments) -> bool:
    labels = (
        (row.encoding, counted.encoding.value),
        (row.units, counted.units),
        (row.segments, counted.segments),
    )
    return all(label is None or label == found for label, found in labels)
