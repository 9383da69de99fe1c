"""Consent is kept with its evidence, an import brings it along, and everybody can read why they wait."""

from __future__ import annotations

from datetime import timedelta

import pytest

from errors import InvalidInput, NotFound, NotPermitted
from memory.consents import ConsentKind
from memory.enums import Channel, Role, TouchStatus
from memory.records.actor import Actor
from memory.records.ids import LeadId
from memory.store import Memory
from memory.touches import touch_by_id
from tests.fixtures.outreach import MONDAY, TestClock, make_campaign, make_lead, make_touch
from tests.fixtures.tenants import Tenant, agency_with_client
from tools.services.consent.attestations import SOURCES, Attestation, ListSource, attestation_of
from tools.services.consent.consents import Consents
from tools.services.hashing import Hasher
from tools.services.law.consent import PUBLICATION
from tools.services.leads import Leads
from tools.services.permission import Permission
from tools.services.sending.admission import Admission, Over, ToDraft

HASHER = Hasher(b"k" * 32)
LIST = "Email,First name,Country\nann@quay.example,Ann,Australia\nbo@wharf.example,Bo,Australia\n"


@pytest.fixture
async def tenant(memory: Memory) -> Tenant:
    return await agency_with_client(memory)


@pytest.fixture
def consents(memory: Memory) -> Consents:
    return Consents(memory=memory, clock=TestClock())


async def _imported(memory: Memory, tenant: Tenant, attestation: Attestation | None) -> list[LeadId]:
    clock = TestClock()
    leads = Leads(memory=memory, clock=clock, hasher=HASHER, max_bytes=10_000, max_rows=100)
    preview = await leads.preview(tenant.client_id, tenant.actor, "quay.csv", LIST.encode())
    await leads.commit(tenant.client_id, tenant.actor, preview.import_id, {}, attestation=attestation)
    return [lead.id for lead in await leads.find(tenant.client_id)]


@pytest.mark.parametrize("source", list(ListSource))
async def test_an_import_keeps_the_importers_word_with_each_lead(
    memory: Memory, tenant: Tenant, consents: Consents, source: ListSource
) -> None:
    """Who said what about which file, and when; of an unknown list nothing follows."""
    lead_ids = await _imported(memory, tenant, Attestation(source=source, note="the register of lawyers"))
    assert len(lead_ids) == 2
    for lead_id in lead_ids:
        kept = await consents.of_lead(tenant.client_id, lead_id)
        terms = SOURCES[source]
        assert [one.kind for one in kept] == ([terms.kind] if terms.kind else [])
        for one in kept:
            assert one.source == "import"
            assert one.created_by == tenant.user_id
            assert one.captured_at == MONDAY
            assert set(one.facts) == set(terms.facts)
            for words in ("quay.csv", "Olive Owner", "23 November 2026", "the register of lawyers"):
                assert words in one.evidence


async def test_leads_of_a_list_without_attestation_wait_and_say_why(memory: Memory, tenant: Tenant) -> None:
    """They are imported, scored as all others, and refused by the Spam Act until somebody says more."""
    permission = Permission(memory=memory, clock=TestClock(), hasher=HASHER)
    campaign_id = await make_campaign(memory, tenant)
    for attestation, rule in ((None, "AU-SPAM-1"),):
        (lead_id, _) = await _imported(memory, tenant, attestation)
        async with memory.postgres.client_transaction(tenant.client_id) as tx:
            sql = "update leads set campaign_id = $2, als = 70, lead_tier = 'warm' where client_id = $1"
            await tx.execute(sql, campaign_id)
        email = next(
            one for one in await permission.explain(tenant.client_id, lead_id) if one.channel is Channel.EMAIL
        )
        assert (email.permitted, email.rule, email.until) == (False, rule, None)
        assert "import" in email.sentence


async def test_an_attested_list_may_be_written_to(memory: Memory, tenant: Tenant) -> None:
    """Published addresses, with all four facts stated."""
    permission = Permission(memory=memory, clock=TestClock(), hasher=HASHER)
    campaign_id = await make_campaign(memory, tenant)
    lead_id, _ = await _imported(memory, tenant, attestation_of("published"))
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        sql = "update leads set campaign_id = $2, als = 70, lead_tier = 'warm' where client_id = $1"
        await tx.execute(sql, campaign_id)
    answers = {one.channel: one for one in await permission.explain(tenant.client_id, lead_id)}
    assert answers[Channel.EMAIL].permitted
    assert answers[Channel.SMS].rule == "tier_channel"
    assert len(answers) == 5


