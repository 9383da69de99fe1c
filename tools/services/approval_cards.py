"""Lay before a reviewer all that a decision rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from memory.activities import latest_outcome
from memory.drafts import draft_by_id, resource_of_touch
from memory.notes import named_notes
from memory.postgres import ClientTransaction
from memory.records.leads import Lead, ScoreRow
from memory.records.messages import Approval, Draft, Reply, Touch
from memory.records.talk import Note
from memory.touches import held_until
from tools.services.drafts import Finding, gather
from tools.services.footers import whole_text


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalCard:
    """All that a reviewer sees: the message exactly as it would go, and what it rests on."""

    approval: Approval
    touch: Touch
    draft: Draft
    text: str
    lead: Lead
    score: ScoreRow | None
    reply: Reply | None
    findings: tuple[Finding, ...]
    campaign_name: str
    sender_name: str
    sender_address: str
    expires_at: datetime
    notes: tuple[Note, ...] = ()
    """What was learned before and shaped this draft, struck since or not."""
    held_until: datetime | None = None
    since_sent: str | None = None
    """What was heard of it last: delivered, read, accepted, called, returned."""


async def card_of(tx: ClientTransaction, approval: Approval) -> ApprovalCard:
    """The card of an approval, decided or not."""
    material = await gather(tx, approval.touch_id)
    draft = await draft_by_id(tx, approval.draft_id)
    resource = await resource_of_touch(tx, approval.touch_id)
    assert draft is not None
    assert resource is not None
    return ApprovalCard(
        approval=approval,
        touch=material.touch,
        draft=draft,
        text=whole_text(draft),
        lead=material.lead,
        score=material.score,
        reply=material.reply,
        findings=tuple(Finding.of_row(row) for row in draft.findings),
        campaign_name=material.campaign.name,
        sender_name=material.brand.sender_name,
        sender_address=resource[0].address,
        expires_at=approval.expires_at,
        notes=tuple(await named_notes(tx, draft.note_ids)),
        held_until=await held_until(tx, approval.touch_id),
        since_sent=await latest_outcome(tx, approval.touch_id),
    )
