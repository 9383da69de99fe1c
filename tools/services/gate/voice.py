"""Ask of a voice script whether it can be said and heard."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator

from memory.enums import Form
from tools.services.drafts import Finding
from tools.services.gate.codes import Code
from tools.services.gate.message import Message, Severity, found
from tools.services.gate.words import WORD

MOST_WORDS = 32
"""What one breath carries."""
_SAID: tuple[tuple[re.Pattern[str], Severity, str], ...] = (
    (re.compile(r"https?:\S+|\bwww\.\S+|\b[\w-]+\.(?:com|net|org|io|co|ai|app|example|au)(?:\.[a-z]{2})?(?:/\S*)?\b", re.IGNORECASE), "hard", "A link cannot be said"),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+"), "hard", "A mail address cannot be said"),
    (re.compile("[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]|[:;]-?[)(D](?=\\s|$)|<3"), "hard", "A picture sign cannot be said"),
    (re.compile(r"^\s*(?:[-*•·▪>]|\d+[.)])\s+\S|\*\*|__|`|^#{1,6}\s|\|.*\||~~|={2,}|-{3,}|_{2,}|\*\S[^*\n]*\*", re.MULTILINE), "hard", "Marks of a page cannot be said"),
    (re.compile(r"<[^<>\n]{1,40}>|\{[^{}\n]{1,60}\}|\[[^\[\]\n]{1,60}\]"), "hard", "Brackets are stage directions, and would be read out"),
    (re.compile(r"\((?:pause|smile|laugh|wait|if|beat|slow|softly|warm|cheer|listen|note|see|e\.g|i\.e|insert|tone|then|or|\w+ing\b)[^()\n]{0,60}\)|\*(?:pause|smile)s?\*", re.IGNORECASE), "hard", "Stage directions would be read out"),
    (re.compile(r"\bclick|\battached|\bsee (?:below|above|attached)|\b(?:link|button) below|\bscroll\b|\bunsubscribe\b|\bas (?:shown|listed) (?:above|below)|\bin bold\b|\bcopy and paste\b|\breply to this (?:e-?mail|message|text)|\b(?:see|view|open) the (?:attachment|PDF|link|image|table|chart)\b|\bthis (?:e-?mail|text message|letter)\b", re.IGNORECASE), "soft", "Nobody can click, scroll or look on the telephone"),
    (re.compile(r"[/\\#@^~=+<>|•→…]{1}|(?<!\w)&(?!\w)|\w&\w|\bw/|\b(?:e\.g|i\.e|etc|approx|mgmt|mgr|dept|govt|pls|thx|asap|fyi|eod|eow|btw|tbh|wrt|ie|eg|incl|excl|vs|yrs?|hrs?|mins?|wks?|mths?|qty|avg|max|info)\b\.?(?<!info)|½|¼|±|≥|≤|≈|×|°|№|™|®|©", re.IGNORECASE), "soft", "A sign or short form is hard to say"),
    (re.compile(r"\([^()\n]{1,120}\)"), "soft", "Brackets cannot be heard"),
    (re.compile(r"\b[A-Z]{2,}(?:/[A-Z]{2,})+\b|\b(?:[A-Z]{2,6}[ ,]+){2,}[A-Z]{2,6}\b|\b(?!(?:COVID|NASA)\b)[B-DF-HJ-NP-TV-Z]{5,}\b"), "soft", "A row of abbreviations is hard to say"),
    (re.compile(r"(?<![\d,.])\d{5,}(?![\d,.])|\d+\.\d{3,}|\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d\d-\d\d|\b[\dA-F]{8}-[\dA-F]{4}|\b(?:\d{1,2}:){2}\d\d|\b(?:[A-Z]+\d+){2,}[A-Z\d]*\b|\b\d{1,2}:\d\d[–-]\d{1,2}:\d\d|\$\d[\d,]*\.\d\d|\$\d{1,3}(?:,\d{3}){2,}"), "soft", "A figure is hard to say"),
)  # fmt: skip


def voice(message: Message) -> Iterator[Finding]:
    """What cannot be spoken, and sentences that are longer than a breath."""
    if message.form is not Form.VOICE_SCRIPT:
        return
    names = f"{message.lead.company} {message.brand.company} {message.lead.title}"
    taken: list[tuple[int, int]] = []
    for pattern, severity, why in _SAID:
        for match in pattern.finditer(message.body):
            if (
                any(start < match.end() and match.start() < end for start, end in taken)
                or match[0].strip() in names
            ):
                continue
            taken.append(match.span())
            yield found(Code.VOICE_UNSPEAKABLE, severity, f"{why}: {match[0].strip()[:40]}.", match.span())
    for sentence in message.sentences:
        count = len(WORD.findall(sentence.text))
        if count > MOST_WORDS:
            span = (sentence.start, sentence.start + len(sentence.text))
            severity = "hard" if count > MOST_WORDS * 1.4 else "soft"
            yield found(
                Code.VOICE_UNSPEAKABLE,
                severity,
                f"A sentence of {count} words cannot be said in one breath.",
                span,
            )
