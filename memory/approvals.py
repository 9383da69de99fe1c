"""Keep the question "may this go out?" and its one answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from memory.enums import ApprovalStatus
from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import ApprovalId, DraftId, TouchId, UserId
from memory.records.messages import Approval

SQL = Queries("approvals")


async def open_approval(
    tx: ClientTransaction, *, touch_id: TouchId, draft_id: DraftId, fingerprint: bytes, expires_at: datetime
) -> Approval | None:
    """The new question, or None where one about this touch is open."""
    row = await tx.fetchrow(SQL["open_approval"], touch_id, draft_id, fingerprint, expires_at)
    return Approval.from_row(row) if row else None


async def approval_by_id(tx: ClientTransaction, approval_id: ApprovalId) -> Approval | None:
    """One approval."""
    row = await tx.fetchrow(SQL["approval_by_id"], approval_id)
    return Approval.from_row(row) if row else None


async def pending_for_touch(tx: ClientTransaction, touch_id: TouchId) -> Approval | None:
    """The open question about the touch."""
    row = await tx.fetchrow(SQL["pending_for_touch"], touch_id)
    return Approval.from_row(row) if row else None


async def expected_reviewer(tx: ClientTransaction, touch_id: TouchId) -> UserId | None:
    """The member who will most likely decide on the touch's draft; None where nobody has shown that yet."""
    user_id = await tx.fetchval(SQL["expected_reviewer"], touch_id)
    return UserId(user_id) if user_id else None


async def open_approvals(tx: ClientTransaction, now: datetime, limit: int, offset: int) -> list[Approval]:
    """The inbox: answers first, then oldest first."""
    return [Approval.from_row(row) for row in await tx.fetch(SQL["open_approvals"], now, limit, offset)]


async def claim_approval(
    tx: ClientTransaction,
    approval_id: ApprovalId,
    status: ApprovalStatus,
    *,
    by: UserId | None,
    at: datetime,
    reason: str | None,
    snoozed_until: datetime | None,
) -> Approval | None:
    """The approval, decided; None where it was decided or had expired before."""
    row = await tx.fetchrow(SQL["claim_approval"], approval_id, status, by, at, reason, snoozed_until)
    return Approval.from_row(row) if row else None


async def bind_edit(
    tx: ClientTransaction, approval_id: ApprovalId, draft_id: DraftId, fingerprint: bytes
) -> Approval:
    """The approval, now of the edited content."""
    row = await tx.fetchrow(SQL["bind_edit"], approval_id, draft_id, fingerprint)
    assert row is not None
    return Approval.from_row(row)


async def to_resume(tx: ClientTransaction, limit: int) -> list[Approval]:
    """Decided approvals whose graph has not gone on."""
    return [Approval.from_row(row) for row in await tx.fetch(SQL["to_resume"], limit)]


async def mark_resumed(tx: ClientTransaction, approval_id: ApprovalId, at: datetime) -> bool:
    """Whether the graph had not gone on before."""
    return await tx.execute(SQL["mark_resumed"], approval_id, at) > 0


async def overdue(tx: ClientTransaction, now: datetime, limit: int) -> list[Approval]:
    """Open questions whose time is over."""
    return [Approval.from_row(row) for row in await tx.fetch(SQL["overdue"], now, limit)]


async def expire_approval(tx: ClientTransaction, approval_id: ApprovalId, now: datetime) -> Approval | None:
    """The approval, expired; None where it was decided just before."""
    row = await tx.fetchrow(SQL["expire_approval"], approval_id, now)
    return Approval.from_row(row) if row else None


async def withdraw_for_touches(
    tx: ClientTransaction, touch_ids: Sequence[TouchId], at: datetime, reason: str
) -> list[ApprovalId]:
    """Ids of the open questions that were taken back."""
    return [row["id"] for row in await tx.fetch(SQL["withdraw_for_touches"], list(touch_ids), at, reason)]
