"""Keep everything that was accepted and every call that is due, so that nobody's death loses one."""

from __future__ import annotations

import os
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from tools.sandbox.entries import (
    ENTRY,
    Accepted,
    AcceptedMail,
    CallEnd,
    DueAnswer,
    DueCall,
    Entry,
    Line,
    PersonMatched,
)
from tools.sandbox.recipients import key_of

KEY_LIFETIME = timedelta(hours=24)
"""Resend keeps an idempotency key for 24 hours."""


@dataclass(frozen=True)
class Repeat:
    """The key was used before: with the same body (`mail` stands for both), or with another."""

    mail: AcceptedMail
    same_body: bool


class Ledger:
    """An append-only file of JSON lines, and what follows from it in memory."""

    def __init__(self, path: Path) -> None:
        """Read the file back; a torn last line was never answered for and is cut off."""
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._mails: list[AcceptedMail] = []
        self._place_of_mail: dict[str, int] = {}
        self._mails_to: dict[str, list[AcceptedMail]] = defaultdict(list)
        self._mail_by_key: dict[str, AcceptedMail] = {}
        self._answers: dict[str, DueAnswer] = {}
        self._answers_in: dict[str, list[DueAnswer]] = defaultdict(list)
        self._answered: set[str] = set()
        self._by_due: list[DueAnswer] = []
        self._sends: dict[str, Accepted] = {}
        self._sends_of: dict[str, list[Accepted]] = defaultdict(list)
        self._sends_to: dict[str, list[Accepted]] = defaultdict(list)
        self._send_by_key: dict[tuple[str, str], Accepted] = {}
        self._calls: list[DueCall] = []
        self._calls_of: dict[str, list[DueCall]] = defaultdict(list)
        self._calls_about: dict[str, list[DueCall]] = defaultdict(list)
        self._waiting: dict[str, DueAnswer | DueCall] = {}
        self._ends: dict[str, CallEnd] = {}
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
        line = Line(entry=entry).model_dump_json().encode() + b"\n"
        while line:
            line = line[os.write(self._file, line) :]
        self._remember(entry)

    def accepted(self) -> Sequence[AcceptedMail]:
        """Every mail accepted, oldest first: the ground truth for "sent exactly once"."""
        return tuple(self._mails)

    def mail(self, mail_id: str) -> AcceptedMail | None:
        """The mail under this id."""
        place = self._place_of_mail.get(mail_id)
        return None if place is None else self._mails[place]

    def mails_to(self, address: str) -> Sequence[AcceptedMail]:
        """The mails to this address as the first of their recipients, oldest first."""
        return tuple(self._mails_to.get(key_of(address), ()))

    def mail_page(
        self, *, limit: int, after: str | None = None, before: str | None = None
    ) -> tuple[tuple[AcceptedMail, ...], bool]:
        """The newest mails, those older than `after` or those newer than `before`; and whether more are.

        Newest first; raises KeyError for a cursor that is no mail's id.
        """
        first, last = 0, len(self._mails)
        if after:
            last = self._place_of_mail[after]
        elif before:
            first = self._place_of_mail[before] + 1
        if before and not after:
            page = self._mails[first : min(last, first + limit)]
        else:
            page = self._mails[max(first, last - limit) : last]
        return tuple(reversed(page)), last - first > limit

    def repeat(self, key: str, digest: str, now: datetime) -> Repeat | None:
        """What was accepted under this key in the last 24 hours."""
        earlier = self._mail_by_key.get(key)
        if earlier is None or now - earlier.accepted_at > KEY_LIFETIME:
            return None
        return Repeat(earlier, same_body=earlier.digest == digest)

    def forget_keys(self) -> None:
        """Do to every idempotency key what a day does."""
        self._mail_by_key.clear()
        self._send_by_key.clear()

    def answers(self) -> tuple[DueAnswer, ...]:
        """Every answer written or to be written, oldest first."""
        return tuple(self._answers.values())

    def answer(self, postmark_id: str) -> DueAnswer | None:
        """The answer under this id."""
        return self._answers.get(postmark_id)

    def answers_in(self, thread_id: str) -> Sequence[DueAnswer]:
        """The answers in this thread, oldest first."""
        return tuple(self._answers_in.get(thread_id, ()))

    def answered(self, mail_id: str) -> bool:
        """Whether somebody wrote an answer to this mail, or is going to."""
        return mail_id in self._answered

    def written(self, moment: datetime) -> Sequence[DueAnswer]:
        """The answers whose time has come by then, oldest first."""
        return self._by_due[: bisect_right(self._by_due, moment, key=_due_at)]

    def written_page(self, moment: datetime, *, offset: int, count: int) -> tuple[Sequence[DueAnswer], int]:
        """Of those, `count` from `offset` on, newest first; and how many there are."""
        total = bisect_right(self._by_due, moment, key=_due_at)
        end = max(0, total - offset)
        return self._by_due[max(0, end - count) : end][::-1], total

    def take(self, send: Accepted) -> Accepted:
        """Record what a vendor took, and give it back."""
        self.record(send)
        return send

    def send(self, send_id: str) -> Accepted | None:
        """What was taken under this id of a vendor's."""
        return self._sends.get(send_id)

    def sends(self, vendor: str | None = None) -> Sequence[Accepted]:
        """Everything taken but mails, or what one vendor took, oldest first."""
        return tuple(self._sends.values() if vendor is None else self._sends_of.get(vendor, ()))

    def sends_to(self, recipient: str) -> Sequence[Accepted]:
        """What was taken for this recipient, in any spelling, oldest first."""
        return tuple(self._sends_to.get(key_of(recipient), ()))

    def by_key(self, vendor: str, key: str) -> Accepted | None:
        """What the vendor took under this idempotency key, however long ago."""
        return self._send_by_key.get((vendor, key))

    def calls(self, vendor: str | None = None) -> Sequence[DueCall]:
        """Every webhook posted or to be posted but the people's mails, oldest first."""
        return tuple(self._calls if vendor is None else self._calls_of.get(vendor, ()))

    def calls_about(self, about: str) -> Sequence[DueCall]:
        """The webhooks that tell of this mail or send, oldest first."""
        return tuple(self._calls_about.get(about, ()))

    def pending(self) -> tuple[DueAnswer | DueCall, ...]:
        """The answers and calls that their webhook has neither taken nor refused."""
        return tuple(self._waiting.values())

    def ended(self, call_id: str) -> bool:
        """Whether the webhook took this answer or call, or refused it for good."""
        return call_id in self._ends

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
                self._remember_mail(entry)
            case Accepted():
                self._remember_send(entry)
            case DueAnswer():
                self._answers[entry.postmark_id] = entry
                self._answers_in[entry.thread_id].append(entry)
                self._answered.add(entry.mail_id)
                insort(self._by_due, entry, key=_due_at)
                self._waiting[entry.postmark_id] = entry
            case DueCall():
                self._calls.append(entry)
                self._calls_of[entry.vendor].append(entry)
                self._calls_about[entry.about].append(entry)
                self._waiting[entry.id] = entry
            case CallEnd():
                self._ends[entry.id] = entry
                self._waiting.pop(entry.id, None)
            case PersonMatched():
                self._matched[entry.apollo_id] = entry

    def _remember_mail(self, mail: AcceptedMail) -> None:
        self._place_of_mail[mail.id] = len(self._mails)
        self._mails.append(mail)
        self._mails_to[key_of(mail.to[0])].append(mail)
        if mail.idempotency_key is not None:
            self._mail_by_key[mail.idempotency_key] = mail

    def _remember_send(self, send: Accepted) -> None:
        self._sends[send.id] = send
        self._sends_of[send.vendor].append(send)
        self._sends_to[key_of(send.recipient)].append(send)
        if send.idempotency_key is not None:
            self._send_by_key[send.vendor, send.idempotency_key] = send


def digest_of(body: bytes) -> str:
    """SHA-256 of a request's body."""
    return sha256(body).hexdigest()


def _due_at(answer: DueAnswer) -> datetime:
    return answer.due_at


def _whole_lines(path: Path) -> bytes:
    content = path.read_bytes()
    return content[: content.rfind(b"\n") + 1]
