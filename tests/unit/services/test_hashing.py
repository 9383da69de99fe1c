"""One address, one hash, whatever its spelling."""

from __future__ import annotations

import pytest

from tools.services.hashing import Hasher

HASHER = Hasher(b"k" * 32)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("email", "Mia@Kelp.example ", "mia@kelp.example"),
        ("phone", "0412 345 678", "+61 412 345 678"),
        ("phone", "0061412345678", "+61412345678"),
        ("domain", "WWW.Kelp.example", "@kelp.example"),
    ],
)
def test_two_spellings_have_one_hash(kind: str, one: str, other: str) -> None:
    assert HASHER.of(kind, one) == HASHER.of(kind, other)


def test_kind_and_key_are_part_of_the_hash() -> None:
    assert HASHER.of("email", "a.example") != HASHER.of("domain", "a.example")
    assert HASHER.of("email", "a@b.example") != Hasher(b"j" * 32).of("email", "a@b.example")


def test_the_key_is_never_shown() -> None:
    assert "kkk" not in repr(HASHER)
