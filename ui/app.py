"""Receive what the browser says, and hand it on: callbacks only, everything else is in the files beside."""

# Chainlit's decorators and payloads carry no types.
# pyright: reportUnknownMemberType=false, reportUntypedFunctionDecorator=false, reportUnknownArgumentType=false

from __future__ import annotations

import warnings
from collections.abc import Awaitable, Callable, Mapping
from typing import cast

import chainlit as cl
from chainlit.server import app as chat
from chainlit.types import ChatProfile, ThreadDict

from ui import (
    analysis,
    autopilot,
    cases,
    compliance,
    desk,
    erasure,
    history,
    imports,
    inbox,
    login,
    notes,
    previews,
    proposals,
    reports,
    talk,
    timeline,
    waiting,
)
from ui.apologies import apologise, sentence_of
from ui.commands import menu
from ui.greeting import greet
from ui.page import serve_page
from ui.stream import Stream

files = history.Files(desk.platform().settings.agency_home / "files")
stream = Stream()
serve_page()
login.serve_sign_in(chat)
history.serve_files(chat, files)
previews.serve_previews(chat)
# Chainlit asks for the profiles from a place where it cannot wait for them, and drops the question.
warnings.filterwarnings("ignore", message="coroutine .* was never awaited", category=RuntimeWarning)


@cl.data_layer
def data_layer() -> history.History:
    """Where the chats themselves are kept."""
    return history.History(history.chat_url(desk.platform().agency.storage.engine), storage_client=files)


@cl.on_app_startup
async def begin() -> None:
    """Listen to what happens in every process."""
    stream.start()


@cl.on_app_shutdown
async def end() -> None:
    """Stop listening, and close the chats' own connections."""
    await stream.stop()
    await history.close()


@cl.password_auth_callback
async def sign_in(username: str, password: str) -> cl.User | None:
    """Let a person in."""
    return await login.let_in(username, password)


@cl.set_chat_profiles
async def profiles(user: cl.User | None) -> list[ChatProfile]:
    """Offer the clients that the user is a member of."""
    return await login.profiles(user)


@cl.on_chat_start
async def start() -> None:
    """Greet, and show what waits."""
    async with apologise():
        await cl.context.emitter.set_commands(menu())
        await greet(await desk.deps())
        await inbox.fill()


@cl.on_chat_resume
async def resume(thread: ThreadDict) -> None:
    """Bring every card of the chat up to date before the browser sees it."""
    async with apologise():
        await cl.context.emitter.set_commands(menu())
        await talk.bring_back(thread)


@cl.on_message
async def message(said: cl.Message) -> None:
    """A message with a file is about the file: its card is the answer."""
    async with apologise():
        await talk.keep_address()
        if said.elements:
            await imports.preview([each for each in said.elements if each.path], said.content)
        elif said.command or said.content.strip():
            await talk.answer(said.content, said.command)


@cl.action_callback("decide")
async def decide(action: cl.Action) -> dict[str, str]:
    """Carry out a reviewer's decision."""
    return await _answered(inbox.decide, action)


@cl.action_callback("import")
async def take_in(action: cl.Action) -> dict[str, str]:
    """Import a previewed file, then take up what was asked beside it."""
    answer = await _answered(imports.commit, action)
    asked = imports.waiting(take="done" in answer)
    if asked and "done" in answer:
        async with apologise():
            await talk.answer(asked, None)
    return answer


@cl.action_callback("discard_import")
async def discard(action: cl.Action) -> dict[str, str]:
    """Forget a previewed file."""
    return await _answered(imports.discard, action)


@cl.action_callback("quarantine_csv")
async def quarantine(action: cl.Action) -> dict[str, object]:
    """Hand out the rows that were set aside."""
    return await _handed_out("csv", imports.quarantine_csv, action)


@cl.action_callback("timeline")
async def open_timeline(action: cl.Action) -> dict[str, str]:
    """Show all about the lead of a card."""
    return await _answered(timeline.opened, action)


