"""List the replies that wait for a person, open one, and take their word that nothing is to do."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from errors import InvalidInput
from memory.records.ids import ReplyId
from tools.deps import AgencyDeps
from ui import desk, inbox, show
from ui.cards import Props
from ui.waiting_cards import waiting_card

NAME = "WaitingCard"
KEY = show.key_of("waiting", "")


async def present(deps: AgencyDeps, _words: str) -> None:
    """Show the list at the end of the chat, wherever it stood before."""
    found = await props(deps)
    await show.forget(NAME, KEY)
    await show.card(NAME, KEY, found)


async def props(deps: AgencyDeps) -> Props:
    """The list of this moment."""
    return waiting_card(await deps.services.waiting.list(deps.client_id), now=deps.clock())


async def refresh(deps: AgencyDeps) -> None:
    """Bring the list up to date where this chat shows it."""
    if KEY in show.shown(desk.session()):
        await show.update(NAME, KEY, await props(deps))


async def settled(deps: AgencyDeps, reply_id: UUID) -> None:
    """Bring a reply's card and the list up to date where this chat shows them."""
    await inbox.refresh_reply(deps, reply_id)
    await refresh(deps)


async def opened(arguments: Mapping[str, object]) -> None:
    """Show a reply of the list at the end of the chat, and the response that is proposed to it."""
    await inbox.open_reply(await desk.deps(), _reply_id(arguments))


async def settle(arguments: Mapping[str, object]) -> None:
    """Take a reply from the list, or put it back."""
    deps = await desk.deps()
    reply_id = _reply_id(arguments)
    settled = arguments.get("settled") is True
    await deps.services.waiting.settle(deps.client_id, deps.actor, reply_id, settled=settled)


def _reply_id(arguments: Mapping[str, object]) -> ReplyId:
    try:
        return ReplyId(UUID(str(arguments.get("id"))))
    except ValueError as error:
        raise InvalidInput("The card names no reply: reload the page.") from error
