"""Find contact details that are somebody else's: numbers to call, streets, homepages, names under the message."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator

from tools.services.drafts import Finding
from tools.services.gate.codes import Code
from tools.services.gate.links import foreign_links
from tools.services.gate.message import Message, found, sentences_of
from tools.services.gate.namings import Named, is_firm, namings
from tools.services.gate.words import fold

_PHONE = re.compile(
    r"(?<![\w/.$£€-])(?:\+\d{1,3}[ -]?)?(?:\(0?\d{1,4}\)[ -]?)?\d{2,5}(?:[ -]\d{2,4}){1,4}(?![\w-]|[.,]\d)|(?<![\w/.$£€-])(?:\+\d{9,13}|0\d{9,10})(?!\w)"
)
_CALLED = re.compile(
    r"(?:\b(?:call|ring|phone|tel|telephone|mobile|mob|text|fax|dial|reach|number|line|office|ph)\b|[☎📞])[^\n]{0,24}$|(?:^|\n|\|)\s*[TPMF][:.]?\s*$",
    re.IGNORECASE,
)
LEAST_DIGITS = 8
"""Of a number that is called rather than counted; one that a message says is called may be shorter."""
_STREET = re.compile(
    r"\b(?:\d{1,4}[A-Za-z]?/)?\d{1,5}[A-Za-z]?(?:[-–]\d{1,5})?[ \t]+(?:[A-Z][\w'’]+[ \t]+){1,3}(?:St|Street|Rd|Road|Ave|Avenue|Tce|Terrace|Ln|Lane|Dr|Drive|Pde|Parade|Hwy|Highway|Blvd|Boulevard|Cres|Crescent|Ct|Court|Pl|Place|Sq|Square|Way|Quay|Close|Esplanade|Wharf|Row|Mews)\b"
)


def elsewhere(message: Message) -> Iterator[Finding]:
    """Each detail that neither side's cards nor facts have; a remark, for a sender may have more than we know."""
    known = "\n".join(message.known)
    digits = re.sub(r"\D", "", known)
    for match in _PHONE.finditer(message.text):
        said = re.sub(r"\D", "", match[0])
        called = _CALLED.search(message.text[: match.start()])
        if len(said) < (6 if called else LEAST_DIGITS) or said[-6:] in digits or _is_year_range(match[0]):
            continue
        yield _found(f"Nothing that is known has the number {match[0].strip()}.", match.span())
    for match in _STREET.finditer(message.text):
        if fold(match[0]) not in fold(known) and not _same_street(match[0], known):
            yield _found(f"{match[0]} is nobody's address that is known.", match.span())
    for link in foreign_links(message):
        yield _found(f"{link.url} is somebody else's page.", link.span)
    yield from _under(message)


def _under(message: Message) -> Iterator[Finding]:
    """Firms and people in the lines of identity that are not the sender's."""
    begins = len(message.own)
    for sentence in sentences_of(message.text[begins:]):
        for naming in namings(message, sentence.text, begins + sentence.start):
            if is_firm(naming.name) or naming.of is Named.PERSON:
                yield _found(f"It is signed with {naming.name}.", (naming.start, naming.end))


def _same_street(said: str, known: str) -> bool:
    """Whether a street is known by another spelling of its last word: 12 King Street for 12 King St."""
    return fold(" ".join(said.split()[:-1])) in fold(known)


def _is_year_range(text: str) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d[ -](?:(?:19|20)\d\d|\d\d)", text.strip()) is not None


def _found(sentence: str, span: tuple[int, int]) -> Finding:
    return found(Code.ENTITY_LEAK, "soft", sentence, span)
