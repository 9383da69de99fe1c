"""What each form may hold, which one a touch takes, where it goes, and what it costs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from errors import InvalidInput, ProviderRefused, ProviderUnavailable
from memory.enums import Channel, Form
from memory.leads import lead_by_id
from memory.records.campaigns import SequenceStep
from memory.records.ids import CampaignId, LeadId
from memory.store import Memory
from tests.fixtures.material import NOW, a_lead
from tests.fixtures.outreach import make_campaign, make_lead
from tests.fixtures.tenants import agency_with_client
from tools.providers.lob import Address, VerifiedAddress
from tools.services.messages.forms import FORMS, TERMS, form_for
from tools.services.money.costs import Costs
from tools.services.printing.addresses import AddressChecks
from tools.services.printing.countries import country_code

PRICES = "email=0.0004,sms=0.0515,linkedin=0,voice_minute=0.13,letter=1.14,postcard=0.87"
COSTS = Costs.of(PRICES, 1.5)


@pytest.mark.parametrize(
    ("form", "told", "aud"),
    [
        (Form.EMAIL, None, "0.0006"),
        (Form.SMS, None, "0.0772"),
        (Form.SMS, Decimal("0.1030"), "0.1545"),
        (Form.LETTER, None, "1.7100"),
        (Form.POSTCARD, None, "1.3050"),
        (Form.INMAIL, None, "0.0000"),
        (Form.VOICE_SCRIPT, None, "0.0000"),
    ],
)
def test_a_send_costs_what_the_vendor_told_else_what_the_list_says(
    form: Form, told: Decimal | None, aud: str
) -> None:
    """In AUD, to a hundredth of a cent; a call is charged when it is over."""
    assert COSTS.of_send(form, told) == Decimal(aud)


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 0), (1, 1), (60, 1), (61, 2), (3600, 60), (-5, 0)])
def test_begun_minutes_of_a_call_are_charged(seconds: int, minutes: int) -> None:
    """As Synthflow does."""
    assert COSTS.of_call(seconds) == (Decimal("0.13") * minutes * Decimal("1.5")).quantize(Decimal("0.0001"))


def test_what_is_no_price_list_is_refused() -> None:
    """At the start, with the part that is wrong."""
    with pytest.raises(InvalidInput, match="sms=five"):
        Costs.of("email=0.1,sms=five", 1.5)
    assert Costs.of("", 1.5).of_send(Form.SMS, None) == 0


@pytest.mark.parametrize(
    ("written", "code"),
    [("Australia", "AU"), ("au", "AU"), ("AUS", "AU"), ("United States", "US"), ("USA", "US"), ("GB", "GB"),
     ("Atlantis", None), ("", None), (None, None)],
)  # fmt: skip
def test_a_country_is_written_in_two_letters(written: str | None, code: str | None) -> None:
    """However the list wrote it."""
    assert country_code(written) == code


def a_step(form: Form | None) -> SequenceStep:
    """A step of a sequence that asks for this form."""
    return SequenceStep(
        campaign_id=CampaignId(UUID(int=3)),
        n=1,
        channel=None,
        form=form,
        delay_days=0,
        brief="",
        skip_when=(),
    )


@pytest.mark.parametrize(
    ("connected", "asked", "answers", "wish", "form"),
    [
        (False, False, False, None, Form.CONNECTION_REQUEST),
        (False, True, False, None, Form.INMAIL),
        (False, False, False, Form.INMAIL, Form.INMAIL),
        (True, True, False, None, Form.LINKEDIN_MESSAGE),
        (True, True, False, Form.INMAIL, Form.LINKEDIN_MESSAGE),
        (False, True, True, None, Form.LINKEDIN_MESSAGE),
    ],
)
def test_linkedins_form_follows_from_who_is_connected(
    connected: bool, asked: bool, answers: bool, wish: Form | None, form: Form
) -> None:
    """Only connections write to each other, and whoever has written to us."""
    lead = replace(a_lead(), linkedin_connected_at=NOW if connected else None)
    assert form_for(Channel.LINKEDIN, lead, a_step(wish), asked_before=asked, answers=answers) is form


def test_every_channel_has_its_forms_and_every_form_its_terms() -> None:
    """And nothing stands in two channels."""
    forms = [form for channel in Channel for form in FORMS[channel]]
    assert sorted(forms) == sorted(Form) == sorted(TERMS)
    mail = (form_for(Channel.MAIL, a_lead(), step, asked_before=False, answers=False) for step in (
        None, a_step(Form.LETTER), a_step(Form.POSTCARD)))  # fmt: skip
    assert list(mail) == [Form.LETTER, Form.LETTER, Form.POSTCARD]


class Verifier:
    """A vendor that answers as it is told, and remembers what it was asked."""

    def __init__(self, *answers: str | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[Address] = []

    async def verify(self, address: Address) -> VerifiedAddress:
        self.asked.append(address)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return VerifiedAddress(
            id="intl_ver_1", deliverability=answer, deliverable=answer == "deliverable", address=address
        )


@pytest.mark.parametrize(
    ("answer", "status", "asked_again"),
    [
        ("deliverable", "deliverable", False),
        ("undeliverable", "undeliverable", False),
        (ProviderRefused("Lob", "no such country"), "undeliverable", False),
        (ProviderUnavailable("Lob", "away"), "unknown", True),
    ],
)
async def test_an_address_is_asked_after_once_unless_nobody_answered(
    memory: Memory, answer: str | Exception, status: str, asked_again: bool
) -> None:
    """One that cannot be checked now stays unknown, and gets no mail."""
    tenant = await agency_with_client(memory)
    campaign_id = await make_campaign(memory, tenant, email_percent=0, mail_percent=100)
    lead_id = await make_lead(
        memory,
        tenant,
        campaign_id,
        als=90,
        lead_tier="hot",
        street="14 Wharf Road",
        city="Sydney",
        postcode="2000",
    )
    lob = Verifier(answer, "deliverable")
    checks = AddressChecks(memory=memory, lob=lob)
    await checks.check_due(tenant.client_id, campaign_id)
    assert (await _status(memory, tenant.client_id, lead_id)) == status
    await checks.check_due(tenant.client_id, campaign_id)
    assert len(lob.asked) == 1 + asked_again
    assert lob.asked[0].country == "AU"


async def test_an_address_in_a_country_that_nobody_knows_costs_no_question(memory: Memory) -> None:
    """It is undeliverable as it stands."""
    tenant = await agency_with_client(memory)
    campaign_id = await make_campaign(memory, tenant, email_percent=0, mail_percent=100)
    lead_id = await make_lead(
        memory, tenant, campaign_id, als=90, lead_tier="hot", street="1 Sunken Way", city="Deep",
        postcode="1", country="Atlantis",
    )  # fmt: skip
    lob = Verifier()
    assert await AddressChecks(memory=memory, lob=lob).check_due(tenant.client_id, campaign_id) == 1
    assert (lob.asked, await _status(memory, tenant.client_id, lead_id)) == ([], "undeliverable")


async def _status(memory: Memory, client_id: object, lead_id: LeadId) -> str:
    async with memory.postgres.client_transaction(client_id) as tx:  # type: ignore[arg-type]
        lead = await lead_by_id(tx, lead_id)
    assert lead is not None
    return lead.address_status
