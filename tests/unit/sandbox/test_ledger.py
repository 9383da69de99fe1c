"""The ledger outlives whoever wrote it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tools.sandbox.entries import Accepted, AcceptedMail, CallEnd, DueAnswer, DueCall, Entry, PersonMatched
from tools.sandbox.ledger import Ledger, Repeat

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
    end = CallEnd(id="p1", end="posted", at=NOON)
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


def send(number: int, *, vendor: str = "twilio", key: str | None = None) -> Accepted:
    return Accepted(
        vendor=vendor,
        form="sms",
        id=f"{vendor}{number}",
        recipient=f"+6149157000{number}",
        text="Hi",
        tag="t",
        idempotency_key=key,
        details={"segments": 1},
        accepted_at=NOON,
    )


def call(number: int, about: str) -> DueCall:
    return DueCall(
        id=f"c{number}",
        vendor="twilio",
        path="twilio/status",
        content_type="application/json",
        body="{}",
        due_at=NOON,
        about=about,
    )


def test_sends_and_calls_are_found_by_what_they_are_asked_for(tmp_path: Path) -> None:
    """Before a restart and after it: by id, vendor, recipient, key and what they tell of."""
    path = tmp_path / "ledger.jsonl"
    entries: list[Entry] = [send(1, key="k"), send(2), send(1, vendor="lob", key="k")]
    entries += [call(1, "twilio1"), call(2, "twilio1"), CallEnd(id="c1", end="given_up", at=NOON)]
    ledger = Ledger(path)
    for entry in entries:
        ledger.record(entry)
    for _ in range(2):
        assert ledger.send("twilio2") == send(2)
        assert ledger.send("twilio9") is None
        assert ledger.sends() == (send(1, key="k"), send(2), send(1, vendor="lob", key="k"))
        assert ledger.sends("twilio") == (send(1, key="k"), send(2))
        assert ledger.sends_to("+61491570001") == (send(1, key="k"), send(1, vendor="lob", key="k"))
        assert ledger.by_key("lob", "k") == send(1, vendor="lob", key="k")
        assert ledger.by_key("stripe", "k") is None
        assert ledger.calls_about("twilio1") == (call(1, "twilio1"), call(2, "twilio1"))
        assert (ledger.calls("lob"), len(ledger.calls())) == ((), 2)
        assert (ledger.pending(), ledger.ended("c1")) == ((call(2, "twilio1"),), True)
        ledger.close()
        ledger = Ledger(path)
    ledger.close()


@pytest.mark.parametrize(
    ("after", "before", "found", "more"),
    [
        (None, None, ["m5", "m4"], True),
        ("m4", None, ["m3", "m2"], True),
        ("m2", None, ["m1"], False),
        (None, "m3", ["m5", "m4"], False),
        (None, "m1", ["m3", "m2"], True),
        ("m1", None, [], False),
    ],
)
def test_mails_are_paged_newest_first(
    tmp_path: Path, after: str | None, before: str | None, found: list[str], more: bool
) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl")
    for number in range(1, 6):
        ledger.record(mail(number))
    page, has_more = ledger.mail_page(limit=2, after=after, before=before)
    assert ([each.id for each in page], has_more) == (found, more)
    with pytest.raises(KeyError):
        ledger.mail_page(limit=2, after="m9")
    ledger.close()


def test_answers_are_shown_when_their_time_has_come(tmp_path: Path) -> None:
    """Oldest first, in whatever order they were written."""
    ledger = Ledger(tmp_path / "ledger.jsonl")
    for number, minutes in ((1, 30), (2, 10), (3, 20)):
        ledger.record(due(number).model_copy(update={"due_at": NOON + timedelta(minutes=minutes)}))
    assert [each.postmark_id for each in ledger.written(NOON + timedelta(minutes=20))] == ["p2", "p3"]
    assert len(ledger.written(NOON)) == 0
    hour = NOON + timedelta(hours=1)
    for offset, found in ((0, ["p1", "p3"]), (2, ["p2"]), (3, []), (9, [])):
        page, total = ledger.written_page(hour, offset=offset, count=2)
        assert ([each.postmark_id for each in page], total) == (found, 3)
    assert (ledger.answered("m1"), ledger.answered("m9")) == (True, False)
    assert [each.postmark_id for each in ledger.answers_in("m3")] == ["p3"]
    ledger.close()
