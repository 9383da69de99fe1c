"""Hash an address so that it can be recognised again without being kept."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, field

from memory.enums import SuppressionKind
from tools.providers.heyreach import profile_key

_NOT_A_DIGIT = re.compile(r"\D+")
HOME_COUNTRY_CODE = "61"
"""A national number without a country code is read as Australian."""


@dataclass(frozen=True)
class Hasher:
    """HMAC-SHA256 under a key of the installation, over the normalised value."""

    key: bytes = field(repr=False)

    def of(self, kind: str, value: str) -> bytes:
        """32 bytes, the same for every spelling of one address; `kind` is a SuppressionKind's value."""
        known = SuppressionKind(kind)
        message = f"{known.value}:{normalised(known, value)}".encode()
        return hmac.digest(self.key, message, "sha256")


def normalised(kind: SuppressionKind, value: str) -> str:
    """The one spelling: lower case, no `www.`, phone numbers as `+` and digits, profiles as `/in/…`."""
    text = value.strip().lower()
    if kind is SuppressionKind.PHONE:
        return _e164(text)
    if kind is SuppressionKind.PROFILE:
        return profile_key(text)
    if kind is SuppressionKind.DOMAIN:
        return text.removeprefix("@").removeprefix("www.").rstrip(".")
    return text


def domain_of(email: str) -> str:
    """What stands behind the @, in lower case; empty where there is none."""
    return email.rpartition("@")[2].strip().lower() if "@" in email else ""


def _e164(text: str) -> str:
    digits = _NOT_A_DIGIT.sub("", text)
    if text.startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    if digits.startswith("0"):
        return f"+{HOME_COUNTRY_CODE}{digits[1:]}"
    return f"+{digits}"
