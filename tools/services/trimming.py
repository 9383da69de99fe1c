"""Keep what a person wrote anew, and leave out what their mail program quoted beneath it."""

from __future__ import annotations

import re

_WROTE = (
    r"(?:wrote|écrit|schrieb|ha scritto|scritto|schreef|skrev|napisał\(a\)|napisała?|escreveu|escribió"
    r"|написала?|пишет|kirjoitti|пользователь)"
)
_QUOTE_INTRO = re.compile(
    r"^[>\s*]*(?:"
    rf"(?:on|le|am|il|op|den|dnia|em|el|på|w dniu|в)\b.{{3,200}}?\b{_WROTE}(?:\s.{{0,120}}:|\s*:)?"
    rf"|.{{0,160}}\b{_WROTE}\s*(?:am\s.{{0,60}}:|:)"
    rf"|.{{0,120}}\b{_WROTE}\s*:"
    rf"|\d{{1,2}}\.?\s\w{{3,12}}\.?\s20\d\d\b.{{0,120}}\b{_WROTE}.{{0,80}}"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.{0,120}<\s*[\w.+-]+@[\w.-]+>\s*:?"
    r"|.{0,60}\bvia\b.{0,60}<[\w.+-]+@[\w.-]+>\s+" + _WROTE + r".{0,60}"
    r")\s*$",
    re.IGNORECASE,
)
_INTRO_START = re.compile(
    r"^[>\s*]*(?:(?:on|le|am|il|op|den|dnia|em|el|w dniu)\b|\d{1,4}[-/. ]|.{0,80}<[^<>]*>?\s*(?:schrieb|$)"
    r"|.{0,60}\bvia\b.{0,60}<)",
    re.IGNORECASE,
)
_HEADER_NAME = (
    r"(?:from|sent|to|cc|subject|date|reply-to|von|gesendet|datum|an|betreff|de|envoyé|à|objet|date|da|inviato|a"
    r"|oggetto|data|risposta|van|verzonden|aan|onderwerp|från|skickat|till|ämne|fra|sendt|til|emne|od|wysłano|do|temat"
    r"|enviado|enviada|para|assunto|asunto|от|кому|тема|дата)"
)
_HEADER = re.compile(rf"^[>\s*_]*{_HEADER_NAME}\*?\s*:\*?\s+\S", re.IGNORECASE)
_RULE = re.compile(r"^\s*[-_*=]{5,}\s*$")
_FORWARDED = re.compile(
    r"^[\s>*]*[-_=]{2,}\s*(?:original message|forwarded message|forwarded by|ursprüngliche nachricht"
    r"|message d'origine"
    r"|mensagem original|mensaje original|messaggio originale|message transféré|oprindelig meddelelse"
    r"|originalmeddelande|wiadomość oryginalna|исходное сообщение)\b.*$"
    r"|^\s*begin forwarded message\s*:?\s*$",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"^\s*(?:--+|__+|—|–)\s*$|^\s*(?:sent from (?:my|a|mail|outlook|yahoo|samsung)\b.*|get outlook for\b.*"
    r"|envoyé de(?:puis)? mon\b.*|sendt fra\b.*|skickat från\b.*|von meinem .{2,30} gesendet.*|inviato da\b.*"
    r"|enviado (?:desde|do) mi?eu?\b.*"
    r"|sent (?:via|with)\b.{0,40})$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^\s{0,3}[>|]")


def trim(text: str) -> str:
    """The new words of a mail: without quotes, the headers above them, and signatures; may be empty."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").split("\n")
    lines = _before_quote(_joined_intros(lines))
    lines = _before_signature(lines)
    kept = [line.rstrip() for line in _without_answered_intros(lines) if not _QUOTED.match(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _without_answered_intros(lines: list[str]) -> list[str]:
    """Where answers stand between quotes, the "… wrote:" above a quote goes with the quote."""
    kept: list[str] = []
    for at, line in enumerate(lines):
        following = next((later for later in lines[at + 1 :] if later.strip()), "")
        if not (_QUOTE_INTRO.match(line) and _QUOTED.match(following)):
            kept.append(line)
    return kept


def _joined_intros(lines: list[str]) -> list[str]:
    """An "On … wrote:" that a mail program broke over two or three lines becomes one line again."""
    joined: list[str] = []
    at = 0
    while at < len(lines):
        for length in (3, 2):
            together = " ".join(line.strip() for line in lines[at : at + length])
            starts = bool(
                re.match(r"^[>\s*]*(?:on|le|am|il|op|den|dnia|em|el|w dniu)\b", lines[at], re.IGNORECASE)
                or re.search(rf"<\s*$|>\s*{_WROTE}\b", lines[at], re.IGNORECASE)
            )
            if starts and not _QUOTE_INTRO.match(lines[at]) and _QUOTE_INTRO.match(together):
                joined.append(together)
                at += length
                break
        else:
            joined.append(lines[at])
            at += 1
    return joined


def _before_quote(lines: list[str]) -> list[str]:
    """Everything above the first quoted message, unless nothing but quotes stands above the new words."""
    for at, line in enumerate(lines):
        if _begins_quote(lines, at) and any(_is_own(before) for before in lines[:at]):
            return _without_rule(lines[:at])
        if _FORWARDED.match(line) and not any(_is_own(before) for before in lines[:at]):
            return [later for later in lines[at + 1 :] if not _HEADER.match(later)]
        if _QUOTE_INTRO.match(line) and not any(_is_own(before) for before in lines[:at]):
            return lines[:at] + _after_quote(lines[at + 1 :])
    return lines


def _after_quote(lines: list[str]) -> list[str]:
    """What is written beneath the quote, where the quote is marked line by line; else nothing."""
    marked = any(_QUOTED.match(line) for line in lines)
    return [line for line in lines if not _QUOTED.match(line)] if marked else []


def _begins_quote(lines: list[str], at: int) -> bool:
    line = lines[at]
    if _FORWARDED.match(line) or _QUOTE_INTRO.match(line):
        return not any(_is_own(later) for later in lines[at + 1 :]) or not _is_answered_below(lines[at + 1 :])
    return _HEADER.match(line) is not None and _headers_from(lines, at) >= 3


def _is_answered_below(lines: list[str]) -> bool:
    """Whether new words stand below quotes that are marked: answers in between, as on Usenet."""
    marked = [at for at, line in enumerate(lines) if _QUOTED.match(line)]
    return bool(marked) and any(_is_own(line) for line in lines[marked[0] :] if not _QUOTED.match(line))


def _headers_from(lines: list[str], at: int) -> int:
    """How many header lines stand together; a wrapped one may put a line between them."""
    return sum(1 for line in lines[at : at + 8] if _HEADER.match(line))


def _without_rule(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (not lines[end - 1].strip() or _RULE.match(lines[end - 1])):
        end -= 1
    return lines[:end]


def _before_signature(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        if _SIGNATURE.match(line) and any(_is_own(before) for before in lines[:at]):
            return lines[:at]
    return lines


def _is_own(line: str) -> bool:
    return bool(line.strip()) and not _QUOTED.match(line) and not _RULE.match(line)
