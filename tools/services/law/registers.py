"""Tell whether a do-not-call register was asked about a number, and recently enough."""

from __future__ import annotations

from datetime import timedelta

from memory.washes import Register, Wash
from tools.services.law.book import Law
from tools.services.law.case import ASK_AGAIN, Case, Refusal


def fresh_wash(case: Case, entry: Law, register: Register) -> Wash | None:
    """The register's newest answer while it holds: until the very moment that the days are over."""
    wash = case.washes.get(register)
    if wash is None or wash.washed_at > case.at:
        return None
    return wash if case.at - wash.washed_at < timedelta(days=entry.number("valid_days")) else None


def unwashed(case: Case, entry: Law, register: Register) -> Refusal | None:
    """The refusal where the register was not asked, or too long ago; washing runs by the hour."""
    if case.lead is None or not case.lead.phone:
        return Refusal(sentence="The lead has no phone number.")
    if fresh_wash(case, entry, register) is not None:
        return None
    days, asked = entry.number("valid_days"), register in case.washes
    when = f"was last washed more than {days} days ago" if asked else "was not washed"
    sentence = f"The number {when} against {register.value}: it is not contacted before it was."
    return Refusal(sentence=sentence, until=case.at + ASK_AGAIN)
