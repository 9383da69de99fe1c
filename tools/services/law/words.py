"""Know the words that end or begin messages, and what a vendor's block means."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta

from tools.services.law.book import law

_NOT_A_LETTER = re.compile(r"[^A-Z0-9 ]+")


def _plain(text: str) -> str:
    """Upper case without accents, punctuation or emoji; `opt-out` and `opt out` are one."""
    bare = "".join(
        sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign)
    ).upper()
    return " ".join(_NOT_A_LETTER.sub(" ", bare).split())


STOP_WORDS = frozenset(_plain(word) for word in law("SMS-1").texts("words"))
START_WORDS = frozenset(_plain(word) for word in law("SMS-3").texts("words"))
REVOCATIONS = frozenset(_plain(word) for word in law("US-TCPA-3").texts("words"))


def is_stop(text: str) -> bool:
    """Whether the whole message is a word that ends everything."""
    return _plain(text) in STOP_WORDS | REVOCATIONS


def is_start(text: str) -> bool:
    """Whether the whole message asks to begin again; it is noted and lifts no opt-out."""
    return _plain(text) in START_WORDS


def is_block(code: str | int) -> bool:
    """Whether Twilio refuses the number because its holder said STOP: suppress it, never try again."""
    return str(code) == law("SMS-2").text("twilio")


def may_confirm(revoked_at: datetime, at: datetime, *, confirmations: int) -> bool:
    """Whether one confirmation may still follow a revocation (47 CFR 64.1200(a)(12))."""
    entry = law("US-TCPA-3")
    soon = timedelta(0) <= at - revoked_at <= timedelta(minutes=entry.number("confirm_within_minutes"))
    return soon and confirmations < entry.number("confirmations")
