"""Read cases of anybody's making, one JSON object a line, and write answers in the same form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from pydantic import JsonValue, TypeAdapter, ValidationError

from errors import InvalidInput

_OBJECT: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])


def objects_in(path: Path) -> Iterator[tuple[int, dict[str, JsonValue]]]:
    """Each object with the number of its line; blank lines count and say nothing.

    A byte order mark and Windows' ends of lines are read over. InvalidInput names a file that
    cannot be read, and the line that holds something else.
    """
    try:
        # A text may hold U+2028 and its like, which are no ends of lines here.
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}.") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, _object(path, number, line)


def what_is_wrong(path: Path, number: int, error: ValidationError) -> InvalidInput:
    """The first fault of a line, by its field."""
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    told = first["msg"].removeprefix("Value error, ")
    return InvalidInput(f"{path.name}, line {number}: {f'{field}: ' if field else ''}{told}.")


def write_lines(out: Path, rows: Iterable[Mapping[str, object]]) -> None:
    """One JSON object a line; InvalidInput where the file cannot be written."""
    # Half of a surrogate pair has no UTF-8: ASCII can say everything.
    text = "".join(f"{json.dumps(row, default=str)}\n" for row in rows)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"{out} cannot be written: {error}.") from error


def make_sure_of(out: Path) -> None:
    """InvalidInput where an answer could not be written there: better said before the work than after it."""
    if out.is_dir() or not out.absolute().parent.is_dir():
        raise InvalidInput(f"{out} cannot be written: it names no file in a folder that exists.")


def _object(path: Path, number: int, line: str) -> dict[str, JsonValue]:
    try:
        # Not Pydantic's JSON: a text may hold half of a surrogate pair.
        return _OBJECT.validate_python(json.loads(line))
    except ValidationError as error:
        raise InvalidInput(f"{path.name}, line {number}: this is no JSON object.") from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{path.name}, line {number}: {error}.") from error
