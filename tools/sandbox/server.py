"""Serve the pretended vendors on loopback, inside the event loop that runs already."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator, Callable, Generator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass, replace

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from uvicorn import Config, Server

from errors import InvalidInput
from tools.providers.accounts import Account
from tools.sandbox.admin import Admin
from tools.sandbox.callbacks import Callbacks
from tools.sandbox.characters import SYDNEY
from tools.sandbox.config import SandboxConfig
from tools.sandbox.entries import DueCall, now
from tools.sandbox.faults import Faults
from tools.sandbox.invention import make_world
from tools.sandbox.ledger import Ledger
from tools.sandbox.people import People
from tools.sandbox.postbox import Postbox
from tools.sandbox.sides import SIDES
from tools.sandbox.town import Side, Signs, Town
from tools.sandbox.wire import CuttableProtocol, Endpoint, with_faults
from tools.sandbox.world import World

HOST = "127.0.0.1"


@dataclass(frozen=True, kw_only=True)
class Sandbox:
    """A sandbox that is running here."""

    root: str
    """`http://127.0.0.1:PORT`"""
    accounts: Mapping[str, Account]
    """Each vendor's account as a client needs it."""
    world: World
    ledger: Ledger
    faults: Faults
    callbacks: Callbacks
    people: People
    postbox: Postbox

    def post_to(self, webhooks_url: str) -> None:
        """Post the vendors' webhooks, and with them the people's answers, below this address."""
        self.callbacks.post_to(webhooks_url)


class _QuietServer(Server):
    """A server whose signals belong to the process around it, and which ends as soon as it is told."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._told = asyncio.Event()

    def end(self) -> None:
        """Take no more calls; `serve` returns once the open ones are answered, or after a second."""
        self._told.set()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave SIGINT and SIGTERM as they are."""
        yield

    async def main_loop(self) -> None:
        """Wait for the end; the sandbox's answers bear no header that a clock renews."""
        await self._told.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:  # noqa: ARG002
        """Close what is idle, and let the rest answer."""
        for listening in self.servers:
            listening.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with suppress(TimeoutError):
            async with asyncio.timeout(self.config.timeout_graceful_shutdown):
                while self.server_state.connections or self.server_state.tasks:
                    await asyncio.sleep(0.005)
        for task in self.server_state.tasks:
            task.cancel()


@asynccontextmanager
async def open_sandbox(
    config: SandboxConfig, sides: Sequence[Callable[[Town], Side]] = SIDES
) -> AsyncGenerator[Sandbox]:
    """A running sandbox; at the end it stops, and what was pending waits in its ledger."""
    async with AsyncExitStack() as stack:
        listener = stack.enter_context(closing(listen(config.port)))
        faults = Faults(config.seed, config.faults)
        ledger = stack.enter_context(closing(Ledger(config.ledger_path)))
        root = f"http://{HOST}:{listener.getsockname()[1]}"
        town = _town(config, root, ledger, faults)
        stack.push_async_callback(town.callbacks.close)
        made = [make(town) for make in sides]
        for side in made:
            if isinstance(side, Signs):
                town.callbacks.signed_by(side.vendor, side.sign)
        if config.webhooks_url:
            town.callbacks.post_to(config.webhooks_url)
        await stack.enter_async_context(serving(_app(town, made, faults), listener))
        _resume(town)
        yield Sandbox(
            root=root,
            accounts=town.accounts,
            world=town.world,
            ledger=ledger,
            faults=faults,
            callbacks=town.callbacks,
            people=town.people,
            postbox=town.postbox,
        )


def accounts_at(root: str, accounts: Mapping[str, Account]) -> Mapping[str, Account]:
    """The accounts with the addresses below a sandbox's root, also of one that runs elsewhere."""
    prefixes = {side.vendor: getattr(side, "address", side.prefix) for side in SIDES}
    return {
        vendor: replace(account, base_url=root.rstrip("/") + prefixes.get(vendor, f"/{vendor}"))
        for vendor, account in accounts.items()
    }


def listen(port: int) -> socket.socket:
    """A socket on loopback; 0 takes any free port, InvalidInput says that one is taken."""
    # Without its protocol named, asyncio leaves Nagle on, and each answer waits 40 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise InvalidInput(f"The sandbox cannot listen on port {port}: something else does.") from None
    return listener


@asynccontextmanager
async def serving(app: Starlette, listener: socket.socket) -> AsyncGenerator[None]:
    """The application, answering on this socket from here until the end."""
    server = _QuietServer(
        Config(
            app,
            http=CuttableProtocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=1,
            server_header=False,
            date_header=False,
            proxy_headers=False,
        )
    )
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started and not task.done():
            await asyncio.sleep(0.005)  # uvicorn tells it by a flag only
        yield
    finally:
        server.end()
        await task
        listener.close()


def _town(config: SandboxConfig, root: str, ledger: Ledger, faults: Faults) -> Town:
    world = make_world(config.seed, now().astimezone(SYDNEY).date())
    people = People(
        world, seed=config.seed, share=config.reply_share, mix=config.reply_mix, seconds=config.reply_seconds
    )
    callbacks = Callbacks(ledger, faults, retry_seconds=config.retry_seconds)
    return Town(
        config=config,
        world=world,
        ledger=ledger,
        callbacks=callbacks,
        people=people,
        postbox=Postbox(ledger, people, callbacks),
        accounts=accounts_at(root, config.accounts),
    )


def _resume(town: Town) -> None:
    """Take up what an earlier process left behind in the ledger."""
    calls = [entry for entry in town.ledger.pending() if isinstance(entry, DueCall)]
    town.postbox.resume()
    for call in calls:
        town.callbacks.start(call)


def _app(town: Town, sides: Sequence[Side], faults: Faults) -> Starlette:
    def through(side: Side) -> Endpoint:
        async def faulted(request: Request) -> Response:
            return await with_faults(
                request,
                side.answer,
                vendor=side.vendor,
                faults=faults,
                say=side.say,
                slow_seconds=town.config.slow_seconds,
            )

        return faulted

    routes = [Mount(side.prefix, routes=side.routes(through(side))) for side in sides]
    admin = Mount("/_sandbox", routes=Admin(town, sides, faults).routes())
    # A page in somebody's browser must not reach this by a name that resolves to loopback.
    guard = Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])
    return Starlette(routes=[*routes, admin], middleware=[guard])
