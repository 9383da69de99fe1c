"""Keep letters to people at work, as no list of those who want no post is held."""

from __future__ import annotations

from tools.services.law.binding import bind
from tools.services.law.case import Case, Refusal
from tools.services.law.consent import EXPRESS, standing_consents


def _private_address(case: Case) -> Refusal | None:
    lead = case.lead
    if lead is None or standing_consents(case, EXPRESS):
        return None
    if lead.subscriber != "individual" and (lead.company or "").strip():
        return None
    return Refusal(sentence="A letter to a private person needs consent: no postal preference list is held.")


RULES = (bind("POST-1", _private_address, answers_too=False),)
