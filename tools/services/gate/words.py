"""Part texts into words, and see through case, accents and apostrophes."""

from __future__ import annotations

import re
import unicodedata

WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")


def fold(text: str) -> str:
    """Without case, accents and the kind of apostrophe."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))
