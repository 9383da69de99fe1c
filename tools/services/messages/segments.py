"""Count the segments of a text message as Twilio counts and charges them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet of 3GPP TS 23.038 without its escape: one septet each."""
GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
"""Its extension table: an escape and a septet each, which no segment's end divides."""
ZERO_WIDTH_JOINER = "\u200d"


class Encoding(StrEnum):
    """How a text message goes over the air."""

    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"


ALONE = {Encoding.GSM_7: 160, Encoding.UCS_2: 70}
TOGETHER = {Encoding.GSM_7: 153, Encoding.UCS_2: 67}
"""Septets or UTF-16 code units in one segment of several: six of its 140 octets number the segments."""


@dataclass(frozen=True)
class Segments:
    """What a text costs: `units` are septets in GSM-7 and UTF-16 code units in UCS-2."""

    encoding: Encoding
    units: int
    segments: int


def count_segments(text: str) -> Segments:
    """The segments of this text, sent as it stands: Twilio's Smart Encoding is off by default.

    The rules are those of Twilio's own calculator (github.com/TwilioDevEd/message-segment-calculator): one
    character outside GSM-7 puts the whole text into UCS-2, and no segment's end divides an escaped character
    or a grapheme. An empty text counts as one segment there.
    """
    if all(letter in GSM_BASIC or letter in GSM_EXTENSION for letter in text):
        encoding, sizes = Encoding.GSM_7, [2 if letter in GSM_EXTENSION else 1 for letter in text]
    else:
        encoding = Encoding.UCS_2
        sizes = [sum(map(_code_units, grapheme)) for grapheme in _graphemes(text)]
    units = sum(sizes)
    if units <= ALONE[encoding]:
        return Segments(encoding, units, 1)
    return Segments(encoding, units, _packed(sizes, TOGETHER[encoding]))


def _packed(sizes: Iterable[int], room: int) -> int:
    """How many segments of this room the pieces fill, in order and undivided."""
    segments, used = 1, 0
    for size in sizes:
        if used + size > room:
            # A grapheme larger than a segment is divided all the same.
            further = max(1, -(-size // room))
            segments += further if used else further - 1
            used = size - (further - 1) * room
        else:
            used += size
    return segments


def _code_units(letter: str) -> int:
    return 2 if ord(letter) > 0xFFFF else 1


def _graphemes(text: str) -> Iterator[str]:
    """What a reader sees as one character each, by the rules of Unicode's UAX 29 that messages meet.

    A carriage return and a line feed stay two, as Twilio counts them.
    """
    cluster = ""
    for letter in text:
        if cluster and _belongs(letter, cluster):
            cluster += letter
            continue
        if cluster:
            yield cluster
        cluster = letter
    if cluster:
        yield cluster


def _belongs(letter: str, cluster: str) -> bool:
    """Whether no boundary stands between the cluster so far and the next letter."""
    if unicodedata.category(cluster[-1]) in ("Cc", "Zl", "Zp"):
        return False
    if _extends(letter):
        return True
    if _is_regional(letter):
        return _is_regional(cluster[-1]) and len(cluster) % 2 == 1
    if cluster[-1] == ZERO_WIDTH_JOINER:
        return _is_pictograph(letter) and _is_pictograph(cluster[0])
    return _joins_syllable(letter, cluster[-1])


def _extends(letter: str) -> bool:
    """Combining marks, joiners, variation selectors, skin tones and the tags of flags."""
    code = ord(letter)
    return (
        unicodedata.category(letter) in ("Mn", "Me", "Mc")
        or letter in ("\u200c", ZERO_WIDTH_JOINER)
        or 0x1F3FB <= code <= 0x1F3FF
        or 0xE0020 <= code <= 0xE007F
    )


def _is_regional(letter: str) -> bool:
    """Half of a flag."""
    return 0x1F1E6 <= ord(letter) <= 0x1F1FF


def _is_pictograph(letter: str) -> bool:
    code = ord(letter)
    return 0x1F000 <= code <= 0x1FAFF or (0x2190 <= code <= 0x3299 and unicodedata.category(letter) == "So")


def _joins_syllable(letter: str, before: str) -> bool:
    """Korean letters that are written as one syllable."""
    this, last = _hangul(letter), _hangul(before)
    return (last == "L" and this in ("L", "V", "S")) or (last in ("V", "T", "S") and this in ("V", "T"))


def _hangul(letter: str) -> str:
    """L, V or T for a leading consonant, a vowel or a trailing one, S for a whole syllable, else nothing."""
    code = ord(letter)
    for kind, low, high in (
        ("L", 0x1100, 0x115F),
        ("V", 0x1160, 0x11A7),
        ("T", 0x11A8, 0x11FF),
        ("L", 0xA960, 0xA97C),
        ("S", 0xAC00, 0xD7A3),
        ("V", 0xD7B0, 0xD7C6),
        ("T", 0xD7CB, 0xD7FB),
    ):
        if low <= code <= high:
            return kind
    return ""
