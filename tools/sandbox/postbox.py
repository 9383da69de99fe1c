"""Let the people who got a mail answer it, through Postmark's webhook."""

from __future__ import annotations

import json
import re
from datetime import datetime

from tools.sandbox.callbacks import Callbacks
from tools.sandbox.entries import AcceptedMail, DueAnswer, DueCall, now
from tools.sandbox.ledger import Ledger
from tools.sandbox.people import People, Wish

PATH = "postmark/inbound"
BOUNCED = '"email.bounced"'
ID_OF_MAIL = re.compile(r"<([^<>@\s]+)@")


class Postbox:
    """The people's outgoing mail: kept in the ledger, so that a restart posts what was pending."""

    def __init__(self, ledger: Ledger, people: People, callbacks: Callbacks) -> None:
        self._ledger = ledger
        self._people = people
        self._callbacks = callbacks

    def resume(self) -> None:
        """Take up what an earlier process left: mails nobody considered, answers nobody took."""
        pending = [entry for entry in self._ledger.pending() if isinstance(entry, DueAnswer)]
        for mail in self._ledger.accepted():
            if not self._ledger.answered(mail.id) and not self._bounced(mail):
                self.receive(mail)
        for answer in pending:
            self._post(answer)

    def receive(self, mail: AcceptedMail) -> None:
        """Let the person who got the mail answer it, or not; only what can be replied to is answered."""
        if mail.reply_to:
            self._write(mail, self._people.wished(mail.to[0]), mail.accepted_at)

    def wish(self, email: str, wish: Wish, *, again: bool = False) -> bool:
        """Let this person answer so: their newest unanswered mail now, else their next; True means now.

        With `again` the newest mail is answered now, also where it was answered before.
        """
        for mail in reversed(self._ledger.mails_to(email)):
            if self._bounced(mail):
                continue
            if mail.reply_to and (again or not self._ledger.answered(mail.id)):
                self._write(mail, wish, now())
                return True
        self._people.wish(email, wish)
        return False

    def _write(self, mail: AcceptedMail, wish: Wish | None, at: datetime) -> None:
        answer = self._people.answer(mail, self._thread(mail), wish, at)
        if answer is not None:
            self._ledger.record(answer)
            self._post(answer)

    def _bounced(self, mail: AcceptedMail) -> bool:
        """Whether nobody got this mail, as Resend's events tell it."""
        return any(BOUNCED in call.body for call in self._ledger.calls_about(mail.id))

    def _thread(self, mail: AcceptedMail) -> list[DueAnswer]:
        """The person's earlier answers in the thread that the mail replies in."""
        headers = " ".join(
            value for name, value in mail.headers.items() if name.lower() in ("in-reply-to", "references")
        )
        for found in ID_OF_MAIL.findall(headers):
            replied_to = self._ledger.answer(found)
            if replied_to is not None:
                return list(self._ledger.answers_in(replied_to.thread_id))
        return []

    def _post(self, answer: DueAnswer) -> None:
        # The answer itself is in the ledger: its call is not written down a second time.
        self._callbacks.start(
            DueCall(
                id=answer.postmark_id,
                vendor="postmark",
                path=PATH,
                content_type="application/json",
                body=json.dumps(answer.inbound),
                due_at=answer.due_at,
                about=answer.mail_id,
            )
        )
