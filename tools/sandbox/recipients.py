"""Tell that two spellings of a mail address, a phone or a page on LinkedIn are one."""

from __future__ import annotations

import re
from email.utils import parseaddr


def key_of(recipient: str) -> str:
    """One key for all spellings: of a phone, the nine digits that a country and a trunk prefix precede."""
    if re.fullmatch(r"\+?[\d\s()-]{6,}", recipient.strip()):
        return re.sub(r"\D", "", recipient)[-9:]
    if "@" in recipient and "/" not in recipient:
        return parseaddr(recipient)[1].lower() or recipient.strip().lower()
    return page_of(recipient)


def page_of(url: str) -> str:
    """One spelling of a web address: without scheme, `www.` and trailing slash, in lower case."""
    return re.sub(r"^https?://(www\.)?", "", url.strip().lower()).rstrip("/")
