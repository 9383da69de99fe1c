"""Say what every pretended vendor is given, and what it has to be able to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tools.providers.accounts import Account
from tools.sandbox.callbacks import Callbacks
from tools.sandbox.config import SandboxConfig
from tools.sandbox.entries import Accepted, now
from tools.sandbox.ledger import Ledger
from tools.sandbox.people import People, Said
from tools.sandbox.postbox import Postbox
from tools.sandbox.wire import Endpoint
from tools.sandbox.world import World


@dataclass(frozen=True, kw_only=True)
class Town:
    """What the pretended vendors share."""

    config: SandboxConfig
    world: World
    ledger: Ledger
    callbacks: Callbacks
    people: People
    postbox: Postbox
    accounts: Mapping[str, Account]
    """What the sandbox accepts, by vendor; each `base_url` is where the vendor is pretended here."""
    clock: Callable[[], datetime] = now


class Side(Protocol):
    """One pretended vendor."""

    vendor: str
    prefix: str
    """The path of its base address below the sandbox's root, such as `/apollo/api/v1`."""

    def routes(self, through: Endpoint) -> list[Route]:
        """Its paths below the prefix; every call passes `through` the faults to `answer`."""
        ...

    async def answer(self, request: Request) -> Response:
        """Any call."""
        ...

    def say(self, status: int, words: str) -> Response:
        """The vendor's own error body for a status."""
        ...


@runtime_checkable
class Signs(Protocol):
    """A side whose vendor signs its webhooks, or lets them bear a password."""

    def sign(self, url: str, body: bytes, content_type: str, /) -> Mapping[str, str]:
        """The headers that prove this call, made when it is posted."""
        ...


@runtime_checkable
class Relays(Protocol):
    """A side through which people answer."""

    def relay(self, send: Accepted, said: Said, /) -> None:
        """Let the answer to this send come back `said.seconds` from now."""
        ...
