"""What the rules count is read from the record: complaints by domain and invitations by seat, in time."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from memory.enums import Intent
from memory.records.ids import CampaignId, LeadId, TouchId
from memory.standing import attest_authentication, note_withdrawal, rest_lead, standing_of
from memory.store import Memory
from tests.fixtures.outreach import MONDAY, make_campaign, make_lead, make_touch
from tests.fixtures.tenants import Tenant, agency_with_client


class Record:
    """One client's record, written by hand."""

    def __init__(self, memory: Memory, tenant: Tenant, campaign_id: CampaignId) -> None:
        self.memory, self.tenant, self.campaign_id = memory, tenant, campaign_id

    async def sent(self, *, days: float = 1, form: str = "email", body: str = "Hi") -> tuple[LeadId, TouchId]:
        """A lead who was sent something so many days ago."""
        lead_id = await make_lead(self.memory, self.tenant, self.campaign_id)
        touch_id = await make_touch(self.memory, self.tenant, self.campaign_id, lead_id)
        at, channel = MONDAY - timedelta(days=days), "email" if form == "email" else "linkedin"
        await self.run(
            "insert into drafts (client_id, touch_id, version, author, form, recipient, body)"
            " values ($1, $2, 1, 'offline', $3, 'x', $4)",
            touch_id,
            form,
            body,
        )
        await self.run(
            "update touches set status = 'sent', sent_at = $3, attempt_started_at = $3, channel = $4,"
            " draft_id = (select id from drafts where client_id = $1 and touch_id = $2)"
            " where client_id = $1 and id = $2",
            touch_id,
            at,
            channel,
        )
        return lead_id, touch_id

    async def run(self, sql: str, *args: object) -> None:
        """A statement of the test's own."""
        async with self.memory.postgres.client_transaction(self.tenant.client_id) as tx:
            await tx.execute(sql, *args)


@pytest.fixture
async def record(memory: Memory) -> Record:
    tenant = await agency_with_client(memory)
    return Record(memory, tenant, await make_campaign(memory, tenant))


async def test_complaints_and_mails_of_the_domain_are_counted_in_their_windows(record: Record) -> None:
    """Thirty days of complaints, a day of mails; the touch that is asked about does not count itself."""
    for days in (0.5, 29.9, 30.1):
        lead_id, _ = await record.sent(days=days)
        await record.run(
            "insert into activities (client_id, lead_id, kind, channel, sentence, at)"
            " values ($1, $2, 'complained', 'email', 'Complained.', $3)",
            lead_id,
            MONDAY - timedelta(days=days),
        )
    lead_id, touch_id = await record.sent(days=0.1)
    async with record.memory.postgres.client_transaction(record.tenant.client_id) as tx:
        found = await standing_of(
            tx, lead_id, touch_id=touch_id, resource_id=record.tenant.resource_id, at=MONDAY
        )
        nothing = await standing_of(tx, LeadId(UUID(int=1)), touch_id=None, resource_id=None, at=MONDAY)
    assert (found.complaints, found.mails_in_a_day, found.contacted_before) == (2, 1, True)
    assert (nothing.complaints, nothing.contacted_before) == (0, False)


async def test_invitations_of_seven_days_and_notes_of_the_month_are_counted(record: Record) -> None:
    """Messages are no invitations; one without words bears no note."""
    for days in (0.5, 6.9, 7.1, 21.9, 23.1):
        await record.sent(days=days, form="connection_request")
    await record.sent(days=0.4, form="connection_request", body="")
    await record.sent(days=0.3, form="linkedin_message")
    lead_id = await make_lead(record.memory, record.tenant, record.campaign_id)
    async with record.memory.postgres.client_transaction(record.tenant.client_id) as tx:
        found = await standing_of(
            tx, lead_id, touch_id=None, resource_id=record.tenant.resource_id, at=MONDAY
        )
    assert found.invitations == tuple(MONDAY - timedelta(days=days) for days in (6.9, 0.5, 0.4))
    assert found.notes_this_month == 4
    assert not found.contacted_before


async def test_the_answered_replys_intent_is_known(record: Record) -> None:
    """A touch that answers nothing has none."""
    lead_id, touch_id = await record.sent()
    async with record.memory.postgres.system_transaction() as system:
        event_id = await system.fetchval(
            "insert into inbound_events (vendor, kind, vendor_key, headers, body)"
            " values ('postmark', 'inbound', 'k', '{}', '') returning id"
        )
    await record.run(
        "insert into replies (client_id, lead_id, event_id, channel, from_address, text, received_at, intent)"
        " values ($1, $2, $3, 'email', 'a@b.example', 'Away', $4, 'auto_reply')",
        lead_id,
        event_id,
        MONDAY,
    )
    await record.run(
        "update touches set answers_reply_id = (select id from replies where client_id = $1 and lead_id = $2)"
        " where client_id = $1 and id = $3",
        lead_id,
        touch_id,
    )
    async with record.memory.postgres.client_transaction(record.tenant.client_id) as tx:
        found = await standing_of(tx, lead_id, touch_id=touch_id, resource_id=None, at=MONDAY)
        other = await standing_of(tx, lead_id, touch_id=None, resource_id=None, at=MONDAY)
    assert (found.answered_intent, other.answered_intent) == (Intent.AUTO_REPLY, None)


async def test_a_lead_rests_and_a_mailbox_is_attested(record: Record) -> None:
    """A later rest is not shortened; a seat is no mailbox."""
    lead_id = await make_lead(record.memory, record.tenant, record.campaign_id)
    async with record.memory.postgres.client_transaction(record.tenant.client_id) as tx:
        await rest_lead(tx, lead_id, MONDAY + timedelta(days=2))
        await rest_lead(tx, lead_id, MONDAY + timedelta(days=1))
        next_at = await tx.fetchval(
            "select next_touch_at from leads where client_id = $1 and id = $2", lead_id
        )
        assert next_at == MONDAY + timedelta(days=2)
        assert await attest_authentication(tx, record.tenant.resource_id, {"spf": "fail"})
        kept = await tx.fetchval(
            "select settings from resources where client_id = $1 and id = $2", record.tenant.resource_id
        )
    assert kept == {"authentication": {"spf": "fail"}}


async def test_a_withdrawn_invitation_is_on_the_record_of_its_lead_alone(record: Record) -> None:
    """A lead that is not there has none to withdraw."""
    lead_id, _ = await record.sent(form="connection_request")
    other, _ = await record.sent(form="connection_request")
    async with record.memory.postgres.client_transaction(record.tenant.client_id) as tx:
        assert await note_withdrawal(tx, lead_id, MONDAY)
        assert not await note_withdrawal(tx, LeadId(UUID(int=1)), MONDAY)
        found = await standing_of(tx, lead_id, touch_id=None, resource_id=None, at=MONDAY)
        others = await standing_of(tx, other, touch_id=None, resource_id=None, at=MONDAY)
    assert (found.invitation_withdrawn_at, others.invitation_withdrawn_at) == (MONDAY, None)
