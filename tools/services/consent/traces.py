"""Recognise one person by addresses, name and own words, wherever they are spoken of: pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus

from memory.enums import SuppressionKind
from memory.erasures import PersonLead, Shared
from tools.services.gate.english import is_english
from tools.services.hashing import HOME_COUNTRY_CODE, normalised

SENTENCE_CHARACTERS = 30
"""So long a sentence is somebody's own: shorter ones ("Thanks, talk soon.") are everybody's."""
ALL_SENTENCES = 12_000
"""Characters of them all: PostgreSQL takes no expression of any length."""
_SHORTEST_NAME = 4
_COUNTRY_DIGITS = 2
_LAST_DIGITS = 2
"""People part a number in many places, but hardly before its last digit."""
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"(?<!\w)(?:\+|%2B|00)?\d[\d ().-]{6,20}\d(?!\w)")
_PROFILE = re.compile(r"linkedin\.com/in/[^\s\"'<>?#\\]+", re.IGNORECASE)
# A line's end is written as `\n` where a text stands in JSON, and `n` is a letter to PostgreSQL.
_AFTER_ESCAPE = r"(?<=\\[nrt])"
_BEGINS = rf"(?:\m|{_AFTER_ESCAPE})"
_SPACE = r"(?:\s|\\[nrt])"
_AT_MOST = 500
"""Addresses that are read out of one event."""

Addresses = list[tuple[SuppressionKind, str]]
"""Kinds and normalised values."""


@dataclass(frozen=True, kw_only=True)
class Traces:
    """One person's addresses and names, in lower case; `strict` and `loose` are PostgreSQL expressions.

    `strict` means nobody else. `loose` is for what people say to each other, where a part of an uncommon
    name, which nobody else here bears, is the person too.
    """

    emails: tuple[str, ...]
    phones: tuple[str, ...]
    profiles: tuple[str, ...]
    full_names: tuple[tuple[str, str], ...]
    single_names: tuple[str, ...]
    sentences: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, address: str, leads: Sequence[PersonLead], shared: Shared, said: Iterable[str] = ()
    ) -> Traces:
        """What is the person's alone."""
        emails = (address, *(email for lead in leads for email in (lead.email, lead.personal_email) if email))
        names = dict.fromkeys(
            (lead.first_name.lower(), lead.last_name.lower())
            for lead in leads
            if lead.first_name
            and lead.last_name
            and f"{lead.first_name} {lead.last_name}".lower() not in shared.senders
        )
        ours = {word for sender in shared.senders for word in sender.split()}
        single = dict.fromkeys(
            name.lower() for lead in leads for name in (lead.first_name, lead.last_name) if name
        )
        return cls(
            emails=_distinct(emails),
            phones=tuple(phone for phone in phones_of(leads) if phone not in shared.phones),
            profiles=profiles_of(leads),
            full_names=tuple(names),
            single_names=tuple(
                one for one in single if one not in ours and one not in shared.names and _is_uncommon(one)
            ),
            sentences=_sentences(said),
        )

    @property
    def addresses(self) -> Addresses:
        """Everything by which the person is reached."""
        kinds = (
            (SuppressionKind.EMAIL, self.emails),
            (SuppressionKind.PHONE, self.phones),
            (SuppressionKind.PROFILE, self.profiles),
        )
        return [(kind, normalised(kind, value)) for kind, values in kinds for value in values]

    @property
    def strict(self) -> str:
        """Addresses, numbers, profiles, whole names, and the person's own sentences."""
        parts = [rf"(?:(?<![\w.+-])|{_AFTER_ESCAPE}){re.escape(email)}(?![\w-])" for email in self.emails]
        parts += [_number(phone) for phone in self.phones]
        parts += [rf"{re.escape(profile)}(?![\w-])" for profile in self.profiles]
        for first, last in self.full_names:
            one, other = _spaced(first), _spaced(last)
            parts += [
                rf"{_BEGINS}{one}(?:[._-]|{_SPACE})+(?:\w+[.]?{_SPACE}+)?{other}\M",
                rf"{_BEGINS}{other},?{_SPACE}+{one}\M",
            ]
        return "|".join([*parts, *(_spaced(sentence) for sentence in self.sentences)])

    @property
    def loose(self) -> str:
        """The same, and each part of the name that nobody else bears."""
        return "|".join([self.strict, *(rf"{_BEGINS}{re.escape(name)}\M" for name in self.single_names)])

    @property
    def anchors(self) -> str:
        """Plain words of which one stands in whatever `loose` fits: they are found a hundred times faster."""
        words = [*self.emails, *self.profiles, *self.single_names, *(last for _, last in self.full_names)]
        words = [_longest(word) if " " in word else word for word in words]
        words += [phone[-_LAST_DIGITS:] for phone in self.phones]
        words += [_longest(sentence) for sentence in self.sentences]
        return "|".join(re.escape(word) for word in dict.fromkeys(words))

    def needles(self, marks: Sequence[str] = ()) -> list[str]:
        """What a stored event about the person holds, as `lower(encode(body, 'escape'))` spells it."""
        plain = [*self.emails, *self.profiles, *marks, *(f"{a} {b}" for a, b in self.full_names)]
        plain += [phone.removeprefix("+") for phone in self.phones]
        spelled = [spelling for one in plain for spelling in (one, json.dumps(one)[1:-1], quote_plus(one))]
        return [escaped(one) for one in dict.fromkeys(spelled)]


