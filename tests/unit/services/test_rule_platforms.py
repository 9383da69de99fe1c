"""The rules of mailboxes, carriers, LinkedIn and the post, rule by rule, at each boundary."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from memory.consents import ConsentKind
from memory.enums import Channel, Form, Intent
from memory.records.ids import ReplyId
from tests.fixtures.law import NOON, SYDNEY, a_case, a_consent, a_touch, answer_of, forbids, permits
from tools.services.incoming.bounce_reasons import HARD
from tools.services.incoming.feedback import Feedback, FeedbackKind
from tools.services.law.book import law
from tools.services.law.case import Case
from tools.services.law.linkedin import INVITATIONS_A_DAY, INVITATIONS_IN_SEVEN_DAYS, NOTES_A_MONTH
from tools.services.law.mailboxes import Health, domain_health
from tools.services.law.words import is_block, is_start, is_stop


def _standing(case: Case, **known: Any) -> Case:
    return replace(case, standing=replace(case.standing, **known))


def _settings(case: Case, **settings: Any) -> Case:
    assert case.resource is not None
    return replace(case, resource=replace(case.resource, settings=settings))


@pytest.mark.parametrize("record", ["spf", "dkim", "dmarc"])
def test_mbx_1_a_domain_without_authentication_sends_nothing(record: str) -> None:
    """All three records were checked and pass, at the first mail as at the thousandth."""
    good = {"spf": "pass", "dkim": "pass", "dmarc": "pass"}
    assert permits(_settings(a_case(), authentication=good))
    assert forbids("MBX-1", _settings(a_case(), authentication={**good, record: "fail"}))
    missing = {name: value for name, value in good.items() if name != record}
    assert forbids("MBX-1", _settings(a_case(), authentication=missing))
    assert forbids("MBX-1", _settings(a_case(), authentication="pass"))
    assert forbids("MBX-1", _settings(a_case()))


def test_mbx_2_a_domain_stays_below_the_volume_of_bulk_senders() -> None:
    """The 5,000th mail of a day would be the one too many; an answer is no bulk."""
    assert permits(_standing(a_case(), mails_in_a_day=4_998))
    assert forbids("MBX-2", _standing(a_case(), mails_in_a_day=4_999))
    answers = a_touch(answers_reply_id=ReplyId(uuid4()))
    assert permits(_standing(a_case(touch=answers), mails_in_a_day=4_999))


def test_mbx_3_five_complaints_in_thirty_days_stop_a_domain() -> None:
    """Two warn: 0.1 % and 0.3 % of 1,500 mails."""
    entry = law("MBX-3")
    assert [domain_health(n) for n in (0, 1, 2, 4, 5)] == [
        Health.GOOD, Health.GOOD, Health.WARNING, Health.WARNING, Health.STOPPED,
    ]  # fmt: skip
    assert 1.5 < entry.number("warn_count") <= 2
    assert 4.5 < entry.number("stop_count") <= 5
    assert permits(_standing(a_case(), complaints=4))
    assert forbids("MBX-3", _standing(a_case(), complaints=5))


def test_mbx_4_one_click_needs_a_token_that_cannot_be_guessed() -> None:
    """26 letters of base32 are 128 random bits."""
    assert len(a_touch().unsubscribe_token) == 26
    assert permits(a_case())
    short = a_touch(unsubscribe_token="a" * 25)
    case = a_case()
    assert case.draft is not None
    footer = case.draft.footer.replace(a_touch().unsubscribe_token, "a" * 25)
    assert forbids("MBX-4", replace(case, touch=short, draft=replace(case.draft, footer=footer)))
    assert law("MBX-4").number("honour_hours") == 48


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop.", " Stop! ", "Ｓｔｏｐ", "unsubscribe", "END", "quit", "StopAll", "stop all", "revoke",
     "OPTOUT", "opt-out", "Opt out 🙏", "cancel", "ARRÊT", "arret", "Remove", "TD"],
)  # fmt: skip
def test_sms_1_a_stop_word_alone_ends_everything_however_it_is_written(text: str) -> None:
    """Width, case, accents, punctuation and emoji change nothing."""
    assert is_stop(text)


@pytest.mark.parametrize(
    "text", ["stop by on Friday", "the end", "", "🙏", "can we cancel Friday and meet Monday?"]
)
def test_sms_1_a_stop_word_in_a_sentence_is_for_the_reader_to_judge(text: str) -> None:
    """Only the whole message counts here."""
    assert not is_stop(text)


def test_sms_2_the_vendors_block_is_a_suppression() -> None:
    """21610 only, as number or text."""
    assert is_block("21610")
    assert is_block(21610)
    assert not is_block("21611")


def test_sms_3_a_start_word_lifts_nothing_by_itself() -> None:
    """It is recognised and noted: an opt-out is final."""
    for word in ("START", "yes", "unstop!"):
        assert is_start(word, stopped=True)
    assert not is_start("start next week", stopped=True)
    assert is_start("START", stopped=False)
    assert not is_start("yes", stopped=False)
    assert law("SMS-3").params["lifts"] is False
    assert forbids("suppressed_phone", a_case(Channel.SMS, suppressed=frozenset({"phone"})))


def _invitations(*, in_week: int, today: int = 0) -> tuple[datetime, ...]:
    before = [
        NOON - timedelta(days=6, hours=n % 24, minutes=n) + timedelta(hours=23)
        for n in range(in_week - today)
    ]
    return tuple(sorted([*before, *(NOON - timedelta(minutes=n) for n in range(today))]))


def test_li_1_a_seat_invites_a_hundred_people_in_seven_days() -> None:
    """The 101st waits until the oldest of the hundred is seven days old, to the second."""
    assert INVITATIONS_IN_SEVEN_DAYS == 100
    case = a_case(Channel.LINKEDIN)
    assert permits(_standing(case, invitations=_invitations(in_week=INVITATIONS_IN_SEVEN_DAYS - 1)))
    full = _invitations(in_week=INVITATIONS_IN_SEVEN_DAYS)
    refusal = answer_of("LI-1", _standing(case, invitations=full))
    assert refusal is not None
    assert refusal.until is not None
    assert refusal.until == full[0] + timedelta(days=7)
    assert answer_of("LI-1", _standing(replace(case, at=refusal.until), invitations=full)) is None
    assert answer_of(
        "LI-1", _standing(replace(case, at=refusal.until - timedelta(seconds=1)), invitations=full)
    )
    assert case.draft is not None
    message = replace(case, draft=replace(case.draft, form=Form.LINKEDIN_MESSAGE))
    assert answer_of("LI-1", _standing(message, invitations=full)) is None


def test_li_1_a_seat_invites_seventeen_people_a_day() -> None:
    """In the seat's own day; 17 a day for seven days would be 119."""
    case = a_case(Channel.LINKEDIN)
    assert INVITATIONS_A_DAY == 17
    assert permits(_standing(case, invitations=_invitations(in_week=16, today=16)))
    refusal = answer_of("LI-1", _standing(case, invitations=_invitations(in_week=17, today=17)))
    assert refusal is not None
    assert refusal.until == datetime(2026, 11, 24, tzinfo=SYDNEY)


