"""The offline engine reads replies: no opt-out missed, no refusal taken for interest."""

# ruff: noqa: E501  a mail, a pattern and a table row are easier to read on one line
from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.offline.reply import inbound_of
from tools.services.hearing.answers import Inbound, reading
from tools.services.hearing.optout import is_stop_word, say_so, signs
from tools.services.incoming.trimming import quoted
from tools.services.mail import MachineKind
from tools.services.replies import Reading
from tools.services.replying.readings import reading_by_rule

DATASETS = Path(__file__).parents[3] / "evals" / "datasets"
LOCK = DATASETS / "replies.lock"
RECEIVED = datetime.fromisoformat("2026-11-23T09:12:00+11:00")
PITCHED = {"interested", "meeting_request"}


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read(text: str, **parts: Any) -> Reading:
    return Reading.model_validate(reading(replace(Inbound(text=text, received_at=RECEIVED), **parts)))


def read_row(row: dict[str, Any]) -> Reading:
    return read(
        row["text"],
        subject=row["subject"] or "",
        channel=row["channel"],
        received_at=datetime.fromisoformat(row["received_at"]),
        outbound=row.get("outbound") or quoted(row["text"]),
    )


def split(name: str) -> list[dict[str, Any]]:
    ids = set(json.loads(LOCK.read_text(encoding="utf-8"))[name])
    return [
        row for path in sorted(DATASETS.glob("replies_*.jsonl")) for row in rows(path) if row["id"] in ids
    ]


def test_our_answers_cover_the_guideline_and_are_split_by_the_lock() -> None:
    development, test = split("development"), split("test")
    assert len(development) >= 400
    assert len(test) >= 200
    assert not {row["text"] for row in development if len(row["text"]) > 40} & {row["text"] for row in test}
    for part in (development, test):
        assert len({row["intent"] for row in part}) == 7
        assert {row["channel"] for row in part} == {"email", "sms", "linkedin"}
        assert {"AU", "US", "GB"} <= {row["locale"] for row in part}
    for intent in ("unsubscribe", "out_of_office"):
        assert len({row["lang"] for row in development if row["intent"] == intent}) >= 12


def test_answers_that_nothing_was_learned_from_are_heard(capsys: pytest.CaptureFixture[str]) -> None:
    """What is missed here was missed when it was first read: a row that is looked at moves to development."""
    judged = [(row, read_row(row)) for row in split("test")]
    strict = sum(row["intent"] == found.intent for row, found in judged)
    missed = [r["text"] for r, found in judged if r["intent"] == "unsubscribe" != found.intent]
    pitched = [
        row["text"]
        for row, found in judged
        if row["intent"] in {"not_interested", "unsubscribe", "out_of_office", "auto_reply"}
        and found.intent in PITCHED
    ]
    with capsys.disabled():
        print(f"\nreplies: {strict} of {len(judged)} test rows read as labelled")  # noqa: T201  the score is the point
    assert missed == []
    assert len(pitched) <= 0.02 * len(judged)
    assert strict >= 0.85 * len(judged)


_STOPS = (
    "Please take me off your list.", "Stop emailing me.", "Don't contact us again.", "Please remove my details.",
    "Unsubscribe me please.", "I don't want to receive any more of these emails.", "No more emails please.",
    "Kindly delete my address from your database.", "I have reported this as spam.", "Do not write to me again.",
    "Please get rid of my details.", "Please don't keep emailing me.", "I trust I won't be hearing from you again.",
    "I withdraw my consent.", "Please cease all contact.", "Leave me alone.", "Take our domain off your system.",
)  # fmt: skip
_POLITE = (
    "Hi Kate,", "Thanks for getting in touch.", "I hope you are well.", "It sounds like a good product.",
    "We already have somebody for this.", "Good luck with it.", "All the best,\nSam", "Have a lovely week.",
    "You clearly did your homework.", "Appreciate the note.", "Kind regards,\nDana Whitlock\nDirector",
)  # fmt: skip
_SAID = (
    ("Sounds good, tell me more.", "interested"), ("How much does it cost?", "question"),
    ("Could we do Friday at 11?", "meeting_request"), ("We're sorted, thanks.", "not_interested"),
    ("Happy to talk, give me a ring tomorrow.", "meeting_request"), ("Yes please, send the details.", "interested"),
)  # fmt: skip
_FOOTERS = (
    "On Mon, 23 Nov 2026 at 09:00, Kate Lowe <kate@agency.example> wrote:\n> Quick idea.\n> Unsubscribe: https://x.example/u/1",
    "-----Original Message-----\nFrom: Kate Lowe\nSent: Monday\nTo: Sam\nSubject: idea\n\nReply STOP to opt out, or click here to unsubscribe.",
    "> Don't want these emails? Unsubscribe here.\n> Remove me from this list",
    "--\nDana Whitlock\nTo unsubscribe from our newsletter click here.",
)  # fmt: skip


