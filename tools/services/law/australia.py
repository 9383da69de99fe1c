"""Keep the Spam Act and the register of SMS senders: consent, identity, and a way out."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from memory.consents import ConsentKind
from memory.enums import Channel
from tools.services.law.binding import bind
from tools.services.law.book import law
from tools.services.law.case import Case, Refusal
from tools.services.law.consent import (
    has_consent,
    missing_facts,
    standing_consents,
    was_taken_back,
)

_NUMBER = re.compile(r"\+?\d{3,15}")
_WAY_OUT = re.compile(r"\bSTOP\b", re.IGNORECASE)
_CALL_TO_OPT_OUT = re.compile(r"\b(?:call|ring|text|sms)\b[^.]{0,40}\+?\d[\d ]{5,}", re.IGNORECASE)


def is_number(address: str) -> bool:
    """Whether a sender is a number, which can be answered, and not a name."""
    return _NUMBER.fullmatch(address.replace(" ", "")) is not None


def _withdrawn(case: Case) -> Refusal | None:
    sentence = "The lead took consent back, and nothing has been agreed since (Spam Act Sch 2 cl 6)."
    return Refusal(sentence=sentence) if was_taken_back(case) else None


def _consent(case: Case) -> Refusal | None:
    if has_consent(case, "AU-SPAM-1"):
        return None
    return Refusal(
        sentence="No consent to electronic messages is on record (Spam Act s16): say where the list comes "
        "from when you import it, or record the lead's consent with its evidence."
    )


def _attested(case: Case) -> Refusal | None:
    """A harvested list is no source, and a list counts only with a person's word for it."""
    consents = standing_consents(case)
    forbidden = law("AU-SPAM-7").texts("forbidden_sources")
    if consents and all(one.source in forbidden for one in consents):
        return Refusal(sentence="The lead comes from a harvested list, which may not be used (Spam Act s21).")
    publication = ConsentKind.INFERRED_CONSPICUOUS_PUBLICATION
    vouched = any(one.source == "import" or one.kind is not publication for one in consents)
    if not case.standing.imported or vouched:
        return None
    return Refusal(
        sentence="Nobody attested where the imported list comes from (Spam Act ss20-22): import it again."
    )


def _publication(case: Case) -> Refusal | None:
    consents = standing_consents(case)
    publication = ConsentKind.INFERRED_CONSPICUOUS_PUBLICATION
    if not consents or any(one.kind is not publication for one in consents):
        return None
    gaps = min((missing_facts(one) for one in consents), key=len)
    if not gaps:
        return None
    unknown = gaps[0].value.replace("_", " ")
    return Refusal(
        sentence=f"Publication is consent only where four facts are known; “{unknown}” is not "
        "(Spam Act Sch 2 cl 4)."
    )


def _guessed(case: Case) -> Refusal | None:
    lead, entry = case.lead, law("AU-SPAM-3")
    if lead is None or case.channel is not Channel.EMAIL or lead.source in entry.texts("given_by"):
        return None
    if lead.email_status in entry.texts("verified"):
        return None
    return Refusal(sentence="The address was found, not given, and nobody verified it (Spam Act s16(6)).")


def names_its_sender(case: Case) -> bool:
    """Whether the message says whose it is, with a postal address where there is room for one."""
    brand, draft = case.brand, case.draft
    if brand is None or draft is None or not (brand.company.strip() and brand.sender_name.strip()):
        return False
    if case.channel is Channel.EMAIL:
        address = brand.postal_address.strip()
        return bool(address) and brand.company in draft.footer and address in draft.footer
    text = case.text.casefold()
    return any(name.strip() and name.casefold() in text for name in (brand.company, brand.name))


def has_way_out(case: Case) -> bool:
    """Whether the message says how to receive no more: a link of its own, or a word to reply with."""
    if case.draft is None or case.touch is None:
        return False
    if f"/u/{case.touch.unsubscribe_token}" in case.draft.footer:
        return True
    can_answer = case.resource is not None and is_number(case.resource.address)
    return case.channel is Channel.SMS and can_answer and _WAY_OUT.search(case.text) is not None


def _identity(case: Case) -> Refusal | None:
    if names_its_sender(case):
        return None
    return Refusal(sentence="The message does not name its sender and how to reach them (Spam Act s17).")


def _unsubscribe(case: Case) -> Refusal | None:
    if has_way_out(case) or (case.channel is Channel.SMS and _one_way(case)):
        return None
    return Refusal(sentence="The message has no working way to unsubscribe (Spam Act s18).")


def _one_way(case: Case) -> bool:
    return case.resource is not None and not is_number(case.resource.address)


def sender_ids_from() -> datetime:
    """When senders that are names had to stand in the register."""
    return datetime.fromisoformat(law("AU-SID-1").text("from")).replace(tzinfo=ZoneInfo("Australia/Sydney"))


def _registered(case: Case) -> Refusal | None:
    resource = case.resource
    if resource is None or not _one_way(case) or resource.registered_sender or case.at < sender_ids_from():
        return None
    return Refusal(sentence=f"The sender {resource.address} is not in the SMS Sender ID Register.")


def _one_way_sender(case: Case) -> Refusal | None:
    if not _one_way(case) or has_way_out(case) or _CALL_TO_OPT_OUT.search(case.text):
        return None
    return Refusal(sentence="A sender that cannot be answered must give a link or a number to opt out by.")


RULES = (
    bind("AU-SPAM-6", _withdrawn, answers_too=False),
    bind("AU-SPAM-1", _consent, answers_too=False),
    bind("AU-SPAM-7", _attested, answers_too=False),
    bind("AU-SPAM-2", _publication, answers_too=False),
    bind("AU-SPAM-3", _guessed, answers_too=False),
    bind("AU-SPAM-4", _identity, for_touch=True),
    bind("AU-SPAM-5", _unsubscribe, for_touch=True),
    bind("AU-SID-1", _registered, for_touch=True),
    bind("AU-SID-2", _one_way_sender, for_touch=True),
)
