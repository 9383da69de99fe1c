"""Show how each form of message looks to a reviewer, and an answer to one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from memory.activities import TimelineEntry
from memory.consents import Consent, ConsentId, ConsentKind
from memory.enums import ActivityKind, Channel, Form
from memory.washes import Register, Wash, WashResult
from tests.fixtures.material import NOW, a_lead, a_reply
from tests.unit.ui.test_cards import a_card
from tools.services.approvals import ApprovalCard
from tools.services.permission import Explained
from tools.services.timelines import Timeline
from ui.draft_cards import draft_card
from ui.forms import number, profile, script_parts, speaking_seconds
from ui.reply_cards import reply_card, turns
from ui.timeline_cards import SHOWN, timeline_card
from ui.wording import CONSENTS, FORMS, GROUPS, KINDS, REGISTERS, WASHES

SCRIPT = """Opening: Hello, is this Mia? I'm an AI assistant calling for Kate Lowe of Harbour.

Value: We remind patients: by text.

Ask: Would a short call suit you?

If they are busy: When is better?

If they want it in writing: Which address?"""


def a_card_of(form: Form, channel: Channel, sender: str = "+61370109901", **draft: object) -> ApprovalCard:
    """An open approval of that form."""
    card = a_card(channel=channel)
    text = f"{draft.get('body', card.draft.body)}\n{card.draft.footer}"
    changed = replace(card.draft, form=form, **draft)  # type: ignore[arg-type]
    return replace(card, draft=changed, sender_address=sender, text=text)


def test_every_form_kind_and_ground_has_words() -> None:
    """No card ever shows a name of the code's, and every entry can be filtered for."""
    assert set(FORMS) == set(Form)
    assert set(KINDS) == set(ActivityKind)
    assert sorted(kind for kinds in GROUPS.values() for kind in kinds) == sorted(ActivityKind)
    assert (set(CONSENTS), set(REGISTERS), set(WASHES)) == (set(ConsentKind), set(Register), set(WashResult))


@pytest.mark.parametrize(
    ("form", "channel", "labels"),
    [
        (Form.EMAIL, Channel.EMAIL, ("To", "From", "Subject")),
        (Form.SMS, Channel.SMS, ("To", "From", None)),
        (Form.CONNECTION_REQUEST, Channel.LINKEDIN, ("Invite", "From", None)),
        (Form.LINKEDIN_MESSAGE, Channel.LINKEDIN, ("To", "From", None)),
        (Form.INMAIL, Channel.LINKEDIN, ("To", "From", "Subject")),
        (Form.VOICE_SCRIPT, Channel.VOICE, ("Call", "Shows", None)),
        (Form.LETTER, Channel.MAIL, ("Post to", "From", "Headline")),
        (Form.POSTCARD, Channel.MAIL, ("Post to", "From", "Headline")),
    ],
)
def test_only_forms_with_a_subject_show_one(form: Form, channel: Channel, labels: tuple[str, ...]) -> None:
    """Each form has its own labels."""
    props = draft_card(a_card_of(form, channel), may_decide=True)
    assert props["labels"] == dict(zip(("to", "from", "subject"), labels, strict=True))
    assert (props["paper"] is not None) is (channel is Channel.MAIL)


def test_a_text_is_counted_with_its_footer() -> None:
    """Numbers stand in groups; one odd sign makes a segment of 70."""
    plain = draft_card(a_card_of(Form.SMS, Channel.SMS, recipient="+61491570156"), may_decide=True)
    assert (plain["recipient"], plain["sender"]) == ("+61 491 570 156", "+61 3 7010 9901")
    assert plain["segments"] == {"encoding": "GSM-7", "units": 20, "segments": 1}
    odd = draft_card(a_card_of(Form.SMS, Channel.SMS, body="ç" * 80), may_decide=True)
    assert odd["segments"] == {"encoding": "UCS-2", "units": 93, "segments": 2}


def test_an_unfamiliar_number_stays_as_it_is() -> None:
    """Only Australian numbers are grouped; a name that sends is no number."""
    assert [number(each) for each in ("+14155550100", "Ledgerline", "+611300555010")] == [
        "+14155550100",
        "Ledgerline",
        "+611300555010",
    ]
    assert profile("https://www.linkedin.com/in/mia-tran/") == "linkedin.com/in/mia-tran"


