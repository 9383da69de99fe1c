"""Remark every name that nothing knows and that no stricter question has taken up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tools.services.drafts import Finding
from tools.services.gate.codes import WIDER, Code
from tools.services.gate.message import Message, found
from tools.services.gate.namings import Named, Naming, namings

_AS = {
    Named.PERSON: (Code.ENTITY_LEAK, "Nothing that is known names {}."),
    Named.PLACE: (Code.WRONG_CITY, "No fact places the lead in {}."),
    Named.COMPANY: (Code.WRONG_COMPANY, "No fact names {}, and the lead is elsewhere."),
    Named.SENDER: (Code.ENTITY_LEAK, "It speaks for {}, which is not the sender."),
    Named.CUSTOMER: (Code.UNSUPPORTED_CLAIM, "No fact names {} as a customer."),
    Named.ANYTHING: (Code.ENTITY_LEAK, "Nothing that is known names {}."),
}
_NAMES = frozenset(
    (Code.ENTITY_LEAK, Code.WRONG_CITY, Code.WRONG_COMPANY, Code.WRONG_NAME, Code.UNSUPPORTED_CLAIM)
)


def unknown_names(message: Message, before: Sequence[Finding]) -> Iterator[Finding]:
    """Each such name with what it seems to be one of; hard where the message speaks for another sender."""
    if message.by_human:
        return
    for naming in _all(message):
        code, sentence = _AS[naming.of]
        if any(
            code in (Code(one.code), WIDER.get(Code(one.code)))
            and one.where == "body"
            and (naming.of is not Named.SENDER or one.severity == "hard")
            and _meets(one, naming)
            for one in before
            if one.code in _NAMES
        ):
            continue
        severity = "hard" if naming.of is Named.SENDER else "soft"
        yield found(code, severity, sentence.format(naming.name), (naming.start, naming.end))


def _all(message: Message) -> Iterator[Naming]:
    for sentence in message.sentences:
        yield from namings(message, sentence.text, sentence.start)


def _meets(one: Finding, naming: Naming) -> bool:
    return one.start is not None and one.end is not None and one.start < naming.end and naming.start < one.end
