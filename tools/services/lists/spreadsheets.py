"""Read a list of leads as it left a spreadsheet, and say plainly what cannot be read."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from errors import InvalidInput
from tools.services.lists.contacts import looks_like_email

DELIMITERS = (",", ";", "\t", "|")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_OTHER_KINDS = (
    (b"PK\x03\x04", "an Excel workbook or another zipped file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a compressed file"),
)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_SAID = re.compile(r"\"?sep=([,;\t|:^~#])\"?", re.IGNORECASE)
"""Excel's own way to name the sign between cells, in a first line."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@dataclass(frozen=True, kw_only=True, slots=True)
class CsvRow:
    """One record; `line` is where it begins in the file, the first line being 1."""

    line: int
    cells: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class CsvFile:
    """A readable file: its columns have distinct, non-empty names."""

    encoding: str
    columns: tuple[str, ...]
    rows: list[CsvRow]
    warnings: list[str]


def read_csv(content: bytes, *, max_bytes: int, max_rows: int) -> CsvFile:
    """The file's rows; InvalidInput, in one sentence, for what is no CSV with column names."""
    if len(content) > max_bytes:
        raise InvalidInput(
            f"The file has {len(content) / 1e6:,.1f} MB "
            f"and {max_bytes / 1e6:,.0f} MB are taken at most: split it."
        )
    text, encoding, warnings = _decoded(content)
    records = _records(text)
    header = next(records, None)
    if header is None:
        raise InvalidInput(
            "The file is empty: its first row should name the columns, such as email,first name."
        )
    if any(looks_like_email(cell) for cell in header.cells):
        raise InvalidInput(
            "The first row looks like a lead, not like column names: "
            "put a row such as email,first name,last name,company above it."
        )
    rows = _at_most(records, max_rows)
    if not rows:
        raise InvalidInput("The file names columns but has no rows below them.")
    columns = _distinct(header.cells, width=_width(header, rows))
    return CsvFile(encoding=encoding, columns=columns, rows=rows, warnings=warnings)


def rows_of(content: bytes) -> Iterator[CsvRow]:
    """Every record of a file that need not name its columns; InvalidInput for what is no text."""
    text, _, _ = _decoded(content)
    return _records(text)


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The file of `csv_text`: UTF-8 with a byte order mark, which Excel needs."""
    return codecs.BOM_UTF8 + csv_text(columns, rows).encode("utf-8")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """One row a line under the columns' names; no cell can act as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([defused(column) for column in columns])
    writer.writerows([defused("" if cell is None else str(cell)) for cell in row] for row in rows)
    return out.getvalue()


def defused(cell: str) -> str:
    """The cell, behind an apostrophe where a spreadsheet would calculate it (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(_FORMULA_SIGNS) else cell


def _decoded(content: bytes) -> tuple[str, str, list[str]]:
    for magic, kind in _OTHER_KINDS:
        if content.startswith(magic):
            raise InvalidInput(f"This is {kind}, not a CSV: save the sheet as “CSV UTF-8” and try again.")
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return _without_controls(_strictly(content, codec, name), name)
    if codec := _unmarked_utf_16(content[:4096]):
        return _without_controls(_strictly(content, codec, "UTF-16"), "UTF-16")
    _require_text(content[:4096].decode("latin-1"))
    try:
        return _without_controls(content.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        return _as_windows_1252(content)


def _unmarked_utf_16(sample: bytes) -> str | None:
    """The codec where every other byte of Latin text is nothing, and the bytes between are something."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    most, least = max(even, odd), min(even, odd)
    if len(sample) < 4 or least or 3 * most < len(sample):
        return None
    return "utf-16-le" if odd == most else "utf-16-be"


def _strictly(content: bytes, codec: str, name: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise InvalidInput(
            f"The file says that it is {name} but byte {error.start:,} is not: save it again as “CSV UTF-8”."
        ) from error


def _as_windows_1252(content: bytes) -> tuple[str, str, list[str]]:
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise InvalidInput(
            f"Byte {error.start:,} fits no encoding that we read: save the file as “CSV UTF-8” and try again."
        ) from error
    text, name, warnings = _without_controls(text, "Windows-1252")
    warning = "The file is not UTF-8 and was read as Windows-1252: look whether names with accents are right."
    return text, name, [warning, *warnings]


def _without_controls(text: str, name: str) -> tuple[str, str, list[str]]:
    dropped = _require_text(text)
    if not dropped:
        return text, name, []
    return (
        _CONTROL.sub("", text),
        name,
        [f"{dropped:,} characters that cannot be shown were left out."],
    )


def _require_text(text: str) -> int:
    """How many characters of it no cell can hold; InvalidInput where they are too many for a text."""
    controls = len(_CONTROL.findall(text))
    if controls > max(16, len(text) // 50):
        raise InvalidInput(
            "The file holds binary data, not text: save the sheet as “CSV UTF-8” and try again."
        )
    return controls


def _records(text: str) -> Iterator[CsvRow]:
    # Line by line out of the text itself: io.StringIO would hold a second copy, of four bytes a character.
    lines = (line[0] for line in _LINE.finditer(text))
    reader = csv.reader(lines, delimiter=_delimiter(text), skipinitialspace=True)
    line = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped) and not (line == 1 and stripped[0].lower().startswith("sep=")):
                yield CsvRow(line=line, cells=stripped)
            line = reader.line_num + 1
    except csv.Error as error:
        raise InvalidInput(
            f"The record that begins in line {line:,} has no end: "
            "most likely a quotation mark is never closed."
        ) from error


def _delimiter(text: str) -> str:
    """The sign that the first lines agree on most; a comma where none does."""
    sample = [line for line in text[:65_536].splitlines() if line.strip()][:20]
    if sample and (said := _SAID.fullmatch(sample[0].strip())):
        return said[1]
    counts = {sign: [_outside_quotes(line).count(sign) for line in sample] for sign in DELIMITERS}

    def agreement(sign: str) -> tuple[int, int]:
        first = counts[sign][0] if sample else 0
        return (sum(count == first for count in counts[sign]) if first else 0, first)

    return max(DELIMITERS, key=agreement) if any(any(found) for found in counts.values()) else ","


def _outside_quotes(line: str) -> str:
    return re.sub(r'"[^"]*"', "", line)


def _at_most(records: Iterator[CsvRow], max_rows: int) -> list[CsvRow]:
    rows: list[CsvRow] = []
    for row in records:
        if len(rows) == max_rows:
            raise InvalidInput(
                f"The file has more than {max_rows:,} rows, which is the most at once: split it."
            )
        rows.append(row)
    return rows


def _width(header: CsvRow, rows: list[CsvRow]) -> int:
    """The header's width without empty cells at its end that no row fills."""
    named = max((n for n, cell in enumerate(header.cells, 1) if cell), default=0)
    used = max(
        (n for row in rows for n, cell in enumerate(row.cells[: len(header.cells)], 1) if cell), default=0
    )
    return max(named, used)


def _distinct(header: Sequence[str], *, width: int) -> tuple[str, ...]:
    names: list[str] = []
    for n, cell in enumerate(header[:width], 1):
        name = " ".join(cell.split())[:100] or f"Column {n}"
        copies = (f"{name} ({copy})" for copy in itertools.count(2))
        names.append(name if name not in names else next(copy for copy in copies if copy not in names))
    return tuple(names)
