"""Turn records into the props of the cards: pure, so that a snapshot shows what a reviewer sees."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import assert_never, cast

from memory.enums import (
    ApprovalStatus,
    Author,
    CampaignStatus,
    Channel,
    Intent,
    LeadStatus,
    LeadTier,
    TouchStatus,
)
from memory.records import Draft, Lead, QuarantinedRow, Reply, ScoreRow
from tools.services.approvals import ApprovalCard
from tools.services.attestations import SOURCES, ListSource
from tools.services.lead_columns import LeadField
from tools.services.leads import ImportPreview, ImportResult
from tools.services.reports import ClientState

Props = dict[str, object]

COMPONENTS = (
    ("data_quality", "Data quality", 20),
    ("authority", "Authority", 25),
    ("company_fit", "Company fit", 25),
    ("timing", "Timing", 15),
    ("risk", "Risk", 15),
)
"""The five components of the ALS with the most points each may have, in the sentences' order."""

WRITERS = {
    Author.CLAUDE: "Claude",
    Author.OFFLINE: "the offline engine",
    Author.HUMAN: "a person",
    Author.RULE: "a rule",
}
CHANNELS = {
    Channel.EMAIL: "Email",
    Channel.SMS: "SMS",
    Channel.LINKEDIN: "LinkedIn",
    Channel.VOICE: "Voice",
    Channel.MAIL: "Mail",
}
INTENTS = {
    Intent.MEETING_REQUEST: "Wants to meet",
    Intent.INTERESTED: "Interested",
    Intent.QUESTION: "Has a question",
    Intent.NOT_INTERESTED: "Not interested",
    Intent.UNSUBSCRIBE: "Wants no more messages",
    Intent.OUT_OF_OFFICE: "Out of office",
    Intent.AUTO_REPLY: "Automatic reply",
}
CONSEQUENCES = {
    Intent.MEETING_REQUEST: "The sequence has stopped. A response with times follows.",
    Intent.INTERESTED: "The sequence has stopped. A response follows.",
    Intent.QUESTION: "The sequence is paused. A response from what is known follows.",
    Intent.NOT_INTERESTED: "The sequence has stopped. Nothing more is sent.",
    Intent.UNSUBSCRIBE: "Suppressed on every channel at once. No response is sent.",
    Intent.OUT_OF_OFFICE: "The sequence waits for their return.",
    Intent.AUTO_REPLY: "Logged. Nothing changes.",
}
LEAD_STATUSES = {
    LeadStatus.UNSUBSCRIBED: "Unsubscribed",
    LeadStatus.BOUNCED: "Address bounced",
    LeadStatus.CONVERTED: "Converted",
}
"""What a lead's status means for whoever reads their reply; the others say nothing new."""
_SURENESS = ((0.9, "very sure"), (0.75, "sure"), (0.5, "fairly sure"), (0.0, "not sure"))
TIERS = {
    LeadTier.HOT: "hot",
    LeadTier.WARM: "warm",
    LeadTier.COOL: "cool",
    LeadTier.COLD: "cold",
    LeadTier.DEAD: "dead",
}


def draft_card(card: ApprovalCard, *, may_decide: bool) -> Props:
    """A draft exactly as it would go, with what a reviewer needs to judge it."""
    draft = card.draft
    return {
        "ref": {"kind": "approval", "id": str(card.approval.id)},
        "status": card.approval.status.value,
        "outcome": outcome(card),
        "fate": fate(card),
        "mayDecide": may_decide and card.approval.status is ApprovalStatus.PENDING,
        "lead": lead_props(card.lead),
        "channel": CHANNELS[card.touch.channel],
        "campaign": card.campaign_name,
        "sender": f"{card.sender_name} <{card.sender_address}>",
        "recipient": draft.recipient,
        "subject": draft.subject,
        "body": draft.body,
        "footer": draft.footer,
        "als": als_props(card.score),
        "facts": list(draft.facts),
        "author": WRITERS[draft.author],
        "model": draft.model,
        "version": draft.version,
        "feedback": draft.feedback,
        "findings": [{"severity": each.severity, "sentence": each.sentence} for each in card.findings],
        "expiresAt": iso(card.approval.expires_at),
        "answers": None if card.reply is None else reply_summary(card.reply),
    }


def outcome(card: ApprovalCard) -> str | None:
    """What was decided, as a sentence; None while it is open."""
    approval, why = card.approval, f": {card.approval.reason}" if card.approval.reason else "."
    match approval.status:
        case ApprovalStatus.PENDING:
            return None
        case ApprovalStatus.APPROVED:
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
            return {"state": "sent", "at": iso(at) if at else None, "why": None}
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


