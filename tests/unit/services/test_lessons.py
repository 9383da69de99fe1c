"""What reviewers and users teach is kept in their own words, and passing orders are not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.unit.services.test_gate import BODY, a_draft
from tools.services.learning.lessons import lessons_of_edit, lessons_of_reason, standing_instructions


@pytest.mark.parametrize(
    "said",
    [
        "Never mention price in the first mail.",
        "please always sign off as Kate",
        "From now on keep it under 80 words",
        "Don't use the word cheap.",
        "Also, never write to dentists on Fridays.",
        "We never offer discounts.",
        "Remember that we are closed in January.",
        "Avoid exclamation marks.",
        "In all emails use Australian spelling.",
    ],
)
def test_a_standing_instruction_is_kept_as_it_was_said(said: str) -> None:
    assert standing_instructions(said) == [said]


@pytest.mark.parametrize(
    "said",
    [
        "Never mind, pause it.",
        "Don't start the dental campaign yet.",
        "Do not call Sarah today.",
        "Why do we never hear back?",
        "How many leads do we have?",
        "I have never seen that.",
        "Remember me?",
    ],
)
def test_an_order_for_the_moment_is_not(said: str) -> None:
    assert standing_instructions(said) == []


def test_only_the_sentence_that_instructs_is_kept() -> None:
    assert standing_instructions("The drafts look good. Never mention price. Send them.") == [
        "Never mention price."
    ]


def test_an_edit_teaches_what_was_changed_taken_out_and_added() -> None:
    before = a_draft()
    edited = BODY.replace("We remind patients by SMS.", "We text patients a day ahead.")
    lessons = lessons_of_edit(before, replace(before, subject="Fewer gaps", body=edited))
    assert lessons[0] == "A reviewer changed the subject “Missed appointments” to “Fewer gaps”."
    assert lessons[1] == "A reviewer changed “We remind patients by SMS.” to “We text patients a day ahead.”."
    shorter = lessons_of_edit(before, replace(before, body=BODY.replace(" Is that of use to you?", "")))
    assert shorter == ["A reviewer took out “Is that of use to you?”."]
    longer = lessons_of_edit(before, replace(before, body=f"{BODY}\n\nP.S. See you at the expo."))
    assert longer == ["A reviewer added “P.S. See you at the expo.”."] or "expo" in longer[0]
    assert lessons_of_edit(before, before) == []


def test_a_closing_or_greeting_that_was_exchanged_teaches_for_every_message() -> None:
    before = replace(a_draft(), body="Hi Ann,\n\nIs that of use?\n\nKind regards,\nKate")
    edited = replace(before, body="Hello Ann,\n\nIs that of use?\n\nCheers,\nKate")
    assert lessons_of_edit(before, edited) == [
        "A reviewer greeted with “Hello” instead of “Hi”.",
        "A reviewer signed off with “Cheers” instead of “Kind regards”.",
    ]


def test_a_reason_teaches_unless_there_is_none() -> None:
    assert lessons_of_reason("Too salesy") == ["A reviewer said of a draft: Too salesy"]
    assert lessons_of_reason(None) == lessons_of_reason(" no ") == []
