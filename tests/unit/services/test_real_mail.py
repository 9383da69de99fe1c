"""Bounces, reports and quoted threads in real formats are told apart as their labels say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fixtures.raw_mail import inbound_of
from tools.services.mail import MachineKind, classify, is_hard_bounce
from tools.services.trimming import trim

MAIL = Path(__file__).resolve().parents[4] / "shared" / "mail"
needs_mail = pytest.mark.skipif(
    not MAIL.exists(), reason="The folder of real mail lies beside the project, and is not here."
)
KINDS = {
    "bounce": {MachineKind.BOUNCE},
    "feedback": {MachineKind.COMPLAINT},
    "auto_reply": {MachineKind.AUTO_REPLY, MachineKind.OUT_OF_OFFICE},
    "not_bounce": {None},
}


@needs_mail
def test_machine_mail_is_told_from_a_person_s() -> None:
    expected = json.loads((MAIL / "machine" / "expected.json").read_text(encoding="utf-8"))
    right = [
        name
        for name, row in expected.items()
        if classify(inbound_of(MAIL / "machine" / name)) in KINDS[row["kind"]]
    ]
    assert len(right) / len(expected) >= 0.96


@needs_mail
def test_a_dead_address_is_told_from_a_full_one_more_often_than_not() -> None:
    expected = json.loads((MAIL / "machine" / "expected.json").read_text(encoding="utf-8"))
    bounces = {name: row for name, row in expected.items() if row["kind"] == "bounce" and row["recipients"]}
    right = [
        name
        for name, row in bounces.items()
        if is_hard_bounce(inbound_of(MAIL / "machine" / name))
        == all(one["hardbounce"] for one in row["recipients"])
    ]
    assert len(right) / len(bounces) >= 0.8


@needs_mail
def test_what_was_written_anew_is_kept_and_what_was_quoted_is_not() -> None:
    expected = json.loads((MAIL / "replies" / "expected.json").read_text(encoding="utf-8"))
    right = [
        name
        for name, row in expected.items()
        if trim((MAIL / "replies" / name).read_text(encoding="utf-8", errors="replace")).split()
        == row["trimmed"].split()
    ]
    assert len(right) >= 29


def test_an_answer_between_quotes_keeps_no_introduction() -> None:
    text = "Yes.\n\nMax <max@x.example> schrieb am Fr., 28.\nApr. 2017 um 11:53 Uhr:\n> Passt das?\n> Gruss"
    assert trim(text) == "Yes."


def test_a_forwarded_mail_alone_is_what_was_forwarded() -> None:
    assert (
        trim("---------- Forwarded message ----------\nFrom: A <a@x.example>\nSubject: Hi\n\nSee below.")
        == "See below."
    )
