"""Load named queries from the .sql files of this folder, each when it is first asked for."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
_HEADING = re.compile(r"^-- (?P<name>[a-z_0-9]+) --\s+(?P<sentence>\S.*)$", re.MULTILINE)


class Queries:
    """The queries of one file: `Queries("leads")["lead_by_id"]` is SQL with `$1` as the client."""

    def __init__(self, noun: str, folder: Path = FOLDER) -> None:
        self._noun = noun
        self._folder = folder

    def __getitem__(self, name: str) -> str:
        """The SQL of that name; KeyError where the file has none."""
        return load(self._noun, self._folder)[name]


@cache
def load(noun: str, folder: Path = FOLDER) -> dict[str, str]:
    """Every query of `NOUN.sql` in the folder by name, in the file's order."""
    text = (folder / f"{noun}.sql").read_text(encoding="utf-8")
    headings = list(_HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    found = {
        heading["name"]: text[heading.end() : end].strip().rstrip(";")
        for heading, end in zip(headings, ends, strict=True)
    }
    if len(found) != len(headings):
        raise ValueError(f"queries/{noun}.sql names a query twice.")
    return found


def nouns() -> list[str]:
    """The names of all query files."""
    return sorted(path.stem for path in FOLDER.glob("*.sql"))
