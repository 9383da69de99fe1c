"""Keep the files of leads that were read, and the rows that did not become leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import CampaignId, ImportId, UserId
from memory.records.leads import Import, QuarantinedRow
from memory.records.row import Row

SQL = Queries("imports")


@dataclass(frozen=True, kw_only=True, slots=True)
class AttestedList(Row):
    """A list that was taken in, and where it is said to come from; `list_source` None where nobody said."""

    id: ImportId
    filename: str
    imported_count: int
    imported_at: datetime
    list_source: str | None
    source_note: str
    attested_by: str | None


async def add_import(
    tx: ClientTransaction,
    *,
    filename: str,
    digest: bytes,
    content: bytes,
    encoding: str,
    columns: Sequence[str],
    mapping: Mapping[str, str],
    row_count: int,
    created_by: UserId | None,
    at: datetime,
) -> ImportId:
    """The new import's id; its bytes are kept until it is taken in or discarded."""
    values = (filename, digest, content, encoding, list(columns), dict(mapping), row_count, created_by, at)
    return ImportId(await tx.fetchval(SQL["add_import"], *values))


async def import_by_id(tx: ClientTransaction, import_id: ImportId) -> Import | None:
    """One import; None where the client has no such import."""
    row = await tx.fetchrow(SQL["import_by_id"], import_id)
    return Import.from_row(row) if row else None


async def import_for_update(tx: ClientTransaction, import_id: ImportId) -> Import | None:
    """One import, locked: a second commit of the same file waits here and then sees that it is done."""
    row = await tx.fetchrow(SQL["import_for_update"], import_id)
    return Import.from_row(row) if row else None


async def content(tx: ClientTransaction, import_id: ImportId) -> bytes | None:
    """The file's bytes; None once it was taken in or discarded."""
    return await tx.fetchval(SQL["content"], import_id)


async def finish_import(
    tx: ClientTransaction,
    import_id: ImportId,
    *,
    campaign_id: CampaignId | None,
    mapping: Mapping[str, str],
    imported: int,
    quarantined: int,
    at: datetime,
) -> None:
    """Write what came of the file and let its bytes go."""
    await tx.execute(SQL["finish_import"], import_id, campaign_id, dict(mapping), imported, quarantined, at)


async def attest_list(
    tx: ClientTransaction, import_id: ImportId, *, source: str, note: str, attested_by: str
) -> None:
    """Keep where the list comes from, by the word of the person who takes it in."""
    await tx.execute(SQL["attest_list"], import_id, source, note, attested_by)


async def attested_lists(tx: ClientTransaction, limit: int) -> list[AttestedList]:
    """The latest lists that were taken in, the newest first."""
    return [AttestedList.from_row(row) for row in await tx.fetch(SQL["attested_lists"], limit)]


async def discard_import(tx: ClientTransaction, import_id: ImportId) -> bool:
    """Whether the file was still waiting."""
    return await tx.execute(SQL["discard_import"], import_id) > 0


async def add_quarantined(tx: ClientTransaction, import_id: ImportId, rows: Sequence[QuarantinedRow]) -> None:
    """Keep the rows that did not become leads."""
    packed = [
        {"line": row.line, "reason": row.reason, "sentence": row.sentence, "cells": row.cells} for row in rows
    ]
    await tx.execute(SQL["add_quarantined"], import_id, packed)


async def quarantined(
    tx: ClientTransaction, import_id: ImportId, *, limit: int, offset: int
) -> list[QuarantinedRow]:
    """One page of the rows that did not become leads, in the file's order."""
    rows = await tx.fetch(SQL["quarantined"], import_id, limit, offset)
    return [QuarantinedRow.from_row(row) for row in rows]
