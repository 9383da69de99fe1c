"""Turn notes into the props of their card: what was learned, how far it reaches, and where from; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from memory.enums import NoteKind, NoteScope
from memory.records.ids import CampaignId
from memory.records.talk import Note
from ui.cards import Props, iso
from ui.wording import CHANNELS

KINDS: Mapping[NoteKind, str] = {
    NoteKind.FACT: "Fact",
    NoteKind.PREFERENCE: "Wish",
    NoteKind.PROCEDURE: "Procedure",
    NoteKind.OUTCOME: "Outcome",
    NoteKind.EXEMPLAR: "Example",
}
SOURCES: Mapping[str, str] = {
    "edit": "from an edited draft",
    "rejection": "from a rejected draft",
    "feedback": "from a remark on a draft",
    "reply": "from a reply",
    "chat": "said in the chat",
    "outcome": "from what came back",
    "conversation": "from a conversation",
    "correction": "corrected by a person",
    "rollback": "rolled back by a person",
}


def notes_card(
    live: Sequence[Note], struck: Sequence[Note], campaigns: Mapping[CampaignId, str], *, may_act: bool
) -> Props:
    """What was learned and is in use, and what was struck."""
    return {
        "ref": {"kind": "notes", "id": "all"},
        "mayAct": may_act,
        "live": [note_props(note, campaigns) for note in live],
        "struck": [note_props(note, campaigns) for note in struck],
    }


def note_props(note: Note, campaigns: Mapping[CampaignId, str]) -> Props:
    """One note in words."""
    return {
        "id": str(note.id),
        "kind": KINDS[note.kind],
        "text": note.text,
        "reach": reach(note, campaigns),
        "source": SOURCES.get(note.source_kind, note.source_kind),
        "version": note.version,
        "at": iso(note.created_at),
        "inUse": note.struck_at is None and note.superseded_at is None,
    }


def reach(note: Note, campaigns: Mapping[CampaignId, str]) -> str:
    """For which work a note counts, in words."""
    match note.scope:
        case NoteScope.CLIENT:
            return "Everywhere"
        case NoteScope.CHANNEL:
            return f"{CHANNELS[note.channel]} drafts" if note.channel else "One channel"
        case NoteScope.CAMPAIGN:
            return campaigns.get(note.campaign_id, "One campaign") if note.campaign_id else "One campaign"
        case NoteScope.REVIEWER:
            return "One reviewer's drafts"
        case NoteScope.LEAD:
            return "One lead"
