"""Show one lead from every side: who may write to them and why not, and all that has happened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from chainlit.message import Message

from errors import InvalidInput, NotFound
from memory.activities import TimelineEntry
from memory.consents import Consent
from memory.enums import ActivityKind
from memory.records import LeadId
from memory.washes import Wash
from tools.deps import AgencyDeps
from tools.services.drafts import postal_address
from tools.services.permission import Explained
from tools.services.timelines import Timeline
from ui import desk, show
from ui.cards import Props, gone, iso, lead_props
from ui.commands import leads_table
from ui.forms import number, profile
from ui.wording import CHANNELS, CONSENTS, FORMS, GROUPS, KINDS, REGISTERS, TIERS, WASHES

SHOWN = 200
"""Entries in a card; the file has all of them."""


async def find(deps: AgencyDeps, text: str) -> None:
    """Show the lead of that name or address, or those that it may mean."""
    if not text.strip():
        await Message(content="Say which lead: `/lead` and a name or an email address.").send()
        return
    found = await deps.services.timelines.named(deps.client_id, text)
    if len(found) == 1:
        await present(deps, found[0].id)
    elif not found:
        await Message(content="No lead has such a name, address or company.").send()
    else:
        await Message(
            content="Which one? Say the whole name or the email address.\n\n" + leads_table(found)
        ).send()


async def opened(arguments: Mapping[str, object]) -> None:
    """Show the lead that a card speaks of."""
    await present(await desk.deps(), _lead_id(arguments))


async def present(deps: AgencyDeps, lead_id: LeadId) -> None:
    """Show the lead's timeline at the end of the chat, wherever it stood before."""
    found = await _props(deps, lead_id)
    key = show.key_of("lead", lead_id)
    await show.forget("TimelineCard", key)
    await show.card("TimelineCard", key, found)


async def props_again(deps: AgencyDeps, subject: str) -> Props:
    """The props of a timeline from the truth of this moment."""
    try:
        return await _props(deps, LeadId(UUID(subject)))
    except NotFound:
        return gone("lead")


async def csv(arguments: Mapping[str, object]) -> str:
    """All entries as the text of a CSV, with moments of the user's own zone."""
    deps = await desk.deps()
    content = await deps.services.timelines.csv(deps.client_id, _lead_id(arguments), await _zone())
    return content.decode("utf-8")


async def _props(deps: AgencyDeps, lead_id: LeadId) -> Props:
    found = await deps.services.timelines.of(deps.client_id, lead_id)
    return timeline_card(found, zone=await _zone(), now=deps.clock())


async def _zone() -> str:
    return (await desk.user_at(desk.session())).time_zone


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


def _lead_id(arguments: Mapping[str, object]) -> LeadId:
    try:
        return LeadId(UUID(str(arguments.get("id"))))
    except ValueError as error:
        raise InvalidInput("The card names no lead: reload the page.") from error


_GROUP_OF: Mapping[ActivityKind, str] = {kind: name for name, kinds in GROUPS.items() for kind in kinds}
