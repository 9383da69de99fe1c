"""Open an empty agency with one client on embedded servers of its own, and leave nothing behind."""

from __future__ import annotations

import json
import os
import secrets
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from memory import brands, clients
from memory.enums import Subscription, Tier
from memory.records.ids import ClientId
from memory.store import Memory, open_memory, open_storage
from tools.services.billing import Billing

REPORTS = Path(__file__).parent.parent / "reports"


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """Where a benchmark plays."""

    memory: Memory
    client_id: ClientId


@asynccontextmanager
async def open_stage() -> AsyncIterator[Stage]:
    """Servers as durable as the product's, a client of the largest tier, its brand and its credits."""
    with _folder() as home:
        async with (
            open_storage(home=home, secret=secrets.token_bytes(32)) as storage,
            open_memory(database_url=storage.app, redis_url=storage.redis) as memory,
        ):
            yield Stage(memory=memory, client_id=await make_client(memory))


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="agency-bench-") as folder:
        home = Path(folder)
        # The embedded server runs as a user of its own when we are root.
        home.chmod(0o711)
        yield home


def now() -> datetime:
    """The present moment, aware and in UTC."""
    return datetime.now(UTC)


def write_report(name: str, figures: Mapping[str, object]) -> Path:
    """Keep the figures with the machine they were taken on."""
    report = REPORTS / f"{name}.json"
    machine = {
        "cpus": os.cpu_count(),
        "python": sys.version.split()[0],
        "at": now().isoformat(timespec="seconds"),
    }
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(
        json.dumps({"benchmark": name, **figures, **machine}, indent=2) + "\n", encoding="utf-8"
    )
    return report


async def make_client(memory: Memory) -> ClientId:
    """A client of the largest tier with its brand and its credits."""
    async with memory.postgres.system_transaction() as tx:
        client_id = await clients.add_client(
            tx,
            agency_id=await clients.add_agency(tx, "Bench"),
            name="Bench",
            tier=Tier.DOMINANCE,
            subscription=Subscription.ACTIVE,
            founding=False,
            time_zone="Australia/Sydney",
            credits_reset_at=now() + timedelta(days=30),
            competitor_domains=("rival.example",),
        )
    async with memory.postgres.client_transaction(client_id) as tx:
        await brands.add_brand(
            tx,
            brands.NewBrand(name="Bench", sender_name="B", company="Bench", postal_address="1 Quay Street"),
        )
    await Billing(memory=memory, clock=now).open_account(client_id)
    return client_id
