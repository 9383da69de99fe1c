"""Answer what a user says: commands by code, everything else by the CMO."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias, assert_never, cast

from chainlit.context import context
from chainlit.message import Message
from chainlit.types import ThreadDict

from graphs.conversation import Analysed, Proposed, Spoke
from tools.deps import AgencyDeps
from ui import (
    analysis,
    autopilot,
    compliance,
    desk,
    erasure,
    greeting,
    inbox,
    notes,
    proposals,
    reports,
    show,
    timeline,
    waiting,
)
from ui.cards import Props
from ui.commands import HELP, campaigns_table, command_in, erasure_in, leads_table

Handler: TypeAlias = Callable[[Mapping[str, object]], Awaitable[None]]

INBOX_AT_ONCE = 10


async def answer(text: str, chosen: str | None) -> None:
    """Carry out a command, or let the CMO take the turn."""
    deps = await desk.deps()
    command = command_in(text, chosen)
    if command is not None:
        name, words = command
        await _COMMANDS[name](deps, words)
        return
    whom = erasure_in(text)
    if whom is not None and await erasure.meant(deps, whom):
        return
    async for event in desk.platform().conversation.turn(deps, desk.session().thread_id, text):
        match event:
            case Spoke():
                await Message(content=event.text, metadata={"author": event.author.value}).send()
            case Proposed():
                await proposals.present(deps, event.proposal)
            case Analysed():
                await analysis.present(deps, event.campaign_id)
            case _:
                assert_never(event)


async def keep_address() -> None:
    """Let the browser's address name this chat, so that a reload comes back to it."""
    await context.emitter.send_window_message({"type": "thread", "id": desk.session().thread_id})


async def bring_back(thread: ThreadDict) -> None:
    """Give every card of a resumed chat the props of this moment, and working buttons with them."""
    deps = await desk.deps()
    for kept in cast("list[dict[str, Any]]", thread["elements"] or []):
        props: Props = kept.get("props") or {}
        ref = cast("dict[str, str]", props.get("ref") or {})
        kind, subject = ref.get("kind", ""), ref.get("id", "")
        if kept.get("type") != "custom" or not kind:
            continue
        kept["props"] = await _props_again(deps, kind, subject, props)
        show.remember(desk.session(), str(kept.get("name")), show.key_of(kind, subject))
    await _restore(deps, thread)
    await keep_address()


async def _restore(deps: AgencyDeps, thread: ThreadDict) -> None:
    """Give back the cards that may still be decided and that a crash kept from the chat's record.

    The record takes a message at once and its card a moment later; ids are the same whoever makes them.
    """
    lines = {str(step["id"]) for step in cast("list[dict[str, object]]", thread["steps"])}
    elements = thread["elements"] or []
    for name, key, props in [*await inbox.decidable(deps), *await proposals.decidable(deps)]:
        if key not in show.shown(desk.session()) and show.kept_message(key) in lines:
            elements.append(await show.restore(name, key, props))
    thread["elements"] = elements


async def _props_again(deps: AgencyDeps, kind: str, subject: str, props: Props) -> Props:
    match kind:
        case "approval" | "reply":
            return await inbox.props_again(deps, kind, subject)
        case "proposal":
            return await proposals.props_again(deps, subject)
        case "lead":
            return await timeline.props_again(deps, subject)
        case "report":
            return await reports.props_again(deps, subject)
        case "compliance":
            return await compliance.props(deps)
        case "analysis":
            return await analysis.props_again(deps, subject)
        case "autopilot":
            return await autopilot.props(deps)
        case "notes":
            return await notes.props(deps)
        case "waiting":
            return await waiting.props(deps)
        case "erasure":
            return await erasure.props_again(deps, subject)
        case "welcome":
            return await greeting.props(deps)
        case _:
            return props


async def _inbox(deps: AgencyDeps, _words: str) -> None:
    waiting = await inbox.count(deps)
    if not waiting:
        await Message(content="Nothing waits for your decision.").send()
        return
    noun = "draft waits" if waiting == 1 else "drafts wait"
    await Message(content=f"{waiting} {noun} for your decision.").send()
    await inbox.show_again(deps, INBOX_AT_ONCE)


async def _leads(deps: AgencyDeps, _words: str) -> None:
    found = await deps.services.leads.find(deps.client_id, limit=20)
    await Message(content=leads_table(found)).send()


async def _campaigns(deps: AgencyDeps, _words: str) -> None:
    await Message(content=campaigns_table(await deps.services.campaigns.list(deps.client_id))).send()


async def _replies(deps: AgencyDeps, _words: str) -> None:
    found = await deps.services.reports.replies(deps.client_id, limit=5)
    if not found:
        await Message(content="No reply has come in yet.").send()
    for reply in reversed(found):
        await inbox.present_reply(deps, reply.id)


async def _status(deps: AgencyDeps, _words: str) -> None:
    await greeting.greet(deps, follows=False)


async def _help(_deps: AgencyDeps, _words: str) -> None:
    await Message(content=HELP).send()


def _report(name: str) -> Callable[[AgencyDeps, str], Awaitable[None]]:
    async def shown(deps: AgencyDeps, _words: str) -> None:
        await reports.present(deps, name)

    return shown


_COMMANDS: Mapping[str, Callable[[AgencyDeps, str], Awaitable[None]]] = {
    "inbox": _inbox,
    "leads": _leads,
    "lead": timeline.find,
    "campaigns": _campaigns,
    "analysis": analysis.find,
    "replies": _replies,
    "waiting": waiting.present,
    **{name: _report(name) for name in ("enrichment", "costs", "account", "intake")},
    "autopilot": autopilot.present,
    "compliance": compliance.present,
    "notes": notes.present,
    "erase": erasure.find,
    "status": _status,
    "help": _help,
}
