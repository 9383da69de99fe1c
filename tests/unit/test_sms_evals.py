"""`python -m evals run sms` counts texts of one's own, and says which label disagrees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from errors import InvalidInput
from evals import sms


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_every_row_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In order, with a label or without; a line separator in a text is no end of a row."""
    cases = written(
        tmp_path / "cases.jsonl",
        '{"name": "plain", "text": "Hi Kim", "segments": 1, "encoding": "GSM-7", "units": 6}',
        "",
        json.dumps({"name": "long", "text": "{" * 81}),
        json.dumps({"name": "emoji", "text": "👍\u2028" * 30}, ensure_ascii=False),
    )
    out = tmp_path / "out.jsonl"
    assert sms.run(cases, out) == 0
    assert [json.loads(line) for line in out.read_text().split("\n") if line] == [
        {"name": "plain", "encoding": "GSM-7", "units": 6, "segments": 1},
        {"name": "long", "encoding": "GSM-7", "units": 162, "segments": 2},
        {"name": "emoji", "encoding": "UCS-2", "units": 90, "segments": 2},
    ]
    assert "3 texts" in capsys.readouterr().out


def test_a_label_that_disagrees_fails_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = written(tmp_path / "cases.jsonl", '{"name": "wrong", "text": "Hi", "segments": 2}')
    assert sms.run(cases, tmp_path / "out.jsonl") == 1
    assert "wrong" in capsys.readouterr().out


@pytest.mark.parametrize("line", ["{", "[]", '{"name": "no text"}', '{"name": 1, "text": null}'])
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    cases = written(tmp_path / "cases.jsonl", '{"name": "good", "text": "Hi"}', line)
    with pytest.raises(InvalidInput, match="line 2"):
        sms.run(cases, tmp_path / "out.jsonl")


def test_a_file_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        sms.run(tmp_path / "none.jsonl", tmp_path / "out.jsonl")
