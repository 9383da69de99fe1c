"""Serve the product's own application, or a bare handler beside it, until told to stop.

Run as `python -m evals.benchmarks.doors product|bare`, with what it needs in the environment; the port is
the first line of its output.
"""

from __future__ import annotations

import asyncio
import hmac
import os
import signal
import socket
import sys
from pathlib import Path

import logfire
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.telemetry import TelemetryConfig

from api.app import create_app
from graphs.opening import keep_what_is_loaded, open_platform
from memory.postgres import Postgres
from memory.queries import Queries
from settings import Settings

SQL = Queries("intake", Path(__file__).parent)
POOL = 10


def bare_app(pool: Postgres, secret: bytes) -> FastAPI:
    """Check an HMAC over the body, keep it by one INSERT, answer: what nobody can do without."""
    silent: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, telemetry=silent)
    connections = pool._pool  # pyright: ignore[reportPrivateUsage] - nothing of ours between it and the driver

    @app.post("/hook")
    async def hook(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        body = await request.body()
        given = request.headers.get("x-signature", "")
        if not hmac.compare_digest(hmac.new(secret, body, "sha256").hexdigest(), given):
            return Response(status_code=401)
        key = request.headers.get("x-event", "")
        await connections.fetchval(SQL["add_bare"], "bare", key, body)
        return Response(status_code=200)

    return app


async def serve_bare() -> None:
    """The same driver and as many connections, as the database's owner."""
    pool = await Postgres.open(os.environ["BARE_DATABASE"], size=POOL)
    try:
        await pool._pool.execute(SQL["make_bare"])  # pyright: ignore[reportPrivateUsage]
        await _serve(bare_app(pool, os.environ["BARE_SECRET"].encode()))
    finally:
        await pool.close()


async def serve_product() -> None:
    """The whole platform, flows and all."""
    async with open_platform(Settings()) as platform:
        await _serve(create_app(platform))


async def _serve(app: FastAPI) -> None:
    """Both under uvicorn as `python -m api` runs it."""
    port = int(os.environ.get("DOOR_PORT", "0"))
    listener = socket.create_server(("127.0.0.1", port), backlog=1024)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", proxy_headers=False, server_header=False
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    keep_what_is_loaded()
    while not server.started:
        await asyncio.sleep(0.01)
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    await serving


def main() -> None:
    """Serve until SIGTERM."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    logfire.configure(send_to_logfire=False, console=False)
    asyncio.run(serve_product() if sys.argv[1] == "product" else serve_bare())


if __name__ == "__main__":
    main()
