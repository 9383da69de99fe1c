"""The ledger outlives whoever wrote it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tools.sandbox.ledger import AcceptedMail, AnswerEnd, DueAnswer, Entry, Ledger, PersonMatched, Repeat

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def mail(number: int, *, key: str | None = None, digest: str = "d") -> AcceptedMail:
    return AcceptedMail(
        id=f"m{number}",
        message_id=f"<m{number}@mail.example>",
        idempotency_key=key,
        digest=digest,
        sender="kim@mail.example",
        to=("lead@corp.example",),
        reply_to=(),
        subject="Héllo ☕",
        text="line\nline",
        html="",
        headers={},
        tags={"touch_id": "t"},
        accepted_at=NOON,
    )


def due(number: int) -> DueAnswer:
    return DueAnswer(
        postmark_id=f"p{number}",
        mail_id=f"m{number}",
        thread_id=f"m{number}",
        person="lead@corp.example",
        intent="question",
        due_at=NOON,
        inbound={"MessageID": f"p{number}", "Headers": [{"Name": "A", "Value": "b"}]},
    )


def written(path: Path, *entries: Entry) -> None:
    ledger = Ledger(path)
    for entry in entries:
        ledger.record(entry)
    ledger.close()


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    """Mails, what is pending, what ended, credits."""
    path = tmp_path / "deep" / "ledger.jsonl"
    end = AnswerEnd(postmark_id="p1", end="posted", at=NOON)
    written(path, mail(1), mail(2), due(1), due(2), end, PersonMatched(apollo_id="a", at=NOON))
    again = Ledger(path)
    assert again.accepted() == (mail(1), mail(2))
    assert again.pending() == (due(2),)
    assert (again.ended("p1"), again.credits(), again.matched("a")) == (True, 1, True)
    again.close()


@pytest.mark.parametrize("cut", [1, 7, 60])
def test_a_torn_last_line_is_dropped_and_the_next_is_whole(tmp_path: Path, cut: int) -> None:
    """A kill in the middle of a write costs what was never answered for, and nothing else."""
    path = tmp_path / "ledger.jsonl"
    written(path, mail(1), mail(2))
    path.write_bytes(path.read_bytes()[:-cut])
    ledger = Ledger(path)
    assert ledger.accepted() == (mail(1),)
    ledger.record(mail(3))
    ledger.close()
    again = Ledger(path)
    assert again.accepted() == (mail(1), mail(3))
    again.close()


def test_a_key_is_remembered_for_24_hours(tmp_path: Path) -> None:
    """Also over a restart, and told apart by the body."""
    path = tmp_path / "ledger.jsonl"
    written(path, mail(1, key="k", digest="one"))
    ledger = Ledger(path)
    assert ledger.repeat("k", "one", NOON + timedelta(hours=23)) == Repeat(
        mail(1, key="k", digest="one"), same_body=True
    )
    other = ledger.repeat("k", "two", NOON)
    assert other is not None
    assert not other.same_body
    assert ledger.repeat("k", "one", NOON + timedelta(hours=25)) is None
    assert ledger.repeat("other", "one", NOON) is None
    ledger.close()
