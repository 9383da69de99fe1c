"""Apply to a finished message what reviewers changed before and how they want letters to begin and end."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from pydantic import JsonValue

from tools.services.messages.segments import Encoding, count_segments

_FLAGS = re.IGNORECASE
_EDIT = re.compile(
    r"A reviewer (?:changed (?P<subject>the subject )?“(?P<was>.+)” to “(?P<became>.*)”\.|took out “(?P<gone>.+)”\.|added “.+”\.)",
    re.DOTALL,
)
_QUOTED = r"[\"“”'‘’]?"
_SIGN_OFF = re.compile(
    rf"\b(?:sign(?:ing|ed)?[- ]?off|end (?:mails?|emails?|letters?|it|them)|close (?:mails?|emails?|letters?|it|them)?) (?:always )?(?:with|using) (?:a |an )?{_QUOTED}(?P<said>[^\"“”.,;\n]{{2,30}}?){_QUOTED}(?=[.,;\n]|$| instead)",
    _FLAGS,
)
_GREET = re.compile(
    rf"\b(?:greet(?:ed)?|open|start|begin)(?: \w+){{0,3}} with {_QUOTED}(?P<said>hi|hey|hello|dear|good morning|g'day)\b",
    _FLAGS,
)
_INSTEAD = re.compile(
    rf"\b(?:say|use|write|call (?:it|them|him|her|us|our \w+)) {_QUOTED}(?P<new>[^\"“”.,;\n]{{2,40}}?){_QUOTED},? (?:instead of|rather than|not) {_QUOTED}(?P<old>[^\"“”.,;\n]{{2,40}}?){_QUOTED}(?=[.,;\n]|$)",
    _FLAGS,
)
_NEVER = r"\b(?:no|not|never|don'?t|don’t|do not|without|avoid|drop|remove|skip|stop)\b"
_CLOSING = re.compile(
    r"^(?:Kind regards|Yours sincerely|Regards|Best wishes|Thanks|Many thanks|Best),$", re.MULTILINE
)
_GREETING = re.compile(r"\A(?:Dear|Hi|Hello)\b")
_WORD = re.compile(r"\S+")
_PLAIN = re.compile(r"[^\w]+")
_SAYS_NOTHING = frozenset(
    "a an and are as at be by for from i in is it me of on or our that the this to us we with you your".split()
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Text:
    """The message while lessons are applied; `known` is all that may be named in it."""

    subject: str
    body: str
    known: str


def heed(data: Mapping[str, JsonValue], subject: str, body: str) -> tuple[str, str, tuple[int, ...]]:
    """Subject, body, and the numbers of the notes that shaped them; of two that disagree the first one counts."""
    text = _Text(
        subject=subject, body=body, known=f"{subject} {body} {data.get('brand')} {_brand_facts(data)}"
    )
    heeded: list[int] = []
    done: set[str] = set()
    for number, said in _notes(data.get("notes")):
        for name, rule in _RULES.items():
            after = rule(text, said)
            if after is None or name in done or not _fits(data.get("form"), after):
                continue
            heeded.append(number)
            text = after
            if name in _ONCE:
                done.add(name)
    return text.subject, text.body, tuple(dict.fromkeys(heeded))


def _fits(form: JsonValue, text: _Text) -> bool:
    """Whether the message keeps its form's room: a lesson that would overstep it is not heeded."""
    room = form if isinstance(form, Mapping) else {}
    most_signs, signs = room.get("characters"), len(text.body.strip())
    if "characters_where_any_is_outside_gsm7" in room:
        counted = count_segments(text.body.strip())
        signs = counted.units
        if counted.encoding is Encoding.UCS_2:
            most_signs = room["characters_where_any_is_outside_gsm7"]
    return all(
        isinstance(most, bool) or not isinstance(most, int) or count <= most
        for most, count in (
            (room.get("subject_characters"), len(text.subject.strip())),
            (most_signs, signs),
            (room.get("words"), len(text.body.split())),
        )
    )


def tells_of_edit(note: str) -> bool:
    """Whether a note quotes an edit: what stands in quotes is copy, and no wish."""
    return _EDIT.fullmatch(note) is not None


