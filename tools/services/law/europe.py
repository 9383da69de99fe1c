"""Keep the law of the United Kingdom, the Union and New Zealand: consent, screening, objection, notice."""

from __future__ import annotations

from datetime import datetime

from memory.enums import Channel
from memory.records.leads import Lead
from memory.washes import Register, WashResult
from tools.services.calendar.days import months_later
from tools.services.law.binding import bind
from tools.services.law.book import law
from tools.services.law.case import Case, Refusal
from tools.services.law.consent import has_consent, missing_facts, standing_consents, was_taken_back
from tools.services.law.notices import privacy_notice
from tools.services.law.registers import fresh_wash, unwashed
from tools.services.lists.contacts import FREE_MAIL


def request_due(received_at: datetime) -> datetime:
    """When a person's request about their data must have been answered (GDPR art 12(3))."""
    return months_later(received_at, law("EU-GDPR-3").number("months"))


def is_corporate(lead: Lead) -> bool:
    """Whether the lead writes as an incorporated body: it is on record, or name and address say so."""
    if lead.subscriber is not None:
        return lead.subscriber == "corporate"
    words = (lead.company or "").lower().replace(".", "").split()
    incorporated = bool(words) and words[-1] in law("UK-PECR-1").texts("corporate_names")
    return incorporated and lead.email.rpartition("@")[2] not in FREE_MAIL


def _objected(case: Case) -> Refusal | None:
    sentence = "The lead objected to direct marketing, which is final (GDPR art 21)."
    return Refusal(sentence=sentence) if was_taken_back(case) else None


def _individual(case: Case) -> Refusal | None:
    assert case.lead is not None
    if is_corporate(case.lead) or has_consent(case, "UK-PECR-1"):
        return None
    return Refusal(
        sentence="An individual subscriber in the United Kingdom needs consent or soft opt-in (PECR reg 22); "
        "none is on record."
    )


def _screened(case: Case) -> Refusal | None:
    assert case.lead is not None
    entry = law("UK-PECR-2")
    lists = entry.by_name("registers")
    corporate = is_corporate(case.lead)
    wanted = lists["corporate" if corporate else "individual"]
    if case.lead.subscriber is None and not corporate:
        wanted = (*wanted, *lists["corporate"])
    for register in map(Register, wanted):
        missing = unwashed(case, entry, register)
        if missing is not None:
            return missing
        wash = fresh_wash(case, entry, register)
        if wash is not None and wash.result is not WashResult.CLEAR:
            return Refusal(sentence=f"The number is on {register.value}, or is no number there.")
    return None


def _automated(case: Case) -> Refusal | None:
    if has_consent(case, "UK-PECR-3"):
        return None
    return Refusal(sentence="An automated call needs consent (PECR reg 19); none is on record.")


def _prior_consent(case: Case) -> Refusal | None:
    if has_consent(case, "EU-EPD-1"):
        return None
    return Refusal(sentence="Electronic marketing in Europe needs prior consent; none is on record.")


def _new_zealand(case: Case) -> Refusal | None:
    good = [one for one in standing_consents(case) if has_consent(case, "NZ-UEM-1")]
    if any(one.kind.value != "inferred_conspicuous_publication" or not missing_facts(one) for one in good):
        return None
    return Refusal(sentence="No consent to electronic messages is on record (New Zealand, UEM Act s9).")


def _notice(case: Case) -> Refusal | None:
    lead, brand = case.lead, case.brand
    if lead is None or case.answers or case.standing.contacted_before:
        return None
    if case.at >= months_later(lead.created_at, law("EU-GDPR-2").number("months")):
        return Refusal(
            sentence="The lead was not told within a month that their data is held (GDPR art 14): "
            "erase the lead."
        )
    if case.touch is None or case.draft is None or brand is None:
        return None
    if case.channel not in (Channel.EMAIL, Channel.MAIL):
        return Refusal(sentence="The first contact must bear a privacy notice: begin by email (GDPR art 14).")
    if privacy_notice(lead, brand) in case.draft.footer:
        return None
    return Refusal(sentence="The first message does not bear the privacy notice (GDPR art 14).")


RULES = (
    bind("EU-GDPR-1", _objected),
    bind("UK-PECR-1", _individual, answers_too=False),
    bind("UK-PECR-3", _automated),
    bind("UK-PECR-2", _screened),
    bind("EU-EPD-1", _prior_consent, answers_too=False),
    bind("NZ-UEM-1", _new_zealand, answers_too=False),
    bind("EU-GDPR-2", _notice),
)
