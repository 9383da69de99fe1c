"""Lay before a reviewer all that a decision rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from memory.activities import latest_outcome
from memory.dossiers import existing_dossier
from memory.drafts import draft_by_id
from memory.notes import named_notes
from memory.postgres import ClientTransaction
from memory.records.leads import Lead, ScoreRow
from memory.records.messages import Approval, Draft, Reply, Touch
from memory.records.talk import Note
from memory.replies import reply_by_id
from memory.scores import latest_score
from memory.touches import earlier_touches
from tools.services.drafts import Fact, Finding, facts_of
from tools.services.messages.footers import whole_text


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
    sender_company: str = ""
    facts: tuple[Fact, ...] = ()
    """All that the message may claim, of the lead and of the brand."""
    in_touch: bool = False
    """Whether the lead has heard from us, or we from them, before this."""


async def card_of(tx: ClientTransaction, approval: Approval) -> ApprovalCard:
    """The card of an approval, decided or not."""
    dossier = await existing_dossier(tx, approval.touch_id)
    draft, answered = dossier.draft, dossier.touch.answers_reply_id
    if draft is None or draft.id != approval.draft_id:
        draft = await draft_by_id(tx, approval.draft_id)
    assert draft is not None
    return ApprovalCard(
        approval=approval,
        touch=dossier.touch,
        draft=draft,
        text=whole_text(draft),
        lead=dossier.lead,
        score=await latest_score(tx, dossier.lead.id),
        reply=await reply_by_id(tx, answered) if answered else None,
        findings=tuple(Finding.of_row(row) for row in draft.findings),
        campaign_name=dossier.campaign.name,
        sender_name=dossier.brand.sender_name,
        sender_address=dossier.resource.address,
        expires_at=approval.expires_at,
        notes=tuple(await named_notes(tx, draft.note_ids)),
        held_until=dossier.held_until,
        since_sent=await latest_outcome(tx, approval.touch_id),
        sender_company=dossier.brand.company,
        facts=facts_of(dossier.lead, dossier.brand),
        in_touch=answered is not None or bool(await earlier_touches(tx, dossier.touch)),
    )
