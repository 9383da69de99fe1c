"""What a lead, a reply and a meeting cost is told for each campaign, and adds up for the client."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from memory.records.ids import CampaignId, LeadId, TouchId
from memory.store import Memory
from tests.fixtures.outreach import MONDAY, make_campaign, make_lead, make_touch
from tests.fixtures.tenants import Tenant, agency_with_client
from tools.services.money.reports import CampaignCosts, CostReports, total


@dataclass(frozen=True)
class Books:
    """One client's spending, written as vendors and models charge it."""

    memory: Memory
    tenant: Tenant

    async def add(self, table: str, **columns: object) -> object:
        """A row of the client's, and its id."""
        places = ", ".join(f"${n}" for n in range(2, len(columns) + 2))
        sql = f"insert into {table} (client_id, {', '.join(columns)}) values ($1, {places}) returning id"
        async with self.memory.postgres.client_transaction(self.tenant.client_id) as tx:
            return await tx.fetchval(sql, *columns.values())

    async def sent(self, campaign_id: CampaignId, lead_id: LeadId, aud: str, step: int = 1) -> TouchId:
        """A touch that was sent at this price."""
        touch_id = await make_touch(self.memory, self.tenant, campaign_id, lead_id, step_n=step)
        async with self.memory.postgres.client_transaction(self.tenant.client_id) as tx:
            sql = (
                "update touches set status = 'sent', sent_at = $3, vendor_cost_aud = $4"
                " where client_id = $1 and id = $2"
            )
            await tx.execute(sql, touch_id, MONDAY, Decimal(aud))
        return touch_id

    async def drafted(self, touch_id: TouchId, author: str = "claude") -> None:
        """A draft of the touch."""
        await self.add(
            "drafts", touch_id=touch_id, version=1, author=author, recipient="a@b.example", body="Hi"
        )

    async def replied(
        self, touch_id: TouchId | None, lead_id: LeadId, intent: str, by: str = "claude"
    ) -> None:
        """A reply of this intent."""
        async with self.memory.postgres.system_transaction() as tx:
            event_id = await tx.fetchval(
                "insert into inbound_events (vendor, kind, vendor_key, headers, body)"
                " values ('postmark', 'inbound', $1, '{}', '') returning id",
                str(uuid4()),
            )
        await self.add(
            "replies", lead_id=lead_id, touch_id=touch_id, event_id=event_id, channel="email",
            from_address="a@b.example", text="Hi", received_at=MONDAY, intent=intent, decided_by=by,
        )  # fmt: skip

    async def enriched(self, lead_id: LeadId, aud: str, late_aud: str = "0") -> None:
        """An enrichment, and what came to its price when the lead's turn was over."""
        batch_id = uuid4()
        await self.add("enrichment_batches", id=batch_id, wanted=1)
        await self.add(
            "enrichments", lead_id=lead_id, batch_id=batch_id, outcome="enriched", cost_aud=Decimal(aud)
        )
        for kind, price in (("person", aud), ("phone", late_aud)):
            await self.add(
                "enrichment_requests", lead_id=lead_id, batch_id=batch_id, vendor="apollo", kind=kind,
                status="answered", cost_aud=Decimal(price),
            )  # fmt: skip

    async def asked(self, agent: str, aud: str, status: str = "settled") -> None:
        """A model's call."""
        await self.add(
            "ai_usage", agent=agent, model="claude", status=status, reserved_aud=Decimal(9),
            cost_aud=Decimal(aud) if status == "settled" else None,
        )  # fmt: skip


@pytest.fixture
async def books(memory: Memory) -> Books:
    """Those of a new client."""
    return Books(memory, await agency_with_client(memory))


