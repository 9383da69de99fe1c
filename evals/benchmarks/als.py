"""Measure how long it takes to score 20,000 leads and to store every score with its reasons."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from memory import brands, clients, imports, leads
from memory.enums import Subscription, Tier
from memory.leads import NewLead
from memory.records import SYSTEM, Campaign, ClientId, LeadId
from memory.store import Memory, open_memory, open_storage
from tools.services.billing import Billing
from tools.services.campaigns import CampaignPlan, Campaigns
from tools.services.scoring import Scoring

LEADS = 20_000
ROUNDS = 3
TARGET_SECONDS = 4.0
REPORT = Path(__file__).parent.parent / "reports" / "als.json"
_TITLES = ("CEO", "Head of Marketing", "Vice President, Sales", "Office Manager", "Solicitor", "Intern", None)
_INDUSTRIES = ("Legal services", "Accounting", "Mining", "Dental", None)
_COUNTRIES = ("Australia", "New Zealand", "United Kingdom", "France", None)


async def main() -> int:
    """0 when the slowest round stays under the target."""
    with tempfile.TemporaryDirectory(prefix="agency-bench-") as folder:
        home = Path(folder)
        # The embedded server runs as a user of its own when we are root.
        home.chmod(0o711)
        async with (
            open_storage(home=home, secret=secrets.token_bytes(32)) as storage,
            open_memory(database_url=storage.app, redis_url=storage.redis) as memory,
        ):
            seconds = await _measure(memory)
    return _report(seconds)


async def _measure(memory: Memory) -> list[float]:
    client_id, campaign, lead_ids = await _prepared(memory)
    scoring = Scoring(memory=memory, clock=_now)
    seconds: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        scored = await scoring.score_leads(client_id, lead_ids, campaign)
        seconds.append(round(time.perf_counter() - began, 3))
        assert scored == LEADS
    return seconds


async def _prepared(memory: Memory) -> tuple[ClientId, Campaign, list[LeadId]]:
    async with memory.postgres.system_transaction() as tx:
        client_id = await clients.add_client(
            tx,
            agency_id=await clients.add_agency(tx, "Bench"),
            name="Bench",
            tier=Tier.DOMINANCE,
            subscription=Subscription.ACTIVE,
            founding=False,
            time_zone="Australia/Sydney",
            credits_reset_at=_now() + timedelta(days=30),
            competitor_domains=("rival.example",),
        )
    async with memory.postgres.client_transaction(client_id) as tx:
        brand = brands.NewBrand(
            name="Bench", sender_name="B", company="Bench", postal_address="1 Quay Street"
        )
        await brands.add_brand(tx, brand)
    await Billing(memory=memory, clock=_now).open_account(client_id)
    plan = CampaignPlan(name="Bench", brief="Bench", target_industries=("Legal", "Accounting"))
    campaign = await Campaigns(memory=memory, clock=_now).create(client_id, SYSTEM, plan)
    async with memory.postgres.client_transaction(client_id) as tx:
        import_id = await imports.add_import(
            tx,
            filename="bench.csv",
            digest=b"",
            content=b"",
            encoding="UTF-8",
            columns=["email"],
            mapping={},
            row_count=LEADS,
            created_by=None,
            at=_now(),
        )
        await leads.add_leads(tx, list(_people()), campaign_id=campaign.id, import_id=import_id, at=_now())
        found = await leads.leads_after(tx, campaign_id=campaign.id, after=None, limit=LEADS)
    return client_id, campaign, [lead.id for lead in found]


def _people() -> Iterator[NewLead]:
    for n in range(LEADS):
        yield NewLead(
            email=f"p{n}@firm{n % 900}.example",
            first_name="Pat",
            last_name=f"Poe{n}",
            title=_TITLES[n % len(_TITLES)],
            company=f"Firm {n % 900}",
            domain=f"firm{n % 900}.example",
            industry=_INDUSTRIES[n % len(_INDUSTRIES)],
            employees=n % 260,
            country=_COUNTRIES[n % len(_COUNTRIES)],
            phone="+61412345678" if n % 2 else None,
        )


def _report(seconds: list[float]) -> int:
    worst = max(seconds)
    result = {
        "benchmark": "als",
        "leads": LEADS,
        "seconds": seconds,
        "leads_a_second": round(LEADS / worst),
        "target_seconds": TARGET_SECONDS,
        "met": worst < TARGET_SECONDS,
        "cpus": os.cpu_count(),
        "python": sys.version.split()[0],
        "at": _now().isoformat(timespec="seconds"),
    }
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(f"{'round':>6}  {'seconds':>8}  {'leads a second':>14}")
    for n, spent in enumerate(seconds, 1):
        print(f"{n:>6}  {spent:>8.3f}  {LEADS / spent:>14,.0f}")
    print(f"{LEADS:,} leads in {worst:.2f} s at worst; the target is {TARGET_SECONDS} s. Report: {REPORT}")
    return 0 if worst < TARGET_SECONDS else 1


def _now() -> datetime:
    return datetime.now(UTC)


if __name__ == "__main__":
    raise SystemExit(asyncio.run(main()))
