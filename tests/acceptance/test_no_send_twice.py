"""No touch goes out twice and none is lost, whenever the process dies and whatever the vendor does."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections import Counter
from datetime import UTC, datetime
from uuid import UUID

from memory.enums import TouchStatus
from memory.store import Memory, Storage
from tests.fixtures.delivery_worker import Orders
from tests.fixtures.outreach import make_campaign, make_lead, make_touch, outreach_services, written
from tests.fixtures.tenants import Tenant, agency_with_client
from tools.providers.resend import Resend
from tools.sandbox.server import Sandbox
from tools.services.channels import EmailSender
from tools.services.points import POINTS

TOUCHES = 200
KILLS_A_POINT = 2
FAULTS = "refuse=0.04,reject=0.03,429=0.04,accept_then_drop=0.06,accept_then_500=0.06,slow=0.01"
ENDS = {TouchStatus.SENT, TouchStatus.NOT_SENT, TouchStatus.PARKED}

pytest_plugins = ["tests.fixtures.sandbox"]


async def test_no_touch_is_sent_twice_and_each_has_an_outcome(
    memory: Memory, database: Storage, sandbox: Sandbox
) -> None:
    """Killed twice at each named point, over 200 touches, with faults."""
    tenant = await agency_with_client(memory, tier="dominance")
    await _touches(memory, tenant, sandbox)
    sandbox.faults.set(FAULTS)
    orders = _orders(tenant, database, sandbox)

    killed = Counter[str]()
    for point in POINTS * KILLS_A_POINT:
        code = await _run(orders.model_copy(update={"kill_at": point, "kill_after": 4}))
        killed[point] += code == -signal.SIGKILL
    assert killed == dict.fromkeys(POINTS, KILLS_A_POINT)
    assert await _run(orders) == 0

    sent = Counter(UUID(mail.tags["touch_id"]) for mail in sandbox.ledger.accepted())
    statuses = await _statuses(memory, tenant)
    assert len(statuses) == TOUCHES
    assert set(statuses.values()) <= ENDS
    assert max(sent.values()) == 1
    for touch_id, status in statuses.items():
        if status is not TouchStatus.PARKED:
            assert sent[touch_id] == (status is TouchStatus.SENT)


async def _touches(memory: Memory, tenant: Tenant, sandbox: Sandbox) -> None:
    """Planned touches with a draft each."""
    resend = Resend.at(sandbox.urls.resend, sandbox.urls.resend_key, timeout_seconds=1)
    services = outreach_services(memory, lambda: datetime.now(UTC), EmailSender(resend=resend))
    campaign_id = await make_campaign(memory, tenant, daily_limit=500)
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        await tx.execute("update resources set daily_limit = 1000 where client_id = $1")
    for _ in range(TOUCHES):
        lead_id = await make_lead(memory, tenant, campaign_id)
        began = datetime.now(UTC)
        touch_id = await make_touch(memory, tenant, campaign_id, lead_id, not_before=began)
        await services.drafts.save(tenant.client_id, touch_id, written())
    await resend.close()


def _orders(tenant: Tenant, database: Storage, sandbox: Sandbox) -> Orders:
    return Orders(
        database=database.app,
        redis=database.redis,
        resend=sandbox.urls.resend,
        resend_key=sandbox.urls.resend_key,
        client_id=tenant.client_id,
        user_id=tenant.user_id,
        began=datetime.now(UTC),
        speed=120,
        kill_at=None,
        kill_after=0,
    )


async def _run(orders: Orders) -> int:
    """The exit code of one worker."""
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fixtures.delivery_worker", orders.model_dump_json()
    )
    return await worker.wait()


async def _statuses(memory: Memory, tenant: Tenant) -> dict[UUID, TouchStatus]:
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        found = await tx.fetch("select id, status from touches where client_id = $1")
    return {row["id"]: TouchStatus(row["status"]) for row in found}