@given(
    st.sampled_from(_STOPS),
    st.lists(st.sampled_from(_POLITE), max_size=3),
    st.lists(st.sampled_from(_POLITE), max_size=2),
)
def test_a_request_to_stop_is_heard_in_whatever_politeness(
    stop: str, before: list[str], after: list[str]
) -> None:
    assert read(" ".join([*before, stop, *after])).intent == "unsubscribe"


@pytest.mark.parametrize(
    ("text", "outbound", "intent"),
    [
        ("2", "Reply 1 for our guide or 2 to be taken off our texts.", "unsubscribe"),
        ("C", "Reply A if you'd like a call, B for prices, C and I'll leave you alone.", "unsubscribe"),
        ("The second one, please.", "Shall I KEEP you on the list, or REMOVE you?", "unsubscribe"),
        ("Option 2", "Reply 1 for the notes, 2 for no thanks this time.", "not_interested"),
        ("1", "Reply 1 for a quick call, 2 for the brochure.", "meeting_request"),
        ("2", "Reply 1 for a quick call, 2 for the brochure.", "interested"),
        ("Y", "Want a place on the list? Reply Y.", "interested"),
    ],
)
def test_a_choice_means_what_was_offered_for_it(text: str, outbound: str, intent: str) -> None:
    assert read(text, outbound=outbound).intent == intent
    quote = "\n".join(f"> {line}" for line in outbound.split("\n"))
    mail = (
        f"{text}\n\nOn Mon, 23 Nov 2026 at 9:12, Kate <kate@a.example> wrote:\n{quote}\n> --\n> Unsubscribe"
    )
    assert quoted(mail) == outbound


@given(st.sampled_from(_SAID), st.sampled_from(_FOOTERS))
def test_what_is_quoted_or_stands_beneath_never_asks_to_stop(said: tuple[str, str], footer: str) -> None:
    assert read(f"{said[0]}\n\n{footer}").intent == said[1]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I'm on leave until Monday 30 November.", "out_of_office"),
        ("Je suis en congés jusqu'au 7 décembre.", "out_of_office"),
        ("Thanks, we received your email. Ticket 55410.", "auto_reply"),
        ("Ben Castle is no longer employed here.", "auto_reply"),
        ("Joan no longer works here. Please remove this address from your list.", "unsubscribe"),
        ("Let's talk about how we can help! I'm away until Tuesday.", "out_of_office"),
    ],
)
@pytest.mark.parametrize("kind", [MachineKind.AUTO_REPLY, MachineKind.OUT_OF_OFFICE])
def test_a_machine_is_told_by_its_form_and_its_subject_by_its_words(
    kind: MachineKind, text: str, intent: str
) -> None:
    found = reading_by_rule(kind, Inbound(text=text, received_at=RECEIVED))
    assert found is not None
    assert found.intent == intent
    assert not found.abstained


@pytest.mark.parametrize(
    ("outbound", "text", "intent"),
    [
        ("Could we have a quick call on Thursday?", "works", "meeting_request"),
        ("Shall I send you the one-page summary?", "yes", "interested"),
        ("Should I close your file?", "Yes", "not_interested"),
        ("Would you mind if I sent a short video?", "no", "interested"),
        ("Would Tuesday at 10 or Wednesday at 2 suit you?", "Tues is good", "meeting_request"),
        ("Shall I take you off the list?", "yes please", "unsubscribe"),
    ],
)
def test_a_word_or_two_mean_what_the_question_makes_of_them(outbound: str, text: str, intent: str) -> None:
    assert read(text, outbound=outbound, channel="sms").intent == intent


@pytest.mark.parametrize(
    "text",
    [
        "How do you handle unsubscribes for your clients?",
        "Our patients keep unsubscribing from the newsletter, can you help?",
        "Please don't remove me from the list.",
        "Can you stop by on Friday?",
        "We can't stop losing leads, tell me more.",
        "This mailbox is not monitored. Please do not reply to this email.",
        "Not now, but don't lose my number.",
        "Remove the onboarding fee and I'm in.",
        "Don't keep me in suspense.",
        "No hay problema, deseo recibir más información.",
    ],
)
def test_the_word_alone_is_no_opt_out(text: str) -> None:
    assert not is_stop_word(text, sms=False)
    assert not say_so(signs(text))


