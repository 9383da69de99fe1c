"""The rules are data: every one has its words, its numbers, a place that keeps it, and a test of its name."""

from __future__ import annotations

import ast
import json
from functools import cache
from pathlib import Path

import pytest

from tests.fixtures.law import a_case, permits
from tools.services.law.book import law, laws
from tools.services.law.rules import LAW, ORDER, RULES

ROOT = Path(__file__).parents[3]
IDS = frozenset(
    """
    AU-SPAM-1 AU-SPAM-2 AU-SPAM-3 AU-SPAM-4 AU-SPAM-5 AU-SPAM-6 AU-SPAM-7 AU-SID-1 AU-SID-2 AU-TEL-1 AU-TEL-2
    AU-TEL-3 AU-TEL-4 AU-TEL-5 AU-TEL-6 AU-TEL-7 AU-DNCR-1 AU-DNCR-2 AU-DNCR-3 US-CS-1 US-CS-2 US-TCPA-1
    US-TCPA-2
    US-TCPA-3 US-DNC-1 UK-PECR-1 UK-PECR-2 UK-PECR-3 EU-GDPR-1 EU-GDPR-2 EU-GDPR-3 EU-AIA-1 MBX-1 MBX-2 MBX-3
    MBX-4 SMS-1 SMS-2 SMS-3 LI-1 LI-2 LI-3 MAIL-1 MAIL-2 MAIL-3 POST-1
    """.split()
)
"""The 46 rules that were agreed on; the book may hold more, never fewer."""


@cache
def _tests() -> set[str]:
    found: set[str] = set()
    for path in Path(__file__).parent.glob("test_rule_*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= {
            node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
    return found


def test_the_book_holds_every_rule_that_was_agreed_on() -> None:
    """46 ids, none of them lost."""
    assert len(IDS) == 46
    assert set(laws()) >= IDS


@pytest.mark.parametrize("rule_id", sorted(laws()))
def test_every_rule_has_a_test_of_its_name(rule_id: str) -> None:
    """`AU-TEL-1` is tried at its boundaries by a test that begins with `test_au_tel_1_`."""
    prefix = f"test_{rule_id.lower().replace('-', '_')}_"
    assert any(name.startswith(prefix) for name in _tests()), f"nothing tries {rule_id}"


@pytest.mark.parametrize("rule_id", sorted(laws()))
def test_every_rule_is_kept_somewhere(rule_id: str) -> None:
    """Asked before each contact, or by the module that the book names."""
    where = law(rule_id).where
    if where == "permission":
        assert [rule.name for rule in RULES].count(rule_id) == 1
    else:
        assert (ROOT / where).is_file()


def test_every_rule_says_what_it_wants_and_where_it_comes_from() -> None:
    """A sentence, a source, and how well the source is known."""
    for entry in laws().values():
        assert entry.sentence.endswith("."), entry.id
        assert entry.source, entry.id
        assert set(entry.evidence.split("+")) <= {"P", "S", "K", "derived"}, entry.id
        assert entry.channels, entry.id


def test_the_business_is_asked_before_the_law() -> None:
    """DOMAIN's order first, then the channel's own law."""
    names = [rule.name for rule in RULES]
    assert names[: len(ORDER)] == [rule.name for rule in ORDER]
    assert names[len(ORDER)] == "jurisdiction"
    assert len(names) == len(set(names))


def test_an_answer_to_who_wrote_passes_only_the_rules_about_approaching() -> None:
    """Whoever writes to us may be answered without consent, but not against an objection or at night."""
    approaching = {rule.name for rule in LAW if not rule.answers_too}
    assert approaching == set(
        """
        jurisdiction AU-SPAM-1 AU-SPAM-2 AU-SPAM-3 AU-SPAM-6 AU-SPAM-7 EU-EPD-1 MBX-2 MBX-3 NZ-UEM-1 POST-1
        UK-PECR-1 US-DNC-1 US-TCPA-3
        """.split()
    )


def test_rules_about_a_message_are_asked_once_there_is_one() -> None:
    """A lead without a draft is not refused for what the draft would lack."""
    of_messages = {rule.name for rule in LAW if rule.for_touch}
    assert of_messages == set(
        """
        AU-SID-1 AU-SID-2 AU-SPAM-4 AU-SPAM-5 AU-TEL-4 AU-TEL-5 AU-TEL-6 AU-TEL-7 EU-AIA-1 LI-1 LI-2 LI-3
        MAIL-1 MBX-1 MBX-2 MBX-3 MBX-4 US-CS-1 US-CS-2 email_identity email_opt_out
        """.split()
    )


def test_a_case_in_order_is_permitted_by_every_rule_together() -> None:
    """The case that all the other tests change one thing of."""
    for channel in a_case().campaign.percentages if a_case().campaign else ():  # type: ignore[union-attr]
        assert permits(a_case(channel)), channel


def test_the_book_is_valid_json_with_one_entry_an_id() -> None:
    """No rule shadows another."""
    text = (ROOT / "tools/services/law/compliance_rules.json").read_text(encoding="utf-8")
    ids = [rule["id"] for rule in json.loads(text)["rules"]]
    assert len(ids) == len(set(ids)) == len(laws())
