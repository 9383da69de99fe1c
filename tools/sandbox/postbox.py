"""Post the people's answers to the agency's webhook when they are due, and again until they are taken."""

from __future__ import annotations

import asyncio
from asyncio import Event, Semaphore, Task
from collections.abc import Sequence
from datetime import datetime

from errors import ProviderError
from tools.providers.client import Vendor, basic_auth
from tools.providers.outcomes import Effect
from tools.sandbox.faults import Faults
from tools.sandbox.ledger import AcceptedMail, AnswerEnd, DueAnswer, Ledger, now
from tools.sandbox.people import People, Wish

FORBIDDEN = 403
"""The status that makes Postmark stop its retries."""
AT_ONCE = 8


class Postbox:
    """The people's outgoing mail: kept in the ledger, so that a restart posts what was pending."""

    def __init__(
        self, ledger: Ledger, people: People, faults: Faults, *, retry_seconds: Sequence[float]
    ) -> None:
        """`retry_seconds` are the pauses between tries, after which an answer can only be fetched."""
        self._ledger = ledger
        self._people = people
        self._faults = faults
        self._retry_seconds = tuple(retry_seconds)
        self._wishes: dict[str, Wish] = {}
        self._tasks: set[Task[None]] = set()
        self._open = Event()
        self._slots = Semaphore(AT_ONCE)
        self._webhooks: list[Vendor] = []

    def answer_to(self, url: str, *, user: str, password: str, timeout_seconds: float = 15.0) -> None:
        """Post answers there from now on; those that wait for an address go at once."""
        headers = {"Authorization": basic_auth(user, password)}
        vendor = Vendor("webhook", url, headers=headers, timeout_seconds=timeout_seconds, attempts=1)
        self._webhooks.append(vendor)
        self._open.set()

    def resume(self) -> None:
        """Take up what an earlier process left: mails nobody considered, answers nobody took."""
        considered = {answer.mail_id for answer in self._ledger.answers()}
        pending = self._ledger.pending()
        for mail in self._ledger.accepted():
            if mail.id not in considered:
                self.receive(mail)
        for answer in pending:
            self._start(answer)

    def receive(self, mail: AcceptedMail) -> None:
        """Let the person who got the mail answer it, or not; only what can be replied to is answered."""
        if not mail.reply_to:
            return
        wish = self._wishes.pop(mail.to[0].lower(), None)
        self._write(mail, wish, mail.accepted_at)

    def wish(self, email: str, wish: Wish, *, again: bool = False) -> bool:
        """Let this person answer so: their newest unanswered mail now, else their next; True means now.

        With `again` the newest mail is answered now, also where it was answered before.
        """
        answered = set[str]() if again else {answer.mail_id for answer in self._ledger.answers()}
        mails = [
            mail
            for mail in self._ledger.accepted()
            if email.lower() == mail.to[0].lower() and mail.reply_to and mail.id not in answered
        ]
        if not mails:
            self._wishes[email.lower()] = wish
            return False
        self._write(mails[-1], wish, now())
        return True

    def written(self) -> tuple[DueAnswer, ...]:
        """The answers whose time has come, newest first: what Postmark has received."""
        moment = now()
        due = [answer for answer in self._ledger.answers() if answer.due_at <= moment]
        return tuple(sorted(due, key=lambda answer: answer.due_at, reverse=True))

    async def close(self) -> None:
        """Stop posting; what is pending stays in the ledger."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for webhook in self._webhooks:
            await webhook.close()

    def _write(self, mail: AcceptedMail, wish: Wish | None, at: datetime) -> None:
        answer = self._people.answer(mail, self._thread(mail), wish, at)
        if answer is not None:
            self._ledger.record(answer)
            self._start(answer)

    def _thread(self, mail: AcceptedMail) -> list[DueAnswer]:
        """The person's earlier answers in the thread that the mail replies in."""
        headers = " ".join(
            value for name, value in mail.headers.items() if name.lower() in ("in-reply-to", "references")
        )
        answers = self._ledger.answers()
        replied_to = next((answer for answer in answers if answer.postmark_id in headers), None)
        if replied_to is None:
            return []
        return [answer for answer in answers if answer.thread_id == replied_to.thread_id]

    def _start(self, answer: DueAnswer) -> None:
        task = asyncio.create_task(self._post(answer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _post(self, answer: DueAnswer) -> None:
        await asyncio.sleep(max(0.0, (answer.due_at - now()).total_seconds()))
        await self._open.wait()
        for pause in (*self._retry_seconds, None):
            status = await self._try(answer)
            taken = status is not None and 200 <= status < 300
            if taken or status == FORBIDDEN or pause is None:
                self._end(answer, taken=taken)
                return
            await asyncio.sleep(pause)

    def _end(self, answer: DueAnswer, *, taken: bool) -> None:
        end = "posted" if taken else "given_up"
        self._ledger.record(AnswerEnd(postmark_id=answer.postmark_id, end=end, at=now()))

    async def _try(self, answer: DueAnswer) -> int | None:
        copies = 2 if self._faults.duplicates("postmark") else 1
        async with self._slots:
            return (await asyncio.gather(*(self._call(answer) for _ in range(copies))))[0]

    async def _call(self, answer: DueAnswer) -> int | None:
        try:
            taken = await self._webhooks[-1].call(
                "post a mail", "POST", "", effect=Effect.ONCE, json=dict(answer.inbound)
            )
        except ProviderError as error:
            return error.status
        return taken.status
