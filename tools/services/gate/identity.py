"""Ask of every message who sends it and how to be left alone."""

# ruff: noqa: E501  a list of words is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator

from memory.enums import Form
from tools.services.drafts import Finding
from tools.services.gate.codes import Code
from tools.services.gate.message import Message, Severity, found, sentences_of
from tools.services.gate.ways_out import WAY_OUT
from tools.services.gate.words import fold

_WISHES = re.compile(
    r"\b(?:rather|prefer|not|don['’]?t|no|enough|wrong|done|never|silence|quiet|less|fewer|stop|unwanted)\b",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"\b(?:reply|tell|say|let (?:me|us) know|write|answer|text|click|press|hit|use|here|email|mail|list|word)\b",
    re.IGNORECASE,
)
"""A wish not to hear and a way to say so, in words that nobody foresaw."""
_SHORTENED: dict[str, str] = {
    pair.partition(":")[0]: pair.partition(":")[2]
    for pair in "street:st road:rd avenue:ave terrace:tce crescent:cres drive:dr place:pl court:ct highway:hwy parade:pde boulevard:blvd square:sq lane:ln level:l floor:fl suite:ste unit:u saint:st mount:mt building:bldg north:n south:s east:e west:w".split()
}


def identity(message: Message) -> Iterator[Finding]:
    """Nothing where the message says both; LinkedIn shows the sender and has its own way out."""
    if message.form in (Form.CONNECTION_REQUEST, Form.LINKEDIN_MESSAGE, Form.INMAIL):
        return
    whole = f"{message.text}\n{message.footer or ''}"
    named, placed = _is_named(message, whole), _is_placed(message, whole)
    leaves = bool(WAY_OUT.search(re.sub(r"\s+", " ", whole)))
    # A body that has neither place nor way out gets both from code, below it.
    bare = (
        message.footer is None
        and message.form is Form.EMAIL
        and not leaves
        and not (placed and message.brand.address)
    )
    severity: Severity = "soft" if bare else "hard"
    hinted = any(_WISHES.search(one.text) and _ANSWERS.search(one.text) for one in sentences_of(message.text))
    if not leaves and message.form in (Form.EMAIL, Form.SMS):
        yield found(Code.NO_OPTOUT, "soft" if hinted else severity, "Nothing says how to be left alone.")
    elif not leaves and message.footer is not None:
        yield found(Code.NO_OPTOUT, "hard", "The footer does not say how to be left alone.")
    if not named:
        yield found(
            Code.NO_SENDER_ID,
            severity,
            f"Nothing says that {message.brand.company or message.brand.sender or 'the brand'} sends this.",
        )
    elif not placed and message.form is Form.EMAIL and message.brand.address:
        yield found(Code.NO_SENDER_ID, severity, "The sender's postal address is missing.")


def _is_named(message: Message, whole: str) -> bool:
    brand, said = message.brand, fold(re.sub(r"\s+", " ", whole))
    names = [name for name in (brand.company, brand.name) if name]
    if not names:
        return not brand.sender or fold(brand.sender) in said
    short = [
        re.sub(
            r"(?i)[,\s]+(?:pty|ltd|limited|inc|llc|plc|group|co|company|the trustee.*)\.?(?=\s|$)", "", name
        ).strip()
        for name in names
    ]
    if any(_stands(fold(name), said) for name in (*names, *short) if name):
        return True
    # People say "Harbour" for Harbour Reminders Pty Ltd.
    first = [name.split()[0] for name in short if name.split()]
    shown = re.sub(r"\S*(?:https?:|www\.|@)\S*", " ", whole)
    if any(
        len(word) > 3
        and word.casefold() not in ("the", "australian", "sydney", "melbourne")
        # "We laminate menus" names no Laminate Yard.
        and re.search(rf"(?<!\w)(?=[^a-z]|{re.escape(word[0])})(?i:{re.escape(word)})(?!\w)", shown)
        for word in first
    ):
        return True
    initials = ["".join(word[0] for word in name.split()) for name in short if len(name.split()) > 2]
    return any(re.search(rf"\b{re.escape(i)}\b", whole) for i in initials)


def _stands(name: str, said: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said) is not None


def _is_placed(message: Message, whole: str) -> bool:
    address = message.brand.address
    if not address:
        return True
    words = [word for word in _short(address) if len(word) > 1 or word.isdigit()]
    said = set(_short(whole))
    return sum(word in said for word in words) >= 0.6 * len(words)


def _short(text: str) -> list[str]:
    """The words of an address as envelopes have them."""
    words: list[str] = re.findall(r"\w+", fold(text))
    return [_SHORTENED.get(word, word) for word in words]
