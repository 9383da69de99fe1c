"""Keep the rules of those who run mailboxes: authentication, volume, complaints, one click, no machines."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import cast

from tools.services.law.binding import bind
from tools.services.law.book import law
from tools.services.law.case import ASK_AGAIN, Case, Refusal


class Health(StrEnum):
    """How a sending domain stands with those who receive its mail."""

    GOOD = "good"
    WARNING = "warning"
    STOPPED = "stopped"


def domain_health(complaints: int) -> Health:
    """Of a domain with so many complaints in 30 days, which are 1,500 mails at most."""
    entry = law("MBX-3")
    if complaints >= entry.number("stop_count"):
        return Health.STOPPED
    return Health.WARNING if complaints >= entry.number("warn_count") else Health.GOOD


def is_authenticated(settings: Mapping[str, object]) -> bool:
    """Whether a person attested that SPF, DKIM and DMARC of the domain were checked and pass."""
    found = settings.get("authentication")
    if not isinstance(found, Mapping):
        return False
    told = cast("Mapping[str, object]", found)
    return all(told.get(record) == "pass" for record in law("MBX-1").texts("records"))


def _authentication(case: Case) -> Refusal | None:
    if case.resource is None or is_authenticated(case.resource.settings):
        return None
    sentence = f"Nobody attested SPF, DKIM and DMARC of {case.resource.label}: mail from it would be refused."
    return Refusal(sentence=sentence, until=case.at + ASK_AGAIN)


def _volume(case: Case) -> Refusal | None:
    if case.standing.mails_in_a_day + 1 < law("MBX-2").number("per_day"):
        return None
    sentence = "One more mail today would make the domain a bulk sender for good."
    return Refusal(sentence=sentence, until=case.at + ASK_AGAIN)


def _complaints(case: Case) -> Refusal | None:
    if domain_health(case.standing.complaints) is not Health.STOPPED:
        return None
    sentence = f"{case.standing.complaints} people complained of the domain's mail in 30 days: it rests."
    return Refusal(sentence=sentence, until=case.at + ASK_AGAIN)


def _one_click(case: Case) -> Refusal | None:
    token = case.touch.unsubscribe_token if case.touch else ""
    if len(token) >= law("MBX-4").number("token_characters"):
        return None
    return Refusal(sentence="The mail cannot be unsubscribed from by one click (RFC 8058).")


def _machine(case: Case) -> Refusal | None:
    intent = case.standing.answered_intent
    if intent is None or intent.value not in law("MAIL-1").texts("intents"):
        return None
    return Refusal(sentence="A machine wrote that mail: it is not answered (RFC 3834).")


RULES = (
    bind("MAIL-1", _machine, for_touch=True),
    bind("MBX-1", _authentication, for_touch=True),
    bind("MBX-2", _volume, for_touch=True, answers_too=False),
    bind("MBX-3", _complaints, for_touch=True, answers_too=False),
    bind("MBX-4", _one_click, for_touch=True),
)
