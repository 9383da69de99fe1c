"""A reply waits until a person has decided on its response, or has looked at it and left it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from errors import NotFound, NotPermitted
from memory.enums import Intent, Role, TouchStatus
from memory.records.ids import LeadId, ReplyId, TouchId
from memory.store import Memory
from tests.fixtures.outreach import MONDAY, make_campaign, make_lead, make_touch
from tests.fixtures.tenants import Tenant, agency_with_client
from tools.services.notify import Notify
from tools.services.replying.waiting import WaitingReplies
from tools.services.reports import Reports


class Desk:
    """A client whose leads answer, and the list of what waits."""

    def __init__(self, memory: Memory, tenant: Tenant) -> None:
        self.memory, self.tenant = memory, tenant
        self.service = WaitingReplies(memory=memory, clock=lambda: MONDAY, notify=Notify(memory=memory))

    async def answered(
        self, intent: Intent | None, *, hours_ago: float = 1, abstained: bool = False
    ) -> tuple[LeadId, ReplyId]:
        lead_id = await make_lead(self.memory, self.tenant, await make_campaign(self.memory, self.tenant))
        async with self.memory.postgres.system_transaction() as system:
            event_id = await system.fetchval(
                "insert into inbound_events (vendor, kind, vendor_key, headers, body)"
                " values ('postmark', 'inbound', $1, '{}', '') returning id",
                uuid4().hex,
            )
        return lead_id, await self.run(
            "insert into replies (client_id, lead_id, event_id, channel, from_address, text, received_at,"
            " intent, abstained) values ($1, $2, $3, 'email', 'mia@kelp.example', 'Hm', $4, $5, $6)"
            " returning id",
            lead_id,
            event_id,
            MONDAY - timedelta(hours=hours_ago),
            intent,
            abstained,
        )

    async def response(self, lead_id: LeadId, reply_id: ReplyId, status: TouchStatus) -> TouchId:
        campaign_id = await self.run(
            "select campaign_id from leads where client_id = $1 and id = $2", lead_id
        )
        touch_id = await make_touch(self.memory, self.tenant, campaign_id, lead_id)
        await self.run(
            "update touches set answers_reply_id = $3, status = $4 where client_id = $1 and id = $2"
            " returning id",
            touch_id,
            reply_id,
            status,
        )
        return touch_id

    async def run(self, query: str, *values: object) -> Any:
        async with self.memory.postgres.client_transaction(self.tenant.client_id) as tx:
            return await tx.fetchval(query, *values)

    async def waiting(self) -> list[ReplyId]:
        return [one.id for one in (await self.service.list(self.tenant.client_id)).replies]


@pytest.fixture
async def desk(memory: Memory) -> Desk:
    return Desk(memory, await agency_with_client(memory))


async def test_who_asks_for_something_waits_the_oldest_first_and_the_uncertain_are_counted(
    desk: Desk,
) -> None:
    """A certain no, an absence, and what was not read yet wait for nobody."""
    _, newer = await desk.answered(Intent.QUESTION, hours_ago=2)
    _, older = await desk.answered(Intent.MEETING_REQUEST, hours_ago=30)
    _, unsure = await desk.answered(Intent.NOT_INTERESTED, hours_ago=5, abstained=True)
    for intent in (Intent.NOT_INTERESTED, Intent.OUT_OF_OFFICE, Intent.AUTO_REPLY, Intent.UNSUBSCRIBE, None):
        await desk.answered(intent)
    found = await desk.service.list(desk.tenant.client_id)
    assert [one.id for one in found.replies] == [older, unsure, newer]
    assert [one.abstained for one in found.replies] == [False, True, False]
    assert (found.total, found.unsure) == (3, 1)
    first = await desk.service.list(desk.tenant.client_id, 1)
    assert ([one.id for one in first.replies], first.total, first.unsure) == ([older], 3, 1)
    state = await Reports(memory=desk.memory, clock=lambda: MONDAY).client_state(desk.tenant.client_id)
    assert (state.replies_waiting, state.replies_unsure) == (3, 1)


@pytest.mark.parametrize(
    ("status", "waits"),
    [
        (TouchStatus.PROPOSED, True),
        (TouchStatus.EXPIRED, True),
        (TouchStatus.NOT_SENT, True),
        (TouchStatus.APPROVED, False),
        (TouchStatus.SENT, False),
        (TouchStatus.REJECTED, False),
    ],
)
async def test_a_decided_response_ends_the_wait(desk: Desk, status: TouchStatus, waits: bool) -> None:
    """Allowed or refused: a person has looked; what expired or could not go has not reached anybody."""
    lead_id, reply_id = await desk.answered(Intent.INTERESTED)
    await desk.response(lead_id, reply_id, status)
    assert await desk.waiting() == ([reply_id] if waits else [])
    look = await desk.service.look(desk.tenant.client_id, reply_id)
    assert (look.waits, look.response_proposed) == (waits, status is TouchStatus.PROPOSED)


async def test_a_person_who_has_looked_takes_it_from_the_list_and_may_put_it_back(desk: Desk) -> None:
    """Twice is once, and the record says who."""
    _, reply_id = await desk.answered(Intent.OUT_OF_OFFICE, abstained=True)
    client_id, actor = desk.tenant.client_id, desk.tenant.actor
    for _ in range(2):
        await desk.service.settle(client_id, actor, reply_id, settled=True)
        assert await desk.waiting() == []
    assert (await desk.service.look(client_id, reply_id)).settled_by is not None
    acts = "select array_agg(action order by id) from audit_log where client_id = $1 and subject_id = $2"
    assert await desk.run(acts, reply_id) == ["reply_settled"]
    await desk.service.settle(client_id, actor, reply_id, settled=False)
    assert await desk.waiting() == [reply_id]
    assert (await desk.service.look(client_id, reply_id)).settled_by is None
    assert await desk.run(acts, reply_id) == ["reply_settled", "reply_unsettled"]


async def test_viewers_and_strangers_settle_nothing(desk: Desk) -> None:
    _, reply_id = await desk.answered(Intent.QUESTION)
    viewer = replace(desk.tenant.actor, role=Role.VIEWER)
    with pytest.raises(NotPermitted):
        await desk.service.settle(desk.tenant.client_id, viewer, reply_id, settled=True)
    other = await agency_with_client(desk.memory, name="Other Co")
    with pytest.raises(NotFound):
        await desk.service.settle(other.client_id, other.actor, reply_id, settled=True)
    assert (await desk.service.list(other.client_id)).total == 0
    assert await desk.waiting() == [reply_id]


async def test_nobody_waits_who_wants_no_more_messages(desk: Desk) -> None:
    lead_id, _ = await desk.answered(Intent.QUESTION)
    await desk.run(
        "update leads set status = 'unsubscribed' where client_id = $1 and id = $2 returning id", lead_id
    )
    assert await desk.waiting() == []
