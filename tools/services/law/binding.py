"""Bind a check to its rule in the book: it is asked on the rule's channels, of the people it protects."""

from __future__ import annotations

from collections.abc import Callable

from memory.enums import Channel
from tools.services.law.book import law
from tools.services.law.case import Case, Refusal, Rule
from tools.services.law.jurisdictions import Jurisdiction, protecting


def bind(
    rule_id: str,
    forbids: Callable[[Case], Refusal | None],
    *,
    answers_too: bool = True,
    for_touch: bool = False,
) -> Rule:
    """The rule of this id; `forbids` is called only where the rule's law protects the lead."""
    entry = law(rule_id)
    channels = frozenset(Channel) if "*" in entry.channels else frozenset(map(Channel, entry.channels))
    places = frozenset(Jurisdiction(one) for one in entry.jurisdictions if one != "*")

    def within(case: Case) -> Refusal | None:
        if places and (case.lead is None or not places & protecting(case.lead)):
            return None
        return forbids(case)

    return Rule(name=rule_id, forbids=within, channels=channels, answers_too=answers_too, for_touch=for_touch)
