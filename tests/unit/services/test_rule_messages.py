"""Australia's and New Zealand's law on electronic messages, rule by rule, at each boundary."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from memory.consents import ConsentKind
from memory.enums import Channel, LeadStatus
from tests.fixtures.law import (
    NOON,
    SYDNEY,
    a_case,
    a_consent,
    a_publication,
    a_touch,
    answer_of,
    forbids,
    permits,
)
from tools.services.law.book import law
from tools.services.law.consent import PUBLICATION, stands


def _with(channel: Channel = Channel.EMAIL, *, body: str = "Hi Mia", footer: str | None = None):
    case = a_case(channel)
    assert case.draft is not None
    shown = case.draft.footer if footer is None else footer
    return replace(case, draft=replace(case.draft, body=body, footer=shown))


@pytest.mark.parametrize("channel", [Channel.EMAIL, Channel.SMS])
def test_au_spam_1_nobody_is_written_to_without_consent_that_stands(channel: Channel) -> None:
    """Each kind is enough; none, a later one, an ended one or one for another channel is not."""
    assert forbids("AU-SPAM-1", a_case(channel, consents=()))
    for kind in ("express", "express_written", "inferred_relationship"):
        assert permits(a_case(channel, consents=(a_consent(ConsentKind(kind)),)))
    assert permits(a_case(channel, consents=(a_publication(source="import"),)))
    begins = a_consent(captured_at=NOON)
    assert permits(a_case(channel, consents=(begins,)))
    assert forbids(
        "AU-SPAM-1", a_case(channel, consents=(replace(begins, captured_at=NOON + timedelta(seconds=1)),))
    )
    ends = a_consent(valid_until=NOON + timedelta(seconds=1))
    assert permits(a_case(channel, consents=(ends,)))
    assert forbids("AU-SPAM-1", a_case(channel, consents=(replace(ends, valid_until=NOON),)))
    assert forbids("AU-SPAM-1", a_case(channel, consents=(a_consent(channel=Channel.VOICE),)))
    assert forbids("AU-SPAM-1", a_case(channel, consents=(a_consent(ConsentKind.SOFT_OPT_IN),)))


def test_au_spam_1_says_what_to_do_about_it() -> None:
    """The refusal passes with a person's act, not with time."""
    refusal = answer_of("AU-SPAM-1", a_case(consents=()))
    assert refusal is not None
    assert "import" in refusal.sentence
    assert refusal.until is None


def test_au_spam_1_does_not_bind_an_answer_to_who_wrote_to_us() -> None:
    """They wrote first."""
    answers = a_touch(answers_reply_id=a_touch().id)
    assert permits(a_case(consents=(), touch=answers))


@pytest.mark.parametrize("missing", sorted(PUBLICATION))
def test_au_spam_2_publication_counts_only_where_all_four_facts_are_known(missing: str) -> None:
    """Any unknown one is a no; another consent beside it makes up for it."""
    partial = a_publication(facts=tuple(fact.value for fact in PUBLICATION if fact != missing))
    for channel in (Channel.EMAIL, Channel.SMS):
        assert forbids("AU-SPAM-2", a_case(channel, consents=(partial,)))
    assert permits(a_case(consents=(partial, a_consent())))
    assert permits(a_case(consents=(partial, a_publication())))
    assert len(PUBLICATION) == 4


def test_au_spam_3_an_address_that_was_found_must_be_verified() -> None:
    """One that a list gave need not be."""
    found = {"source": "apollo"}
    assert forbids("AU-SPAM-3", a_case(lead={**found, "email_status": "unverified"}))
    assert forbids("AU-SPAM-3", a_case(lead={**found, "email_status": "unknown"}))
    assert permits(a_case(lead={**found, "email_status": "verified"}))
    assert permits(a_case(lead={"source": "csv", "email_status": "unknown"}))


def test_au_spam_4_the_message_names_its_sender() -> None:
    """A mail by company and postal address, a text by name."""
    assert forbids("AU-SPAM-4", _with(footer="https://agency.example/u/abcdefghijklmnopqrstuvwxyz"))
    assert forbids("AU-SPAM-4", _with(Channel.SMS, footer="Reply STOP to opt out"))
    assert permits(_with(Channel.SMS, footer="Harbour. Reply STOP to opt out"))
    assert law("AU-SPAM-4").number("valid_days") == 30


def test_au_spam_5_the_message_says_how_to_receive_no_more() -> None:
    """A link that is this touch's own, or STOP to a number that can be answered."""
    case = a_case()
    assert case.draft is not None
    other = case.draft.footer.replace("abcdefghijklmnopqrstuvwxyz", "zzz")
    assert forbids("AU-SPAM-5", _with(footer=other))
    assert forbids("AU-SPAM-5", _with(Channel.SMS, footer="Harbour"))
    assert law("AU-SPAM-5").params["sign_in"] is False
    assert law("AU-SPAM-5").number("works_days") == 30


