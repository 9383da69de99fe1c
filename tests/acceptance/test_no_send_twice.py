"""No touch goes out twice and none is lost, whenever the process dies and whatever the vendor does."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from memory.enums import TouchStatus
from memory.store import Memory
from tests.fixtures.delivery_worker import Orders
from tests.fixtures.outreach import make_campaign, make_lead, make_touch
from tests.fixtures.platform import Town
from tests.fixtures.tenants import Tenant, agency_with_client
from tools.services.points import POINTS, RARE_POINTS

TOUCHES = 200
REFUSED = "deliver.refused"
FAULTS = "refuse=0.04,reject=0.03,429=0.04,accept_then_drop=0.06,accept_then_500=0.06,slow=0.01"
DAY = timedelta(hours=25)
"""Resend keeps an idempotency key for 24 hours."""
ENDS = {TouchStatus.SENT, TouchStatus.NOT_SENT, TouchStatus.PARKED}


async def test_no_touch_is_sent_twice_and_each_has_an_outcome(memory: Memory, town: Town) -> None:
    """Killed at each named point of a delivery and of a decision, over 200 touches through the graphs, with
    faults; a day after each death the next process goes on, when the vendor has forgotten every key."""
    tenant = await agency_with_client(memory, tier="dominance")
    await _touches(memory, tenant)
    town.sandbox.faults.set(FAULTS)
    orders = _orders(tenant, town)

    # A vendor's no comes with one send in nine: it is met for sure while there is everything to send.
    passes = {REFUSED: 1} | {point: 4 for point in reversed(POINTS) if point not in RARE_POINTS}
    wanted = [orders.model_copy(update={"kill_at": at, "kill_after": n}) for at, n in passes.items()]
    codes = await _run([*wanted, orders], between=town.sandbox.ledger.forget_keys)
    assert codes == [-signal.SIGKILL] * len(wanted) + [0]

    mails = town.sandbox.ledger.accepted()
    sent = Counter(UUID(mail.tags["touch_id"]) for mail in mails)
    assert {mail.idempotency_key for mail in mails} == {f"touch/{touch_id}" for touch_id in sent}
    statuses = await _statuses(memory, tenant)
    assert len(statuses) == TOUCHES
    assert set(statuses.values()) <= ENDS
    assert max(sent.values()) == 1
    # Who died between the claim and the call left a touch that the vendor does not show: nobody may send it.
    assert TouchStatus.PARKED in statuses.values()
    for touch_id, status in statuses.items():
        if status is not TouchStatus.PARKED:
            assert sent[touch_id] == (status is TouchStatus.SENT)


async def _touches(memory: Memory, tenant: Tenant) -> None:
    """Planned touches, one a lead."""
    campaign_id = await make_campaign(memory, tenant, daily_limit=500)
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        await tx.execute("update resources set daily_limit = 1000 where client_id = $1")
    began = datetime.now(UTC)
    for _ in range(TOUCHES):
        lead_id = await make_lead(memory, tenant, campaign_id)
        await make_touch(memory, tenant, campaign_id, lead_id, not_before=began)


def _orders(tenant: Tenant, town: Town) -> Orders:
    return Orders(
        database=town.database.app,
        engine=town.database.engine,
        redis=town.database.redis,
        sandbox=town.sandbox.root,
        home=town.settings.agency_home,
        secret=town.secret,
        client_id=tenant.client_id,
        user_id=tenant.user_id,
        began=datetime.now(UTC),
        speed=240,
        ahead=timedelta(),
        kill_at=None,
        kill_after=0,
    )


async def _run(all_orders: list[Orders], *, between: Callable[[], None]) -> list[int]:
    """The exit code of each run, one process after the other, each a day later by its clock."""
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fixtures.delivery_worker",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert worker.stdin is not None
    assert worker.stdout is not None
    codes: list[int] = []
    for days, orders in enumerate(all_orders):
        later = orders.model_copy(update={"ahead": days * DAY})
        worker.stdin.write(f"{later.model_dump_json()}\n".encode())
        codes.append(int(await worker.stdout.readline()))
        between()
    worker.stdin.close()
    await worker.wait()
    return codes


async def _statuses(memory: Memory, tenant: Tenant) -> dict[UUID, TouchStatus]:
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        found = await tx.fetch("select id, status from touches where client_id = $1")
    return {row["id"]: TouchStatus(row["status"]) for row in found}
