"""Read files of raw mail as the intake does; where a folder has labels, say how well."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from errors import InvalidInput
from evals.lines import write_lines
from tools.services.incoming.raw_mail import read_mail
from tools.services.incoming.trimming import trim
from tools.services.mail import MachineKind, bounces, classify, feedback
from tools.services.replying.readings import new_text

REPORT = Path(__file__).parent / "reports" / "inbound.json"
LABELS = "expected.json"
NOT_MAIL = frozenset({".json", ".jsonl", ".md"})
KINDS = {
    None: "human",
    MachineKind.UNSUBSCRIBE: "human",
    MachineKind.COMPLAINT: "feedback",
    MachineKind.REPORT: "feedback",
}
"""What the kinds of the product are called here, where the name is another."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the intake makes of one file."""

    file: str
    kind: str
    recipients: list[dict[str, Any]]
    trimmed: str
    """The new part of the mail, with the lines that its writer quoted by hand to answer them."""
    own_words: str
    """What the reply agent reads: without these lines too."""
    seconds: float


def run(cases: Path, out: Path) -> int:
    """Write one JSON line a file; 1 when labels lie beside the files and a gate does not hold."""
    if not cases.is_dir():
        raise InvalidInput(f"{cases} is no folder of mail.")
    answers = {path: answer_of(path, cases) for path in _files(cases)}
    write_lines(out, [asdict(answer) for answer in answers.values()])
    found = summary(answers)
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    shown = (f"  {name}: {value}\n" for name, value in found.items() if not isinstance(value, list))
    sys.stdout.write("inbound\n" + "".join(shown))
    return 0 if passes(found) else 1


def answer_of(path: Path, folder: Path) -> Answer:
    """The file as the intake reads it; a file without headers is the text of a person's mail."""
    raw = path.read_bytes()
    mail = read_mail(raw if _has_headers(raw) else _PERSON + raw, path.name)
    began = time.perf_counter()
    kind, trimmed = classify(mail), trim(mail.text) or new_text(mail)
    seconds = time.perf_counter() - began
    recipients: list[dict[str, Any]] = []
    if kind is MachineKind.BOUNCE:
        recipients = [{**asdict(one), "reason": one.reason.value} for one in bounces(mail)]
    elif (reported := feedback(mail)) is not None:
        recipients = [
            {"recipient": address, "reason": "feedback", "hard": False, "type": reported.kind.value}
            for address in reported.recipients or ("",)
        ]
    return Answer(
        file=str(path.relative_to(folder)),
        kind=KINDS.get(kind) or str(kind),
        recipients=recipients,
        trimmed=trimmed,
        own_words=new_text(mail),
        seconds=round(seconds, 5),
    )


def summary(answers: dict[Path, Answer]) -> dict[str, Any]:
    """Counts against the labels (`expected.json` in a file's folder), as far as there are any."""
    labelled = [(label, answer) for label, answer in _labelled(answers)]
    machine = [(label, answer) for label, answer in labelled if "kind" in label]
    replies = [(label, answer) for label, answer in labelled if "trimmed" in label]
    automatic = [answer for label, answer in machine if label["kind"] != "not_bounce"]
    reported = [answer for label, answer in machine if label["kind"] == "feedback"]
    hard = [(_hard(label["recipients"], "hardbounce"), _hard(answer.recipients, "hard"), answer.file)
            for label, answer in machine]  # fmt: skip
    exact = [answer.file for label, answer in replies if answer.trimmed.split() == label["trimmed"].split()]
    seconds = sorted(answer.seconds for answer in answers.values())
    return {
        "files": len(answers),
        "automatic": len(automatic),
        "automatic_taken_for_human": sum(answer.kind == "human" for answer in automatic),
        "feedback": len(reported),
        "feedback_found": sum(answer.kind == "feedback" for answer in reported),
        "human_taken_for_automatic": sum(
            answer.kind != "human" for label, answer in machine if label["kind"] == "not_bounce"
        ),
        "hard_recipients": sum(wanted for wanted, _, _ in hard),
        "hard_found": sum(min(wanted, given) for wanted, given, _ in hard),
        "hard_wrongly": sum(max(given - wanted, 0) for wanted, given, _ in hard),
        "replies": len(replies),
        "replies_exact": len(exact),
        "p95_ms": round(1000 * seconds[math.ceil(0.95 * len(seconds)) - 1], 2) if seconds else 0.0,
        "hard_missed_or_wrong_in": [file for wanted, given, file in hard if wanted != given],
        "replies_not_exact": [answer.file for _, answer in replies if answer.file not in exact],
    }


def passes(found: dict[str, Any]) -> bool:
    """The gates of what was asked: 1 % taken for a person's, 99 % precise, 95 % found, 90 % exact."""
    given = found["hard_found"] + found["hard_wrongly"]
    return (
        found["automatic_taken_for_human"] <= 0.01 * found["automatic"]
        and found["feedback_found"] == found["feedback"]
        and found["hard_found"] >= 0.99 * given
        and found["hard_found"] >= 0.95 * found["hard_recipients"]
        and found["replies_exact"] >= 0.9 * found["replies"]
    )


_PERSON = b"From: person@client.example\nSubject: Re: hello\nContent-Type: text/plain; charset=utf-8\n\n"


def _files(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if path.suffix not in NOT_MAIL and path.name != "LICENSE")


def _has_headers(raw: bytes) -> bool:
    """A mail has a From and more above its first blank line; a quoted "From:" stands alone or later."""
    head = raw[:100_000].replace(b"\r\n", b"\n").split(b"\n\n", 1)[0].lower()
    names = (b"from:", b"subject:", b"received:", b"message-id:", b"return-path:", b"mime-version:", b"to:")
    found = {name for name in names for line in head.split(b"\n") if line.startswith(name)}
    starts = head.lstrip().split(b"\n", 1)[0]
    return len(found) >= 2 and (b":" in starts.split(b" ", 1)[0] or starts.startswith(b"from "))


def _labelled(answers: dict[Path, Answer]) -> Iterator[tuple[dict[str, Any], Answer]]:
    folders = {path.parent for path in answers}
    labels = {folder: _labels(folder / LABELS) for folder in folders if (folder / LABELS).exists()}
    for path, answer in answers.items():
        label = labels.get(path.parent, {}).get(path.name)
        if label is not None:
            yield label, answer


def _labels(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8-sig")))
    except (OSError, ValueError, TypeError) as error:
        raise InvalidInput(f"{path} holds no labels: {error}.") from error


def _hard(recipients: list[dict[str, Any]], flag: str) -> int:
    return sum(bool(one.get(flag)) for one in recipients)
