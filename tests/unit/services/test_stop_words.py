"""STOP is known in every dress that carriers accept, and in no sentence that only contains it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tools.services.law.words import STOP_WORDS, is_start, is_stop


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "stop",
        " Stop. ",
        "\uff33\uff34\uff2f\uff30",
        "stop!!! \U0001f6d1",
        "“Stop”",
        "UNSUBSCRIBE",
        "end",
        "Quit",
        "stopall",
        "STOP ALL",
        "revoke",
        "opt-out",
        "OPT OUT",
        "optout",
        "cancel",
        "remove",
        "arret",
        "Arrêt",
        "td",
        "stop\ufe0f",
        "\u200bstop",
    ],
)
def test_a_stop_word_alone_ends_texts(text: str) -> None:
    """Twilio's, AWS's, Telnyx's and the FCC's words, however they are written."""
    assert is_stop(text)


@pytest.mark.parametrize(
    "text",
    [
        "please stop by on Monday",
        "stop it",
        "don't stop",
        "the end",
        "",
        "\U0001f6d1",
        "STOPS",
        "Can we cancel Monday?",
        "remove me",
    ],
)
def test_a_sentence_is_read_and_not_matched(text: str) -> None:
    """What a person means by more words is for the reply agent to say."""
    assert not is_stop(text)


@given(word=some.sampled_from(sorted(STOP_WORDS)), around=some.text(alphabet=" .,!?'\"-…☹\t\n", max_size=8))
def test_punctuation_never_hides_a_stop_word(word: str, around: str) -> None:
    """Spaces and signs around it change nothing."""
    assert is_stop(f"{around}{word.lower()}{around}")


def test_yes_asks_for_texts_again_only_after_a_stop() -> None:
    """Of anybody else it is an answer to what we asked."""
    assert is_start("Start", stopped=False)
    assert is_start("UNSTOP", stopped=True)
    assert is_start("yes", stopped=True)
    assert not is_start("yes", stopped=False)
    assert not is_start("yes please", stopped=True)
