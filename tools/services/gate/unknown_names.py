"""Remark every name that nothing knows and that no stricter question has taken up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tools.services.drafts import Finding
from tools.services.gate.acquaintance import HEDGED
from tools.services.gate.codes import WIDER, Code
from tools.services.gate.message import Message, found
from tools.services.gate.namings import Named, Naming, is_firm, namings
from tools.services.gate.stems import meanings

_AS = {
    Named.PERSON: (Code.ENTITY_LEAK, "Nothing that is known names {}."),
    Named.PLACE: (Code.WRONG_CITY, "No fact places the lead in {}."),
    Named.COMPANY: (Code.WRONG_COMPANY, "No fact names {}, and the lead is elsewhere."),
    Named.SENDER: (Code.ENTITY_LEAK, "It speaks for {}, which is not the sender."),
    Named.CUSTOMER: (Code.UNSUPPORTED_CLAIM, "No fact names {} as a customer."),
    Named.ANYTHING: (Code.ENTITY_LEAK, "Nothing that is known names {}."),
}


def unknown_names(message: Message, before: Sequence[Finding]) -> Iterator[Finding]:
    """Each with what it seems to be one of; hard where lead or sender are taken for another firm."""
    if message.by_human:
        return
    for naming in namings(message, message.subject):
        if is_firm(naming.name) and not any(one.where == "subject" for one in before):
            code, told = _AS[naming.of]
            yield found(code, "soft", told.format(naming.name), (naming.start, naming.end), "subject")
    for sentence in message.sentences:
        for naming in namings(message, sentence.text, sentence.start):
            code, told = _AS[naming.of]
            sure = naming.of is Named.SENDER or _is_taken_for(message, naming, sentence.text)
            if any(
                code in (Code(one.code), WIDER.get(Code(one.code))) and _meets(one, naming)
                for one in before
                if one.where == "body" and (not sure or one.severity == "hard")
            ):
                continue
            span = (naming.start, naming.end)
            yield found(code, "hard" if sure else "soft", told.format(naming.name), span)


def _is_taken_for(message: Message, naming: Naming, text: str) -> bool:
    """Whether a firm stands where the lead's would: with what is known of them, and without us."""
    if naming.of is not Named.COMPANY or not message.lead.company or not is_firm(naming.name):
        return False
    if re.search(r"\b(?:we|our|ours|us)\b", text, re.IGNORECASE) or HEDGED.search(text):
        return False
    said = meanings(text.replace(naming.name, " "))
    about = frozenset(word for fact in message.lead.facts for word in meanings(fact))
    return bool(said & about) or re.search(r"\byour?\b", text, re.IGNORECASE) is not None


def _meets(one: Finding, naming: Naming) -> bool:
    return one.start is not None and one.end is not None and one.start < naming.end and naming.start < one.end
