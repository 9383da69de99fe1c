"""Keep what the CMO proposed until a person says yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from memory.postgres import ClientTransaction
from memory.queries import Queries
from memory.records.ids import CampaignId, ProposalId, UserId
from memory.records.talk import Proposal

SQL = Queries("proposals")


async def add_proposal(
    tx: ClientTransaction, *, kind: str, content: Mapping[str, object], asked_by: UserId | None, at: datetime
) -> Proposal:
    """The new proposal, open."""
    row = await tx.fetchrow(SQL["add_proposal"], kind, dict(content), asked_by, at)
    assert row is not None
    return Proposal.from_row(row)


async def proposal_by_id(tx: ClientTransaction, proposal_id: ProposalId) -> Proposal | None:
    """One proposal; None where the client has no such proposal."""
    row = await tx.fetchrow(SQL["proposal_by_id"], proposal_id)
    return Proposal.from_row(row) if row else None


async def open_proposals(tx: ClientTransaction) -> list[Proposal]:
    """What waits for a decision, the oldest first."""
    return [Proposal.from_row(row) for row in await tx.fetch(SQL["open_proposals"])]


async def decide_proposal(
    tx: ClientTransaction, proposal_id: ProposalId, *, status: str, decided_by: UserId | None, at: datetime
) -> Proposal | None:
    """The proposal in its new status; None when somebody was faster or there is none."""
    row = await tx.fetchrow(SQL["decide_proposal"], proposal_id, status, decided_by, at)
    return Proposal.from_row(row) if row else None


async def link_campaign(
    tx: ClientTransaction, proposal_id: ProposalId, campaign_id: CampaignId
) -> Proposal | None:
    """The proposal, remembering which campaign came of it."""
    row = await tx.fetchrow(SQL["link_campaign"], proposal_id, campaign_id)
    return Proposal.from_row(row) if row else None


async def proposals_to_start(tx: ClientTransaction, limit: int) -> list[Proposal]:
    """What was confirmed and whose work has not been set going, the oldest first."""
    return [Proposal.from_row(row) for row in await tx.fetch(SQL["proposals_to_start"], limit)]


async def mark_started(tx: ClientTransaction, proposal_id: ProposalId, at: datetime) -> bool:
    """Whether the work was set going just now."""
    return await tx.execute(SQL["mark_started"], proposal_id, at) > 0
