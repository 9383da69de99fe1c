"""Read addresses, numbers and sites as people write them into lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

_ADDRESS_IN_BRACKETS = re.compile(r"^[^<>]*<([^<>]+)>$")
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z")
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)\Z")
_SPELT_DIFFERENTLY_BY_REGISTRIES = frozenset("ßς\u200c\u200d")
_SEVERAL = re.compile(r"\S+@\S+[,;\s]+\S+@\S+")
_LOOKS_LIKE_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]{2,}")
_PHONE_SIGNS = re.compile(r"[\d\s()./\-\u2010-\u2015+]+\Z")
_EXTENSION = re.compile(r"\s*(?:ext\.?|extn\.?|x|#)\s*\d{1,6}\s*$", re.IGNORECASE)
_COUNTRY_CODES = {
    "": "61",
    "australia": "61",
    "au": "61",
    "aus": "61",
    "new zealand": "64",
    "nz": "64",
    "united kingdom": "44",
    "uk": "44",
    "gb": "44",
    "united states": "1",
    "usa": "1",
    "us": "1",
}
FREE_MAIL = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "outlook.com.au",
        "hotmail.com",
        "hotmail.com.au",
        "live.com",
        "live.com.au",
        "msn.com",
        "yahoo.com",
        "yahoo.com.au",
        "ymail.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "proton.me",
        "protonmail.com",
        "gmx.com",
        "gmx.de",
        "web.de",
        "bigpond.com",
        "bigpond.net.au",
        "optusnet.com.au",
        "iinet.net.au",
        "tpg.com.au",
        "internode.on.net",
        "fastmail.com",
        "xtra.co.nz",
        "mail.com",
        "zoho.com",
    ]
)
"""Domains where a mailbox says nothing about the company."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """Not an address that a mail could be sent to; the sentence says why."""

    sentence: str


def looks_like_email(text: str) -> bool:
    """Whether an address stands anywhere in the text."""
    return _LOOKS_LIKE_EMAIL.search(text) is not None


def email_address(text: str) -> str | Malformed:
    """The address in lower case (an international domain in its ASCII form), judged by syntax alone."""
    written = text.strip().strip("'\"").strip()
    bracketed = _ADDRESS_IN_BRACKETS.match(written)
    written = (bracketed[1] if bracketed else written).strip().removeprefix("mailto:").strip(" .;,").lower()
    if _SEVERAL.search(written):
        return Malformed("The cell holds more than one address: keep one.")
    local, at, domain = written.rpartition("@")
    if not at or not local or not domain:
        return Malformed("The address has no name before or no domain after an @.")
    if not local.isascii():
        return Malformed("The name before the @ has letters that mail services do not deliver to.")
    if len(local) > 64 or not _LOCAL.match(local):
        return Malformed("The name before the @ is not written as mail addresses are.")
    ascii_domain = _ascii_domain(domain)
    if ascii_domain is None or len(local) + 1 + len(ascii_domain) > 254:
        return Malformed("The domain after the @ is not written as domains are.")
    return f"{local}@{ascii_domain}"


@lru_cache(maxsize=16_384)
def web_domain(text: str) -> str | None:
    """The bare domain of a site's address, without `www.`; None where there is none."""
    written = text.strip().lower()
    try:
        host = urlsplit(written if "://" in written else f"https://{written}").hostname
    except ValueError:
        return None
    return _ascii_domain(host.removeprefix("www.").rstrip(".")) if host else None


def company_domain(email: str) -> str | None:
    """The domain of a work address; None where anybody may have a mailbox."""
    domain = email.rpartition("@")[2]
    return None if domain in FREE_MAIL else domain


def linkedin_url(text: str) -> str | None:
    """A person's LinkedIn address as `https://www.linkedin.com/in/NAME`; None for anything else."""
    written = text.strip()
    parts = (
        urlsplit(written if "://" in written else f"https://{written}")
        if "linkedin.com/" in written
        else None
    )
    if parts is None or not re.fullmatch(r"([a-z]{2,3}\.)?linkedin\.com", (parts.hostname or "")):
        return None
    steps = [step for step in parts.path.split("/") if step]
    return (
        f"https://www.linkedin.com/in/{steps[1]}" if len(steps) >= 2 and steps[0] in ("in", "pub") else None
    )


def phone_number(text: str, country: str | None) -> str | None:
    """The number as `+` and digits (E.164); a national one is read in its country, Australia without one."""
    written = _EXTENSION.sub("", text.strip().strip("'")).replace("(0)", "").strip()
    if not _PHONE_SIGNS.match(written) or written.rfind("+") > 0:
        return None
    digits = re.sub(r"\D", "", written)
    if written.startswith("+"):
        return _of_length(digits)
    if digits.startswith("0011"):
        # Australia's own way out; no country's code begins with 11.
        return _of_length(digits[4:])
    if digits.startswith("00"):
        return _of_length(digits[2:])
    code = _COUNTRY_CODES.get((country or "").strip().lower())
    return _national(digits, code) if code else None


def _national(digits: str, code: str) -> str | None:
    if digits.startswith("0"):
        return _of_length(code + digits[1:])
    if digits.startswith(code) and len(digits) >= 10 and code != "1":
        return _of_length(digits)
    if code == "61" and len(digits) == 9 and digits[0] in "234578":
        # A spreadsheet that took the number for a number has dropped the leading zero.
        return f"+61{digits}"
    if code == "1" and len(digits) in (10, 11):
        return f"+1{digits[-10:]}"
    return None


def _of_length(digits: str) -> str | None:
    return f"+{digits}" if 8 <= len(digits) <= 15 and not digits.startswith("0") else None


@lru_cache(maxsize=16_384)
def _ascii_domain(domain: str) -> str | None:
    if _SPELT_DIFFERENTLY_BY_REGISTRIES.intersection(domain):
        return None
    try:
        written = domain if domain.isascii() else domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    labels = written.split(".")
    named = len(labels) >= 2 and len(written) <= 253 and all(_LABEL.match(label) for label in labels)
    return written if named and len(labels[-1]) >= 2 and not labels[-1].isdigit() else None
