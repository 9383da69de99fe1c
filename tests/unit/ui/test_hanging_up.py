"""Whoever hangs up before a file is sent leaves no error in the log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response

from api.chat import leave_out_path_check


class PathCheck(BaseHTTPMiddleware):
    """What the chat's package puts before its routes when it is mounted."""

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """Let everything through."""
        return await call_next(request)


@pytest.mark.parametrize("checked", [True, False])
async def test_a_caller_who_hangs_up_before_the_logo_is_sent_is_no_error(
    checked: bool, tmp_path: Path
) -> None:
    """The check takes a file that nobody waits for any more for a forgotten answer; it is left out."""
    logo = tmp_path / "logo.svg"
    logo.write_text("<svg/>")
    chat = FastAPI()
    chat.add_api_route("/logo", lambda: FileResponse(logo))
    chat.add_middleware(GZipMiddleware)
    chat.add_middleware(PathCheck)
    if checked:
        with pytest.raises(RuntimeError, match="No response returned"):
            await hang_up(chat)
    else:
        leave_out_path_check(chat)
        await hang_up(chat)


async def hang_up(chat: FastAPI) -> None:
    """Ask for the logo, and be gone."""

    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def send(_: object) -> None:
        pass

    scope: dict[str, Any] = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": "/logo", "raw_path": b"/logo", "root_path": "", "query_string": b"",
        "headers": [(b"accept-encoding", b"gzip")], "server": ("127.0.0.1", 1), "client": ("127.0.0.1", 2),
    }  # fmt: skip
    await chat(scope, receive, send)
