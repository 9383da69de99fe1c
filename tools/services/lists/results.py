"""Tell the user what a list holds before it is taken in, and what became of each row afterwards."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from memory.records.ids import ImportId
from memory.records.leads import QuarantinedRow
from tools.services.lists.columns import IGNORED, LeadField
from tools.services.lists.rows import SortedRows
from tools.services.lists.spreadsheets import CsvFile


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportPreview:
    """What a file holds and how it was understood; nothing is a lead yet."""

    import_id: ImportId
    filename: str
    encoding: str
    columns: tuple[str, ...]
    mapping: dict[str, str]
    unknown_columns: tuple[str, ...]
    rows: list[list[str]]
    row_count: int
    warnings: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportResult:
    """What became of every row of a file."""

    import_id: ImportId
    imported: int
    quarantined: int
    by_reason: dict[str, int]
    warnings: list[str]


def preview_of(import_id: ImportId, filename: str, file: CsvFile, mapping: dict[str, str]) -> ImportPreview:
    """What the user is shown before anything is taken in."""
    ignored = tuple(column for column, field in mapping.items() if field == IGNORED)
    warnings = list(file.warnings)
    if LeadField.EMAIL not in mapping.values():
        warnings.append("No column was recognised as the email address: map one before you go on.")
    if ignored:
        warnings.append(
            f"Left out unless you map them: {', '.join(ignored[:12])}{', …' if len(ignored) > 12 else ''}."
        )
    return ImportPreview(
        import_id=import_id,
        filename=filename,
        encoding=file.encoding,
        columns=file.columns,
        mapping=mapping,
        unknown_columns=ignored,
        rows=[row.cells for row in file.rows[:5]],
        row_count=len(file.rows),
        warnings=warnings,
    )


def result_of(
    import_id: ImportId, imported: int, aside: list[QuarantinedRow], read: SortedRows
) -> ImportResult:
    """What became of the file, with a count for each reason."""
    return ImportResult(
        import_id=import_id,
        imported=imported,
        quarantined=len(aside),
        by_reason=dict(Counter(row.reason for row in aside).most_common()),
        warnings=[
            f"“{column}” was left empty where it could not be read: {cells:,} times."
            for column, cells in read.unread.items()
        ],
    )
