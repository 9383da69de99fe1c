"""The law of the United States, the United Kingdom and the Union, rule by rule, at each boundary."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from memory.consents import Consent, ConsentKind
from memory.enums import Channel, LeadStatus
from memory.washes import Register, WashResult
from tests.fixtures.law import NOON, a_case, a_consent, a_touch, answer_of, forbids, permits, washed
from tools.services.calendar.zones import american_state
from tools.services.law.america import allowed_hours
from tools.services.law.book import law
from tools.services.law.case import Case
from tools.services.law.europe import is_corporate, request_due
from tools.services.law.words import REVOCATIONS, is_stop, may_confirm

NEW_YORK = ZoneInfo("America/New_York")
WRITTEN = a_consent(ConsentKind.EXPRESS_WRITTEN)
EXPRESS = a_consent(ConsentKind.EXPRESS)


def american(
    channel: Channel, *, at: datetime | None = None, state: str | None = "NY", **changes: Any
) -> Case:
    lead = {
        "country": "United States",
        "state": state,
        "city": None,
        "time_zone": None,
        "phone": "+12125550100",
    }
    moment = at or datetime(2026, 11, 23, 12, tzinfo=NEW_YORK)
    return a_case(channel, at=moment, lead=lead, **_or(changes, WRITTEN))


def british(channel: Channel = Channel.EMAIL, *, lead: dict[str, Any] | None = None, **changes: Any) -> Case:
    home = {"country": "United Kingdom", "state": None, "time_zone": None, "phone": "+442071234567"}
    columns = {
        **home,
        "created_at": NOON,
        "company": "Bayside Dental Ltd",
        "subscriber": "corporate",
        **(lead or {}),
    }
    return _told(a_case(channel, lead=columns, **changes))


def german(channel: Channel = Channel.EMAIL, *, lead: dict[str, Any] | None = None, **changes: Any) -> Case:
    home = {
        "country": "Germany",
        "state": None,
        "time_zone": None,
        "phone": "+4930123456",
        "created_at": NOON,
    }
    return _told(a_case(channel, lead={**home, **(lead or {})}, **_or(changes, EXPRESS)))


def _or(changes: dict[str, Any], consent: Consent) -> dict[str, Any]:
    return {"consents": (consent,), **changes}


def _told(case: Case) -> Case:
    """Somebody whom an earlier mail told of their rights, where this channel has no room for it."""
    written = case.channel in (Channel.EMAIL, Channel.MAIL)
    return case if written else replace(case, standing=replace(case.standing, contacted_before=True))


def _edited(case: Case, **draft: str) -> Case:
    assert case.draft is not None
    return replace(case, draft=replace(case.draft, **draft))


def test_us_cs_1_a_mail_is_honest_and_says_that_it_is_commercial() -> None:
    """Postal address, true subject, the word for what it is."""
    case = american(Channel.EMAIL, consents=())
    assert permits(case)
    assert case.draft is not None
    footer = case.draft.footer
    assert forbids("US-CS-1", _edited(case, footer=footer.replace("commercial message", "note")))
    for words in ("advertisement", "piece of advertising"):
        assert permits(_edited(case, footer=footer.replace("commercial message", words)))
    assert forbids("US-CS-1", _edited(case, footer=footer.replace("Quay St", "")))
    fake = _edited(case, subject="Re: our talk")
    assert forbids("US-CS-1", fake)
    assert permits(replace(fake, standing=replace(fake.standing, contacted_before=True)))


def test_us_cs_2_a_mail_can_be_opted_out_of_on_one_page() -> None:
    """The link is this touch's own; honouring takes seconds, not ten business days."""
    case = american(Channel.EMAIL)
    assert case.draft is not None
    assert forbids("US-CS-2", _edited(case, footer=case.draft.footer.replace("/u/abc", "/x/abc")))
    assert law("US-CS-2").number("works_days") == 30
    assert forbids("lead_unsubscribed", _unsubscribed(case))


def _unsubscribed(case: Case) -> Case:
    assert case.lead is not None
    return replace(case, lead=replace(case.lead, status=LeadStatus.UNSUBSCRIBED))


