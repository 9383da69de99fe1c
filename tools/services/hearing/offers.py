"""Find which of the things that we offered somebody chose, by its place or by the sign that we gave it."""

from __future__ import annotations

import re

_FLAGS = re.IGNORECASE | re.UNICODE
_SIGN = re.compile(r"^\W*(?:option\s+|number\s+|no\.?\s*)?(?P<sign>[a-z]{1,6}|\d{1,2})\W*$", _FLAGS)
_ORDINAL = re.compile(
    r"^\W*(?:the\s+)?(?P<place>first|1st|former|second|2nd|latter|last)(?:[\s,]+(?:one|option|please|thanks|pls))*\W*$",
    _FLAGS,
)
_FIRST = frozenset({"first", "1st", "former"})
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_OR = re.compile(r"\bor\b", _FLAGS)


def chosen(text: str, outbound: str) -> str:
    """The words of the chosen offer, as of "2" after "1 for notes or 2 to be taken off"; else empty."""
    sign = _SIGN.match(text)
    if sign is not None and (found := _named(sign["sign"], outbound)):
        return found
    place = _ORDINAL.match(text)
    return _placed(place["place"].lower() in _FIRST, outbound) if place else ""


def _named(sign: str, outbound: str) -> str:
    """What stands behind the sign up to the next offer: "reply Y for a call", "STOP = no more texts"."""
    offer = re.compile(
        rf"(?<![\w:]){re.escape(sign)}\b[\"'”’]?\s*(?:for|to|=|means|if|and)\s+(?P<what>.+?)"
        r"(?=[.;!?\n]|,|\s+or\s+\S+\s+(?:for|to|=|means|if|and)\s|$)",
        _FLAGS,
    )
    found = offer.search(outbound)
    return found["what"].strip() if found else ""


def _placed(first: bool, outbound: str) -> str:
    """The words before or behind the "or" of the first sentence that offers two things."""
    offer = next((part for part in _SENTENCE.split(outbound) if _OR.search(part)), "")
    before, _, behind = _OR.sub("\0", offer, count=1).partition("\0")
    return (before if first else behind).strip()
