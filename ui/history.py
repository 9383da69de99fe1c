"""Keep the chats themselves, each for its author while they belong to its client; cards as ids only."""

# Chainlit's data layer is typed by half, and asks for arguments that a folder does not need.
# pyright: reportUnknownMemberType=false
# ruff: noqa: ARG002

from __future__ import annotations

import asyncio
import logging
import re
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, TypeAlias, cast
from urllib.parse import quote
from uuid import UUID
from weakref import WeakKeyDictionary

from chainlit.context import context_var
from chainlit.data import get_data_layer
from chainlit.data.acl import is_thread_author
from chainlit.data.chainlit_data_layer import ChainlitDataLayer
from chainlit.data.storage_clients.base import BaseStorageClient
from chainlit.element import CustomElement, Element
from chainlit.server import UserParam
from chainlit.session import WebsocketSession
from chainlit.step import StepDict
from chainlit.types import PageInfo, PaginatedResponse, Pagination, ThreadDict, ThreadFilter
from fastapi import FastAPI, HTTPException
from fastapi.responses import FileResponse
from fastapi.routing import APIRoute

from memory.records.ids import UserId
from ui import desk
from ui.cards import kept
from ui.order import Order

logger = logging.getLogger(__name__)

_THREAD_NAMES = {
    "decide": "Approvals",
    "import": "Import",
    "proposal": "Campaign",
    "decide_proposal": "Campaign",
}
_PAGE = 50
_QUEUE = "in order"
Write: TypeAlias = Callable[[], Awaitable[None]]
_KEY = re.compile(r"^threads/(?P<thread>[0-9a-f-]{36})/files/(?P<file>[0-9a-f-]{36})$")


class Files(BaseStorageClient):
    """Files of the chats under AGENCY_HOME/files; their addresses ask who is signed in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def upload_file(
        self,
        object_key: str,
        data: bytes | str,
        mime: str = "application/octet-stream",
        overwrite: bool = True,
        content_disposition: str | None = None,
    ) -> dict[str, Any]:
        """Write the file; its key is made of ids by Chainlit."""
        path = self.path(object_key)
        content = data.encode() if isinstance(data, str) else data
        await asyncio.to_thread(_write, path, content)
        return {"object_key": object_key}

    async def delete_file(self, object_key: str) -> bool:
        """Whether there was such a file."""
        path = self.path(object_key)
        await asyncio.to_thread(path.unlink, missing_ok=True)
        return True

    async def get_read_url(self, object_key: str) -> str:
        """Where a signed-in author of the thread reads it."""
        return f"/chat/files/{quote(object_key)}"

    async def close(self) -> None:
        """Nothing stays open."""

    def path(self, object_key: str) -> Path:
        """Where the file lies; ValueError for a key that is not of our making."""
        if not _KEY.match(object_key):
            raise ValueError("not a file's key")
        return self._folder / object_key


class History(ChainlitDataLayer):
    """Chainlit's own tables, without a lead's data in a card and without an uploaded list.

    A chat is its author's for as long as they are a member of its client, and its client never changes.
    Chainlit asks for each write in a task of its own: unordered, a card would come before its message, and a
    message that was taken away and shown again would be deleted last.
    """

    _order = Order()
    _unwritten: ClassVar[WeakKeyDictionary[WebsocketSession, list[Write]]] = WeakKeyDictionary()

    async def create_step(self, step_dict: StepDict) -> None:
        """Keep a line of the chat, or bring it up to date."""
        # A step without a thread is the empty parent of one that is being written: that one holds the turn.
        chat = _chat_here() if step_dict.get("threadId") else f"parent:{step_dict.get('id')}"
        await self._in_order(chat, partial(super().create_step, step_dict))

    async def delete_step(self, step_id: str) -> None:
        """Take a line away."""
        await self._in_order(_chat_here(), partial(super().delete_step, step_id))

    async def delete_element(self, element_id: str, thread_id: str | None = None) -> None:
        """Take a card away."""
        await self._in_order(_chat_here(), partial(super().delete_element, element_id, thread_id))

    async def _in_order(self, chat: str, write: Write) -> None:
        """Write after all that was asked for before; until somebody says something, nothing is written.

        Chainlit keeps such writes by their kind, and flushes them while others go on: here they are one list.
        """
        found = context_var.get(None)
        here = found.session if found and isinstance(found.session, WebsocketSession) else None
        if here and here in self._unwritten:
            self._unwritten[here].append(write)
        elif here and not here.has_first_interaction:
            self._unwritten[here] = [write]
            here.thread_queues[_QUEUE] = deque([(History._flush, self, (here,), {})])  # pyright: ignore[reportUnknownArgumentType]
        else:
            async with self._order.turn(chat):
                await write()

    async def _flush(self, here: WebsocketSession) -> None:
        writes = self._unwritten.pop(here, [])
        async with self._order.turn(_chat_here()):
            for write in writes:
                try:
                    await write()
                except Exception:
                    logger.exception("a line of a chat was not kept")

    async def get_thread_author(self, thread_id: str) -> str:
        """Whose chat it is; empty, which the doors answer with 404, where it is nobody's any more."""
        thread = await self.get_thread(thread_id)
        return (thread and thread["userIdentifier"]) or ""

    async def get_thread(self, thread_id: str) -> ThreadDict | None:
        """The chat; its author is not told it from nobody's, nor any line, once they have left its client."""
        thread = await super().get_thread(thread_id)
        if thread is None or _client_of(thread) in await _clients_of(thread):
            return thread
        # The socket would take None for a new chat under this id.
        return ThreadDict(
            id=thread["id"], createdAt=thread["createdAt"], name=None, userId=None, userIdentifier=None,
            tags=[], metadata={}, steps=[], elements=[],
        )  # fmt: skip

    async def list_threads(
        self, pagination: Pagination, filters: ThreadFilter
    ) -> PaginatedResponse[ThreadDict]:
        """One page of the chats of those clients that the author is a member of, newest first."""
        found: list[ThreadDict] = []
        wanted, cursor, clients = pagination.first, pagination.cursor, None
        while len(found) <= wanted:
            page = await super().list_threads(Pagination(first=_PAGE, cursor=cursor), filters)
            if clients is None:
                clients = await _clients_of(page.data[0]) if page.data else set[str]()
            found += [thread for thread in page.data if _client_of(thread) in clients]
            cursor = page.pageInfo.endCursor
            if not page.pageInfo.hasNextPage:
                break
        shown = found[:wanted]
        ends = (shown[0]["id"], shown[-1]["id"]) if shown else (None, None)
        info = PageInfo(hasNextPage=len(found) > wanted, startCursor=ends[0], endCursor=ends[1])
        return PaginatedResponse(pageInfo=info, data=shown)

    async def create_element(self, element: Element) -> None:
        """Keep a card as its ids; it is read anew when the chat is resumed."""
        if isinstance(element, CustomElement):
            element = CustomElement(
                id=element.id,
                thread_id=element.thread_id,
                for_id=element.for_id,
                name=element.name,
                display=element.display,
                props=kept(element.name, cast("dict[str, object]", element.props)),
                url=f"/public/elements/{element.name}.jsx",
            )
            element.content = None
        elif element.type in ("file", "tasklist"):
            # A list is kept with its import, under row-level security, and only until it is taken in;
            # tasks are shown while they run.
            return
        await self._in_order(_chat_here(), partial(super().create_element, element))

    async def update_thread(
        self,
        thread_id: str,
        name: str | None = None,
        user_id: str | None = None,
        metadata: dict[str, Any] | None = None,
        tags: list[str] | None = None,
    ) -> None:
        """Name a chat after what was done first, and note its client with its first row, for good."""
        thread = await super().get_thread(thread_id)
        client = (_client_of(thread) if thread else None) or _client_here(thread_id)
        if client is not None and (metadata is not None or thread is None or not _client_of(thread)):
            metadata = {**(metadata or {}), "chat_profile": client}
        named = _THREAD_NAMES.get(name, name) if name is not None else None
        await super().update_thread(thread_id, named or None, user_id, metadata, tags)


