"""Raise workers that propose, decide, send, answer and mend on the whole platform, until they are killed.

Run as `python -m evals.chaos.worker`: the nursery listens for webhooks, forks one worker for each line of
JSON orders from a process that has imported everything, and says who began and who ended.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import select
import socket
import sys
from contextlib import suppress

import logfire
import uvicorn

from api.app import create_app
from evals.chaos.orders import Orders
from evals.chaos.shift import open_shift, work

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.05


class _Door(uvicorn.Server):
    """A server whose signals are the conductor's."""

    def install_signal_handlers(self) -> None:
        """Leave them as they are."""


async def serve(orders: Orders, listener: socket.socket) -> None:
    """Answer webhooks, and work, until killed or told to stop."""
    async with open_shift(orders) as platform:
        config = uvicorn.Config(
            create_app(platform), log_config=None, access_log=False, lifespan="off", server_header=False
        )
        door = asyncio.create_task(_Door(config).serve(sockets=[listener]))
        try:
            await work(platform, orders)
        finally:
            door.cancel()
            with suppress(asyncio.CancelledError):
                await door


def main() -> None:
    """One worker a line; `{"pid", "code"}` for each that began (code null) and ended.

    A worker that falls at a point says so itself: `{"pid", "point", "hangs"}`.
    """
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    _say(port=listener.getsockname()[1])
    unread = b""
    while True:
        ready, _, _ = select.select([sys.stdin.fileno()], [], [], TICK_SECONDS)
        _reap()
        if not ready:
            continue
        read = os.read(sys.stdin.fileno(), 65_536)
        if not read:
            return
        *lines, unread = (unread + read).split(b"\n")
        for line in lines:
            _say(pid=_fork(Orders.model_validate_json(line), listener), code=None)


def _fork(orders: Orders, listener: socket.socket) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        logfire.configure(send_to_logfire=False, console=False)
        asyncio.run(serve(orders, listener))
        code = 0
    except Exception:
        logger.exception("worker %d broke", orders.index)
    finally:
        sys.stderr.flush()
        os._exit(code)


def _reap() -> None:
    with suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            _say(pid=pid, code=os.waitstatus_to_exitcode(status))


def _say(**told: int | None) -> None:
    sys.stdout.write(f"{json.dumps(told)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
