"""Offer other ways to say a draft, and take the one that a reviewer chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from errors import InvalidInput
from memory.records.messages import Draft

AT_MOST = 2
"""Beside the draft itself: three are a choice, more are homework."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Variant:
    """Another way to say it, and the facts that it claims."""

    subject: str
    body: str
    facts: tuple[str, ...] = ()

    def as_row(self) -> dict[str, Any]:
        """The form in which a draft's row keeps it."""
        return {"subject": self.subject, "body": self.body, "facts": list(self.facts)}


def variants_of(draft: Draft) -> tuple[Variant, ...]:
    """The other ways that were written with the draft."""
    rows = draft.variants
    return tuple(Variant(subject=row["subject"], body=row["body"], facts=tuple(row["facts"])) for row in rows)


def chosen(draft: Draft, number: int | None) -> Variant:
    """The draft's own words, or its variant of this number, from 1; InvalidInput where it has none such."""
    if number is None:
        return Variant(subject=draft.subject, body=draft.body, facts=tuple(draft.facts))
    offered = variants_of(draft)
    if not 1 <= number <= len(offered):
        raise InvalidInput("This draft has no such variant: look at it again.")
    return offered[number - 1]


def unlike(first: Variant, others: Sequence[Variant]) -> tuple[Variant, ...]:
    """Those of the others that say it in other words than the first and each other."""
    kept = [first]
    for other in others:
        if other.body.strip() and all(_plain(other.body) != _plain(one.body) for one in kept):
            kept.append(other)
    return tuple(kept[1 : AT_MOST + 1])


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
