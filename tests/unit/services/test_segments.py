"""Segments are counted as Twilio's own calculator counts them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tools.services.messages.segments import (
    ALONE,
    GSM_BASIC,
    GSM_EXTENSION,
    TOGETHER,
    Encoding,
    count_segments,
)

RAINBOW_FLAG = "🏳️\u200d🌈"
ZALGO = "e\u0301\u0301\u0301"


def digits(count: int) -> str:
    return ("1234567890" * (count // 10 + 1))[:count]


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", "GSM-7", 0, 1),
        (digits(160), "GSM-7", 160, 1),
        (digits(161), "GSM-7", 161, 2),
        (digits(306), "GSM-7", 306, 2),
        (digits(307), "GSM-7", 307, 3),
        ("{" + digits(158), "GSM-7", 160, 1),
        ("{" + digits(159), "GSM-7", 161, 2),
        # The escape and its septet stay together: 152 and a pair do not fill 153.
        (digits(152) + "€" + digits(152), "GSM-7", 306, 3),
        (digits(153) + "€" + digits(151), "GSM-7", 306, 2),
        ("\r\n\f", "GSM-7", 4, 1),
        ("Ç", "GSM-7", 1, 1),
        ("ç", "UCS-2", 1, 1),
        ("`", "UCS-2", 1, 1),
        ("a\tb", "UCS-2", 3, 1),
        ("“smart”", "UCS-2", 7, 1),
        ("é" * 160, "GSM-7", 160, 1),
        ("e\u0301", "UCS-2", 2, 1),
        ("í" * 70, "UCS-2", 70, 1),
        ("í" * 71, "UCS-2", 71, 2),
        ("í" * 134, "UCS-2", 134, 2),
        ("í" * 135, "UCS-2", 135, 3),
        ("😜" + digits(68), "UCS-2", 70, 1),
        ("😜" + digits(69), "UCS-2", 71, 2),
        ("😜" + digits(133), "UCS-2", 135, 3),
        # A pair of surrogates is not divided: 66 and a pair do not fill 67.
        ("í" * 66 + "😜" + "í" * 66, "UCS-2", 134, 3),
        ("🇮🇹" + digits(66), "UCS-2", 70, 1),
        ("🇮🇹" + digits(67), "UCS-2", 71, 2),
        ("í" * 65 + "🇮🇹" + "í" * 65, "UCS-2", 134, 3),
        (RAINBOW_FLAG + digits(64), "UCS-2", 70, 1),
        (RAINBOW_FLAG + digits(65), "UCS-2", 71, 2),
        ("í" * 62 + RAINBOW_FLAG + "í" * 66, "UCS-2", 134, 3),
        (ZALGO + "a" * 66, "UCS-2", 70, 1),
        (ZALGO + "a" * 67, "UCS-2", 71, 2),
        ("í" * 66 + "👍🏽" + "í" * 64, "UCS-2", 134, 3),
        ("í" * 66 + "\u1112\u1161\u11ab" + "í" * 65, "UCS-2", 134, 3),
        ("í" * 66 + "한" + "í" * 67, "UCS-2", 134, 2),
        # Signs of the extension table are single units in UCS-2.
        ("😀" + "]" * 68, "UCS-2", 70, 1),
        ("😀" + "]" * 69, "UCS-2", 71, 2),
    ],
)
def test_a_text_has_these_segments(text: str, encoding: str, units: int, segments: int) -> None:
    """Among them the cases of Twilio's own test suite."""
    counted = count_segments(text)
    assert (counted.encoding, counted.units, counted.segments) == (encoding, units, segments)


def test_the_alphabets_have_their_size() -> None:
    """127 signs without the escape, and ten of the extension table."""
    assert (len(GSM_BASIC), len(GSM_EXTENSION)) == (127, 10)
    assert not GSM_BASIC & GSM_EXTENSION


@given(some.text())
def test_segments_hold_what_they_are_counted_for(text: str) -> None:
    """Never fewer than the units need, never more than one unit lost in each would need, and never zero."""
    counted = count_segments(text)
    assert counted.encoding in Encoding
    if counted.units <= ALONE[counted.encoding]:
        assert counted.segments == 1
    else:
        assert counted.segments >= -(-counted.units // TOGETHER[counted.encoding])
    if counted.encoding is Encoding.UCS_2:
        assert counted.units == len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(some.text(), some.text())
def test_more_text_never_has_fewer_segments(text: str, more: str) -> None:
    assert count_segments(text + more).segments >= count_segments(text).segments


def test_half_of_a_surrogate_pair_is_counted() -> None:
    """JSON can hold one."""
    assert count_segments("\ud83d").units == 1


def test_a_grapheme_larger_than_a_segment_is_divided() -> None:
    """The base and 150 marks: 151 units in three segments of 67."""
    assert count_segments("e" + "\u0301" * 150).segments == 3
    assert count_segments("í" * 10 + "e" + "\u0301" * 150).segments == 4
