"""Answer like Anthropic's Messages API on loopback, by a script, and remember what was asked."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

OUTPUT_TOKENS = 120
BYTES_A_TOKEN = 4
BATCH_COUNTS = ("processing", "succeeded", "errored", "canceled", "expired")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One scripted answer; `status` other than 200 is an error of type `error`."""

    content: tuple[dict[str, Any], ...] = ()
    stop_reason: str = "end_turn"
    status: int = 200
    error: str = "api_error"
    hang_seconds: float = 0.0
    cut: bool = False
    raw: bytes | None = None


def calls(name: str, arguments: Mapping[str, Any]) -> Answer:
    """The model calls a tool, or ends with an output."""
    block = {"type": "tool_use", "id": f"toolu_{time.monotonic_ns()}", "name": name, "input": arguments}
    return Answer(content=(block,), stop_reason="tool_use")


def says(text: str) -> Answer:
    """The model writes plain text."""
    return Answer(content=({"type": "text", "text": text},))


RATE_LIMITED = Answer(status=429, error="rate_limit_error")
OVERLOADED = Answer(status=529, error="overloaded_error")
BROKEN = Answer(status=500, error="api_error")
FORBIDDEN = Answer(status=401, error="authentication_error")
HANGS = Answer(hang_seconds=5.0)
REFUSES = Answer(content=({"type": "text", "text": "I cannot help with that."},), stop_reason="refusal")
NONSENSE = Answer(raw=b'{"type": "message", "content": 7}')