@pytest.mark.parametrize("form", [Form.CONNECTION_REQUEST, Form.LINKEDIN_MESSAGE, Form.INMAIL])
def test_li_1_a_restricted_seat_rests_whole_for_seven_days(form: Form) -> None:
    """Whatever it would have sent; to the second."""
    case = a_case(Channel.LINKEDIN)
    assert case.draft is not None
    case = replace(case, draft=replace(case.draft, form=form))
    for days, rests in (
        (timedelta(0), True),
        (timedelta(days=7, seconds=-1), True),
        (timedelta(days=7), False),
    ):
        since = NOON - days
        found = _settings(case, restriction={"since": since.isoformat()})
        refusal = answer_of("LI-1", found)
        assert (refusal is not None) is rests
        if refusal is not None:
            assert refusal.until == since + timedelta(days=7)
    assert answer_of("LI-1", _settings(case, restriction={})) is None
    assert answer_of("LI-1", _settings(case, restriction="yesterday")) is None


def test_li_1_nobody_is_invited_anew_within_three_weeks_of_a_withdrawal() -> None:
    """To the second; a message or an InMail is no invitation."""
    case = a_case(Channel.LINKEDIN)
    assert case.draft is not None
    since = NOON - timedelta(days=21)
    assert permits(_standing(case, invitation_withdrawn_at=since))
    soon = _standing(case, invitation_withdrawn_at=since + timedelta(seconds=1))
    refusal = answer_of("LI-1", soon)
    assert refusal is not None
    assert refusal.until == NOON + timedelta(seconds=1)
    message = replace(soon, draft=replace(case.draft, form=Form.LINKEDIN_MESSAGE))
    assert answer_of("LI-1", message) is None


