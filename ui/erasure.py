"""Erase a person from the chat: say whom, show what goes and what stays, and carry it out once confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from chainlit.message import Message

from errors import InvalidInput, NotFound, NotPermitted
from graphs.erasing import erase
from memory.enums import Role
from memory.erasures import ErasureId
from memory.records.ids import LeadId
from tools.deps import AgencyDeps
from tools.services.access import permits, require
from tools.services.consent.erasure import ErasureView
from tools.services.lists.contacts import Malformed, email_address
from ui import desk, inbox, show, timeline
from ui.cards import Props, gone
from ui.commands import leads_table
from ui.erasure_cards import erasure_card

NAME = "ErasureCard"
_CARDS = {"lead": "TimelineCard", "approval": "DraftCard", "reply": "ReplyCard", "erasure": NAME}
"""Cards that may show a person, by the kind of their subject."""


async def find(deps: AgencyDeps, words: str) -> None:
    """Show what would be erased of the person at this address or of this name."""
    require(deps.actor, Role.OWNER)
    if not words.strip():
        await Message(content="Say whom: `/erase` and a name or an email address.").send()
    elif not isinstance(email_address(words), Malformed):
        await present(deps, await deps.services.erasing.open(deps.client_id, deps.actor, words))
    else:
        await _by_name(deps, words)


async def meant(deps: AgencyDeps, whom: str) -> bool:
    """Whether somebody is meant beyond doubt, and shown: an address, or the whole name of one lead."""
    if isinstance(email_address(whom), Malformed):
        found = await deps.services.timelines.named(deps.client_id, whom)
        if len(found) != 1 or found[0].full_name.casefold() != whom.strip().casefold():
            return False
    await find(deps, whom)
    return True


async def opened(arguments: Mapping[str, object]) -> None:
    """Show what would be erased of the lead of a card."""
    deps = await desk.deps()
    lead_id = LeadId(_id(arguments))
    await present(deps, await deps.services.erasing.open_lead(deps.client_id, deps.actor, lead_id))


async def present(deps: AgencyDeps, view: ErasureView) -> None:
    """Show an erasure, or bring it up to date."""
    await show.card(NAME, show.key_of("erasure", view.erasure.id), _props(deps, view))


async def confirm(arguments: Mapping[str, object]) -> None:
    """Erase the person."""
    deps = await desk.deps()
    await erase(desk.platform(), deps.client_id, deps.actor, ErasureId(_id(arguments)))
    await refresh(deps)


async def decline(arguments: Mapping[str, object]) -> None:
    """Leave the person as they are."""
    deps = await desk.deps()
    await deps.services.erasing.decline(deps.client_id, deps.actor, ErasureId(_id(arguments)))
    await refresh(deps)


async def refresh(deps: AgencyDeps) -> None:
    """Take an erased person off every card that this chat shows."""
    for key in [*show.shown(desk.session())]:
        kind, _, subject = key.partition(":")
        if kind in _CARDS:
            props = await _again(deps, kind, subject)
            # A resumed chat asks for the card again by its id.
            await show.update(_CARDS[kind], key, {**props, "ref": {"kind": kind, "id": subject}})


async def props_again(deps: AgencyDeps, subject: str) -> Props:
    """The props of an erasure from the truth of this moment."""
    try:
        found = await deps.services.erasing.get(deps.client_id, deps.actor, ErasureId(UUID(subject)))
    except (NotFound, NotPermitted):
        return gone("erasure")
    return _props(deps, found)


async def _again(deps: AgencyDeps, kind: str, subject: str) -> Props:
    match kind:
        case "lead":
            return await timeline.props_again(deps, subject)
        case "erasure":
            return await props_again(deps, subject)
        case _:
            return await inbox.props_again(deps, kind, subject)


async def _by_name(deps: AgencyDeps, words: str) -> None:
    found = await deps.services.timelines.named(deps.client_id, words)
    if len(found) == 1:
        await present(deps, await deps.services.erasing.open_lead(deps.client_id, deps.actor, found[0].id))
    elif not found:
        await Message(
            content="No lead has such a name. Say the email address: it need not be a lead's."
        ).send()
    else:
        table = leads_table(found)
        await Message(content=f"Which one? Say the email address.\n\n{table}").send()


def _props(deps: AgencyDeps, view: ErasureView) -> Props:
    return erasure_card(view, may_confirm=permits(deps.actor, Role.OWNER))


def _id(arguments: Mapping[str, object]) -> UUID:
    try:
        return UUID(str(arguments.get("id")))
    except ValueError as error:
        raise InvalidInput("The card names nobody: reload the page.") from error
