"""Keep what a person wrote anew, and leave out what their mail program quoted beneath it."""

from __future__ import annotations

import re

from tools.services.incoming.quote_marks import (
    is_disclaimer,
    is_forward_mark,
    is_header,
    is_introduction,
    is_own,
    is_quoted,
    is_rule,
    is_signature_mark,
    may_begin_introduction,
    may_end_introduction,
    unmarked,
)

TEXT_CHARACTERS = 100_000
_FOOTER = re.compile(
    r"^--\s*$|unsubscribe|opt[ -]?out|reply\W+(?:stop|no\b|remove)|\bnot (?:for you|relevant)\b",
    re.IGNORECASE,
)
LINES = 3000
INTRODUCTION_LINES = 6
INTRODUCTION_CHARACTERS = 300


def trim(text: str) -> str:
    """The new part of a mail: without the quoted thread, its introductions, signatures and small print.

    Lines that the writer quotes by hand to answer them stay, and so does a mail that holds nothing but a
    quote; `own_words` leaves these out too. It is never longer, and trimmed again the same.
    """
    kept = text[:TEXT_CHARACTERS]
    while True:
        shorter = _trimmed_once(kept)
        if shorter == kept or len(shorter) >= len(kept):
            return min(shorter, kept, key=len)
        kept = shorter


def own_words(text: str) -> str:
    """What the writer wrote, without any quoted line: what may be read as their opinion; may be empty."""
    lines = [line for line in trim(text).split("\n") if not is_quoted(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def quoted(text: str) -> str:
    """The message that a mail quotes beneath its new words, without marks and footer; may be empty."""
    lines = _joined_introductions(text[:TEXT_CHARACTERS].replace("\r\n", "\n").split("\n")[:LINES])
    marks = [
        is_quoted(line) or is_header(line) or is_forward_mark(line) or _introduces(lines, at)
        for at, line in enumerate(lines)
    ]
    if True not in marks:
        return ""
    first = marks.index(True)
    old = [
        unmarked(line)
        for line, mark in zip(lines[first:], marks[first:], strict=True)
        if not mark or is_quoted(line)
    ]
    end = next((at for at, line in enumerate(old) if _FOOTER.search(line)), len(old))
    return "\n".join(old[:end]).strip()


def _trimmed_once(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").split("\n")[:LINES]
    lines = _before_quote(_joined_introductions(lines))
    lines = _before_signature(_without_answered_introductions(lines))
    kept = [line.rstrip() for line in _without_last_quote(lines)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _following(lines: list[str], at: int) -> str:
    return next((later for later in lines[at + 1 : at + 8] if later.strip()), "")


def _introduces(lines: list[str], at: int) -> bool:
    return is_introduction(lines[at], _following(lines, at))


def _joined_introductions(lines: list[str]) -> list[str]:
    """An "On … wrote:" that a mail program broke over several lines becomes one line again."""
    joined: list[str] = []
    at = 0
    while at < len(lines):
        length = _introduction_length(lines, at)
        joined.append(" ".join(line.strip() for line in lines[at : at + length]) if length > 1 else lines[at])
        at += length
    return joined


def _introduction_length(lines: list[str], at: int) -> int:
    if not may_begin_introduction(lines[at]) or _introduces(lines, at):
        return 1
    if not any(may_end_introduction(line) for line in lines[at + 1 : at + INTRODUCTION_LINES + 1]):
        return 1
    for length in range(2, INTRODUCTION_LINES + 2):
        part = lines[at : at + length]
        together = " ".join(line.strip() for line in part if line.strip())
        if len(part) < length or len(together) > INTRODUCTION_CHARACTERS:
            return 1
        if part[-1].strip() and is_introduction(together, _following(lines, at + length - 1)):
            return length
        if is_quoted(part[-1]) and not is_quoted(lines[at]):
            return 1
    return 1


def _without_answered_introductions(lines: list[str]) -> list[str]:
    """Where answers stand beneath a quote that was introduced, introduction and quote go together."""
    kept: list[str] = []
    introduced = False
    for at, line in enumerate(lines):
        if _introduces(lines, at) and is_quoted(_following(lines, at)):
            introduced = True
        elif not (introduced and is_quoted(line)):
            kept.append(line)
    return kept


def _before_quote(lines: list[str]) -> list[str]:
    """Everything above the first quoted message, unless nothing but quotes stands above the new words."""
    own = False
    for at, line in enumerate(lines):
        if own and _begins_quote(lines, at):
            return _without_rule(lines[:at])
        if not own and is_forward_mark(line):
            return _without_headers(lines[at + 1 :])
        if not own and _introduces(lines, at):
            return _without_quotes(lines[at + 1 :])
        own = own or is_own(line)
    return lines


def _without_quotes(lines: list[str]) -> list[str]:
    """What stands beneath a quote at the top; all of it, where the quote is not marked."""
    return [line for line in lines if not is_quoted(line)] if any(is_own(line) for line in lines) else lines


def _without_headers(lines: list[str]) -> list[str]:
    """A mail that only passes another on: the other's text, from the blank line beneath its headers."""
    first = next((at for at, line in enumerate(lines[:20]) if line.strip()), 0)
    if not lines or not is_header(lines[first]):
        return lines
    return lines[next((at for at in range(first, min(len(lines), 30)) if not lines[at].strip()), first) :]


def _begins_quote(lines: list[str], at: int) -> bool:
    line = lines[at]
    if is_forward_mark(line):
        return True
    if _introduces(lines, at):
        return not _is_answered_below(lines[at + 1 :])
    if not is_header(line):
        return False
    together = sum(1 for later in lines[at : at + 8] if is_header(later))
    ruled = any(is_rule(above) for above in lines[max(at - 2, 0) : at])
    return together >= (2 if ruled else 3)


def _is_answered_below(lines: list[str]) -> bool:
    """Whether new words stand below quotes that are marked: answers in between, as on Usenet."""
    first = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    if first == len(lines) or not is_quoted(lines[first]):
        return False
    below = [line for line in lines[first:] if is_own(line)]
    return bool(below) and not is_signature_mark(below[0])


def _without_rule(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (not lines[end - 1].strip() or is_rule(lines[end - 1])):
        end -= 1
    return lines[:end]


def _before_signature(lines: list[str]) -> list[str]:
    own = False
    for at, line in enumerate(lines):
        if own and (is_signature_mark(line) or is_disclaimer(line)):
            return _without_rule(lines[:at])
        own = own or is_own(line)
    return lines


def _without_last_quote(lines: list[str]) -> list[str]:
    """A quote that nobody answered goes, unless it is all there is."""
    if not any(is_own(line) for line in lines):
        return lines
    end = len(lines)
    while end and not is_own(lines[end - 1]):
        end -= 1
    return lines[:end]
