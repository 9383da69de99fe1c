"""Read a chat again only for as long as one is a member of its client: over HTTP and over the socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import pytest
import socketio
from socketio.exceptions import ConnectionError as RefusedError

from memory.places import settle, urls_of
from tests.browser.product import OWNER, PASSWORD, Product

LINE = "How do we stand on the quiet street?"
LEFT, KEPT = "Ledgerline", "Harbour Facilities"


class Tab:
    """One open page of the chat, without a browser."""

    def __init__(self, socket: socketio.AsyncClient) -> None:
        self.socket = socket
        self.thread_id = ""
        self.said: list[str] = []
        self.resumed: list[str] = []
        self.refused: list[str] = []
        socket.on("first_interaction", self._begun)
        socket.on("new_message", self._spoken)
        socket.on("resume_thread", self._resumed)
        socket.on("resume_thread_error", self._refused)

    async def say(self, text: str) -> None:
        """Send a line and wait for an answer to it."""
        before = len(self.said)
        message = {"id": str(uuid4()), "name": "me", "type": "user_message", "output": text}
        message["createdAt"] = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        await self.socket.emit("client_message", {"message": message, "fileReferences": None})
        async with asyncio.timeout(20):
            while len(self.said) <= before or not self.thread_id:
                await asyncio.sleep(0.05)

    async def _begun(self, told: dict[str, str]) -> None:
        self.thread_id = told["thread_id"]

    async def _spoken(self, step: dict[str, str]) -> None:
        self.said.append(step["output"])

    async def _resumed(self, thread: dict[str, str]) -> None:
        self.resumed.append(thread["id"])

    async def _refused(self, sentence: str) -> None:
        self.refused.append(sentence)


@asynccontextmanager
async def browsing(product: Product) -> AsyncIterator[httpx.AsyncClient]:
    """The owner, signed in to the chat's own doors."""
    async with httpx.AsyncClient(base_url=f"{product.url}/chat", timeout=20) as http:
        entered = await http.post("/login", data={"username": OWNER, "password": PASSWORD})
        assert entered.status_code == 200, entered.text
        yield http


@asynccontextmanager
async def opened(
    product: Product,
    http: httpx.AsyncClient,
    client_id: str,
    thread_id: str | None = None,
    *,
    asks_for_lines: bool = True,
) -> AsyncIterator[Tab]:
    """A tab at a client; RefusedError where the server lets nobody in."""
    socket = socketio.AsyncClient(reconnection=False)
    tab = Tab(socket)
    about = {"sessionId": str(uuid4()), "clientType": "webapp", "chatProfile": client_id, "userEnv": "{}"}
    cookies = "; ".join(f"{name}={value}" for name, value in http.cookies.items())
    try:
        await socket.connect(
            product.url,
            headers={"Cookie": cookies},
            auth=about | ({"threadId": thread_id} if thread_id else {}),
            socketio_path="/chat/ws/socket.io",
            transports=["websocket"],
        )
        if asks_for_lines:
            await socket.emit("connection_successful")
        yield tab
    finally:
        await socket.disconnect()


async def listed(http: httpx.AsyncClient, first: int = 30) -> list[str]:
    """The ids of every chat, page by page."""
    found: list[str] = []
    cursor: str | None = None
    while True:
        asked = {"pagination": {"first": first, "cursor": cursor}, "filter": {}}
        page = (await http.post("/project/threads", json=asked)).json()
        found += [thread["id"] for thread in page["data"]]
        cursor = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


@asynccontextmanager
async def no_member(product: Product, client_id: str) -> AsyncIterator[None]:
    """The owner has left the client for as long."""
    whose = "client_id = $1 and user_id = (select id from users where email = $2)"
    connection = await asyncpg.connect(urls_of(settle(product.home)).database)
    try:
        row = await connection.fetchrow(
            f"delete from memberships where {whose} returning client_id, user_id, role", client_id, OWNER
        )
        assert row is not None
        yield
        await connection.execute(
            "insert into memberships (client_id, user_id, role) values ($1, $2, $3)", *row.values()
        )
    finally:
        await connection.close()


