"""Turn records into the props of the cards: pure, so that a snapshot shows what a reviewer sees."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import cast

from memory.enums import ApprovalStatus, Author, CampaignStatus, Channel, Intent, LeadTier
from memory.records import Approval, Lead, Proposal, QuarantinedRow, Reply, ScoreRow
from tools.services.approvals import ApprovalCard
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
        "outcome": outcome(card.approval),
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


def outcome(approval: Approval) -> str | None:
    """What was decided, as a sentence; None while it is open."""
    match approval.status:
        case ApprovalStatus.PENDING:
            return None
        case ApprovalStatus.APPROVED:
            return "Approved with your edits; it goes out." if approval.edited else "Approved; it goes out."
        case ApprovalStatus.REJECTED:
            return f"Rejected: {approval.reason}" if approval.reason else "Rejected."
        case ApprovalStatus.REDRAFT:
            return (
                f"Another draft was asked for: {approval.reason}"
                if approval.reason
                else "Another draft was asked for."
            )
        case ApprovalStatus.SNOOZED:
            return "Snoozed; it is proposed anew later."
        case ApprovalStatus.EXPIRED:
            return "Expired without a decision; it is proposed anew, not sent."
        case ApprovalStatus.WITHDRAWN:
            return f"Withdrawn: {approval.reason}" if approval.reason else "Withdrawn."


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


def reply_card(reply: Reply, lead: Lead) -> Props:
    """What came back, how it was read, and what follows from it."""
    return {
        "ref": {"kind": "reply", "id": str(reply.id)},
        "lead": lead_props(lead),
        **reply_summary(reply),
        "consequence": CONSEQUENCES[reply.intent] if reply.intent else "It has not been read yet.",
    }


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
        "confidence": None if reply.confidence is None else round(reply.confidence * 100),
        "abstained": reply.abstained,
        "reader": WRITERS[reply.decided_by] if reply.decided_by else None,
        "summary": _text(reply.reading.get("summary")),
        "questions": _texts(reply.reading.get("questions")),
        "meetingTimes": _texts(reply.reading.get("meeting_times")),
    }


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


def proposal_card(
    proposal: Proposal, *, may_confirm: bool, leads: int | None = None, reason: str | None = None
) -> Props:
    """What the CMO proposes; nothing happens until a person confirms it."""
    content = proposal.content
    return {
        "ref": {"kind": "proposal", "id": str(proposal.id)},
        "kind": proposal.kind,
        "title": _TITLES.get(proposal.kind, "Proposal"),
        "status": proposal.status,
        "mayConfirm": may_confirm and proposal.status == "open",
        "name": _text(content.get("name")),
        "brief": _text(content.get("brief")),
        "rows": [{"label": label, "value": value} for label, value in _rows(content, leads) if value],
        "channels": _channels(content.get("percentages")),
        "steps": _steps(content.get("steps")),
        "reason": reason or _text(content.get("reason")),
    }


_TITLES = {
    "create_campaign": "New campaign",
    "change_campaign": "Change of a campaign",
    "draft_outreach": "Drafts for a campaign",
}
_MODES = {
    "autopilot": "Autopilot: checked content goes out by itself",
    "co_pilot": "Co-pilot: you approve every draft",
    "manual": "Manual: you ask for each touch and approve it",
}


def _rows(content: Mapping[str, object], leads: int | None) -> Iterable[tuple[str, str]]:
    mode = _text(content.get("mode"))
    yield "Leads", f"{leads:,}" if leads is not None else ""
    yield "Drafts", _text(content.get("count")) or ""
    yield "New status", _text(content.get("to")) or ""
    yield "Daily limit", f"{content['daily_limit']} touches a day" if content.get("daily_limit") else ""
    yield (
        "Mode",
        _MODES.get(mode or "", mode or "Co-pilot: you approve every draft" if content.get("brief") else ""),
    )
    yield "Industries", ", ".join(_texts(content.get("target_industries")))
    start, end = _text(content.get("work_start")), _text(content.get("work_end"))
    yield (
        "Hours",
        f"{start[:5]} to {end[:5]}, {_text(content.get('time_zone')) or ''}".rstrip(", ")
        if start and end
        else "",
    )
    yield "Runs", " to ".join(_texts([content.get("starts_on"), content.get("ends_on")]))


def _channels(percentages: object) -> list[Props]:
    if not isinstance(percentages, Mapping):
        return []
    shares = cast(Mapping[str, int], percentages)
    return [
        {"name": CHANNELS[Channel(name)], "percent": share}
        for name, share in sorted(shares.items(), key=lambda pair: -pair[1])
        if share
    ]


def _steps(steps: object) -> list[str]:
    if not isinstance(steps, list):
        return []
    return [
        f"Day {step.get('delay_days', 0)}: {step.get('brief') or 'as the brief says'}"
        for step in cast(list[Mapping[str, object]], steps)
    ]


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


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _texts(values: object) -> list[str]:
    return (
        [str(value) for value in cast(list[object], values) if value is not None]
        if isinstance(values, list)
        else []
    )
