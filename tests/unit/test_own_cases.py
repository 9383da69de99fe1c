"""Cases of anybody's making are read however they are written, or refused with a sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from errors import InvalidInput
from evals import gate_rows, recall, reply, sms
from evals.lines import make_sure_of, objects_in, write_lines

REPLY = {"id": "ä☃", "text": "Yes, Tuesday at 3", "received_at": "2026-03-02T10:00:00"}
TURNS = {"conversation": "c", "turns": [{"id": 1, "text": "I have a dog", "at": "first of never"}]}
QUESTION = {"id": 7, "conversation": "c", "question": "Who has a dog?"}
READERS = {"reply": reply.rows_of, "sms": sms.rows_of, "gate": gate_rows.rows_of, "recall": recall.rows_of}


def test_a_byte_order_mark_blank_lines_and_windows_ends_are_read_over(tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_bytes(b'\xef\xbb\xbf{"id": 1}\r\n\r\n  \r\n{"id": "\\u2028"}\r\n')
    assert [*objects_in(cases)] == [(1, {"id": 1}), (4, {"id": "\u2028"})]


@pytest.mark.parametrize("suite", [*READERS])
@pytest.mark.parametrize("content", [b"[1, 2]", b'"x"', b"null", b'{"id": "', b'{"id": "\xe9"}', b"[" * 9000])
def test_what_is_no_object_is_refused_with_its_line(suite: str, content: bytes, tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    cases.write_bytes(b"\n" + content + b"\n")
    with pytest.raises(InvalidInput, match=r"line 2|cannot be read"):
        READERS[suite](cases)


@pytest.mark.parametrize("suite", [*READERS])
def test_a_file_that_is_none_is_refused(suite: str, tmp_path: Path) -> None:
    for path in (tmp_path / "nothing.jsonl", tmp_path):
        with pytest.raises(InvalidInput, match="cannot be read"):
            READERS[suite](path)


def test_optional_fields_may_be_missing_and_unknown_ones_are_left_alone(tmp_path: Path) -> None:
    cases = tmp_path / "cases.jsonl"
    write_lines(cases, [REPLY | {"unknown": [1]}, {"id": 5, "text": "\ud83d", "subject": None}])
    first, second = reply.rows_of(cases)
    assert (first.received_at, second.id, second.text) == ("2026-03-02T10:00:00+00:00", "5", "\ud83d")
    write_lines(cases, [TURNS, QUESTION])
    (conversation,), (question,) = recall.rows_of(cases)
    assert (conversation.turns[0].id, conversation.turns[0].speaker, question.id) == ("1", "", "7")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"received_at": "yesterday"}, "line 1: received_at: "),
        ({"channel": "fax"}, "line 1: channel: "),
        ({"headers": [1]}, "line 1: headers: "),
    ],
)
def test_a_field_that_cannot_be_used_is_named(
    wrong: dict[str, object], sentence: str, tmp_path: Path
) -> None:
    cases = tmp_path / "cases.jsonl"
    write_lines(cases, [REPLY | wrong])
    with pytest.raises(InvalidInput, match=sentence):
        reply.rows_of(cases)


def test_answers_go_only_where_a_file_can_be(tmp_path: Path) -> None:
    for out in (tmp_path, tmp_path / "nowhere" / "out.jsonl"):
        with pytest.raises(InvalidInput, match="cannot be written"):
            make_sure_of(out)
        with pytest.raises(InvalidInput, match="cannot be written"):
            write_lines(out, [])
    out = tmp_path / "out.jsonl"
    make_sure_of(out)
    write_lines(out, [{"text": "\ud83d ü"}])
    assert json.loads(out.read_text(encoding="utf-8")) == {"text": "\ud83d ü"}