@cl.action_callback("timeline_csv")
async def timeline_csv(action: cl.Action) -> dict[str, object]:
    """Hand out a lead's timeline."""
    return await _handed_out("csv", timeline.csv, action)


@cl.action_callback("report_csv")
async def report_csv(action: cl.Action) -> dict[str, object]:
    """Hand out a report."""
    return await _handed_out("csv", reports.csv, action)


@cl.action_callback("comply")
async def comply(action: cl.Action) -> dict[str, str]:
    """Put right what keeps a channel shut."""
    return await _answered(compliance.act, action)


@cl.action_callback("comply_csv")
async def comply_csv(action: cl.Action) -> dict[str, object]:
    """Hand out the numbers that the register has to be asked about."""
    return await _handed_out("csv", compliance.numbers_csv, action)


@cl.action_callback("propose_advice")
async def propose_advice(action: cl.Action) -> dict[str, str]:
    """Turn what an analysis advises into a proposal."""
    return await _answered(analysis.propose, action)


@cl.action_callback("autopilot")
async def switch_autopilot(action: cl.Action) -> dict[str, str]:
    """Switch the autopilot of a channel and tier."""
    return await _answered(autopilot.act, action)


@cl.action_callback("note")
async def note(action: cl.Action) -> dict[str, str]:
    """Correct, strike or restore what was learned."""
    return await _answered(notes.act, action)


@cl.action_callback("note_versions")
async def note_versions(action: cl.Action) -> dict[str, object]:
    """Hand out every version of a note."""
    return await _handed_out("versions", notes.versions, action)


@cl.action_callback("keep_case")
async def keep_case(action: cl.Action) -> dict[str, str]:
    """Keep a decision as a case for the evals."""
    return await _answered(cases.keep, action)


@cl.action_callback("open_reply")
async def open_reply(action: cl.Action) -> dict[str, str]:
    """Show a reply of the list of those that wait."""
    return await _answered(waiting.opened, action)


@cl.action_callback("settle_reply")
async def settle_reply(action: cl.Action) -> dict[str, str]:
    """Take a person's word that nothing is left to do about a reply, or take it back."""
    return await _answered(waiting.settle, action)


@cl.action_callback("erase")
async def open_erasure(action: cl.Action) -> dict[str, str]:
    """Show what would be erased of the person of a card."""
    return await _answered(erasure.opened, action)


@cl.action_callback("confirm_erasure")
async def confirm_erasure(action: cl.Action) -> dict[str, str]:
    """Erase a person for good."""
    return await _answered(erasure.confirm, action)


@cl.action_callback("decline_erasure")
async def decline_erasure(action: cl.Action) -> dict[str, str]:
    """Leave a person as they are."""
    return await _answered(erasure.decline, action)


@cl.action_callback("confirm")
async def confirm(action: cl.Action) -> dict[str, str]:
    """Carry out what the CMO proposed."""
    return await _answered(proposals.confirm, action)


@cl.action_callback("decline")
async def decline(action: cl.Action) -> dict[str, str]:
    """Leave what the CMO proposed."""
    return await _answered(proposals.decline, action)


async def _answered(carry_out: talk.Handler, action: cl.Action) -> dict[str, str]:
    """Carry out what a card asks for; what fails is said inside the card."""
    try:
        await talk.keep_address()
        await carry_out(cast("dict[str, object]", action.payload))
    except Exception as error:  # noqa: BLE001 - whatever fails is said, and logged
        return {"error": sentence_of(error)}
    return {"done": "yes"}


async def _handed_out(
    name: str, make: Callable[[Mapping[str, object]], Awaitable[object]], action: cl.Action
) -> dict[str, object]:
    """What a card asks for, under its name; what fails is said inside the card."""
    try:
        return {name: await make(cast("dict[str, object]", action.payload))}
    except Exception as error:  # noqa: BLE001 - whatever fails is said, and logged
        return {"error": sentence_of(error)}
