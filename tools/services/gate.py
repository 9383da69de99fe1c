"""Look at a draft before anybody else does, and say what must not leave."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Literal

from memory.enums import Author, Form
from memory.records.messages import Draft
from tools.services.drafts import DraftMaterial, Finding
from tools.services.footers import whole_text
from tools.services.forms import TERMS
from tools.services.segments import count_segments

_WAYS_OUT: Mapping[Form, tuple[str, ...]] = {
    Form.EMAIL: ("Unsubscribe: http",),
    Form.SMS: ("Reply STOP", "Opt out: http"),
    Form.VOICE_SCRIPT: ("End the call at once",),
    Form.LETTER: ("No more mail from us: http",),
    Form.POSTCARD: ("No more mail from us: http",),
}
"""What code puts into each footer; LinkedIn has its own way to be left alone."""
_PLACEHOLDER = re.compile(
    r"\{\{[^}]*\}\}|\{%[^%]*%\}|\{[A-Za-z_ .]+\}|\[[A-Za-z][A-Za-z _/'-]{1,40}\]|<[A-Z][A-Za-z _]{1,40}>"
    r"|\bXX+\b|%[A-Z_]{3,}%"
)
_LINK = re.compile(r"https?://[^\s<>()\"']+|\bwww\.[^\s<>()\"']+", re.IGNORECASE)
_GREETING = re.compile(
    r"^\s*(?:hi|hello|dear|hey|g['’]day|good (?:morning|afternoon|evening))(?: again)?[ \t]+"
    r"(?P<who>[^\n,!:;–—?]{1,60}?)[ \t]*(?:[,!:;–—]|\.?[ \t]*$|[ \t]-[ \t])",
    re.IGNORECASE | re.MULTILINE,
)
_GENERAL_GREETING = frozenset("there team all everyone folks and or sir madam again".split())
_TITLES = frozenset({"mr", "ms", "mrs", "mx", "miss", "dr", "prof", "professor"})
_NULL = re.compile(
    r"\b(?:at|for|to|with|as|in|from|dear|hi|hello)\s+(None|null|undefined|NaN|N/A)\b(?!\s+(?:of|and|or|the)\b)"
)
_FAKE_THREAD = re.compile(r"^\s*(?:re|fwd?|aw)\s*:", re.IGNORECASE)


def inspect(draft: Draft, material: DraftMaterial) -> list[Finding]:
    """What is wrong with the draft, hard findings first; an empty list lets it pass."""
    found = [
        *_placeholders(draft, material),
        *_nulls(draft, material),
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


def _placeholders(draft: Draft, material: DraftMaterial) -> Iterator[Finding]:
    for where, text in (("subject", draft.subject), ("body", draft.body)):
        for match in _PLACEHOLDER.finditer(text):
            if _is_own_name(match[0], material):
                continue
            sentence = f"The {where} has an unfilled placeholder: {match[0]}."
            yield _finding("placeholder", "hard", sentence, match if where == "body" else None)


def _is_own_name(text: str, material: DraftMaterial) -> bool:
    """Whether what looks unfilled is part of a name or fact: "XXXX Brewing" is a company."""
    if text[0] in "{%<":
        return False
    lead, brand = material.lead, material.brand
    known = [lead.company, lead.full_name, lead.title, brand.company, brand.name]
    known += [fact.text for fact in material.facts]
    return any(text in name and text != name.strip() for name in known if name)


def _nulls(draft: Draft, material: DraftMaterial) -> Iterator[Finding]:
    lead = material.lead
    names = {part.casefold() for name in (lead.full_name, lead.company) if name for part in name.split()}
    for where, text in (("subject", draft.subject), ("body", draft.body)):
        for match in _NULL.finditer(text):
            # People are called None, and companies Null.
            if match[1].casefold() not in names:
                sentence = f"The {where} says “{match[0]}”: a value was missing."
                yield _finding("null_leak", "hard", sentence, match if where == "body" else None)


def _limits(draft: Draft) -> Iterator[Finding]:
    terms = TERMS[draft.form]
    if not draft.body.strip():
        yield _finding("empty", "hard", "The body is empty.")
    if terms.subject and not draft.subject.strip():
        yield _finding("no_subject", "hard", "The subject is empty.")
    # A reviewer's own words may be longer than the house's style; a machine's may not.
    style = "soft" if draft.author is Author.HUMAN else "hard"
    subject = _FAKE_THREAD.sub("", draft.subject).strip()
    if terms.subject and len(subject) > terms.subject:
        sentence = f"The subject has {len(subject)} characters, {terms.subject} at most."
        yield _finding("subject_length", style, sentence)
    words, characters = len(draft.body.split()), len(draft.body.strip())
    if terms.words and words > terms.words:
        yield _finding("body_length", style, f"The body has {words} words, {terms.words} at most.")
    if terms.characters and characters > terms.characters:
        # LinkedIn cuts or refuses what is longer, whoever wrote it.
        sentence = f"The message has {characters} characters, {terms.characters} at most."
        yield _finding("length", "hard", sentence)
    if terms.one_segment:
        yield from _segments(draft, style)


def _segments(draft: Draft, style: Literal["hard", "soft"]) -> Iterator[Finding]:
    counted = count_segments(whole_text(draft))
    if counted.segments > 1:
        most = 160 if counted.encoding == "GSM-7" else 70
        sentence = (
            f"The text takes {counted.segments} SMS segments ({counted.units} of {most} {counted.encoding} "
            "units, footer included); one is the limit."
        )
        yield _finding("sms_segments", style, sentence)


def _greeting(draft: Draft, material: DraftMaterial) -> Iterator[Finding]:
    match = _GREETING.match(draft.body)
    if match is None:
        return
    lead, greeted = material.lead, _name_parts(match["who"])
    # Mary-Jane is Mary to some.
    called = f"{lead.full_name} {lead.first_name.split('-')[0]}" if lead.first_name else ""
    names = _name_parts(called)
    strange = greeted - names - _GENERAL_GREETING - _TITLES
    # "Hi Mia hope you are well" greets Mia too.
    if not strange or (len(match["who"].split()) > 3 and _name_parts(match["who"].split()[0]) <= names):
        return
    # A reviewer may know the name of somebody whom the list does not name.
    severity = "soft" if draft.author is Author.HUMAN and not lead.first_name else "hard"
    sentence = f"The greeting names {match['who']}, not {lead.first_name or 'this lead'}."
    yield Finding(
        code="wrong_name",
        severity=severity,
        sentence=sentence,
        start=match.start("who"),
        end=match.end("who"),
    )


def _name_parts(name: str) -> frozenset[str]:
    """The words of a name, without case, accents and full stops."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'")).casefold()
    words = "".join(c for c in plain if not unicodedata.combining(c)).replace(".", " ").split()
    return frozenset(word.strip("'\"-,") for word in words if word.strip("'\"-,"))


def _identity(draft: Draft) -> Iterator[Finding]:
    wanted = _WAYS_OUT.get(draft.form)
    if wanted and not any(way in draft.footer for way in wanted):
        yield _finding("no_opt_out", "hard", "The footer does not say how to be left alone.")


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