def test_au_spam_6_withdrawn_consent_ends_at_once() -> None:
    """At the second itself, not after five business days; a newer consent begins anew."""
    withdrawn = a_consent(withdrawn_at=NOON)
    for channel in (Channel.EMAIL, Channel.SMS):
        assert forbids("AU-SPAM-6", a_case(channel, consents=(withdrawn,)))
    assert permits(a_case(consents=(replace(withdrawn, withdrawn_at=NOON + timedelta(seconds=1)),)))
    assert forbids("AU-SPAM-6", a_case(consents=(withdrawn, a_consent(captured_at=NOON - timedelta(days=1)))))
    newer = a_consent(captured_at=NOON - timedelta(hours=1))
    earlier = replace(withdrawn, withdrawn_at=NOON - timedelta(hours=2))
    assert permits(a_case(consents=(newer, earlier)))
    assert forbids("lead_unsubscribed", a_case(lead={"status": LeadStatus.UNSUBSCRIBED}))
    assert law("AU-SPAM-6").number("our_seconds") <= 60


def test_au_spam_7_a_list_counts_only_with_a_persons_word_for_it() -> None:
    """Imported and published is not enough unless the importer attested it; harvested is never enough."""
    case = a_case(consents=(a_publication(source="hand"),))
    imported = replace(case, standing=replace(case.standing, imported=True))
    assert permits(case)
    assert forbids("AU-SPAM-7", imported)
    assert permits(replace(imported, consents=(a_publication(source="import"),)))
    assert permits(replace(imported, consents=(a_consent(),)))
    assert forbids("AU-SPAM-7", a_case(consents=(a_consent(source="harvested"),)))


def test_au_sid_1_an_alphanumeric_sender_is_registered_from_july_2026() -> None:
    """Numbers are not affected; the day begins in Sydney."""
    begins = datetime(2026, 7, 1, tzinfo=SYDNEY)
    case = a_case(Channel.SMS, at=begins)
    assert case.resource is not None
    letters = replace(case.resource, address="HARBOUR")
    assert case.draft is not None
    way_out = f"Harbour. Opt out: https://agency.example/u/{a_touch().unsubscribe_token}"
    link = replace(case.draft, footer=way_out)
    unregistered = replace(case, resource=letters, draft=link)
    assert forbids("AU-SID-1", unregistered)
    assert answer_of("AU-SID-1", replace(unregistered, at=begins - timedelta(seconds=1))) is None
    assert permits(replace(unregistered, resource=replace(letters, registered_sender=True)))
    assert permits(case)


def test_au_sid_2_a_sender_that_cannot_be_answered_gives_another_way_out() -> None:
    """STOP is no way out of a one-way sender; a link or a number is."""
    case = a_case(Channel.SMS)
    assert case.resource is not None
    one_way = replace(case, resource=replace(case.resource, address="HARBOUR", registered_sender=True))
    assert forbids("AU-SID-2", one_way)
    for footer in (
        f"Harbour. Opt out: https://agency.example/u/{a_touch().unsubscribe_token}",
        "Harbour. To opt out text 0480 000 000",
    ):
        assert case.draft is not None
        assert permits(replace(one_way, draft=replace(case.draft, footer=footer)))


def test_nz_uem_1_new_zealand_wants_consent_too() -> None:
    """Publication with all its facts is deemed consent."""
    lead = {"country": "New Zealand", "state": None, "time_zone": None, "phone": "+6421234567"}
    for kind in ("express", "express_written", "inferred_relationship"):
        assert permits(a_case(lead=lead, consents=(a_consent(ConsentKind(kind)),)))
    assert permits(a_case(lead=lead, consents=(a_publication(),)))
    for channel in (Channel.EMAIL, Channel.SMS):
        assert forbids("NZ-UEM-1", a_case(channel, lead=lead, consents=()))
    assert forbids("NZ-UEM-1", a_case(lead=lead, consents=(a_publication(facts=()),)))


@pytest.mark.parametrize(
    ("lead", "channel"),
    [
        ({"country": None, "phone": None}, Channel.EMAIL),
        ({"country": "Atlantis"}, Channel.EMAIL),
        ({"country": "Singapore", "phone": "+6561234567"}, Channel.EMAIL),
        ({"country": "Australia", "phone": "+6561234567"}, Channel.SMS),
        ({"country": "New Zealand", "phone": "+6421234567"}, Channel.VOICE),
    ],
)
def test_nobody_is_contacted_whose_law_is_not_known(lead: dict[str, str | None], channel: Channel) -> None:
    """An unknown country is a refusal with a reason, not a guess."""
    assert forbids("jurisdiction", a_case(channel, lead=lead))


def test_a_number_tells_the_country_where_nothing_else_does() -> None:
    """And where the two disagree, both laws hold."""
    assert permits(a_case(lead={"country": None}))
    abroad = {"country": "Australia", "phone": "+12125550100"}
    assert forbids("AU-SPAM-1", a_case(lead=abroad, consents=()))
    assert forbids("US-TCPA-2", a_case(Channel.VOICE, lead=abroad))


def test_au_spam_1_a_consent_that_was_taken_back_is_none_from_that_very_moment() -> None:
    """A second before it still stood."""
    moment = NOON
    assert not stands(a_consent(withdrawn_at=moment), moment, Channel.EMAIL)
    assert stands(a_consent(withdrawn_at=moment + timedelta(seconds=1)), moment, Channel.EMAIL)
