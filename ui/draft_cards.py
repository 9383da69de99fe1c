"""Turn a draft and its decision into the props of its card: pure, so that a snapshot shows what is seen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never

from memory.enums import ApprovalStatus, Author, Form, TouchStatus
from memory.records.leads import ScoreRow
from tools.services.approvals import ApprovalCard
from tools.services.drafts import Finding
from tools.services.messages.grounding import ties_of
from tools.services.messages.personalisation import personalisation_of
from tools.services.messages.variants import variants_of
from ui.cards import Props, iso, lead_props
from ui.forms import form_props, script_props
from ui.note_cards import note_props
from ui.reply_cards import reply_summary
from ui.wording import CHANNELS, COMPONENTS, TIERS, WRITERS


def draft_card(card: ApprovalCard, *, may_decide: bool) -> Props:
    """A draft exactly as it would go, with what a reviewer needs to judge it."""
    draft = card.draft
    return {
        "ref": {"kind": "approval", "id": str(card.approval.id)},
        "status": card.approval.status.value,
        "outcome": outcome(card),
        "fate": fate(card),
        "mayDecide": may_decide and card.approval.status is ApprovalStatus.PENDING,
        "mayAct": may_decide,
        "lead": lead_props(card.lead),
        "channel": CHANNELS[card.touch.channel],
        "campaign": card.campaign_name,
        **form_props(card),
        "als": als_props(card.score),
        "facts": list(draft.facts),
        **wording_props(card, draft.subject, draft.body, draft.facts),
        "variants": [
            {
                "subject": other.subject,
                "body": other.body,
                "facts": list(other.facts),
                **_shape(card, other.body),
            }
            | wording_props(card, other.subject, other.body, other.facts)
            for other in variants_of(draft)
        ],
        "notes": [note_props(note, {}) for note in card.notes],
        "author": WRITERS[draft.author],
        "model": draft.model,
        "version": draft.version,
        "feedback": draft.feedback,
        "findings": [_finding(card, each) for each in card.findings],
        "expiresAt": iso(card.approval.expires_at),
        "answers": None if card.reply is None else reply_summary(card.reply),
    }


def wording_props(card: ApprovalCard, subject: str, body: str, claimed: Sequence[str]) -> Props:
    """What a wording rests on, sentence by sentence, and how personal it is."""
    lead = card.lead
    names = [name for name in (lead.full_name, lead.company, card.sender_name, card.sender_company) if name]
    ties = ties_of(body, card.facts, claimed, names=names)
    personal = personalisation_of(card.lead, subject, body, ties, in_touch=card.in_touch)
    return {
        "claims": [{"text": body[t.start : t.end], "fact": t.fact, "about": t.about} for t in ties],
        "personal": {
            "score": personal.score,
            "parts": [
                {"name": part.name, "weight": part.weight, "counted": part.counted} for part in personal.parts
            ],
        },
    }


def _shape(card: ApprovalCard, body: str) -> Props:
    """What a script needs to be shown in its parts."""
    return script_props(body) if card.draft.form is Form.VOICE_SCRIPT else {"parts": [], "seconds": None}


def _finding(card: ApprovalCard, finding: Finding) -> Props:
    text = card.draft.subject if finding.where == "subject" else card.draft.body
    said = text[finding.start : finding.end] if finding.start is not None else None
    return {"code": finding.code, "severity": finding.severity, "sentence": finding.sentence, "said": said}


def outcome(card: ApprovalCard) -> str | None:
    """What was decided, as a sentence; None while it is open."""
    approval, why = card.approval, f": {card.approval.reason}" if card.approval.reason else "."
    match approval.status:
        case ApprovalStatus.PENDING:
            return None
        case ApprovalStatus.APPROVED:
            if approval.edited and card.draft.author is not Author.HUMAN:
                return "Approved in another wording."
            return "Approved with your edits." if approval.edited else "Approved."
        case ApprovalStatus.REJECTED:
            return f"Rejected{why}"
        case ApprovalStatus.REDRAFT:
            return f"Another draft was asked for{why}"
        case ApprovalStatus.SNOOZED:
            return "Snoozed; it is proposed anew later."
        case ApprovalStatus.EXPIRED:
            return "Expired without a decision; it is proposed anew, not sent."
        case ApprovalStatus.WITHDRAWN:
            return f"Withdrawn{why}"
    assert_never(approval.status)


def fate(card: ApprovalCard) -> Props | None:
    """What became of an approved message: its state, when, and why; None before it was approved."""
    touch = card.touch
    if card.approval.status is not ApprovalStatus.APPROVED or touch.draft_id != card.draft.id:
        return None
    # A rule's name stands before its sentence; a reviewer needs the sentence only.
    why = re.sub(r"^[a-z_]+: ", "", touch.outcome_reason or "") or None
    match touch.status:
        case TouchStatus.SENT:
            at = touch.sent_at
            return {"state": "sent", "at": iso(at) if at else None, "why": None, "since": card.since_sent}
        case TouchStatus.APPROVED if card.held_until is not None:
            return {"state": "held", "at": iso(card.held_until), "why": why}
        case TouchStatus.APPROVED | TouchStatus.SENDING | TouchStatus.PROPOSED | TouchStatus.PLANNED:
            return {"state": "going", "at": None, "why": None}
        case TouchStatus.UNKNOWN:
            return {"state": "unknown", "at": None, "why": why}
        case TouchStatus.PARKED:
            return {"state": "parked", "at": None, "why": why}
        case TouchStatus.NOT_SENT | TouchStatus.CANCELLED | TouchStatus.REJECTED | TouchStatus.EXPIRED:
            return {"state": "not_sent", "at": None, "why": why}
    assert_never(touch.status)


def als_props(score: ScoreRow | None) -> Props | None:
    """The score with its five components as bars, a sentence each."""
    if score is None:
        return None
    points = (score.data_quality, score.authority, score.company_fit, score.timing, score.risk)
    sentences = [*score.sentences, *[""] * len(COMPONENTS)]
    return {
        "total": score.als,
        "tier": TIERS[score.lead_tier],
        "components": [
            {"name": name, "points": got, "most": most, "sentence": sentence}
            for (_, name, most), got, sentence in zip(COMPONENTS, points, sentences, strict=False)
        ],
    }
