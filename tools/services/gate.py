"""Look at a draft before anybody else does, and say what must not leave."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from memory.enums import Author
from memory.records import Draft
from tools.services.drafts import DraftMaterial, Finding

SUBJECT_CHARACTERS = 50
BODY_WORDS = 150
_PLACEHOLDER = re.compile(
    r"\{\{[^}]*\}\}|\{%[^%]*%\}|\{[A-Za-z_ .]+\}|\[[A-Za-z][A-Za-z _/'-]{1,40}\]|<[A-Z][A-Za-z _]{1,40}>"
    r"|\bXX+\b|%[A-Z_]{3,}%"
)
_LINK = re.compile(r"https?://[^\s<>()\"']+|\bwww\.[^\s<>()\"']+", re.IGNORECASE)
_GREETING = re.compile(
    r"^\s*(?:hi|hello|dear|hey|g'day|good (?:morning|afternoon))\s+([^\s,!.:–-]+)", re.IGNORECASE
)
_GENERAL_GREETING = frozenset({"there", "team", "all", "everyone", "folks"})
_FAKE_THREAD = re.compile(r"^\s*(?:re|fwd?|aw)\s*:", re.IGNORECASE)


def inspect(draft: Draft, material: DraftMaterial) -> list[Finding]:
    """What is wrong with the draft, hard findings first; an empty list lets it pass."""
    found = [
        *_placeholders(draft),
        *_limits(draft),
        *_greeting(draft, material),
        *_identity(draft),
        *_forbidden_words(draft, material),
        *_thread(draft, material),
        *_links(draft, material),
    ]
    return sorted(found, key=lambda finding: finding.severity)


def hard(findings: list[Finding]) -> list[Finding]:
    """Those that must not leave."""
    return [finding for finding in findings if finding.severity == "hard"]


def _placeholders(draft: Draft) -> Iterator[Finding]:
    for where, text in (("subject", draft.subject), ("body", draft.body)):
        for match in _PLACEHOLDER.finditer(text):
            sentence = f"The {where} has an unfilled placeholder: {match[0]}."
            yield _finding("placeholder", "hard", sentence, match if where == "body" else None)


def _limits(draft: Draft) -> Iterator[Finding]:
    if not draft.body.strip():
        yield _finding("empty", "hard", "The body is empty.")
    if not draft.subject.strip():
        yield _finding("no_subject", "hard", "The subject is empty.")
    # A reviewer's own words may be longer than the house's style; a machine's may not.
    severity = "soft" if draft.author is Author.HUMAN else "hard"
    subject = _FAKE_THREAD.sub("", draft.subject).strip()
    if len(subject) > SUBJECT_CHARACTERS:
        yield _finding(
            "subject_length",
            severity,
            f"The subject has {len(subject)} characters, {SUBJECT_CHARACTERS} at most.",
        )
    words = len(draft.body.split())
    if words > BODY_WORDS:
        yield _finding("body_length", severity, f"The body has {words} words, {BODY_WORDS} at most.")


def _greeting(draft: Draft, material: DraftMaterial) -> Iterator[Finding]:
    match = _GREETING.match(draft.body)
    if match is None or match[1].lower() in _GENERAL_GREETING:
        return
    names = {part.lower() for part in (material.lead.full_name.split() if material.lead.first_name else ())}
    titles = {"mr", "ms", "mrs", "dr"}
    if match[1].lower() not in names | titles:
        yield _finding(
            "wrong_name",
            "hard",
            f"The greeting names {match[1]}, not {material.lead.first_name or 'this lead'}.",
            match,
        )


def _identity(draft: Draft) -> Iterator[Finding]:
    if "Unsubscribe: http" not in draft.footer:
        yield _finding("no_opt_out", "hard", "The footer has no unsubscribe link.")


def _forbidden_words(draft: Draft, material: DraftMaterial) -> Iterator[Finding]:
    for word in material.brand.forbidden_words:
        match = (
            re.search(rf"(?<!\w){re.escape(word)}(?!\w)", draft.body, re.IGNORECASE) if word.strip() else None
        )
        in_subject = (
            re.search(rf"(?<!\w){re.escape(word)}(?!\w)", draft.subject, re.IGNORECASE)
            if word.strip()
            else None
        )
        if match or in_subject:
            yield _finding("forbidden_word", "hard", f"The brand never says “{word}”.", match)


def _thread(draft: Draft, material: DraftMaterial) -> Iterator[Finding]:
    if _FAKE_THREAD.match(draft.subject) and material.reply is None and not material.earlier:
        yield _finding(
            "fake_thread", "hard", "The subject pretends to be an answer, and there was no message before."
        )


def _links(draft: Draft, material: DraftMaterial) -> Iterator[Finding]:
    known = [url for url in (material.brand.site, material.brand.booking_url) if url]
    for match in _LINK.finditer(draft.body):
        if not any(_host(match[0]) == _host(url) for url in known):
            severity = "soft" if draft.author is Author.HUMAN else "hard"
            yield _finding("foreign_link", severity, f"{match[0]} is no link of the brand's.", match)


def _host(url: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", url.lower()).split("/")[0].split("?")[0]


def _finding(
    code: str, severity: Literal["hard", "soft"], sentence: str, match: re.Match[str] | None = None
) -> Finding:
    start, end = match.span() if match else (None, None)
    return Finding(code=code, severity=severity, sentence=sentence, start=start, end=end)