def _edited(text: _Text, said: str) -> _Text | None:
    found = _EDIT.fullmatch(said)
    if found is None:
        return None
    if found["gone"]:
        # Only a whole sentence can be left away without breaking the one that it stood in.
        left = re.sub(rf"(?:(?<=\s)|\A){re.escape(found['gone'])}[ \n]?", "", text.body)
        return _changed(text, replace(text, body=re.sub(r"\n{3,}", "\n\n", left).strip()))
    if not found["was"]:
        return None
    subject, body = text.subject, text.body
    for old, new in _passages(found["was"], found["became"]):
        if not _may_say(new, text.known, began=old[:1].isupper()):
            continue
        subject = _put(subject, old, new)
        body = body if found["subject"] else _put(body, old, new)
    return _changed(text, replace(text, subject=subject, body=body))


def _closed(text: _Text, said: str) -> _Text | None:
    found = _SIGN_OFF.search(said)
    if found is None or len(found["said"].split()) > 3 or not _CLOSING.search(text.body):
        return None
    words = found["said"].strip()
    return replace(text, body=_CLOSING.sub(f"{words[:1].upper()}{words[1:]},", text.body, count=1))


def _greeted(text: _Text, said: str) -> _Text | None:
    found = _GREET.search(said)
    if found is None or not _GREETING.match(text.body):
        return None
    return replace(text, body=_GREETING.sub(found["said"].capitalize(), text.body, count=1))


def _reworded(text: _Text, said: str) -> _Text | None:
    found = _INSTEAD.search(said)
    if found is None or not _may_say(found["new"], text.known):
        return None
    old, new = found["old"].strip(), found["new"].strip()
    return _changed(text, replace(text, subject=_put(text.subject, old, new), body=_put(text.body, old, new)))


def _calm(text: _Text, said: str) -> _Text | None:
    if not re.search(rf"{_NEVER}[^.]{{0,30}}\bexclamation", said, _FLAGS):
        return None
    return replace(text, subject=_without_shouting(text.subject), body=_without_shouting(text.body))


def _undashed(text: _Text, said: str) -> _Text | None:
    if not re.search(rf"{_NEVER}[^.]{{0,30}}\bdash(?:es)?\b", said, _FLAGS):
        return None
    return replace(
        text, subject=re.sub(r" [–—] ", ", ", text.subject), body=re.sub(r" ?[–—] ?", ", ", text.body)
    )


_RULES = {
    "edited": _edited,
    "closed": _closed,
    "greeted": _greeted,
    "reworded": _reworded,
    "calm": _calm,
    "undashed": _undashed,
}
_ONCE = frozenset({"closed", "greeted"})


def _without_shouting(text: str) -> str:
    return re.sub(r"!+", ".", text)


def _passages(was: str, became: str) -> Iterator[tuple[str, str]]:
    """What stood and what took its place: the whole, then each run of words that was exchanged."""
    yield was, became
    old, new = _WORD.findall(was), _WORD.findall(became)
    for tag, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        before, after = " ".join(old[a:b]).strip(".,;:!?"), " ".join(new[c:d]).strip(".,;:!?")
        words = {_PLAIN.sub("", word).lower() for word in old[a:b]} - _SAYS_NOTHING - {""}
        if tag == "replace" and after and len(before) > 3 and words:
            yield before, after


def _may_say(new: str, known: str, *, began: bool = False) -> bool:
    """Whether the words name nobody and no number that the message did not know: an edit was for one person.

    The first of words that `began` a sentence has a capital that names nobody.
    """
    words = new.split()
    telling = [word for word in words[1 if began else 0 :] if word[:1].isupper()]
    telling += [word for word in words if re.search(r"\d", word)]
    return all(_PLAIN.sub("", word).lower() in _PLAIN.sub(" ", known).lower().split() for word in telling)


def _put(text: str, old: str, new: str) -> str:
    """The text with whole words exchanged, with a capital where the old ones had one."""
    return re.sub(
        rf"(?<!\w){re.escape(old)}(?!\w)",
        lambda found: f"{new[:1].upper()}{new[1:]}" if found[0][:1].isupper() and old[:1].islower() else new,
        text,
        flags=_FLAGS,
    )


def _changed(before: _Text, after: _Text) -> _Text | None:
    return after if (before.subject, before.body) != (after.subject, after.body) else None


def _notes(value: JsonValue) -> Iterator[tuple[int, str]]:
    for row in value if isinstance(value, list) else []:
        if isinstance(row, dict):
            number, said = row.get("number"), row.get("text")
            if isinstance(number, int) and isinstance(said, str):
                yield number, said


def _brand_facts(data: Mapping[str, JsonValue]) -> str:
    facts = data.get("facts")
    rows = [row for row in facts if isinstance(row, dict)] if isinstance(facts, list) else []
    return " ".join(str(row.get("text")) for row in rows if row.get("about") == "brand")
