"""Serve the API and the chat in one process until SIGINT or SIGTERM, and leave nothing behind."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from api.app import create_app
from api.chat import open_chat
from errors import AgencyError
from graphs.opening import keep_what_is_loaded, open_platform
from graphs.platform import Platform
from settings import Settings

GRACE_SECONDS = 3
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Server(uvicorn.Server):
    """Uvicorn that leaves signals to us: it would raise them again before anything is closed."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the handlers as they are."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so on one line once requests are answered."""
        await super().startup(sockets)
        if self.started:
            self.announce()

    def announce(self) -> None:
        """Set by `serve`."""


async def serve(settings: Settings) -> None:
    """Run until a signal arrives; the second one does not wait for open requests."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    listener = _listen(settings.host, settings.port)
    settings = settings.model_copy(update={"port": listener.getsockname()[1]})
    starting = asyncio.current_task()
    for each in _SIGNALS:
        loop.add_signal_handler(each, stop.set)
    interrupted = asyncio.create_task(_cancel_when(stop, starting))
    async with open_platform(settings) as platform:
        app = create_app(platform)
        async with open_chat(app, platform):
            interrupted.cancel()
            keep_what_is_loaded()
            await _run(app, platform, listener, stop)


def config_of(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """How the server serves: who is behind a proxy is told by the trusted ones only."""
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="off",
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ws_max_size=4_000_000,
    )


async def _run(app: ASGIApp, platform: Platform, listener: socket.socket, stop: asyncio.Event) -> None:
    server = Server(config_of(app, platform.settings))
    server.announce = lambda: print(platform.banner, flush=True)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    stop.clear()
    again = asyncio.create_task(stop.wait())
    await asyncio.wait({running, again}, return_when=asyncio.FIRST_COMPLETED)
    server.force_exit = True
    stopping.cancel()
    again.cancel()
    await running


async def _cancel_when(stop: asyncio.Event, task: asyncio.Task[None] | None) -> None:
    """A signal during start-up ends it: what was opened so far is closed again."""
    await stop.wait()
    if task is not None:
        task.cancel()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise SystemExit(
            f"Port {port} on {host} is not free: set PORT to another one ({error.strerror})."
        ) from error
    return listener


def main() -> None:
    """Read the settings, serve, and end with a status that a supervisor understands."""
    settings = Settings()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # The one line that we print says more than their forty on a first run.
    for name in ("uvicorn.error", "alembic", "chainlit"):
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        asyncio.run(serve(settings))
    except asyncio.CancelledError:
        sys.exit(0)
    except AgencyError as error:
        sys.exit(str(error))
