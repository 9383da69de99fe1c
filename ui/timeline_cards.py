"""Turn a lead's timeline into its card's props: pure, so that a snapshot shows what is seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from memory.activities import TimelineEntry
from memory.consents import Consent
from memory.enums import ActivityKind
from memory.washes import Wash
from tools.services.drafts import postal_address
from tools.services.permission import Explained
from tools.services.timelines import Timeline
from ui.cards import Props, iso, lead_props
from ui.forms import number, profile
from ui.wording import CHANNELS, CONSENTS, FORMS, GROUPS, KINDS, REGISTERS, TIERS, WASHES

SHOWN = 200
"""Entries in a card; the file has all of them."""


def timeline_card(found: Timeline, *, zone: str, now: datetime) -> Props:
    """The lead with every channel's door, what the law rests on, and what happened, the newest first."""
    lead = found.lead
    return {
        "ref": {"kind": "lead", "id": str(lead.id)},
        "lead": lead_props(lead),
        "status": lead.status.value.replace("_", " ").capitalize(),
        "als": found.score.als if found.score else lead.als,
        "tier": TIERS[lead.lead_tier] if lead.lead_tier else None,
        "stopped": lead.stop_reason if lead.stopped_at else None,
        "reached": _reached(found),
        "channels": [_channel(each) for each in found.channels],
        "consents": [_consent(each, now) for each in found.consents],
        "washes": [_wash(each) for each in found.washes],
        "zone": zone,
        "costAud": str(round(found.cost_aud, 2)) if found.cost_aud else None,
        "groups": list(GROUPS),
        "entries": [_entry(each) for each in found.entries[:SHOWN]],
        "more": max(len(found.entries) - SHOWN, 0),
    }


def _reached(found: Timeline) -> list[Props]:
    lead = found.lead
    known = (
        ("Email", lead.email, lead.email_status),
        ("Phone", number(lead.phone) if lead.phone else None, lead.phone_status),
        ("LinkedIn", profile(lead.linkedin_url) if lead.linkedin_url else None, None),
        ("Post", postal_address(lead), lead.address_status),
    )
    return [
        {"label": label, "value": value, "hint": None if hint in (None, "unknown") else hint}
        for label, value, hint in known
        if value
    ]


def _channel(answer: Explained) -> Props:
    return {
        "key": answer.channel.value,
        "name": CHANNELS[answer.channel],
        "open": answer.permitted,
        "rule": answer.rule,
        "sentence": answer.sentence,
        "until": iso(answer.until) if answer.until else None,
    }


def _consent(consent: Consent, now: datetime) -> Props:
    ended = consent.withdrawn_at or (
        consent.valid_until if consent.valid_until and consent.valid_until <= now else None
    )
    return {
        "text": CONSENTS[consent.kind],
        "channel": CHANNELS[consent.channel] if consent.channel else "every channel",
        "since": iso(consent.captured_at),
        "until": iso(consent.valid_until) if consent.valid_until else None,
        "ended": iso(ended) if ended else None,
        "evidence": consent.evidence,
    }


def _wash(wash: Wash) -> Props:
    return {
        "register": REGISTERS[wash.register],
        "phone": number(wash.phone),
        "result": wash.result.value,
        "resultText": WASHES[wash.result],
        "at": iso(wash.washed_at),
    }


def _entry(entry: TimelineEntry) -> Props:
    return {
        "at": iso(entry.at),
        "kind": entry.kind.value,
        "kindText": KINDS[entry.kind],
        "group": _GROUP_OF[entry.kind],
        "channel": entry.channel.value if entry.channel else None,
        "form": FORMS[entry.form] if entry.form else None,
        "rule": entry.rule,
        "sentence": entry.sentence,
        "campaign": entry.campaign,
        "costAud": f"{entry.cost_aud:.4f}".rstrip("0").rstrip(".") if entry.cost_aud else None,
    }


_GROUP_OF: Mapping[ActivityKind, str] = {kind: name for name, kinds in GROUPS.items() for kind in kinds}
