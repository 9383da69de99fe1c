"""Show one lead from every side: who may write to them and why not, and all that has happened."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from chainlit.message import Message

from errors import InvalidInput, NotFound
from memory.records.ids import LeadId
from tools.deps import AgencyDeps
from ui import desk, show
from ui.cards import Props, gone
from ui.commands import leads_table
from ui.timeline_cards import timeline_card


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


def _lead_id(arguments: Mapping[str, object]) -> LeadId:
    try:
        return LeadId(UUID(str(arguments.get("id"))))
    except ValueError as error:
        raise InvalidInput("The card names no lead: reload the page.") from error
