"""Keep every version of every draft."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from memory.enums import Author, Form
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import DraftId, TouchId, UserId
from memory.records.messages import Draft

SQL = Queries("drafts")


async def add_draft(
    tx: ClientTransaction,
    *,
    touch_id: TouchId,
    author: Author,
    model: str | None,
    form: Form,
    recipient: str,
    subject: str,
    body: str,
    footer: str,
    facts: Sequence[str],
    note_ids: Sequence[UUID],
    feedback: str | None,
    created_by: UserId | None,
    variants: Sequence[dict[str, Any]],
) -> Draft:
    """The next version, as stored; Conflict where another one took its number meanwhile."""
    values = (
        touch_id,
        author,
        model,
        form,
        recipient,
        subject,
        body,
        footer,
        list(facts),
        list(note_ids),
        feedback,
        created_by,
        list(variants),
    )
    row = await tx.fetchrow(SQL["add_draft"], *values)
    assert row is not None
    return Draft.from_row(row)


async def draft_by_id(tx: ClientTransaction, draft_id: DraftId) -> Draft | None:
    """One draft."""
    row = await tx.fetchrow(SQL["draft_by_id"], draft_id)
    return Draft.from_row(row) if row else None


async def versions(tx: ClientTransaction, touch_id: TouchId) -> list[Draft]:
    """Every version, oldest first."""
    return [Draft.from_row(row) for row in await tx.fetch(SQL["versions"], touch_id)]


async def set_findings(
    tx: ClientTransaction, draft_id: DraftId, findings: Sequence[dict[str, str | int | None]]
) -> None:
    """Note what the gate found in the draft."""
    await tx.execute(SQL["set_findings"], draft_id, list(findings))
