"""Keep every version of every draft, and read all that one is written from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from memory.enums import Author, Form
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.campaigns import Campaign, SequenceStep
from memory.records.ids import DraftId, TouchId, UserId
from memory.records.leads import Lead, ScoreRow
from memory.records.messages import Draft
from memory.records.tenants import Brand, Resource

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
    findings: Sequence[dict[str, str | int | None]] = (),
    feedback: str | None = None,
    created_by: UserId | None = None,
    variants: Sequence[dict[str, Any]] = (),
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
        list(findings),
    )
    row = await tx.fetchrow(SQL["add_draft"], *values, feedback, created_by, list(variants))
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


async def lead_of_touch(tx: ClientTransaction, touch_id: TouchId) -> Lead | None:
    """The lead that the touch is for, deleted or not."""
    row = await tx.fetchrow(SQL["lead_of_touch"], touch_id)
    return Lead.from_row(row) if row else None


async def campaign_of_touch(tx: ClientTransaction, touch_id: TouchId) -> Campaign | None:
    """The touch's campaign, deleted or not."""
    row = await tx.fetchrow(SQL["campaign_of_touch"], touch_id)
    return Campaign.from_row(row) if row else None


async def brand_of_touch(tx: ClientTransaction, touch_id: TouchId) -> Brand | None:
    """The brand that the touch speaks for."""
    row = await tx.fetchrow(SQL["brand_of_touch"], touch_id)
    return Brand.from_row(row) if row else None


async def resource_of_touch(tx: ClientTransaction, touch_id: TouchId) -> tuple[Resource, bool] | None:
    """What the touch goes out from, and whether it still exists."""
    row = await tx.fetchrow(SQL["resource_of_touch"], touch_id)
    return (Resource.from_row(row), row["deleted_at"] is None) if row else None


async def step_of_touch(tx: ClientTransaction, touch_id: TouchId) -> SequenceStep | None:
    """The sequence step that the touch carries out."""
    row = await tx.fetchrow(SQL["step_of_touch"], touch_id)
    return SequenceStep.from_row(row) if row else None


async def score_of_touch(tx: ClientTransaction, touch_id: TouchId) -> ScoreRow | None:
    """The latest score of the touch's lead."""
    row = await tx.fetchrow(SQL["score_of_touch"], touch_id)
    return ScoreRow.from_row(row) if row else None


async def last_feedback(tx: ClientTransaction, touch_id: TouchId) -> str | None:
    """What the reviewer wanted changed in the current draft, if they sent it back."""
    return await tx.fetchval(SQL["last_feedback"], touch_id)
