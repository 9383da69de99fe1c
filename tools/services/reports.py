"""Say how a client stands."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from errors import NotFound
from memory import reports as rows
from memory.clients import client_by_id
from memory.enums import Tier
from memory.records.actor import Clock
from memory.records.ids import ClientId
from memory.records.messages import Reply
from memory.replies import latest_replies
from memory.reports import CampaignNumbers
from memory.store import Memory
from memory.waiting import waiting_replies
from tools.services.calendar.hours import day_bounds, zone
from tools.services.money.tiers import TIERS


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientState:
    """What the greeting tells."""

    client_name: str
    tier: Tier
    campaigns: tuple[CampaignNumbers, ...]
    leads: int
    leads_by_tier: dict[str, int]
    open_approvals: int
    replies_waiting: int
    replies_unsure: int
    """Those of them that could not be read with certainty."""
    replies_today: int
    sent_today: int
    touches_a_day: int
    parked: int
    credit_balance: int
    credits_a_month: int


@dataclass(frozen=True, kw_only=True)
class Reports:
    """Counts, never texts of leads."""

    memory: Memory
    clock: Clock

    async def client_state(self, client_id: ClientId) -> ClientState:
        """The client's counts now; NotFound where it is closed."""
        now = self.clock()
        async with self.memory.postgres.client_transaction(client_id) as tx:
            client = await client_by_id(tx)
            if client is None:
                raise NotFound("This client is closed.")
            _, day_began, _ = day_bounds(now, zone(client.time_zone) or ZoneInfo("UTC"))
            numbers = await rows.client_numbers(tx, now, day_began)
            by_tier = await rows.leads_by_tier(tx)
            campaigns = await rows.campaign_numbers(tx)
            waiting = await waiting_replies(tx, 1)
        terms = TIERS[client.tier]
        return ClientState(
            client_name=client.name,
            tier=client.tier,
            campaigns=tuple(campaigns),
            leads=sum(by_tier.values()),
            leads_by_tier=by_tier,
            open_approvals=numbers.open_approvals,
            replies_waiting=waiting.total,
            replies_unsure=waiting.unsure,
            replies_today=numbers.replies_today,
            sent_today=numbers.sent_today,
            touches_a_day=terms.touches_a_day,
            parked=numbers.parked,
            credit_balance=client.credit_balance,
            credits_a_month=terms.credits_a_month,
        )

    async def replies(self, client_id: ClientId, limit: int = 20) -> list[Reply]:
        """What was written to the client last, newest first."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await latest_replies(tx, limit)