def test_li_2_nothing_is_automated_before_the_seats_owner_accepted_the_risk() -> None:
    """In writing, hence a date."""
    case = a_case(Channel.LINKEDIN)
    assert case.resource is not None
    assert permits(case)
    assert forbids("LI-2", replace(case, resource=replace(case.resource, risk_accepted_at=None)))


def test_li_3_a_free_seat_adds_five_notes_a_month() -> None:
    """The sixth waits for the next month; a paid seat, or an invitation without words, does not."""
    assert NOTES_A_MONTH == 5
    case = a_case(Channel.LINKEDIN)
    assert permits(_standing(case, notes_this_month=NOTES_A_MONTH - 1))
    full = _standing(case, notes_this_month=NOTES_A_MONTH)
    assert forbids("LI-3", full)
    refusal = answer_of("LI-3", full)
    assert refusal is not None
    assert refusal.until == datetime(2026, 12, 1, tzinfo=UTC)
    for seat in ("premium", "sales_navigator", "recruiter"):
        assert permits(_settings(full, seat=seat))
    assert full.draft is not None
    assert permits(replace(full, draft=replace(full.draft, body="")))


@pytest.mark.parametrize("intent", list(Intent))
def test_mail_1_a_machines_mail_is_never_answered(intent: Intent) -> None:
    """Automatic replies and absences are machines'; everything else a person wrote."""
    answers = a_touch(answers_reply_id=ReplyId(uuid4()))
    case = _standing(a_case(touch=answers), answered_intent=intent)
    machine = intent in (Intent.AUTO_REPLY, Intent.OUT_OF_OFFICE)
    assert forbids("MAIL-1", case) is machine


def test_mail_2_only_four_reasons_make_a_bounce_hard() -> None:
    """A 5.x status alone is none of them."""
    assert {reason.value for reason in HARD} == set(law("MAIL-2").texts("reasons"))
    assert law("MAIL-2").text("action") == "failed"


@pytest.mark.parametrize("kind", list(FeedbackKind))
def test_mail_3_a_complaint_suppresses_and_an_authentication_report_does_not(kind: FeedbackKind) -> None:
    """As the book has it; a type that it does not name counts as a complaint."""
    entry = law("MAIL-3")
    spared = kind.value in (*entry.texts("nothing"), *entry.texts("alert"))
    assert Feedback(kind=kind, recipients=()).suppresses is not spared
    assert set(entry.texts("suppress")) <= {known.value for known in FeedbackKind}


def test_post_1_letters_go_to_people_at_work() -> None:
    """A private address needs consent to letters, since no preference list is held."""
    assert permits(a_case(Channel.MAIL))
    for lead in ({"company": None}, {"company": "  "}, {"subscriber": "individual"}):
        assert forbids("POST-1", a_case(Channel.MAIL, lead=lead))
        agreed = a_consent(ConsentKind.EXPRESS, channel=Channel.MAIL)
        assert permits(a_case(Channel.MAIL, lead=lead, consents=(agreed,)))