def test_a_script_has_titled_parts_and_a_length() -> None:
    """A colon inside a sentence makes no part; what is said to few does not count."""
    parts = script_parts(SCRIPT)
    assert [part["title"] for part in parts] == [
        "Opening",
        "Value",
        "Ask",
        "If they are busy",
        "If they want it in writing",
    ]
    assert parts[1]["text"] == "We remind patients: by text."
    assert speaking_seconds(SCRIPT) == 10
    assert script_parts("Just say hello.") == [{"title": "", "text": "Just say hello."}]
    assert script_parts("") == []


def test_a_letter_shows_where_it_goes_and_its_print() -> None:
    """The window has the lines of the address; another version is another file."""
    card = a_card_of(Form.LETTER, Channel.MAIL, recipient="1 Quay St, Brisbane QLD 4000, Australia")
    paper = draft_card(card, may_decide=True)["paper"]
    assert isinstance(paper, dict)
    assert paper["to"] == ["Mia Tran", "Bayside Dental", "Brisbane QLD", "AUSTRALIA"]
    assert str(paper["pdf"]).endswith(".pdf?v=1")


def test_a_call_is_shown_as_a_dialogue() -> None:
    """Both sides, in turns; what has no speaker belongs to the turn before."""
    said = turns("bot: Hello Mia.\nhuman: Who is this?\n  speak up\nBot: Kate's assistant: an AI.")
    assert said == [
        {"ours": True, "text": "Hello Mia."},
        {"ours": False, "text": "Who is this?\nspeak up"},
        {"ours": True, "text": "Kate's assistant: an AI."},
    ]
    reply = a_reply(
        "Who is this?", channel=Channel.VOICE, from_address="+61491570156", transcript="human: Hi"
    )
    props = reply_card(reply, a_lead())
    assert (props["from"], props["turns"]) == ("+61 491 570 156", [{"ours": False, "text": "Hi"}])
    assert reply_card(replace(reply, channel=Channel.SMS), a_lead())["turns"] == []


def an_entry(**columns: object) -> TimelineEntry:
    """A send."""
    entry = TimelineEntry(
        id=UUID(int=1), kind=ActivityKind.SENT, channel=Channel.SMS, rule=None, sentence="Sent by SMS.",
        at=NOW, form=Form.SMS, campaign="Spring", cost_aud=Decimal("0.0798"),
    )  # fmt: skip
    return replace(entry, **columns)  # type: ignore[arg-type]


def test_a_timeline_says_who_may_write_and_why_not() -> None:
    """Doors with their rules, grounds that have ended, and entries as they happened."""
    consent = Consent(
        id=ConsentId(UUID(int=2)), lead_id=a_lead().id, kind=ConsentKind.EXPRESS, channel=None, source="form",
        evidence="They ticked a box.", facts=(), captured_at=NOW - timedelta(days=9),
        valid_until=NOW - timedelta(days=1), withdrawn_at=None, created_by=None,
    )  # fmt: skip
    wash = Wash(
        register=Register.AU_DNCR,
        phone="+61491570156",
        result=WashResult.LISTED,
        source="soap",
        washed_at=NOW,
    )
    refused = an_entry(kind=ActivityKind.REFUSED, rule="AU-TEL-1", sentence="It is night.", cost_aud=None)
    found = Timeline(
        lead=a_lead(phone="+61491570156"), score=None, consents=(consent,), washes=(wash,),
        channels=(Explained(channel=Channel.VOICE, permitted=False, rule="AU-DNCR-1", sentence="Listed."),),
        entries=(refused, *[an_entry()] * SHOWN),
    )  # fmt: skip
    props = timeline_card(found, zone="Australia/Sydney", now=NOW)
    assert props["channels"] == [
        {
            "key": "voice",
            "name": "Voice",
            "open": False,
            "rule": "AU-DNCR-1",
            "sentence": "Listed.",
            "until": None,
        }
    ]
    assert (props["more"], props["costAud"]) == (1, "15.96")
    entries, consents = props["entries"], props["consents"]
    assert isinstance(entries, list)
    assert isinstance(consents, list)
    assert (entries[0]["rule"], entries[0]["group"], entries[1]["costAud"]) == ("AU-TEL-1", "Rules", "0.0798")
    assert consents[0]["ended"] == (NOW - timedelta(days=1)).isoformat()