@pytest.mark.parametrize("channel", [Channel.VOICE, Channel.SMS])
@pytest.mark.parametrize(
    ("state", "zone", "ends"),
    [
        ("NY", "America/New_York", 21), ("FL", "America/New_York", 20), ("OK", "America/Chicago", 20),
        ("Washington", "America/Los_Angeles", 20), ("CA", "America/Los_Angeles", 21),
        ("HI", "Pacific/Honolulu", 21),
    ],
)  # fmt: skip
def test_us_tcpa_1_quiet_hours_are_the_states(channel: Channel, state: str, zone: str, ends: int) -> None:
    """From 08:00 to 21:00 where the lead is; Florida, Oklahoma and Washington end at 20:00."""
    place = ZoneInfo(zone)
    last = datetime(2026, 11, 23, ends, tzinfo=place)
    assert permits(american(channel, at=last - timedelta(seconds=1), state=state))
    assert forbids("US-TCPA-1", american(channel, at=last, state=state))
    if state != "FL":  # Florida's west begins an hour later.
        assert permits(american(channel, at=datetime(2026, 11, 23, 8, tzinfo=place), state=state))
    early = american(channel, at=datetime(2026, 11, 23, 7, 59, 59, tzinfo=place), state=state)
    assert forbids("US-TCPA-1", early)
    assert early.lead is not None
    assert allowed_hours(american_state(early.lead)) == (time(8), time(ends))
    refusal = answer_of("US-TCPA-1", early)
    assert refusal is not None
    assert refusal.until is not None
    assert permits(american(channel, at=refusal.until, state=state))


def test_us_tcpa_1_an_unknown_state_is_within_hours_in_every_state() -> None:
    """From 08:00 in Hawaii until 20:00 in New York, which in winter leaves seven hours."""
    honolulu = datetime(2026, 11, 23, 8, tzinfo=ZoneInfo("Pacific/Honolulu"))
    assert permits(american(Channel.SMS, at=honolulu, state=None))
    assert forbids("US-TCPA-1", american(Channel.SMS, at=honolulu - timedelta(seconds=1), state=None))
    evening = datetime(2026, 11, 23, 20, tzinfo=NEW_YORK)
    assert permits(american(Channel.SMS, at=evening - timedelta(seconds=1), state=None))
    assert forbids("US-TCPA-1", american(Channel.SMS, at=evening, state=None))


def test_us_tcpa_2_an_ai_voice_needs_written_consent() -> None:
    """Express consent by word of mouth is none; nor is one that has ended."""
    assert permits(american(Channel.VOICE))
    assert forbids("US-TCPA-2", american(Channel.VOICE, consents=()))
    assert forbids("US-TCPA-2", american(Channel.VOICE, consents=(EXPRESS,)))
    over = replace(WRITTEN, valid_until=datetime(2026, 11, 23, 12, tzinfo=NEW_YORK))
    assert forbids("US-TCPA-2", american(Channel.VOICE, consents=(over,)))
    assert forbids("US-TCPA-2", american(Channel.VOICE, consents=(replace(WRITTEN, channel=Channel.EMAIL),)))


def test_us_tcpa_3_any_of_the_words_revokes_and_one_confirmation_may_follow() -> None:
    """Within five minutes, once; after a revocation nothing else goes."""
    assert len(REVOCATIONS) == 7
    for word in law("US-TCPA-3").texts("words"):
        assert is_stop(f"  {word.title()}! ")
    assert not is_stop("please do not stop")
    revoked = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert may_confirm(revoked, revoked + timedelta(minutes=5), confirmations=0)
    assert not may_confirm(revoked, revoked + timedelta(minutes=5, seconds=1), confirmations=0)
    assert not may_confirm(revoked, revoked, confirmations=1)
    taken_back = replace(WRITTEN, withdrawn_at=datetime(2026, 11, 23, 12, tzinfo=NEW_YORK))
    for channel in (Channel.SMS, Channel.VOICE):
        assert forbids("US-TCPA-3", american(channel, consents=(taken_back,)))


