"""A question is read for its words, their kin, and the time that it names."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from memory.words import INSTANCE, KIN, LIGHT, asked, root


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("painted", "paints"),
        ("stories", "story"),
        ("running", "runs"),
        ("baked", "bake"),
        ("classes", "class"),
    ],
)
def test_inflections_of_a_word_meet(one: str, other: str) -> None:
    assert root(one) == root(other)


def test_a_question_wants_its_words_and_their_kin_less() -> None:
    found = asked("When did Ann's mother quit painting?")
    weights = dict(zip(found.words, found.weights, strict=True))
    assert (weights["mother"], weights["mum"], weights["quit"], weights["resign"]) == (1.0, KIN, 1.0, KIN)
    assert "when" not in weights
    assert found.names == ["ann", "mother", "painting", "quit"]
    assert found.when


def test_a_kind_finds_its_instances_and_not_the_other_way_round() -> None:
    assert dict(zip(*_columns("Which pets?"), strict=True))["dog"] == INSTANCE
    assert "rabbit" not in asked("Where is the dog?").words


def test_words_that_say_little_count_little() -> None:
    assert dict(zip(*_columns("What kind of boat?"), strict=True))["kind"] == LIGHT


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("What did Ann do in May 2023?", (2023, 5, 1), (2023, 6, 1)),
        ("What happened on 7 December 2023?", (2023, 12, 7), (2024, 1, 1)),
        ("Where was Ann on March 3rd, 2024?", (2024, 3, 3), (2024, 4, 1)),
    ],
)
def test_a_date_with_its_year_is_a_span(
    question: str, since: tuple[int, int, int], until: tuple[int, int, int]
) -> None:
    found = asked(question)
    assert (found.since, found.until) == (datetime(*since, tzinfo=UTC), datetime(*until, tzinfo=UTC))


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        ("How many bowls did Ann sell?", "We sold thirty of them.", "We sold them all."),
        ("How old is the dog?", "He turned 14 in May.", "He is getting on."),
        ("Who taught her to swim?", "It was Kieran who did.", "A lad at the pool."),
        ("Where did they camp?", "We slept at Cockle Creek.", "We slept by the sea."),
    ],
)
def test_a_question_tells_what_its_answer_looks_like(question: str, answer: str, other: str) -> None:
    shape = asked(question).shape.removeprefix("(?i)").replace(r"\m", r"\b").replace(r"\M", r"\b")
    assert re.search(shape, answer)
    assert not re.search(shape, other)


def test_most_questions_leave_open_what_their_answer_looks_like() -> None:
    assert asked("What does Ann do at weekends?").shape == ""


def test_may_without_a_year_is_no_date_and_nothing_is_nothing() -> None:
    assert asked("What may Ann do?").since is None
    assert asked("of the and").words == asked("").words == []


def _columns(question: str) -> tuple[list[str], list[float]]:
    found = asked(question)
    return found.words, found.weights
