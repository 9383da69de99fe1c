"""Know the words that end or begin messages, and what a vendor's block means."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta

from tools.services.law.book import law

LONGEST = 200
"""Characters of a message that are looked at: no word is longer."""
PERHAPS_START = "YES"
"""Resumes texts after a STOP; of somebody who never stopped them it is an answer."""


def _plain(text: str) -> str:
    """The message in capitals, without accents, punctuation, emoji and spaces that mean nothing."""
    folded = unicodedata.normalize("NFKD", text[:LONGEST]).upper()
    kept = (letter for letter in folded if letter.isalnum() or letter.isspace())
    return " ".join("".join(kept).split())


STOP_WORDS = frozenset(_plain(word) for word in law("SMS-1").texts("words"))
START_WORDS = frozenset(_plain(word) for word in law("SMS-3").texts("words"))
REVOCATIONS = frozenset(_plain(word) for word in law("US-TCPA-3").texts("words"))


def is_stop(text: str) -> bool:
    """Whether the whole message is a word that ends everything; "please stop by on Monday" is not."""
    return _plain(text) in STOP_WORDS | REVOCATIONS


def is_start(text: str, *, stopped: bool) -> bool:
    """Whether the whole message asks to begin again; it is noted and lifts no opt-out."""
    said = _plain(text)
    return said in START_WORDS and (stopped or said != PERHAPS_START)


def is_block(code: str | int) -> bool:
    """Whether Twilio refuses the number because its holder said STOP: suppress it, never try again."""
    return str(code) == law("SMS-2").text("twilio")


def may_confirm(revoked_at: datetime, at: datetime, *, confirmations: int) -> bool:
    """Whether one confirmation may still follow a revocation (47 CFR 64.1200(a)(12))."""
    entry = law("US-TCPA-3")
    soon = timedelta(0) <= at - revoked_at <= timedelta(minutes=entry.number("confirm_within_minutes"))
    return soon and confirmations < entry.number("confirmations")