async def test_each_campaign_bears_its_own_costs_and_they_sum_to_the_clients(books: Books) -> None:
    """Sends, enrichment with what came late, and the models' work by what was written and read."""
    memory, tenant = books.memory, books.tenant
    spring = await make_campaign(memory, tenant, name="Spring", created_at=MONDAY + timedelta(days=9))
    autumn = await make_campaign(memory, tenant, name="Autumn", created_at=MONDAY)
    mia = await make_lead(memory, tenant, spring)
    bo = await make_lead(memory, tenant, spring, status="converted")
    kim = await make_lead(memory, tenant, autumn)
    first = await books.sent(spring, mia, "0.10")
    second = await books.sent(spring, bo, "0.20")
    third = await books.sent(autumn, kim, "1.00")
    for touch_id in (first, second, third):
        await books.drafted(touch_id)
    await books.enriched(mia, "0.50", late_aud="0.25")
    await books.enriched(kim, "2.00")
    await books.replied(first, mia, "meeting_request")
    await books.replied(first, mia, "question", by="offline")
    await books.replied(second, bo, "out_of_office", by="rule")
    await books.asked("content", "0.90")
    await books.asked("reply", "0.30")
    await books.asked("cmo", "0.40")
    await books.asked("content", "9", status="reserved")
    costs = {one.name: one for one in await CostReports(memory=memory).of_campaigns(tenant.client_id)}
    assert list(costs) == ["Spring", "Autumn", "No campaign"]
    found = costs["Spring"]
    assert (found.sends_aud, found.enrichment_aud) == (Decimal("0.30"), Decimal("0.75"))
    # Two of three drafts, and the only reply that a model read.
    assert found.models_aud == Decimal("0.60") + Decimal("0.30")
    assert (found.sent, found.leads, found.replies, found.meetings) == (2, 2, 2, 2)
    assert found.total_aud == Decimal("1.95")
    assert (found.per_lead, found.per_reply, found.per_meeting) == (Decimal("0.9750"),) * 3
    other = costs["Autumn"]
    assert (other.total_aud, other.per_lead, other.per_reply) == (Decimal("3.30"), Decimal("3.3000"), None)
    assert costs["No campaign"].models_aud == Decimal("0.40")
    whole = total(list(costs.values()))
    assert whole.total_aud == Decimal("0.30") + 1 + Decimal("2.75") + Decimal("1.60")


async def test_nothing_is_divided_by_nobody(books: Books) -> None:
    """Without leads, replies or meetings it says so, in words and in the table."""
    reports = CostReports(memory=books.memory)
    assert await reports.of_campaigns(books.tenant.client_id) == []
    assert total([]).sentence() == (
        "Everything: AUD 0.00 (sends 0.00, enrichment 0.00, models 0.00); "
        "no leads yet, no replies yet, no meetings yet"
    )
    await books.asked("content", "0.90")
    (outside,) = await reports.of_campaigns(books.tenant.client_id)
    assert (outside.campaign_id, outside.models_aud, outside.per_lead) == (None, Decimal("0.90"), None)


async def test_no_client_sees_anothers_costs(books: Books) -> None:
    campaign_id = await make_campaign(books.memory, books.tenant)
    await books.sent(campaign_id, await make_lead(books.memory, books.tenant, campaign_id), "5.00")
    other = await agency_with_client(books.memory, name="Other")
    assert await CostReports(memory=books.memory).of_campaigns(other.client_id) == []


async def test_the_table_is_safe_to_open_in_a_spreadsheet(books: Books) -> None:
    """No campaign's name is a formula, and what there is none of is an empty cell."""
    campaign_id = await make_campaign(books.memory, books.tenant, name="=HYPERLINK(1)")
    await books.sent(campaign_id, await make_lead(books.memory, books.tenant, campaign_id), "0.1234")
    text = await CostReports(memory=books.memory).csv(books.tenant.client_id)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["campaign"] for row in rows] == ["'=HYPERLINK(1)", "Everything"]
    assert (rows[0]["total_aud"], rows[0]["aud_per_lead"], rows[0]["aud_per_reply"]) == (
        "0.1234",
        "0.1234",
        "",
    )


def test_costs_are_told_in_a_sentence() -> None:
    costs = CampaignCosts(
        campaign_id=None, name="Spring", sends_aud=Decimal("1.20"), enrichment_aud=Decimal(10),
        leads=40, replies=4, meetings=0,
    )  # fmt: skip
    assert costs.sentence() == (
        "Spring: AUD 11.20 (sends 1.20, enrichment 10.00, models 0.00); "
        "AUD 0.28 a lead, AUD 2.80 a reply, no meetings yet"
    )
