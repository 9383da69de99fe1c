"""What reviewers taught changes the next offline message, and is named where it did."""

from __future__ import annotations

import pytest
from pydantic import JsonValue

from agents.offline.lessons import heed, tells_of_edit

BODY = (
    "Hi Ann,\n\nBayside has a front desk of three. We remind patients by SMS! Is that of use to you?\n\n"
    "Kind regards,\nKate Lowe\nHarbour"
)


def heeding(
    *notes: str, body: str = BODY, subject: str = "Missed appointments"
) -> tuple[str, str, tuple[int, ...]]:
    rows: list[JsonValue] = [{"number": n, "text": text} for n, text in enumerate(notes, start=1)]
    return heed({"notes": rows, "brand": {"company": "Harbour"}}, subject, body)


@pytest.mark.parametrize(
    ("note", "gone", "came"),
    [
        ("Sign off with Cheers.", "Kind regards,", "Cheers,"),
        ("Please always end mails with “Warmly”", "Kind regards,", "Warmly,"),
        ("A reviewer signed off with “Cheers” instead of “Thanks”.", "Kind regards,", "Cheers,"),
        ("A reviewer greeted with “Hello” instead of “Hi”.", "Hi Ann", "Hello Ann"),
        ("Don't use exclamation marks", "SMS!", "SMS."),
        ("Start every mail with Hello", "Hi Ann", "Hello Ann"),
        ("Say customers instead of patients.", "patients", "customers"),
        (
            "A reviewer changed “We remind patients by SMS.” to “We text patients by SMS.”.",
            "We remind patients",
            "We text patients",
        ),
        ("A reviewer took out “Is that of use to you?”.", "of use to you", "We remind patients"),
        ("A reviewer changed the subject “Missed appointments” to “Fewer gaps”.", "Missed", "Fewer gaps"),
    ],
)
def test_a_lesson_changes_the_next_message_and_is_named(note: str, gone: str, came: str) -> None:
    subject, body, heeded = heeding("We are closed in January.", note)
    assert gone not in f"{subject}\n{body}"
    assert came in f"{subject}\n{body}"
    assert heeded == (2,)


def test_an_edit_for_one_person_names_nobody_in_another_ones_message() -> None:
    """Names and numbers that the message did not know stay where they were written."""
    for became in ("We remind Sarah by SMS.", "We remind 400 patients by SMS."):
        note = f"A reviewer changed “We remind patients by SMS!” to “{became}”."
        assert heeding(note) == ("Missed appointments", BODY, ())


def test_of_two_that_disagree_the_first_counts() -> None:
    _, body, heeded = heeding("Sign off with Cheers", "Sign off with Ta")
    assert "Cheers," in body
    assert heeded == (1,)


def test_what_changes_nothing_is_not_named() -> None:
    unread = ("A reviewer changed “Something else.” to “Another thing.”.", "Dentists answer on Tuesdays.")
    assert heeding(*unread) == ("Missed appointments", BODY, ())


def test_a_quoted_edit_is_told_from_a_wish() -> None:
    assert tells_of_edit("A reviewer took out “Use our calendar.”.")
    assert not tells_of_edit("A reviewer said of a draft: use our calendar")


def test_a_lesson_that_a_short_form_has_no_room_for_is_not_heeded() -> None:
    """A text message at its limit stays as it is where "Hello" takes three characters more than "Hi"."""
    text = "Hi Ann, Kate from Harbour. We remind patients by SMS. Worth a call?"
    rows: list[JsonValue] = [{"number": 1, "text": "A reviewer greeted with “Hello” instead of “Hi”."}]
    for room, body in ((len(text), text), (len(text) + 3, text.replace("Hi", "Hello"))):
        heard = heed({"notes": rows, "form": {"name": "sms", "characters": room}}, "", text)
        assert heard == ("", body, () if body == text else (1,))
