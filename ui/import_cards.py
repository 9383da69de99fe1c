"""Turn a list of leads, before and after it came in, into its card's props: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from memory.records.leads import QuarantinedRow
from tools.services.consent.attestations import SOURCES, ListSource
from tools.services.leads import ImportPreview, ImportResult
from tools.services.lists.columns import LeadField
from ui.cards import Props


def import_card(preview: ImportPreview, *, may_import: bool) -> Props:
    """A file before it is taken in: the mapping can be corrected."""
    return {
        "ref": {"kind": "import", "id": str(preview.import_id)},
        "status": "previewed",
        "mayImport": may_import,
        "filename": preview.filename,
        "encoding": preview.encoding,
        "rowCount": preview.row_count,
        "columns": list(preview.columns),
        "mapping": dict(preview.mapping),
        "fields": [
            {"value": "", "label": "Leave out"},
            *({"value": each.value, "label": field_label(each)} for each in LeadField),
        ],
        "samples": [list(row) for row in preview.rows],
        "warnings": list(preview.warnings),
        "source": ListSource.PUBLISHED.value,
        "sources": [
            {"value": source.value, "label": terms.label, "statement": terms.statement}
            for source, terms in SOURCES.items()
        ],
    }


def import_result(card: Mapping[str, object], result: ImportResult, rows: Sequence[QuarantinedRow]) -> Props:
    """The same file afterwards: what came in, and why the rest did not."""
    return {
        "ref": card.get("ref"),
        "status": "committed",
        "filename": card.get("filename"),
        "columns": card.get("columns"),
        "imported": result.imported,
        "quarantined": result.quarantined,
        "byReason": [
            {"reason": reason.replace("_", " "), "rows": count} for reason, count in result.by_reason.items()
        ],
        "rows": [{"line": row.line, "sentence": row.sentence, "cells": list(row.cells)[:6]} for row in rows],
        "warnings": list(result.warnings),
    }


def field_label(field: LeadField) -> str:
    """The name that a person gives to a field."""
    special = {LeadField.LINKEDIN_URL: "LinkedIn address", LeadField.FACT: "Fact about the lead"}
    return special.get(field, field.value.replace("_", " ").capitalize())