@pytest.mark.parametrize("channel", [Channel.VOICE, Channel.SMS])
def test_us_dnc_1_the_registry_was_asked_in_the_last_31_days(channel: Channel) -> None:
    """Written consent lets a listed number be called, nothing makes up for not having asked."""
    at = datetime(2026, 11, 23, 12, tzinfo=NEW_YORK)
    month = timedelta(days=31)
    assert permits(american(channel, washes=washed(at - month + timedelta(seconds=1))))
    assert forbids("US-DNC-1", american(channel, washes=washed(at - month)))
    assert forbids("US-DNC-1", american(channel, washes=washed(at, WashResult.CLEAR, Register.AU_DNCR)))
    listed = washed(at - timedelta(days=1), WashResult.LISTED)
    assert permits(american(channel, washes=listed))
    assert answer_of("US-DNC-1", american(channel, washes=listed, consents=(EXPRESS,))) is not None


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS])
def test_uk_pecr_1_an_individual_subscriber_needs_consent_or_soft_opt_in(channel: Channel) -> None:
    """A company may be written to cold; where nothing tells, it is an individual."""
    assert permits(british(channel, consents=()))
    alone = {"subscriber": "individual"}
    assert forbids("UK-PECR-1", british(channel, lead=alone, consents=()))
    assert forbids("UK-PECR-1", british(channel, lead=alone))  # A relationship is no consent there.
    for kind in (ConsentKind.SOFT_OPT_IN, ConsentKind.EXPRESS, ConsentKind.EXPRESS_WRITTEN):
        assert permits(british(channel, lead=alone, consents=(a_consent(kind),)))
    unknown = {"subscriber": None, "company": "Bayside Dental"}
    assert forbids("UK-PECR-1", british(channel, lead=unknown, consents=()))
    assert permits(british(channel, lead={"subscriber": None}, consents=()))


def test_uk_pecr_1_a_name_and_a_company_address_make_a_corporate_subscriber() -> None:
    """A company's name at a free mailbox does not."""
    lead = british(lead={"subscriber": None}).lead
    assert lead is not None
    for name in ("Ltd", "Limited", "PLC", "LLP", "C.I.C."):
        assert is_corporate(replace(lead, company=f"Bayside Dental {name}"))
    assert not is_corporate(replace(lead, email="bayside@gmail.com"))
    assert not is_corporate(replace(lead, company="Limited Editions"))


def test_uk_pecr_2_numbers_are_screened_every_28_days() -> None:
    """Companies against CTPS, individuals against TPS, both where it is not known."""
    calls: dict[str, Any] = {"consents": (EXPRESS,)}
    month = timedelta(days=28)
    fresh = NOON - month + timedelta(seconds=1)
    assert permits(british(Channel.VOICE, washes=washed(fresh), **calls))
    assert forbids("UK-PECR-2", british(Channel.VOICE, washes=washed(NOON - month), **calls))
    corporate = washed(fresh, WashResult.CLEAR, Register.UK_CTPS)
    assert permits(british(Channel.VOICE, washes=corporate, **calls))
    assert forbids(
        "UK-PECR-2", british(Channel.VOICE, lead={"subscriber": "individual"}, washes=corporate, **calls)
    )
    unknown = {"subscriber": None, "company": "Bayside"}
    private = washed(fresh, WashResult.CLEAR, Register.UK_TPS)
    assert forbids("UK-PECR-2", british(Channel.VOICE, lead=unknown, washes=private, **calls))
    assert permits(british(Channel.VOICE, lead=unknown, washes={**private, **corporate}, **calls))
    listed = washed(fresh, WashResult.LISTED)
    assert forbids("UK-PECR-2", british(Channel.VOICE, washes=listed, **calls))


def test_uk_pecr_3_an_automated_call_needs_consent() -> None:
    """Of a company too; soft opt-in is for messages."""
    for agreed in (EXPRESS, WRITTEN):
        assert permits(british(Channel.VOICE, consents=(agreed,)))
    assert forbids("UK-PECR-3", british(Channel.VOICE, consents=()))
    assert forbids("UK-PECR-3", british(Channel.VOICE, consents=(a_consent(ConsentKind.SOFT_OPT_IN),)))


