"""What every test has: real storage, no way out to the network, and no model behind the agents."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Iterator
from typing import NoReturn

import pytest
from pydantic_ai import models
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

pytest_plugins = ["tests.fixtures.storage", "tests.fixtures.sandbox", "tests.fixtures.platform"]

_LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0", "::ffff:127.")
strangers: list[str] = []
"""Machines that the running test tried to reach."""


def pytest_configure() -> None:
    """Watch every connection that this process opens, whoever opens it."""
    models.ALLOW_MODEL_REQUESTS = False
    gc.disable()
    # asyncio puts its own in the default handler's place for every run, and when it takes it away again,
    # the signal module writes out what the run returned: a tenth of the time of all tests.
    signal.signal(signal.SIGINT, _interrupt)
    sys.addaudithook(_refuse_strangers)


class OneProductAFolder(LoadFileScheduling):
    """Deals whole files to the processes, and a folder whose tests share a product as one."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        folder = file.rpartition("/")[0]
        return folder if folder == "tests/browser/desk" else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneProductAFolder:
    """How tests are dealt to processes; `--dist` has no choice for it."""
    return OneProductAFolder(config, log)


def pytest_collection_finish() -> None:
    """What was imported stays: nobody needs to look through it for garbage again and again."""
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def no_network() -> Iterator[None]:
    """Fail a test that tried to reach another machine, even where the code swallowed the refusal."""
    strangers.clear()
    yield
    assert not strangers, f"this test tried to reach {strangers}"


@pytest.fixture
def model_requests_allowed() -> Iterator[None]:
    """Let agents ask the stub of Anthropic's API on loopback."""
    models.ALLOW_MODEL_REQUESTS = True
    yield
    models.ALLOW_MODEL_REQUESTS = False


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _refuse_strangers(event: str, arguments: tuple[object, ...]) -> None:
    if event == "socket.connect":
        host = arguments[1][0] if isinstance(arguments[1], tuple) else None
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    if isinstance(host, str) and host and not host.startswith(_LOOPBACK):
        strangers.append(host)
        raise OSError(f"tests do not reach {host}")
