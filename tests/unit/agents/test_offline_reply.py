"""The offline engine reads replies: no opt-out missed, no refusal taken for interest."""

# ruff: noqa: E501  a mail, a pattern and a table row are easier to read on one line
from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from agents.offline.reply import Inbound, reading
from tools.services.hearing.optout import asks_to_stop
from tools.services.replies import Reading

DATASETS = Path(__file__).parents[3] / "evals" / "datasets"
SEED = DATASETS / "replies_seed.jsonl"
RECEIVED = datetime.fromisoformat("2026-11-23T09:12:00+11:00")
PITCHED = {"interested", "meeting_request"}


def rows(path: Path = SEED) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read(text: str, **parts: Any) -> Reading:
    return Reading.model_validate(reading(replace(Inbound(text=text, received_at=RECEIVED), **parts)))


def read_row(row: dict[str, Any]) -> Reading:
    return read(
        row["text"],
        subject=row["subject"] or "",
        channel=row["channel"],
        headers=row["headers"],
        received_at=datetime.fromisoformat(row["received_at"]),
        outbound=row.get("outbound", ""),
    )


def test_the_seed_covers_every_intent() -> None:
    assert len(rows()) >= 120
    assert len({row["intent"] for row in rows()}) == 7
    assert len({row["lang"] for row in rows()}) >= 10


def test_no_opt_out_is_missed_and_no_refusal_is_read_as_interest(capsys: pytest.CaptureFixture[str]) -> None:
    judged = [(row, read_row(row).intent.value) for row in rows()]
    missed = [row["text"] for row, intent in judged if row["intent"] == "unsubscribe" != intent]
    pitched = [
        row["text"]
        for row, intent in judged
        if row["intent"] in {"not_interested", "unsubscribe", "out_of_office", "auto_reply"}
        and intent in PITCHED
    ]
    right = sum(intent in row["accept"] for row, intent in judged)
    with capsys.disabled():
        print(f"\nreplies_seed: {right} of {len(judged)} read as labelled")  # noqa: T201  the score is the point
    assert missed == []
    assert pitched == []
    assert right / len(judged) >= 0.95


@pytest.mark.parametrize(
    "text",
    [
        "How do you handle unsubscribes for your clients?",
        "Our patients keep unsubscribing from the newsletter, can you help?",
        "Please don't remove me from the list.",
        "Can you stop by on Friday?",
        "We can't stop losing leads, tell me more.",
        "This mailbox is not monitored. Please do not reply to this email.",
    ],
)
def test_the_word_alone_is_no_opt_out(text: str) -> None:
    assert not asks_to_stop(text, sms=False)


def test_quoted_history_and_footers_decide_nothing() -> None:
    text = "Sounds good, tell me more.\n\nOn Mon, 23 Nov 2026 at 09:00, Kate Lowe wrote:\n> Unsubscribe: https://x.example/u/1"
    assert read(text).intent.value == "interested"


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


@pytest.mark.parametrize(("name", "floor"), [("replies_fresh.jsonl", 0.95), ("replies_held_out.jsonl", 0.8)])
def test_answers_written_before_the_rules_were_looked_at_are_read_safely(name: str, floor: float) -> None:
    """The held-out rows are not to be tuned on: a rule that they fail stays failed until new ones are written."""
    judged = [(row, read_row(row).intent.value) for row in rows(DATASETS / name)]
    refusals = {"not_interested", "unsubscribe", "out_of_office", "auto_reply"}
    assert [row["text"] for row, intent in judged if row["intent"] == "unsubscribe" != intent] == []
    assert [row["text"] for row, intent in judged if row["intent"] in refusals and intent in PITCHED] == []
    assert sum(row["intent"] == intent for row, intent in judged) / len(judged) >= floor
