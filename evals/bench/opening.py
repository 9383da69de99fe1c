"""Open a whole platform for one model under test, beside pretended vendors whose people keep silent."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from errors import InvalidInput
from evals.bench.suite import Stand
from evals.benchmarks.stage import make_client
from graphs.opening import open_platform
from settings import Settings
from tools.keys import secret_of
from tools.sandbox.config import SandboxConfig
from tools.sandbox.server import open_sandbox
from tools.vendors import pretended_accounts

OFFLINE = "offline"
ANTHROPIC = "anthropic"
ASKED_AT_ONCE = 6
"""Cases that wait for a provider side by side; more meet its rate limit."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """A model under test by its name: `offline`, `anthropic` (as settings say), `anthropic:claude-…`."""

    name: str

    @classmethod
    def of(cls, name: str) -> Contestant:
        """InvalidInput for a name that says neither."""
        provider, _, model = name.partition(":")
        if name != OFFLINE and (provider != ANTHROPIC or name.endswith(":")):
            raise InvalidInput(f"{name} is no model here: offline, anthropic or anthropic:MODEL.")
        if model and not model.startswith("claude-"):
            raise InvalidInput(f"{model} is no model of Anthropic's: its name begins with claude-.")
        return cls(name)

    @property
    def offline(self) -> bool:
        """Whether no key is needed."""
        return self.name == OFFLINE

    def settings(self, home: Path) -> Settings:
        """A platform of its own, which leaves the running one alone; Claude only where it was asked for."""
        settings = Settings().model_copy(
            update={"agency_home": home, "demo": False, "database_url": None, "redis_url": None}
            | {"env": "development", "sandbox": True, "sandbox_url": None, "secret_key": None}
        )
        if self.offline:
            return settings.model_copy(update={"anthropic_api_key": None})
        if settings.anthropic_api_key is None:
            raise InvalidInput("Set ANTHROPIC_API_KEY, in the environment or .env, to ask Claude.")
        model = self.name.partition(":")[2]
        names = ("cmo_model", "content_model", "reply_model")
        return settings.model_copy(update=dict.fromkeys(names, model) if model else {})


@asynccontextmanager
async def open_stand(contestant: Contestant) -> AsyncIterator[Stand]:
    """Everything, open, with a client who pays; nothing is left behind."""
    async with AsyncExitStack() as stack:
        home = stack.enter_context(_home())
        settings = contestant.settings(home)
        config = SandboxConfig(
            ledger_path=home / "sandbox.jsonl",
            reply_share=0,
            mail_outcomes="",
            accounts=pretended_accounts(settings, secret_of(settings)),
        )
        sandbox = await stack.enter_async_context(open_sandbox(config))
        settings = settings.model_copy(update={"sandbox_url": sandbox.root})
        platform = await stack.enter_async_context(open_platform(settings, flows=False))
        yield Stand(
            platform=platform,
            sandbox=sandbox,
            client_id=await make_client(platform.memory),
            at_once=1 if contestant.offline else ASKED_AT_ONCE,
        )


@contextmanager
def _home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="agency-evals-") as folder:
        home = Path(folder)
        # The embedded server runs as a user of its own when we are root.
        home.chmod(0o711)
        yield home
