"""The offline embedding is stable, of length 1, and puts like texts beside each other."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from memory.embedding import DIMENSIONS, OfflineEmbedder, hashed_vector

ROOT = Path(__file__).parents[2]


def _likeness(one: str, other: str) -> float:
    return sum(a * b for a, b in zip(hashed_vector(one), hashed_vector(other), strict=True))


@given(st.text())
def test_every_text_gives_512_numbers_of_length_1(text: str) -> None:
    """Also the empty one, for which a cosine distance would be undefined."""
    vector = hashed_vector(text)
    assert len(vector) == DIMENSIONS
    assert math.isclose(sum(value * value for value in vector), 1.0, rel_tol=1e-9)


def test_what_is_alike_is_nearer_than_what_is_not() -> None:
    """Same words, then the same stems; fillers alone make nobody alike."""
    note = "Never open with a compliment about the website; the reviewer strikes it every time"
    assert _likeness(note, "Reviewers strike compliments about websites") > 0.3
    assert _likeness(note, "Dentists in Perth answer on Tuesdays") < 0.1
    assert _likeness(note, note.upper()) > 0.999


def test_another_process_gives_the_same_vector() -> None:
    """Python's own hash differs from run to run; this one must not."""
    code = "from memory.embedding import hashed_vector; print(hashed_vector('Quay Street partner'))"
    printed = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert printed.stdout.strip() == str(OfflineEmbedder().embed(["Quay Street partner"])[0])
