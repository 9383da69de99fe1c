"""Read the rules from their data file: what each says, its numbers, and where it comes from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

FILE = Path(__file__).with_name("compliance_rules.json")


@dataclass(frozen=True, kw_only=True, slots=True)
class Law:
    """One rule as data; `where` names the module that keeps it, `permission` being asked before each send."""

    id: str
    jurisdictions: tuple[str, ...]
    channels: tuple[str, ...]
    name: str
    sentence: str
    params: Mapping[str, object]
    source: str
    evidence: str
    """P official text seen, S secondary source seen, K from memory (kept on the strict side)."""
    where: str

    def number(self, name: str) -> int:
        """A whole number among the rule's parameters."""
        return int(cast("int", self.params[name]))

    def text(self, name: str) -> str:
        """A text among the rule's parameters."""
        return str(self.params[name])

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts among the rule's parameters."""
        return tuple(cast("list[str]", self.params[name]))

    def by_name(self, name: str) -> Mapping[str, tuple[str, ...]]:
        """Lists of texts by name among the rule's parameters."""
        return {key: tuple(texts) for key, texts in cast("dict[str, list[str]]", self.params[name]).items()}


@cache
def laws() -> Mapping[str, Law]:
    """Every rule by its id, in the file's order."""
    rows = cast("list[dict[str, object]]", json.loads(FILE.read_text(encoding="utf-8"))["rules"])
    return {law.id: law for law in map(_law, rows)}


def law(rule_id: str) -> Law:
    """The rule of this id; KeyError where the book has none."""
    return laws()[rule_id]


def _law(row: dict[str, object]) -> Law:
    return Law(
        id=str(row["id"]),
        jurisdictions=tuple(cast("list[str]", row["jurisdictions"])),
        channels=tuple(cast("list[str]", row["channels"])),
        name=str(row["name"]),
        sentence=str(row["sentence"]),
        params=cast("dict[str, object]", row["params"]),
        source=str(row["source"]),
        evidence=str(row["evidence"]),
        where=str(row["where"]),
    )
