"""Count the segments of text messages of your own: what each would cost to send."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pydantic import BaseModel, ValidationError

from errors import InvalidInput
from tools.services.messages.segments import Segments, count_segments


class SmsRow(BaseModel):
    """One text, and where it is labelled, what it should count."""

    name: str
    text: str
    encoding: str | None = None
    units: int | None = None
    segments: int | None = None


def run(cases: Path, out: Path) -> int:
    """Write what each text counts; 0 where no label says otherwise, else 1."""
    counted = [(row, count_segments(row.text)) for row in rows_of(cases)]
    lines = (json.dumps(_answer(row, segments), ensure_ascii=False) for row, segments in counted)
    out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    missed = [row.name for row, segments in counted if not _agrees(row, segments)]
    sys.stdout.write(f"sms\n  {len(counted)} texts counted\n")
    if missed:
        sys.stdout.write(f"  labelled otherwise: {', '.join(missed)}\n")
    return 1 if missed else 0


def rows_of(path: Path) -> list[SmsRow]:
    """The rows of a JSON lines file; InvalidInput names the line that cannot be read."""
    rows: list[SmsRow] = []
    try:
        # A text may hold U+2028 and its like, which are no ends of lines here.
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}.") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            rows.append(_row(path, number, line))
    return rows


def _row(path: Path, number: int, line: str) -> SmsRow:
    try:
        # Not Pydantic's JSON: a text may hold half of a surrogate pair.
        return SmsRow.model_validate(json.loads(line))
    except ValidationError as error:
        raise InvalidInput(f"{path.name}, line {number}: {error.errors()[0]['msg']}.") from error
    except ValueError as error:
        raise InvalidInput(f"{path.name}, line {number}: {error}.") from error


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