async def kept(http: httpx.AsyncClient, thread_id: str) -> dict[str, Any]:
    """The chat, once its lines are written down and no more are coming."""
    earlier: dict[str, Any] = {}
    async with asyncio.timeout(10):
        while True:
            answer = await http.get(f"/project/thread/{thread_id}")
            found = answer.json() if answer.status_code == 200 else {}
            if found == earlier and any(step["output"] == LINE for step in found.get("steps", ())):
                return found
            earlier = found
            await asyncio.sleep(0.2)


async def test_who_has_left_a_client_reads_none_of_its_chats(product: Product) -> None:
    """Neither list, page, name, end, card, file nor socket opens it; who comes back finds it as it was."""
    async with browsing(product) as http:
        with product.api() as program:
            clients = {each["name"]: each["id"] for each in program.get("/auth/me").json()["clients"]}
        theirs = [await _chat(product, http, clients[name]) for name in (KEPT, LEFT, KEPT)]
        thread_id = theirs[1]
        before = await kept(http, thread_id)
        assert set(theirs) <= set(await listed(http, first=1))
        async with no_member(product, clients[LEFT]):
            assert thread_id not in await listed(http, first=1)
            assert {theirs[0], theirs[2]} <= set(await listed(http, first=1))
            await nothing_opens(http, before)
            for client_id in clients.values():
                with pytest.raises(RefusedError):
                    async with opened(product, http, client_id, thread_id):
                        pass
        assert await kept(http, thread_id) == before
        async with opened(product, http, clients[KEPT], thread_id) as tab, asyncio.timeout(10):
            while not tab.resumed:
                await asyncio.sleep(0.05)
        async with opened(product, http, clients[KEPT], thread_id, asks_for_lines=False) as tab:
            await tab.say("This chat is of another client now.")
        assert (await kept(http, thread_id))["metadata"]["chat_profile"] == clients[LEFT]


async def _chat(product: Product, http: httpx.AsyncClient, client_id: str) -> str:
    async with opened(product, http, client_id) as tab:
        await tab.say(LINE)
        await kept(http, tab.thread_id)
        return tab.thread_id


async def nothing_opens(http: httpx.AsyncClient, thread: dict[str, Any]) -> None:
    """Every door of a chat answers as if there was none."""
    thread_id = thread["id"]
    elements = [each["id"] for each in thread["elements"]]
    assert elements
    for path in (
        f"/project/thread/{thread_id}",
        f"/project/thread/{thread_id}/element/{elements[0]}",
        f"/project/share/{thread_id}",
        f"/files/threads/{thread_id}/files/{elements[0]}",
    ):
        answer = await http.get(path)
        assert answer.status_code == 404, path
        assert LINE not in answer.text
    for method, path, body in (
        ("PUT", "/project/thread", {"threadId": thread_id, "name": "Mine"}),
        ("DELETE", "/project/thread", {"threadId": thread_id}),
        ("PUT", "/project/thread/share", {"threadId": thread_id, "isShared": True}),
    ):
        assert (await http.request(method, path, json=body)).status_code == 404, path


async def test_nobody_publishes_a_chat_or_judges_a_line(product: Product) -> None:
    """Doors of the chat package that the agency does not use are shut, for members too."""
    async with browsing(product) as http:
        with product.api() as program:
            client_id = program.get("/auth/me").json()["clients"][0]["id"]
        shared = {"threadId": await _chat(product, http, client_id), "isShared": True}
        feedback = {"feedback": {"forId": str(uuid4()), "value": 1}, "sessionId": str(uuid4())}
        for method, path, body in (
            ("PUT", "/project/thread/share", shared),
            ("PUT", "/feedback", feedback),
            ("DELETE", "/feedback", {"feedbackId": str(uuid4())}),
        ):
            assert (await http.request(method, path, json=body)).status_code == 404, path


async def test_who_hangs_up_early_leaves_no_error_in_the_log(product: Product) -> None:
    """A page that is left while its pictures are on their way is nobody's fault, nor is half a webhook."""
    before = product.log()
    half = b"POST /api/v1/webhooks/resend/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900\r\n\r\n{"
    for n in range(50):
        _, writer = await asyncio.open_connection("127.0.0.1", product.port)
        writer.write(half if n % 2 else b"GET /chat/logo?theme=light HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        await writer.drain()
        writer.close()
    async with httpx.AsyncClient(base_url=product.url, timeout=20) as http:
        assert (await http.get("/chat/logo")).status_code == 200
    assert product.log() == before
