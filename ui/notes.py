"""Show what was learned, and let people correct it, strike it, bring it back and look at its versions."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from errors import InvalidInput
from memory.records.ids import CampaignId, NoteId
from tools.deps import AgencyDeps
from ui import desk, show
from ui.cards import Props, text_of
from ui.note_cards import note_props, notes_card

SHOWN = 100
KEY = show.key_of("notes", "all")


async def present(deps: AgencyDeps, _words: str = "") -> None:
    """Show the notes at the end of the chat, wherever they stood before."""
    await show.forget("NotesCard", KEY)
    await show.card("NotesCard", KEY, await props(deps))


async def props(deps: AgencyDeps) -> Props:
    """The card's props from the truth of this moment."""
    notebook = deps.services.notebook
    live = await notebook.live(deps.client_id, SHOWN)
    struck = await notebook.struck(deps.client_id, SHOWN)
    return notes_card(live, struck, await _campaigns(deps), may_act=desk.may_act(deps))


async def act(arguments: Mapping[str, object]) -> None:
    """Correct, strike, restore or roll back the note that a card names, and bring the list up to date."""
    deps = await desk.deps()
    notebook, note_id = deps.services.notebook, _note_id(arguments)
    match arguments.get("kind"):
        case "correct":
            await notebook.correct(deps.client_id, deps.actor, note_id, text_of(arguments.get("text")) or "")
        case "strike":
            await notebook.strike(deps.client_id, deps.actor, note_id)
        case "restore":
            await notebook.restore(deps.client_id, deps.actor, note_id)
        case "roll_back":
            version = arguments.get("version")
            if not isinstance(version, int):
                raise InvalidInput("The card names no version: reload the page.")
            await notebook.roll_back(deps.client_id, deps.actor, note_id, version)
        case _:
            raise InvalidInput("The card asks for nothing that can be done to a note: reload the page.")
    await show.update("NotesCard", KEY, await props(deps))


async def versions(arguments: Mapping[str, object]) -> list[Props]:
    """Every version of the note that a card names, oldest first."""
    deps = await desk.deps()
    found = await deps.services.notebook.versions(deps.client_id, _note_id(arguments))
    names = await _campaigns(deps)
    return [note_props(note, names) for note in found]


async def _campaigns(deps: AgencyDeps) -> dict[CampaignId, str]:
    return {each.id: each.name for each in await deps.services.campaigns.list(deps.client_id)}


def _note_id(arguments: Mapping[str, object]) -> NoteId:
    try:
        return NoteId(UUID(str(arguments.get("id"))))
    except ValueError as error:
        raise InvalidInput("The card names no note: reload the page.") from error