def phones_of(leads: Sequence[PersonLead]) -> tuple[str, ...]:
    """The leads' numbers as they are kept."""
    return tuple(dict.fromkeys(lead.phone for lead in leads if lead.phone))


def profiles_of(leads: Sequence[PersonLead]) -> tuple[str, ...]:
    """The keys of the leads' profiles."""
    found = (normalised(SuppressionKind.PROFILE, lead.linkedin_url) for lead in leads if lead.linkedin_url)
    return tuple(dict.fromkeys(found))


def addresses_in(body: bytes) -> Addresses:
    """Every email address, number and profile that a stored event speaks of, form-encoded or not."""
    text = body.decode("utf-8", "replace").replace("%40", "@").replace("%2B", "+")
    text = re.sub(r"\\[nrt]", " ", text)
    found: Addresses = [(SuppressionKind.EMAIL, one.lower()) for one in _EMAIL.findall(text)]
    found += [(SuppressionKind.PHONE, normalised(SuppressionKind.PHONE, n)) for n in _NUMBER.findall(text)]
    found += [
        (SuppressionKind.PROFILE, normalised(SuppressionKind.PROFILE, p)) for p in _PROFILE.findall(text)
    ]
    return list(dict.fromkeys(found))[:_AT_MOST]


def escaped(text: str) -> str:
    """The text as PostgreSQL's `lower(encode(…, 'escape'))` spells its UTF-8."""
    signs = (
        r"\\" if byte == 0x5C else chr(byte) if 0 < byte < 0x80 else f"\\{byte:03o}" for byte in text.encode()
    )
    return "".join(signs).lower()


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip().lower() for value in values))


def _number(phone: str) -> str:
    """A number in whatever spelling: with its country's code, or the home country's without."""
    digits = phone.removeprefix("+")
    between, last = r"[\s().-]*", digits[-_LAST_DIGITS:]
    spelled = [between.join([*digits[:-_LAST_DIGITS], last])]
    if digits.startswith(HOME_COUNTRY_CODE):
        spelled.append(between.join(["0", *digits[_COUNTRY_DIGITS:-_LAST_DIGITS], last]))
    return rf"(?<!\d)(?:{'|'.join(spelled)})(?!\d)"


def _longest(text: str) -> str:
    return max(re.findall(r"\w+", text), key=len, default=text)


def _spaced(text: str) -> str:
    """The words of a text, whatever stands between them."""
    return f"{_SPACE}+".join(re.escape(word).replace('"', r'\\?"') for word in text.split())


def _is_uncommon(name: str) -> bool:
    return len(name) >= _SHORTEST_NAME and not is_english(name)


def _sentences(said: Iterable[str]) -> tuple[str, ...]:
    found = (one.strip() for text in said for one in re.split(r"(?<=[.!?])\s+|\n+", text))
    kept: dict[str, None] = {}
    for one in found:
        if len(one) >= SENTENCE_CHARACTERS and sum(map(len, kept)) + len(one) <= ALL_SENTENCES:
            kept[one] = None
    return tuple(kept)
