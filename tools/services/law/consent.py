"""Tell which consents stand at a moment, and which have lapsed or were taken back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from memory.consents import Consent, ConsentKind
from memory.enums import Channel
from tools.services.calendar.days import months_later
from tools.services.law.book import law
from tools.services.law.case import Case


class ConsentFact(StrEnum):
    """What may be known about a consent, and counts."""

    PUBLISHED_FOR_CONTACT = "published_for_contact"
    PUBLISHED_WITH_AGREEMENT = "published_with_agreement"
    NO_REFUSAL_BESIDE = "no_refusal_beside"
    RELEVANT_TO_ROLE = "relevant_to_role"
    CALLS_OUTSIDE_HOURS = "calls_outside_hours"
    """The person agreed to be called at times when calls are not made."""


PUBLICATION = frozenset(map(ConsentFact, law("AU-SPAM-2").texts("facts")))
"""All four, or publication is no consent (Spam Act 2003 Sch 2 cl 4)."""
EXPRESS = frozenset({ConsentKind.EXPRESS, ConsentKind.EXPRESS_WRITTEN})


def kinds_of(rule_id: str) -> frozenset[ConsentKind]:
    """The kinds of consent that the rule accepts."""
    return frozenset(map(ConsentKind, law(rule_id).texts("kinds")))


def stands(consent: Consent, at: datetime, channel: Channel) -> bool:
    """Whether it covers the channel, has begun, and neither ended nor was taken back."""
    begun = consent.captured_at <= at
    over = consent.valid_until is not None and consent.valid_until <= at
    withdrawn = consent.withdrawn_at is not None and consent.withdrawn_at <= at
    return begun and not over and not withdrawn and consent.channel in (None, channel)


def standing_consents(case: Case, kinds: frozenset[ConsentKind] = frozenset(ConsentKind)) -> list[Consent]:
    """Those of these kinds that stand now, the newest first."""
    return [one for one in case.consents if one.kind in kinds and stands(one, case.at, case.channel)]


def has_consent(case: Case, rule_id: str) -> bool:
    """Whether a consent stands of a kind that the rule accepts."""
    return bool(standing_consents(case, kinds_of(rule_id)))


def missing_facts(consent: Consent) -> list[ConsentFact]:
    """What is not known of a publication, in the order of the law."""
    return [fact for fact in ConsentFact if fact in PUBLICATION and fact not in consent.facts]


def was_taken_back(case: Case) -> bool:
    """Whether a consent was withdrawn and none given since."""
    ends = [one.withdrawn_at for one in case.consents if one.withdrawn_at and one.withdrawn_at <= case.at]
    if not ends:
        return False
    return not any(one.captured_at > max(ends) for one in standing_consents(case))


def call_consents(case: Case) -> list[Consent]:
    """Express consents to calls that stand; one without a period lapses after three months."""
    months = law("AU-DNCR-2").number("months")
    return [
        one
        for one in standing_consents(case, EXPRESS)
        if one.valid_until is not None or case.at < months_later(one.captured_at, months)
    ]
