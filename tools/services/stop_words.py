"""Know the words that end or resume texts, exactly and before any model is asked (rules SMS-1 and SMS-3)."""

from __future__ import annotations

import unicodedata

STOP = frozenset(
    {
        *("STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"),
        *("ARRET", "ARRÊT", "REMOVE", "TD"),
        *("STOP ALL", "OPT OUT"),
    }
)
"""Twilio's list, what AWS adds, and what Telnyx and the FCC add; `OPT-OUT` is OPTOUT without its hyphen."""
START = frozenset({"START", "UNSTOP"})
PERHAPS_START = "YES"
"""Resumes texts after a STOP; of somebody who never stopped them it is an answer."""


def is_stop(text: str) -> bool:
    """Whether the whole message is one of the words; "please stop by on Monday" is not."""
    return plain(text) in STOP


def is_start(text: str, *, stopped: bool) -> bool:
    """Whether the whole message asks for texts again; an opt-out stays in force all the same."""
    said = plain(text)
    return said in START or (stopped and said == PERHAPS_START)


def plain(text: str) -> str:
    """The message in capitals, without punctuation, emoji and spaces that mean nothing."""
    folded = unicodedata.normalize("NFKC", text[:200]).upper()
    kept = (letter for letter in folded if letter.isalnum() or letter.isspace())
    return " ".join("".join(kept).split())
