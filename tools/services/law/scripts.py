"""Keep what a call must say: who calls and why, that it is a machine, and how to end it."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from memory.records.tenants import Brand
from tools.services.law.australia import is_number
from tools.services.law.binding import bind
from tools.services.law.book import law
from tools.services.law.case import Case, Refusal

_PURPOSE = re.compile(r"\b(?:why|because|reason|purpose|about|regarding|calling to)\b", re.IGNORECASE)
_ENDS = re.compile(r"\b(?:end|finish|stop|close) the (?:call|conversation)\b|\bhang up\b", re.IGNORECASE)
_INFORMATION = re.compile(
    r"\b(?:more information|wants a person|(?:speak|talk) (?:to|with) (?:a|some)"
    r"|a (?:person|human|colleague)|call (?:us )?back)\b",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"\b(?:AI|A\.I\.|artificial (?:intelligence|voice)|computer voice"
    r"|(?:automated|virtual|digital) (?:assistant|voice|caller))\b"
)


def says_who_and_why(text: str, brand: Brand) -> bool:
    """Whether caller, company and purpose are said."""
    said, names = text.casefold(), brand.sender_name.split()
    caller = bool(names) and names[0].casefold() in said
    company = any(one.strip() and one.casefold() in said for one in (brand.company, brand.name))
    return caller and company and _PURPOSE.search(text) is not None


def _opening(case: Case) -> Refusal | None:
    if case.brand is not None and says_who_and_why(case.text, case.brand):
        return None
    return Refusal(sentence="The script does not say at the start who calls, for whom, and why.")


def _ending(case: Case) -> Refusal | None:
    if _ENDS.search(case.text):
        return None
    return Refusal(sentence="The script does not tell the voice to end the call when asked to.")


def _number(case: Case) -> Refusal | None:
    resource = case.resource
    shown = resource is not None and is_number(resource.setting("from_number") or resource.address)
    return None if shown else Refusal(sentence="The call would not show a number that can be called back.")


def _information(case: Case) -> Refusal | None:
    if _INFORMATION.search(case.text):
        return None
    return Refusal(sentence="The script offers no way to a person or to more information.")


def _machine(case: Case) -> Refusal | None:
    begins = datetime.fromisoformat(law("EU-AIA-1").text("from")).replace(tzinfo=ZoneInfo("Europe/Brussels"))
    if case.at < begins or _MACHINE.search(case.text):
        return None
    return Refusal(sentence="The script does not say that a machine is talking (AI Act art 50).")


RULES = (
    bind("AU-TEL-4", _opening, for_touch=True),
    bind("AU-TEL-5", _ending, for_touch=True),
    bind("AU-TEL-6", _number, for_touch=True),
    bind("AU-TEL-7", _information, for_touch=True),
    bind("EU-AIA-1", _machine, for_touch=True),
)
