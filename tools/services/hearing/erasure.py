"""Hear whether somebody asks for their data to be erased, which is more than being left alone."""

from __future__ import annotations

import re

_DATA = r"(?:data|details|information|info|records?|profile|file|account|everything|anything)"
_GONE = r"(?:delet|eras|destroy|wip|purg|remov|expung|scrub)"
_ASKS = re.compile(
    rf"\b{_GONE}\w*\s+(?:\S+\s+){{0,4}}?{_DATA}\b"
    rf"|\b(?:have|want|request|require|demand|need|get|see)\w*\b[^.!?\n]{{0,60}}\b{_DATA}\b[^.!?\n]{{0,40}}"
    rf"\b(?:deleted|erased|destroyed|wiped|purged|removed)\b"
    r"|\bright\s+(?:to\s+be\s+forgotten|(?:of|to)\s+erasure)\b|\b(?:article|art\.?)\s*17\b|\bAPP\s*11(?:\.2)?\b"
    r"|\b(?:erasure|deletion)\s+(?:request|of\s+(?:my|our|all|any))\b"
    r"|\brequest\w*\s+(?:the\s+)?(?:erasure|deletion)\b"
    r"|\b(?:gdpr|privacy act|ccpa)\b[^.!?\n]{0,60}\b(?:eras|delet|destroy)\w*"
    r"|\b(?:eras|delet|destroy)\w*\b[^.!?\n]{0,60}\b(?:gdpr|privacy act|ccpa)\b"
    r"|\bforget\s+(?:about\s+)?(?:me|us)\b",
    re.IGNORECASE,
)
_IDLE = re.compile(
    r"\b(?:did|have|has|was|were|i|we)\s+(?:\w+\s+)?(?:accidentally|already|just)\s+(?:delet|eras|remov)\w*"
    r"|\bwe\s+(?:delete|erase|destroy|remove|wipe)\b|\bdo\s+you\s+(?:delete|erase|destroy|remove|wipe)\b",
    re.IGNORECASE,
)
"""What people say of themselves, or ask about a service."""


def asks_to_be_erased(text: str) -> bool:
    """Whether the words ask for the erasure of what is kept about their writer (GDPR art 17, APP 11.2)."""
    return any(
        _ASKS.search(sentence) is not None and _IDLE.search(sentence) is None
        for sentence in re.split(r"(?<=[.!?])\s+|\n+", text)
    )
