"""Hold a message to the length that its form allows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from memory.enums import Form
from tools.services.drafts import Finding
from tools.services.gate.codes import Code
from tools.services.gate.message import Message, found
from tools.services.messages.forms import TERMS
from tools.services.messages.segments import ALONE, count_segments

THREAD = re.compile(r"^\s*(?:(?:re|fwd?|aw|wg|tr|sv)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_CONNECTING = re.compile(r"\bconnect(?:ing|ion)?\b|\bnetwork\b", re.IGNORECASE)


def limits(message: Message) -> Iterator[Finding]:
    """Subject, words, characters and segments; a reviewer may be longer where no network cuts it off."""
    if not message.body.strip():
        yield found(Code.LENGTH, "hard", "The body is empty.")
    yield from _subject(message)
    terms = TERMS[message.form]
    own = message.own.strip()
    words = len(own.split())
    if terms.words and words > terms.words:
        yield found(Code.BODY_LEN, message.house(), f"The body has {words} words, {terms.words} at most.")
    if terms.characters and len(own) > terms.characters:
        yield _too_long(message, len(own), terms.characters)
    if terms.one_segment:
        yield from _segments(message)


def _subject(message: Message) -> Iterator[Finding]:
    terms = TERMS[message.form]
    line = message.subject.strip()
    if not terms.subject:
        return
    if not line and message.form is not Form.INMAIL:
        # A later mail may be sent into its thread without one of its own.
        severity = "soft" if message.earlier or message.answers or message.form is not Form.EMAIL else "hard"
        yield found(Code.SUBJECT_LEN, severity, "The subject is empty.")
    threaded = bool(message.earlier or message.answers)
    shown = THREAD.sub("", line).strip() if threaded else line
    if len(shown) > terms.subject:
        sentence = f"The subject has {len(shown)} characters, {terms.subject} at most."
        yield found(Code.SUBJECT_LEN, message.house(), sentence, (0, len(message.subject)), "subject")


def _too_long(message: Message, count: int, most: int) -> Finding:
    # LinkedIn cuts or refuses what is longer, whoever wrote it.
    sure = message.sure_of_form or count > 1_000 or bool(_CONNECTING.search(message.own))
    sentence = f"The message has {count} characters, {most} at most."
    return found(Code.LENGTH, "hard" if sure else "soft", sentence)


def _segments(message: Message) -> Iterator[Finding]:
    whole = (
        message.body if message.footer is None else f"{message.body.rstrip()}\n{message.footer}".rstrip("\n")
    )
    counted = count_segments(whole)
    if counted.segments > 1:
        sentence = (
            f"The text takes {counted.segments} SMS segments ({counted.units} of {ALONE[counted.encoding]} "
            f"{counted.encoding.value} units, footer included); one is the limit."
        )
        yield found(Code.SMS_SEGMENTS, message.house(), sentence)
