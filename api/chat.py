"""Mount the chat at /chat, in this process, and start and stop what it keeps running."""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware

from graphs.platform import Platform
from settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PATH = "/chat"


@asynccontextmanager
async def open_chat(app: FastAPI, platform: Platform) -> AsyncIterator[None]:
    """The chat, live: Chainlit does not run the life cycle of a mounted application itself."""
    prepare_environment(platform.settings, platform.secret)
    leave_out_instrumentation()
    from chainlit.config import config
    from chainlit.server import app as chat
    from chainlit.utils import mount_chainlit

    chat.state.platform = platform
    # One page, in one language, is what we have.
    logging.getLogger("chainlit").addFilter(
        lambda record: not record.getMessage().startswith("Translated markdown file")
    )
    config.project.user_session_timeout = platform.settings.session_hours * 3600
    upload = config.features.spontaneous_file_upload
    if upload is not None:
        upload.max_size_mb = platform.settings.import_max_bytes // 1_000_000
    mount_chainlit(app=app, target=str(ROOT / "ui" / "app.py"), path=PATH)
    leave_out_path_check(chat)
    await _run(config.code.on_app_startup)
    try:
        yield
    finally:
        await _run(config.code.on_app_shutdown)


def leave_out_path_check(chat: FastAPI) -> None:
    """Take the package's path check out: only the chat's own paths come here, and the check logs an error
    for callers who hang up before a file is sent (BaseHTTPMiddleware takes it for a forgotten answer)."""
    chat.user_middleware = [each for each in chat.user_middleware if not _checks_path(each)]


def _checks_path(middleware: Middleware) -> bool:
    return isinstance(middleware.cls, type) and issubclass(middleware.cls, BaseHTTPMiddleware)


async def _run(hook: Callable[[], Awaitable[None] | None] | None) -> None:
    begun = hook() if hook is not None else None
    if begun is not None:
        await begun


def prepare_environment(settings: Settings, secret: str) -> None:
    """Set what Chainlit reads when it is first imported; a key of its own, derived from ours."""
    derived = hmac.new(secret.encode(), b"chat sessions", hashlib.sha256).hexdigest()
    os.environ["CHAINLIT_AUTH_SECRET"] = derived
    os.environ["CHAINLIT_APP_ROOT"] = str(ROOT)
    os.environ["CHAINLIT_AUTH_COOKIE_NAME"] = "agency_session"
    os.environ["CHAINLIT_URL"] = settings.base_url
    # Chainlit reads `.env` by itself into the environment of this process; settings.py has read it.
    os.environ["CHAINLIT_ENV_FILE"] = ".chainlit/no.env"


def leave_out_instrumentation() -> None:
    """Spare the start two seconds: Chainlit imports Literal AI's client for its types only, and that
    one imports Traceloop, which brings the instrumentation of every vendor along."""
    stand_in = ModuleType("traceloop.sdk")
    stand_in.__dict__["Traceloop"] = None
    sys.modules.setdefault("traceloop", ModuleType("traceloop"))
    sys.modules.setdefault("traceloop.sdk", stand_in)
