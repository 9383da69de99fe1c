"""Say what stands on a letter or a postcard, and where on the paper."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from memory.enums import Form
from tools.providers.lob import Address
from tools.services.law.jurisdictions import country_name

ACCENT = (15, 76, 92)
GREY = (90, 90, 90)
PAGE = (8.5, 11.0)
"""Inches: Lob prints letters on US paper only."""
MARGIN = 0.75
RETURN_WINDOW = (0.625, 0.5, 3.25, 0.875)
ADDRESS_WINDOW = (0.625, 1.75, 3.25, 1.0)
"""Left, top, width and height of what shows through the envelope. Lob prints both addresses there."""
TEXT_TOP = 3.1
CARD = (6.0, 4.0)
BLEED = 0.125
"""Inches that the printer cuts off on every side of a card."""
INK_FREE = (2.72, 1.62, 3.28, 2.38)
"""The corner of a card's back that the post keeps for address and stamp."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """What stands on a letter or a card, and who gets it."""

    form: Form
    headline: str
    body: str
    """Paragraphs between empty lines, greeting and signature among them."""
    footer: str
    """Who writes, from where, and how to receive no more; a line each."""
    company: str
    site: str = ""
    to: Address
    return_to: Sequence[str] = ()
    """The return address that Lob prints, line by line: the preview shows it, the HTML leaves it out."""


def address_lines(address: Address) -> tuple[str, ...]:
    """The address as it stands in a window: name, company, street, place, country."""
    country = (country_name(address.country) or address.country).upper()
    place = " ".join(part for part in (address.city, address.state, address.postcode) if part)
    lines = (address.name, address.company, address.line1, address.line2, place, country)
    return tuple(line for line in lines if line.strip())


def plain(text: str) -> str:
    """The text without control characters and marks that turn its direction, on one line."""
    kept = (letter for letter in text if letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cf"))
    return " ".join("".join(kept).split())


def lines_of(text: str) -> tuple[str, ...]:
    return tuple(line for line in map(plain, text.splitlines()) if line)


def paragraphs_of(text: str) -> tuple[str, ...]:
    """Paragraphs as lines joined by a line feed."""
    parts = text.replace("\r\n", "\n").split("\n\n")
    return tuple(found for found in ("\n".join(lines_of(part)) for part in parts) if found)


def back_lines(paper: Paper) -> tuple[str, ...]:
    return lines_of(f"{paper.site}\n{paper.footer}")
