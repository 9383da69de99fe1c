"""Hold what the message says of the lead, of us and of our acquaintance against the facts."""

from __future__ import annotations

from collections.abc import Iterator

from tools.services.drafts import Finding
from tools.services.gate.about_lead import about_lead
from tools.services.gate.about_us import about_us
from tools.services.gate.acquaintance import acquaintance
from tools.services.gate.codes import Code
from tools.services.gate.message import Message, Sentence, Severity, found


def claims(message: Message) -> Iterator[Finding]:
    """Each sentence that claims what no fact bears out."""
    for sentence in (Sentence(message.subject, -1), *message.sentences):
        if not sentence.text.strip():
            continue
        taken: list[tuple[int, int]] = []
        for severity, why, (start, end) in _unsupported(message, sentence.text):
            if any(a < end and start < b for a, b in taken):
                continue
            taken.append((start, end))
            lowered = "soft" if message.by_human else severity
            said = sentence.text[start:end].strip()
            in_subject = sentence.start < 0
            base = 0 if in_subject else sentence.start
            yield found(
                Code.UNSUPPORTED_CLAIM,
                lowered,
                f"{why}: “{said}”.",
                (base + start, base + end),
                "subject" if in_subject else "body",
            )


def _unsupported(message: Message, text: str) -> Iterator[tuple[Severity, str, tuple[int, int]]]:
    yield from acquaintance(message, text)
    yield from about_lead(message, text)
    yield from about_us(message, text)
