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
Maker = Callable[[Mapping[str, object]], Awaitable[object]]
CARRIED_OUT: Mapping[str, talk.Handler] = {
    "decide": inbox.decide,
    "discard_import": imports.discard,
    "timeline": timeline.opened,
    "comply": compliance.act,
    "propose_advice": analysis.propose,
    "autopilot": autopilot.act,
    "note": notes.act,
    "keep_case": cases.keep,
    "open_reply": waiting.opened,
    "settle_reply": waiting.settle,
    "erase": erasure.opened,
    "confirm_erasure": erasure.confirm,
    "decline_erasure": erasure.decline,
    "confirm": proposals.confirm,
    "decline": proposals.decline,
}
"""What the cards' buttons are called, and who does it."""
HANDED_OUT: Mapping[str, tuple[str, Maker]] = {
    "quarantine_csv": ("csv", imports.quarantine_csv),
    "timeline_csv": ("csv", timeline.csv),
    "report_csv": ("csv", reports.csv),
    "comply_csv": ("csv", compliance.numbers_csv),
    "note_versions": ("versions", notes.versions),
}
"""What a card gets back for itself, and under which name."""


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


@cl.action_callback("import")
async def take_in(action: cl.Action) -> dict[str, str]:
    """Import a previewed file, then take up what was asked beside it."""
    answer = await _answered(imports.commit, action)
    asked = imports.waiting(take="done" in answer)
    if asked and "done" in answer:
        async with apologise():
            await talk.answer(asked, None)
    return answer


async def _answered(carry_out: talk.Handler, action: cl.Action) -> dict[str, str]:
    """Carry out what a card asks for; what fails is said inside the card."""
    try:
        await talk.keep_address()
        await carry_out(cast("dict[str, object]", action.payload))
    except Exception as error:  # noqa: BLE001 - whatever fails is said, and logged
        return {"error": sentence_of(error)}
    return {"done": "yes"}


async def _handed_out(name: str, make: Maker, action: cl.Action) -> dict[str, object]:
    """What a card asks for, under its name; what fails is said inside the card."""
    try:
        return {name: await make(cast("dict[str, object]", action.payload))}
    except Exception as error:  # noqa: BLE001 - whatever fails is said, and logged
        return {"error": sentence_of(error)}


def _carries_out(name: str, carry_out: talk.Handler) -> None:
    @cl.action_callback(name)
    async def answered(action: cl.Action) -> dict[str, str]:  # pyright: ignore[reportUnusedFunction]
        return await _answered(carry_out, action)


def _hands_out(name: str, under: str, make: Maker) -> None:
    @cl.action_callback(name)
    async def handed_out(action: cl.Action) -> dict[str, object]:  # pyright: ignore[reportUnusedFunction]
        return await _handed_out(under, make, action)


for _name, _carry_out in CARRIED_OUT.items():
    _carries_out(_name, _carry_out)
for _name, (_under, _make) in HANDED_OUT.items():
    _hands_out(_name, _under, _make)