def lead_props(lead: Lead) -> Props:
    """Who it is, in one line each."""
    work = ", ".join(part for part in (lead.title, lead.company) if part)
    place = ", ".join(part for part in (lead.city, lead.state, lead.country) if part)
    return {"id": str(lead.id), "name": lead.full_name, "work": work, "place": place, "email": lead.email}


def reply_card(reply: Reply, lead: Lead, original: Draft | None = None) -> Props:
    """What came back to which message of ours, how it was read, and what follows from it."""
    return {
        "ref": {"kind": "reply", "id": str(reply.id)},
        "lead": lead_props(lead),
        **reply_summary(reply),
        "leadStatus": LEAD_STATUSES.get(_standing(reply, lead)),
        "original": None if original is None else {"subject": original.subject, "body": original.body},
        "consequence": CONSEQUENCES[reply.intent] if reply.intent else "It has not been read yet.",
    }


def _standing(reply: Reply, lead: Lead) -> LeadStatus:
    # The reading is told before it is acted on; this one is acted on whatever else may be true of the lead.
    return LeadStatus.UNSUBSCRIBED if reply.intent is Intent.UNSUBSCRIBE else lead.status


def reply_summary(reply: Reply) -> Props:
    """A reply's text and reading."""
    return {
        "channel": CHANNELS[reply.channel],
        "from": reply.from_address,
        "subject": reply.subject,
        "text": reply.text,
        "receivedAt": iso(reply.received_at),
        "intent": reply.intent.value if reply.intent else None,
        "intentText": INTENTS[reply.intent] if reply.intent else "Unread",
        "confidence": None if reply.confidence is None else sureness(reply.confidence),
        "abstained": reply.abstained,
        "reader": WRITERS[reply.decided_by] if reply.decided_by else None,
        "summary": text_of(reply.reading.get("summary")),
        "questions": texts_of(reply.reading.get("questions")),
        "meetingTimes": texts_of(reply.reading.get("meeting_times")),
    }


def sureness(confidence: float) -> str:
    """A confidence from 0 to 1 in words, with its percentage."""
    words = next(words for least, words in _SURENESS if confidence >= least)
    return f"{words} ({round(confidence * 100)} %)"


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


def welcome_card(
    state: ClientState, *, name: str, notices: Sequence[str], starters: Sequence[tuple[str, str]]
) -> Props:
    """The client's state at a glance, and what one may say next."""
    return {
        "ref": {"kind": "welcome"},
        "name": name,
        "client": state.client_name,
        "tiles": [{"label": label, "value": value, "hint": hint} for label, value, hint in tiles(state)],
        "notices": list(notices),
        "starters": [{"label": label, "message": message} for label, message in starters],
    }


def tiles(state: ClientState) -> list[tuple[str, str, str]]:
    """The numbers of the greeting: label, value, and what stands beside it."""
    promising = state.leads_by_tier.get("hot", 0) + state.leads_by_tier.get("warm", 0)
    active = sum(each.status is CampaignStatus.ACTIVE for each in state.campaigns)
    return [
        ("Campaigns", f"{active}", f"active of {len(state.campaigns)}"),
        ("Leads", f"{state.leads:,}", f"{promising:,} hot or warm"),
        ("To approve", f"{state.open_approvals:,}", "drafts wait"),
        ("Replies", f"{state.replies_waiting:,}", "to answer"),
        ("Sent today", f"{state.sent_today:,}", f"of {state.touches_a_day:,}"),
        ("Credits", f"{state.credit_balance:,}", f"of {state.credits_a_month:,}"),
    ]


def gone(kind: str) -> Props:
    """A card whose subject cannot be shown any more."""
    return {"ref": {"kind": kind}, "gone": "This is not available to you any more."}


def kept(name: str, props: Mapping[str, object]) -> Props:
    """What the chat's history may keep of a card: ids and counts; the rest is read anew when it is shown."""
    if name == "ImportCard":
        return {key: value for key, value in props.items() if key not in ("samples", "rows")}
    return {"ref": props.get("ref")}


def iso(moment: datetime) -> str:
    """The moment as the browser reads it."""
    return moment.isoformat()


def text_of(value: object) -> str | None:
    return None if value is None else str(value)


def texts_of(values: object) -> list[str]:
    return (
        [str(value) for value in cast(list[object], values) if value is not None]
        if isinstance(values, list)
        else []
    )
