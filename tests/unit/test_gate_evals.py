"""The gate finds what was planted and refuses nothing clean, and its cases are those that were locked."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from pydantic import JsonValue

from errors import InvalidInput
from evals import gate
from evals.gate import Judged, answer_of, score
from evals.gate_rows import row_of, rows_of
from tools.services.gate import examine
from tools.services.gate.codes import MEANING, Code
from tools.services.judging.intervals import wilson

DATASETS = Path(gate.__file__).parent / "datasets"
LOCK = json.loads((DATASETS / "gate_lock.json").read_text(encoding="utf-8"))
LEAD: dict[str, JsonValue] = {
    "first_name": "Mia",
    "company": "Bayside Dental",
    "city": "Brisbane",
    "facts": ["Has 14 staff"],
}
BRAND: dict[str, JsonValue] = {
    "sender": "Kate Lowe",
    "company": "Harbour",
    "facts": [],
    "site": "https://harbour.example",
}


EACH = {"gate_development.jsonl": 8}
"""Of the many, every eighth tells that something broke; `python -m evals run gate` reads them all."""


@pytest.mark.parametrize("name", LOCK)
def test_the_gate_holds_on_its_own_cases_which_are_those_that_were_locked(name: str) -> None:
    path = DATASETS / name
    assert hashlib.sha256(path.read_bytes()).hexdigest() == LOCK[name]
    rows = rows_of(path)[:: EACH.get(name, 1)]
    found = score([Judged(row=row, findings=examine(row.message)) for row in rows])
    assert found.passes, (found.missed, found.refused)


def test_every_code_has_a_meaning_and_a_planted_case() -> None:
    planted = {code for name in LOCK for row in rows_of(DATASETS / name) for code in row.expected or ()}
    assert set(MEANING) == set(Code)
    assert planted == {code.value for code in Code}


def test_a_row_is_read_whatever_its_fields_are_called() -> None:
    plain: dict[str, JsonValue] = {
        "id": "1",
        "channel": "sms",
        "lead": LEAD,
        "brand": BRAND,
        "body": "Hi Mia, Kate from Harbour. STOP to end",
    }
    other: dict[str, JsonValue] = {
        "case_id": "1",
        "channel": "SMS",
        "lead": {
            "names": {"first": "Mia"},
            "company": {"name": "Bayside Dental"},
            "city": "Brisbane",
            "facts": {"staff": 14},
        },
        "brand": {
            "sender": {"name": "Kate Lowe"},
            "company": "Harbour",
            "website": "https://harbour.example",
        },
        "draft": {"text": "Hi Mia, Kate from Harbour. STOP to end"},
    }
    one, two = row_of(plain, 1), row_of(other, 1)
    assert one.id == two.id
    assert (one.message.form, one.message.body, one.message.lead.first_name) == (
        two.message.form,
        two.message.body,
        two.message.lead.first_name,
    )
    assert examine(one.message) == examine(two.message) == []


def test_an_answer_names_code_severity_and_place_and_blocks_what_is_hard() -> None:
    row = row_of(
        {"id": "a", "channel": "email", "lead": LEAD, "brand": BRAND, "subject": "m" * 51, "body": "Hi Tom,"},
        1,
    )
    answer = answer_of(Judged(row=row, findings=examine(row.message)))
    assert answer["verdict"] == "block"
    findings = answer["findings"]
    assert isinstance(findings, list)
    told = {(one["code"], one["severity"], one["in"], tuple(one["span"] or ())) for one in findings}
    assert ("WRONG_NAME", "hard", "body", (3, 6)) in told
    assert {("SUBJECT_LEN", "hard", "subject", (0, 51)), ("LENGTH", "hard", "subject", (0, 51))} <= told


def test_a_file_that_cannot_be_read_is_named_and_an_interval_is_honest(tmp_path: Path) -> None:
    broken = tmp_path / "cases.jsonl"
    broken.write_text("{}\nnot json\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match="line 2"):
        rows_of(broken)
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(95, 100) == pytest.approx((0.8882, 0.9785), abs=1e-4)