def serve_files(chat: FastAPI, files: Files) -> None:
    """Answer /chat/files/… to the thread's own author, before the chat's catch-all route does."""

    async def read(key: str, current_user: UserParam) -> FileResponse:
        found = _KEY.match(key)
        if found is None or current_user is None:
            raise HTTPException(404)
        try:
            await is_thread_author(current_user.identifier, found["thread"])
        except (HTTPException, ValueError) as error:
            raise HTTPException(404) from error
        path = files.path(key)
        if not path.is_file():
            raise HTTPException(404)
        return FileResponse(
            path, media_type="application/json", headers={"Content-Disposition": "attachment"}
        )

    chat.router.routes.insert(0, APIRoute("/files/{key:path}", read, methods=["GET"]))


def chat_url(engine_url: str) -> str:
    """The work engine's role, within the chat's own schema."""
    return f"{engine_url}{'&' if '?' in engine_url else '?'}search_path=chainlit"


async def close() -> None:
    """Give the chats' own connections back."""
    layer = get_data_layer()
    if layer is not None:
        await layer.close()


def _chat_here() -> str:
    """The chat of the tab that writes now."""
    here = context_var.get(None)
    return here.session.thread_id if here else ""


def _client_of(thread: ThreadDict) -> str | None:
    metadata = cast("dict[str, str | None]", thread["metadata"] or {})
    return metadata.get("chat_profile")


def _client_here(thread_id: str) -> str | None:
    """The client of the tab that writes into this chat now."""
    here = context_var.get(None)
    if here is None or here.session.thread_id != thread_id:
        return None
    client_id = desk.client_of(here.session)
    return str(client_id) if client_id else None


async def _clients_of(thread: ThreadDict) -> set[str]:
    """The clients that a chat's author is a member of now."""
    if not thread["userIdentifier"]:
        return set()
    user_id = UserId(UUID(thread["userIdentifier"]))
    memberships = await desk.platform().services.sign_in.clients_of(user_id)
    return {str(each.client_id) for each in memberships}


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
