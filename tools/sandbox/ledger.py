"""Keep every mail that was accepted and every answer that is due, so that nobody's death loses one."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

KEY_LIFETIME = timedelta(hours=24)
"""Resend keeps an idempotency key for 24 hours."""


class AcceptedMail(BaseModel):
    """One mail that the pretended Resend took: it counts as sent, whatever the caller was told."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["mail"] = "mail"
    id: str
    message_id: str
    idempotency_key: str | None
    digest: str
    """SHA-256 of the request's body, to tell a repeat from another mail under the same key."""
    sender: str
    to: tuple[str, ...]
    reply_to: tuple[str, ...]
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]
    tags: Mapping[str, str]
    accepted_at: datetime


class DueAnswer(BaseModel):
    """One mail that a person in the world is going to write, with Postmark's JSON of it."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["answer"] = "answer"
    postmark_id: str
    mail_id: str
    thread_id: str
    person: str
    intent: str
    due_at: datetime
    inbound: Mapping[str, object]


class AnswerEnd(BaseModel):
    """The webhook took an answer, or refused it for good; it can still be fetched either way."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["answer_end"] = "answer_end"
    postmark_id: str
    end: Literal["posted", "given_up"]
    at: datetime


class PersonMatched(BaseModel):
    """The pretended Apollo charged a credit for a person."""

    model_config = ConfigDict(frozen=True)

    kind: Literal["match"] = "match"
    apollo_id: str
    at: datetime


Entry = AcceptedMail | DueAnswer | AnswerEnd | PersonMatched


class _Line(BaseModel):
    entry: Entry = Field(discriminator="kind")


ENTRY: TypeAdapter[_Line] = TypeAdapter(_Line)


@dataclass(frozen=True)
class Repeat:
    """The key was used before: with the same body (`mail` stands for both), or with another."""

    mail: AcceptedMail
    same_body: bool


class Ledger:
    """An append-only file of JSON lines, and what follows from it in memory."""

    def __init__(self, path: Path) -> None:
        """Read the file back; a torn last line was never answered for and is cut off."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._mails: dict[str, AcceptedMail] = {}
        self._by_key: dict[str, AcceptedMail] = {}
        self._answers: dict[str, DueAnswer] = {}
        self._ends: dict[str, AnswerEnd] = {}
        self._matched: dict[str, PersonMatched] = {}
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        whole = _whole_lines(path)
        os.ftruncate(self._file, len(whole))
        for line in whole.splitlines():
            self._restore(line)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def record(self, entry: Entry) -> None:
        """Write the entry in one go, so that it outlives this process, then remember it."""
        line = _Line(entry=entry).model_dump_json().encode() + b"\n"
        while line:
            line = line[os.write(self._file, line) :]
        self._remember(entry)

    def accepted(self) -> tuple[AcceptedMail, ...]:
        """Every mail accepted, oldest first: the ground truth for "sent exactly once"."""
        return tuple(self._mails.values())

    def mail(self, mail_id: str) -> AcceptedMail | None:
        """The mail under this id."""
        return self._mails.get(mail_id)

    def repeat(self, key: str, digest: str, now: datetime) -> Repeat | None:
        """What was accepted under this key in the last 24 hours."""
        earlier = self._by_key.get(key)
        if earlier is None or now - earlier.accepted_at > KEY_LIFETIME:
            return None
        return Repeat(earlier, same_body=earlier.digest == digest)

    def answers(self) -> tuple[DueAnswer, ...]:
        """Every answer written or to be written, oldest first."""
        return tuple(self._answers.values())

    def pending(self) -> tuple[DueAnswer, ...]:
        """The answers that the webhook has neither taken nor refused."""
        return tuple(answer for answer in self._answers.values() if answer.postmark_id not in self._ends)

    def ended(self, postmark_id: str) -> bool:
        """Whether the webhook took this answer, or refused it for good."""
        return postmark_id in self._ends

    def credits(self) -> int:
        """People that Apollo charged for; a person is charged once."""
        return len(self._matched)

    def matched(self, apollo_id: str) -> bool:
        """Whether this person was charged before."""
        return apollo_id in self._matched

    def _restore(self, line: bytes) -> None:
        try:
            self._remember(ENTRY.validate_json(line).entry)
        except ValidationError:
            return

    def _remember(self, entry: Entry) -> None:
        match entry:
            case AcceptedMail():
                self._mails[entry.id] = entry
                if entry.idempotency_key is not None:
                    self._by_key[entry.idempotency_key] = entry
            case DueAnswer():
                self._answers[entry.postmark_id] = entry
            case AnswerEnd():
                self._ends[entry.postmark_id] = entry
            case PersonMatched():
                self._matched[entry.apollo_id] = entry


def digest_of(body: bytes) -> str:
    """SHA-256 of a request's body."""
    return sha256(body).hexdigest()


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)


def _whole_lines(path: Path) -> bytes:
    content = path.read_bytes()
    return content[: content.rfind(b"\n") + 1]