@dataclass
class AnthropicStub:
    """The running stub: `script` is used up answer by answer, its last one again and again."""

    url: str
    script: list[Answer] = field(default_factory=list[Answer])
    requests: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """Every body asked, those inside of batches too."""
    batches: list[Batch] = field(default_factory=list["Batch"])
    looks: int = 1
    """How often a batch is looked at before it has ended."""
    usages: list[dict[str, int]] = field(default_factory=list[dict[str, int]])
    """What each answer said that it used."""
    lists_batches: bool = True
    cached: set[str] = field(default_factory=set[str])
    """Digests of the prefixes that were written to the cache."""

    def plays(self, *answers: Answer, looks: int = 1) -> None:
        """Start over with these answers and an empty cache."""
        self.script, self.requests, self.batches = [*answers], [], []
        self.usages, self.cached, self.looks, self.lists_batches = [], set(), looks, True

    def next(self) -> Answer:
        """The answer that is due."""
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def message(self, body: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
        """The answer as a message, with what the request read from the cache and wrote to it."""
        usage = _usage(body, self.cached)
        self.usages.append(usage)
        return {
            "id": f"msg_{time.monotonic_ns()}",
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": [*answer.content],
            "stop_reason": answer.stop_reason,
            "stop_sequence": None,
            "usage": usage,
        }


@dataclass
class Batch:
    """One batch as it was handed in, and how often it was looked at."""

    id: str
    requests: Sequence[Mapping[str, Any]]
    looks_left: int
    status: str = "in_progress"
    looks_listed: int | None = None
    """How often it is listed before it has ended; None where only a look of its own ends it."""
    results: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def as_json(self, url: str) -> dict[str, Any]:
        """The batch as the API tells of it."""
        ended, many = self.status == "ended", len(self.requests)
        counts = dict.fromkeys(BATCH_COUNTS, 0)
        counts["succeeded" if ended else "processing"] = many
        return {
            "id": self.id,
            "type": "message_batch",
            "processing_status": self.status,
            "request_counts": counts,
            "created_at": "2026-11-23T02:00:05Z",
            "expires_at": "2026-11-24T02:00:05Z",
            "ended_at": "2026-11-23T02:01:00Z" if ended else None,
            "archived_at": None,
            "cancel_initiated_at": None,
            "results_url": f"{url}/v1/messages/batches/{self.id}/results" if ended else None,
        }


@contextmanager
def running_stub() -> Iterator[AnthropicStub]:
    """The stub in a thread of its own, on a port of its own."""
    stub = AnthropicStub(url="")
    config = uvicorn.Config(_app(stub), host="127.0.0.1", port=0, log_level="critical", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    stub.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield stub
    server.should_exit = True
    server.force_exit = True
    thread.join(timeout=5)


def _app(stub: AnthropicStub) -> Starlette:
    async def messages(request: Request) -> Response:
        body = await request.json()
        stub.requests.append(body)
        return await _respond(stub, stub.next(), body)

    async def create(request: Request) -> Response:
        asked = (await request.json())["requests"]
        batch = Batch(id=f"msgbatch_{time.monotonic_ns()}", requests=asked, looks_left=stub.looks)
        stub.batches.append(batch)
        stub.requests += [one["params"] for one in asked]
        batch.results = [_result(stub, one["custom_id"], one["params"]) for one in asked]
        return JSONResponse(batch.as_json(stub.url))

    async def listed(_request: Request) -> Response:
        if not stub.lists_batches:
            return JSONResponse({"type": "error", "error": {"type": "api_error", "message": ""}}, 500)
        for batch in stub.batches:
            if batch.looks_listed is not None:
                batch.looks_listed -= 1
                batch.status = "in_progress" if batch.looks_listed > 0 else "ended"
        newest_first = [batch.as_json(stub.url) for batch in reversed(stub.batches)]
        return JSONResponse({"data": newest_first, "has_more": False, "first_id": None, "last_id": None})

    async def look(request: Request) -> Response:
        batch = _batch(stub, request)
        batch.looks_left -= 1
        if batch.looks_left <= 0 and batch.status == "in_progress":
            batch.status = "ended"
        return JSONResponse(batch.as_json(stub.url))

    async def results(request: Request) -> Response:
        lines = "".join(f"{json.dumps(result)}\n" for result in _batch(stub, request).results)
        return Response(lines, media_type="application/x-jsonl")

    async def cancel(request: Request) -> Response:
        batch = _batch(stub, request)
        batch.status = "canceling"
        return JSONResponse(batch.as_json(stub.url))

    below = "/v1/messages/batches"
    return Starlette(
        routes=[
            Route("/v1/messages", messages, methods=["POST"]),
            Route(below, create, methods=["POST"]),
            Route(below, listed, methods=["GET"]),
            Route(f"{below}/{{id}}", look, methods=["GET"]),
            Route(f"{below}/{{id}}/results", results, methods=["GET"]),
            Route(f"{below}/{{id}}/cancel", cancel, methods=["POST"]),
        ]
    )


def _batch(stub: AnthropicStub, request: Request) -> Batch:
    return next(batch for batch in stub.batches if batch.id == request.path_params["id"])


def _result(stub: AnthropicStub, custom_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
    answer = stub.next()
    if answer.status == 200:
        message = stub.message(body, answer)
        return {"custom_id": custom_id, "result": {"type": "succeeded", "message": message}}
    error = {"type": "error", "error": {"type": answer.error, "message": "scripted"}, "request_id": None}
    return {"custom_id": custom_id, "result": {"type": "errored", "error": error}}


async def _respond(stub: AnthropicStub, answer: Answer, body: Mapping[str, Any]) -> Response:
    if answer.hang_seconds:
        await asyncio.sleep(answer.hang_seconds)
    if answer.raw is not None:
        return Response(answer.raw, media_type="application/json")
    if answer.status != 200:
        error = {"type": "error", "error": {"type": answer.error, "message": "scripted"}}
        return JSONResponse(error, answer.status)
    message = stub.message(body, answer)
    if body.get("stream"):
        return StreamingResponse(_events(message, cut=answer.cut), media_type="text/event-stream")
    return JSONResponse(message)


def _usage(body: Mapping[str, Any], cached: set[str]) -> dict[str, int]:
    """What the API counts: the longest prefix known is read, what follows up to a mark is written.

    A prefix is everything up to a block with `cache_control`: tools, then system, then messages.
    """
    prefix, read, marked, total = sha256(str(body["model"]).encode()), 0, 0, 0
    for block in _blocks(body):
        mark = block.get("cache_control")
        plain = json.dumps({name: value for name, value in block.items() if name != "cache_control"})
        prefix.update(plain.encode())
        total += len(plain) // BYTES_A_TOKEN
        # The API looks back from a mark, so a block that bore one in an earlier request is found too.
        if prefix.hexdigest() in cached:
            read = total
        if mark is not None:
            marked = total
            cached.add(prefix.hexdigest())
    written = max(marked - read, 0)
    return {
        "input_tokens": total - read - written,
        "output_tokens": OUTPUT_TOKENS,
        "cache_creation_input_tokens": written,
        "cache_read_input_tokens": read,
    }


def _blocks(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from body.get("tools", ())
    system = body.get("system", ())
    yield from [{"type": "text", "text": system}] if isinstance(system, str) else system
    for message in body["messages"]:
        content = message["content"]
        yield from [{"type": "text", "text": content}] if isinstance(content, str) else content


async def _events(message: Mapping[str, Any], *, cut: bool) -> AsyncIterator[bytes]:
    begun: dict[str, Any] = {**message, "content": [], "stop_reason": None}
    yield _event({"type": "message_start", "message": begun})
    empty: dict[str, Any]
    for index, block in enumerate(message["content"]):
        if block["type"] == "text":
            empty, delta = {**block, "text": ""}, {"type": "text_delta", "text": block["text"]}
        else:
            empty = {**block, "input": {}}
            delta = {"type": "input_json_delta", "partial_json": json.dumps(block["input"])}
        yield _event({"type": "content_block_start", "index": index, "content_block": empty})
        yield _event({"type": "content_block_delta", "index": index, "delta": delta})
        if cut:
            return
        yield _event({"type": "content_block_stop", "index": index})
    ended = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    yield _event({"type": "message_delta", "delta": ended, "usage": {"output_tokens": OUTPUT_TOKENS}})
    yield _event({"type": "message_stop"})


def _event(data: Mapping[str, Any]) -> bytes:
    return f"event: {data['type']}\ndata: {json.dumps(data)}\n\n".encode()