@pytest.mark.parametrize("channel", list(Channel))
def test_eu_gdpr_1_an_objection_is_final_on_every_channel(channel: Channel) -> None:
    """At the second it is made, for answers too; a consent given later lifts it."""
    objected = replace(EXPRESS, withdrawn_at=NOON)
    assert forbids("EU-GDPR-1", german(channel, consents=(objected,)))
    answers = a_touch(channel, answers_reply_id=a_touch().id)
    assert answer_of("EU-GDPR-1", german(channel, consents=(objected,), touch=answers)) is not None
    assert (
        answer_of(
            "EU-GDPR-1", german(channel, consents=(replace(EXPRESS, withdrawn_at=NOON + timedelta(1)),))
        )
        is None
    )
    newer = replace(EXPRESS, captured_at=NOON - timedelta(hours=1))
    past = replace(objected, withdrawn_at=NOON - timedelta(hours=2))
    assert answer_of("EU-GDPR-1", german(channel, consents=(newer, past))) is None
    at_once = replace(newer, captured_at=past.withdrawn_at or NOON)
    assert answer_of("EU-GDPR-1", german(channel, consents=(at_once, past))) is not None
    assert forbids("lead_unsubscribed", _unsubscribed(german(channel)))


def test_eu_gdpr_2_the_first_message_bears_the_notice() -> None:
    """Only the first; and no later than a month after the person became known."""
    case = german()
    assert permits(case)
    assert case.draft is not None
    without = _edited(case, footer=case.draft.footer.split("\nWe have your")[0])
    assert forbids("EU-GDPR-2", without)
    assert permits(replace(without, standing=replace(case.standing, contacted_before=True)))
    month = datetime(2026, 10, 23, 12, tzinfo=NOON.tzinfo)
    assert forbids("EU-GDPR-2", german(lead={"created_at": month}))
    assert permits(german(lead={"created_at": month + timedelta(seconds=1)}))
    untold = german(Channel.LINKEDIN)
    assert forbids("EU-GDPR-2", replace(untold, standing=replace(untold.standing, contacted_before=False)))
    for word in ("details from", "to write to you", "object"):
        assert word in case.draft.footer


def test_eu_gdpr_3_a_request_is_answered_within_a_month() -> None:
    """On the same day of the next month, or its last."""
    assert request_due(datetime(2026, 1, 15, 9, tzinfo=UTC)) == datetime(2026, 2, 15, 9, tzinfo=UTC)
    assert request_due(datetime(2026, 1, 31, tzinfo=UTC)) == datetime(2026, 2, 28, tzinfo=UTC)
    assert request_due(datetime(2026, 12, 31, tzinfo=UTC)) == datetime(2027, 1, 31, tzinfo=UTC)


def test_eu_aia_1_a_machine_says_that_it_is_one_from_august_2026() -> None:
    """The duty begins with 2 August 2026 in Brussels."""
    begins = datetime(2026, 8, 2, tzinfo=ZoneInfo("Europe/Brussels"))
    case = _edited(german(Channel.VOICE), footer="", body="This is Kate of Harbour Reminders.")
    assert forbids("EU-AIA-1", case)
    assert permits(_edited(case, body="I am an AI assistant of Harbour Reminders."))
    assert answer_of("EU-AIA-1", replace(case, at=begins - timedelta(seconds=1))) is None
    assert answer_of("EU-AIA-1", replace(case, at=begins)) is not None
    assert not permits(_edited(case, body="I said that it rains."))


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS, Channel.VOICE])
def test_eu_epd_1_electronic_marketing_in_europe_needs_prior_consent(channel: Channel) -> None:
    """Kept strict for companies too, as member states differ."""
    assert permits(german(channel))
    assert forbids("EU-EPD-1", german(channel, consents=()))
    assert forbids("EU-EPD-1", german(channel, consents=(a_consent(),)))
    for kind in (ConsentKind.SOFT_OPT_IN, ConsentKind.EXPRESS_WRITTEN):
        assert permits(german(channel, consents=(a_consent(kind),)))
