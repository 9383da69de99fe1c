"""Remark what is stated of either side in words that no fact has."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tools.services.drafts import Finding
from tools.services.gate.acquaintance import HEDGED
from tools.services.gate.bearing import bears_out, known_of
from tools.services.gate.codes import Code
from tools.services.gate.figures import figures_of
from tools.services.gate.message import Message, found
from tools.services.gate.stems import meanings, same
from tools.services.gate.words import fold

LEAST_UNKNOWN, MOST_KNOWN = 2, 0.4
"""Words that no fact has, and the share of those that one has, from which a statement is remarked."""
_OF_US = re.compile(
    r"(?:^|[,;:—–]\s|\b(?:and|but|so|because|as|that)\s)(?:we|our (?:own )?\w+(?: \w+)?|all of us|everyone here)\s(?!['’]|(?:can|could|would|will|may|might|must|shall|should|hope|wonder|think|thought|guess|suspect|imagine|believe|write|wrote|ask|know|promise|want|look forward|understand|gather|like|love|appreciate|see|saw|noticed|read|am sure|am not|do not|don['’]t|happy|won['’]t|have (?:a|an|one|two|no) (?:idea|question|thought|suggestion|favour)\w*)\b)|\bwe['’](?:re|ve)\b|\bwe (?:will|guarantee|promise)\b",
    re.IGNORECASE,
)
_OF_YOU = re.compile(
    r"(?:^|[,;:—–]\s|\b(?:and|but|so|because|as|that|since)\s)(?:you (?:have|had|are|were|lost|won|run|ran|use|used|spend|spent|pay|paid|miss|missed|need|still|already|just|recently|turned|\w+ed)\b|you['’](?:re|ve)\b(?! (?:welcome|free|busy|happy|not|the (?:right|best|person)|right|ever|got a))|your (?:\w+ ){1,3}(?:is|are|was|were|has|have|had|turned|\w+ed|loads?|takes?|runs?|needs?|costs?|looks?|shows?)\b)",
    re.IGNORECASE,
)
_LIGHT = frozenset(
    same(word)
    for word in "write writing ask asking reach short quick brief call calling talk talking chat chatting meet meeting look looking help helping send sending show showing reply question minute minutes happy worth useful word words line lines hear listen read note message email letter coffee phone ring visit time times hour hours morning afternoon week month year today tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december good better best well easy simple small big little less right wrong sure able like rather quite really much many most least lot bit part point kind sort side end start place places case idea matter mean means mind thing need needs keep give given come coming comes leave leaves let turn turns stay use used using tell told put want wanted wants try tried plan plans chance money number numbers name names back instead enough every anything nothing everything something someone anyone nobody others another both either each same different next rest whole half full free great nice thank thanks sorry please welcome glad keen interested interest fit suit suits afford honest honestly fair true real reason reasons actual actually always never often usually sometimes soon later early late already yet still again once ever away together apart along ahead behind inside outside near far long longer shorter deal deals done made make makes work works working fine clear plain straight forward trust trusted careful carefully quiet proper properly exact exactly local person people hand hands day days night nights".split()
)
"""Words of talk, time, size and manner, of which no fact need speak."""


def ungrounded(message: Message, before: Sequence[Finding]) -> Iterator[Finding]:
    """Statements of us or of them that share next to nothing with any fact and that no other question has taken up."""
    if message.by_human or not (message.brand.facts or message.lead.facts):
        return
    names = frozenset(
        same(word)
        for word in re.findall(
            r"\w+",
            fold(
                f"{message.lead.full_name} {message.lead.company} {message.brand.sender} {message.brand.company} {message.brand.name}"
            ),
        )
    )
    known = known_of(message)
    for sentence in message.sentences:
        if _is_free(sentence.text) or not _states(message, sentence.text):
            continue
        words = meanings(sentence.text) - _LIGHT - names
        unknown = words - message.known_meanings
        if len(unknown) < LEAST_UNKNOWN or len(words - unknown) > MOST_KNOWN * len(words):
            continue
        start, end = sentence.start, sentence.start + len(sentence.text)
        if any(one.start is not None and one.where == "body" and start <= one.start < end for one in before):
            continue
        if any(bears_out(known, figure, sentence.text) for figure in figures_of(sentence.text)):
            continue
        yield found(Code.UNSUPPORTED_CLAIM, "soft", "No fact speaks of this.", (start, end))


def _is_free(text: str) -> bool:
    """Questions, guesses, conditions and offers state nothing."""
    return text.rstrip('"”’)').endswith("?") or HEDGED.search(text) is not None


def _states(message: Message, text: str) -> bool:
    if _OF_US.search(text) or _OF_YOU.search(text):
        return True
    names = (message.brand.name or message.brand.company, message.lead.company)
    return any(name and fold(text).startswith(fold(name.split()[0])) for name in names)