def test_a_door_names_a_source_that_exists() -> None:
    """No word at all is no attestation."""
    assert attestation_of(None) is None
    assert attestation_of("") is None
    with pytest.raises(InvalidInput):
        attestation_of("harvested")


async def test_consent_is_recorded_with_evidence_and_taken_back(
    memory: Memory, tenant: Tenant, consents: Consents
) -> None:
    """Without evidence, before its beginning or by a viewer it is not; afterwards the row still stands."""
    lead_id = await make_lead(memory, tenant, await make_campaign(memory, tenant), consent=False)
    permission = Permission(memory=memory, clock=TestClock(), hasher=HASHER)

    async def record(**changes: object) -> None:
        values = {
            "kind": ConsentKind.EXPRESS, "channel": Channel.EMAIL, "source": "fair",
            "evidence": "Signed the list", "captured_at": MONDAY, "facts": PUBLICATION, **changes,
        }  # fmt: skip
        await consents.record(tenant.client_id, tenant.actor, lead_id, **values)  # type: ignore[arg-type]

    for wrong in (
        {"evidence": "yes"},
        {"source": " "},
        {"captured_at": MONDAY + timedelta(seconds=1)},
        {"valid_until": MONDAY},
    ):
        with pytest.raises(InvalidInput):
            await record(**wrong)
    assert not (await permission.explain(tenant.client_id, lead_id))[0].permitted
    await record()
    assert (await permission.explain(tenant.client_id, lead_id))[0].permitted
    kept = (await consents.of_lead(tenant.client_id, lead_id))[0]
    with pytest.raises(NotPermitted):
        await consents.withdraw(tenant.client_id, Actor(name="Vi", role=Role.VIEWER), kept.id)
    await consents.withdraw(tenant.client_id, tenant.actor, kept.id)
    assert (await permission.explain(tenant.client_id, lead_id))[0].rule == "AU-SPAM-6"
    assert (await consents.of_lead(tenant.client_id, lead_id))[0].withdrawn_at == MONDAY
    with pytest.raises(NotFound):
        await consents.withdraw(tenant.client_id, tenant.actor, kept.id)


async def test_another_clients_lead_has_no_consent_here(
    memory: Memory, tenant: Tenant, consents: Consents
) -> None:
    """Nor can one be recorded for it."""
    lead_id = await make_lead(memory, tenant, await make_campaign(memory, tenant))
    other = await agency_with_client(memory, "Quay")
    assert await consents.of_lead(other.client_id, lead_id) == []
    with pytest.raises(NotFound):
        await consents.record(
            other.client_id, other.actor, lead_id, kind=ConsentKind.EXPRESS, channel=None, source="fair",
            evidence="Signed the list", captured_at=MONDAY,
        )  # fmt: skip
    with pytest.raises(NotFound):
        await Permission(memory=memory, clock=TestClock(), hasher=HASHER).explain(other.client_id, lead_id)


async def test_no_draft_is_paid_for_where_consent_is_missing(memory: Memory, tenant: Tenant) -> None:
    """The touch is cancelled with the rule in the record, and the lead is looked at again in a day."""
    clock = TestClock()
    campaign_id = await make_campaign(memory, tenant)
    lead_id = await make_lead(memory, tenant, campaign_id, consent=False)
    touch_id = await make_touch(memory, tenant, campaign_id, lead_id)
    permission = Permission(memory=memory, clock=clock, hasher=HASHER)
    admission = Admission(memory=memory, clock=clock, permission=permission)
    assert isinstance(await admission.admit(tenant.client_id, touch_id), Over)
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        touch = await touch_by_id(tx, touch_id)
        assert touch is not None
        assert touch.status is TouchStatus.CANCELLED
        assert (touch.outcome_reason or "").startswith("AU-SPAM-1")
        next_at = await tx.fetchval(
            "select next_touch_at from leads where client_id = $1 and id = $2", lead_id
        )
    assert next_at == MONDAY + timedelta(days=1)
    known = await make_touch(memory, tenant, campaign_id, await make_lead(memory, tenant, campaign_id))
    assert isinstance(await admission.admit(tenant.client_id, known), ToDraft)
