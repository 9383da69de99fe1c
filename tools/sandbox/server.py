"""Serve the pretended vendors on loopback, inside the event loop that runs already."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from uvicorn import Config, Server

from errors import InvalidInput
from tools.sandbox.admin import Admin
from tools.sandbox.apollo import ApolloSide
from tools.sandbox.faults import Faults
from tools.sandbox.ledger import Ledger, now
from tools.sandbox.people import SYDNEY, People
from tools.sandbox.postbox import Postbox
from tools.sandbox.postmark import PostmarkSide
from tools.sandbox.resend import ResendSide
from tools.sandbox.wire import CuttableProtocol, Endpoint, Say, with_faults
from tools.sandbox.world import World, make_world

HOST = "127.0.0.1"
REPLY_MIX = (
    "interested=25,meeting=20,question=20,not_interested=15,unsubscribe=8,out_of_office=7,auto_reply=5"
)
RETRY_SECONDS = (1.0, 5.0, 10.0, 10.0, 10.0, 15.0, 30.0, 60.0, 120.0, 360.0)
"""Postmark's pauses after a webhook that was not taken, sixty times as fast."""


@dataclass(frozen=True, kw_only=True)
class SandboxConfig:
    """What the sandbox is told; the keys are those that it accepts."""

    ledger_path: Path
    port: int = 0
    """0 takes any free port."""
    seed: int = 7
    reply_share: float = 0.9
    reply_mix: str = REPLY_MIX
    reply_seconds: float = 8.0
    faults: str = ""
    slow_seconds: float = 60.0
    """How long a slow answer takes; callers give up before."""
    webhook_url: str | None = None
    webhook_user: str = "postmark"
    webhook_password: str = ""
    retry_seconds: tuple[float, ...] = RETRY_SECONDS
    apollo_key: str = "sandbox-apollo-key"
    resend_key: str = "re_sandbox_key"
    resend_a_second: int | None = None
    """Calls a second that Resend allows; None counts them and allows all."""
    postmark_token: str = "sandbox-postmark-token"  # noqa: S105 - it opens only this sandbox


@dataclass(frozen=True, kw_only=True)
class SandboxUrls:
    """Where each vendor is pretended, and the keys that it accepts there."""

    root: str
    apollo: str
    resend: str
    postmark: str
    apollo_key: str
    resend_key: str
    postmark_token: str

    @classmethod
    def at(cls, root: str, config: SandboxConfig) -> SandboxUrls:
        """The addresses below a sandbox's root, also of one that runs elsewhere."""
        root = root.rstrip("/")
        return cls(
            root=root,
            apollo=f"{root}/apollo/api/v1",
            resend=f"{root}/resend",
            postmark=f"{root}/postmark",
            apollo_key=config.apollo_key,
            resend_key=config.resend_key,
            postmark_token=config.postmark_token,
        )


@dataclass(frozen=True, kw_only=True)
class Sandbox:
    """A sandbox that is running here."""

    urls: SandboxUrls
    world: World
    ledger: Ledger
    faults: Faults
    postbox: Postbox

    def answer_to(self, url: str, *, user: str, password: str) -> None:
        """Post the people's answers to this webhook of Postmark's, with this Basic auth."""
        self.postbox.answer_to(url, user=user, password=password)


class _QuietServer(Server):
    """A server whose signals belong to the process around it."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Leave SIGINT and SIGTERM as they are."""
        yield


@asynccontextmanager
async def open_sandbox(config: SandboxConfig) -> AsyncGenerator[Sandbox]:
    """A running sandbox; at the end it stops, and what was pending waits in its ledger."""
    listener = listen(config.port)
    ledger = Ledger(config.ledger_path)
    faults = Faults(config.seed, config.faults)
    world = make_world(config.seed, now().astimezone(SYDNEY).date())
    people = People(
        world, seed=config.seed, share=config.reply_share, mix=config.reply_mix, seconds=config.reply_seconds
    )
    postbox = Postbox(ledger, people, faults, retry_seconds=config.retry_seconds)
    sandbox = Sandbox(
        urls=SandboxUrls.at(f"http://{HOST}:{listener.getsockname()[1]}", config),
        world=world,
        ledger=ledger,
        faults=faults,
        postbox=postbox,
    )
    if config.webhook_url:
        sandbox.answer_to(config.webhook_url, user=config.webhook_user, password=config.webhook_password)
    try:
        async with serving(_app(config, sandbox), listener):
            postbox.resume()
            yield sandbox
    finally:
        await postbox.close()
        ledger.close()


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
            proxy_headers=False,
        )
    )
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started and not task.done():
            await asyncio.sleep(0.005)  # uvicorn tells it by a flag only
        yield
    finally:
        server.should_exit = True
        await task
        listener.close()


def _app(config: SandboxConfig, sandbox: Sandbox) -> Starlette:
    apollo = ApolloSide(sandbox.world, sandbox.ledger, config.apollo_key)
    resend = ResendSide(
        sandbox.ledger, config.resend_key, a_second=config.resend_a_second, receive=sandbox.postbox.receive
    )
    postmark = PostmarkSide(config.postmark_token, written=sandbox.postbox.written)
    admin = Admin(sandbox.ledger, sandbox.faults, sandbox.postbox)

    def through(vendor: str, endpoint: Endpoint, say: Say) -> Endpoint:
        async def faulted(request: Request) -> Response:
            return await with_faults(
                request,
                endpoint,
                vendor=vendor,
                faults=sandbox.faults,
                say=say,
                slow_seconds=config.slow_seconds,
            )

        return faulted

    routes = [
        Mount(
            "/" + urlsplit(sandbox.urls.apollo).path.strip("/"),
            routes=apollo.routes(through("apollo", apollo.match, apollo.say)),
        ),
        Mount("/resend", routes=resend.routes(through("resend", resend.answer, resend.say))),
        Mount("/postmark", routes=postmark.routes(through("postmark", postmark.answer, postmark.say))),
        Mount("/_sandbox", routes=admin.routes()),
    ]
    # A page in somebody's browser must not reach this by a name that resolves to loopback.
    guard = Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])
    return Starlette(routes=routes, middleware=[guard])
