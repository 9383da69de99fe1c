"""Run one more worker on the database that others share, until SIGINT or SIGTERM."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys

from errors import AgencyError
from graphs.opening import keep_what_is_loaded, open_platform
from settings import Settings


async def serve(settings: Settings) -> None:
    """Work until a signal arrives; one during the start ends the start."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    working = asyncio.create_task(_work(settings))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    working.cancel()
    try:
        await working
    except asyncio.CancelledError:
        return


async def _work(settings: Settings) -> None:
    async with open_platform(settings.model_copy(update={"demo": False})):
        keep_what_is_loaded()
        print("A worker of Agency OS is ready", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Read the settings and work."""
    settings = Settings()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        asyncio.run(serve(settings))
    except AgencyError as error:
        sys.exit(str(error))