@pytest.mark.parametrize(
    "text",
    [
        "Do not forget my request to unsubscribe.",
        "Please don't forget to remove me.",
        "Do not take my silence as consent, unsubscribe me.",
        "Please unsubscribe from my emails.",
        "I want to opt out of SaaS newsletters.",
        "We opted out of marketing emails.",
        "Remove this number from the call list.",
        "Take me off your waiting list.",
        "Delete all my subscriptions.",
        "Please don't keep me on your mailing list.",
    ],
)
def test_what_looks_like_talk_of_it_still_asks_for_it(text: str) -> None:
    assert say_so(signs(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Could we do Friday at 11?", ["2026-11-27T11:00:00+11:00"]),
        (
            "Tuesday 10am or Thursday 2:30pm both work.",
            ["2026-11-24T10:00:00+11:00", "2026-11-26T14:30:00+11:00"],
        ),
        ("Can we talk tomorrow at 3?", ["2026-11-24T15:00:00+11:00"]),
        ("How about 2 December at noon?", ["2026-12-02T12:00:00+11:00"]),
        ("Let's say next Tuesday at 9.", ["2026-12-01T09:00:00+11:00"]),
    ],
)
def test_meeting_times_are_read_from_when_they_were_written(text: str, expected: list[str]) -> None:
    assert [moment.isoformat() for moment in read(text).meeting_times] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Not now, ping me in March.", "2027-03"),
        ("No budget. Try us again next quarter.", "2027-Q1"),
        ("Not interested right now, maybe Q3.", "2027-Q3"),
        ("Bad timing, come back in six months.", "2027-05"),
        ("Not this year, check in after Christmas.", "2027-01"),
        ("No budget until the new financial year.", "2027-07"),
    ],
)
def test_a_deferral_names_when_to_ask_again(text: str, expected: str) -> None:
    assert read(text).follow_up == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On leave, back on Monday 7 December.", "2026-12-07"),
        ("I am away until Monday 30 November.", "2026-11-30"),
        ("On annual leave from 23 November to 27 November inclusive.", "2026-11-30"),
        ("Out of the office for two weeks.", "2026-12-07"),
    ],
)
def test_an_absence_names_the_first_day_back(text: str, expected: str) -> None:
    assert str(read(text).return_date) == expected


def test_phones_people_and_questions_come_out() -> None:
    found = read("Best to talk to Dana Whitlock on 0491 570 156. What does it cost?")
    assert found.people == ["Dana Whitlock"]
    assert found.phones == ["0491 570 156"]
    assert found.questions == ["What does it cost?"]


def test_what_says_little_is_left_to_a_person() -> None:
    assert read("Hmm.").abstained


@pytest.mark.parametrize(
    ("text", "sent", "answered", "intent"),
    [
        (
            "Yes",
            ["Shall we talk on Tuesday at 10?", "Here is the brochure, as promised."],
            [],
            "meeting_request",
        ),
        (
            "Works for me",
            ["Could you do Friday at 2pm?", "The invitation is on its way."],
            [],
            "meeting_request",
        ),
        (
            "Tuesday is good",
            ["Would Tuesday or Wednesday suit you?", "Thanks for your patience."],
            [],
            "meeting_request",
        ),
        ("Yes please", ["Shall I send a summary?", "Nothing new from me."], [], "interested"),
        ("As I said, no", ["Shall we talk on Tuesday?"], ["not_interested"], "not_interested"),
        ("Same as before", ["Is now a better time?"], ["not_interested"], "not_interested"),
        ("Nothing has changed.", ["Is it worth a call?"], ["interested", "not_interested"], "not_interested"),
        ("See my previous email", ["Shall I take you off the list?"], ["unsubscribe"], "unsubscribe"),
        ("Same answer as before, thanks", ["May I call?"], ["question", "out_of_office"], "question"),
    ],
)
def test_what_cannot_be_understood_alone_is_understood_by_its_thread(
    text: str, sent: list[str], answered: list[str], intent: str
) -> None:
    """Our latest question, or what the person wanted the last time; an absence is no wish."""
    data: dict[str, Any] = {
        "reply": {"text": text, "received_at": RECEIVED.isoformat()},
        "thread": [{"subject": "", "body": body} for body in sent],
        "answers": [{"text": "…", "intent": one} for one in answered],
    }
    assert reading(inbound_of(data))["intent"] == intent


@pytest.mark.parametrize("text", ["Same as before", "As we discussed, see you there", "Nothing"])
def test_nothing_is_carried_over_that_was_not_said_before(text: str) -> None:
    data: dict[str, Any] = {"reply": {"text": text, "received_at": RECEIVED.isoformat()}}
    assert reading(inbound_of(data))["intent"] == read(text).intent
