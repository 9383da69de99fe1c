"""Bounces, reports and quoted threads in real formats are told apart as their labels say."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.inbound import answer_of, passes, summary
from tools.services.incoming.trimming import trim

MAIL = Path(__file__).resolve().parents[4] / "shared" / "mail"
needs_mail = pytest.mark.skipif(
    not MAIL.exists(), reason="The folder of real mail lies beside the project, and is not here."
)


@needs_mail
def test_real_machine_mail_bounces_and_replies_are_read_as_their_labels_say() -> None:
    answers = {
        path: answer_of(path, MAIL)
        for folder in ("machine", "replies")
        for path in (MAIL / folder).iterdir()
        if path.suffix in (".eml", ".txt")
    }
    found = summary(answers)
    assert found["automatic"] > 80
    assert found["replies"] > 30
    assert passes(found), found


def test_an_answer_between_quotes_keeps_no_introduction() -> None:
    text = "Yes.\n\nMax <max@x.example> schrieb am Fr., 28.\nApr. 2017 um 11:53 Uhr:\n> Passt das?\n> Gruss"
    assert trim(text) == "Yes."


def test_a_forwarded_mail_alone_is_what_was_forwarded() -> None:
    assert (
        trim("---------- Forwarded message ----------\nFrom: A <a@x.example>\nSubject: Hi\n\nSee below.")
        == "See below."
    )
