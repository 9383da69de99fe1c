"""What a machine wrote is told by its form; what a person wrote is left to be read."""

from __future__ import annotations

from datetime import date

import pytest

from tools.providers.postmark import InboundMail
from tools.services.incoming.trimming import own_words
from tools.services.mail import MachineKind, classify
from tools.services.replying.away import follow_up_date


def mail(
    text: str = "Tell me more.",
    subject: str = "Re: Contracts",
    sender: str = "mia@kelp.example",
    **headers: str,
) -> InboundMail:
    return InboundMail(
        postmark_id="pm-1",
        message_id=None,
        from_address=sender,
        from_name="Mia",
        to=(),
        original_recipient="",
        mailbox_hash="",
        subject=subject,
        text=text,
        html="",
        stripped_text="",
        headers=tuple((name.replace("_", "-"), value) for name, value in headers.items()),
        in_reply_to=None,
        references=(),
        date="",
    )


@pytest.mark.parametrize(
    ("received", "kind"),
    [
        (mail(), None),
        (mail(Auto_Submitted="no"), None),
        (mail(Auto_Submitted="auto-generated"), MachineKind.AUTO_REPLY),
        (
            mail("I am on annual leave until 7 December.", Auto_Submitted="auto-replied"),
            MachineKind.OUT_OF_OFFICE,
        ),
        (mail(Precedence="bulk"), MachineKind.AUTO_REPLY),
        (mail(subject="Automatic reply: Contracts"), MachineKind.AUTO_REPLY),
        (mail(sender="MAILER-DAEMON@mx.example"), MachineKind.BOUNCE),
        (mail(Content_Type="multipart/report; report-type=delivery-status"), MachineKind.BOUNCE),
        (mail(Content_Type="multipart/report; report-type=feedback-report"), MachineKind.COMPLAINT),
        (mail("STOP"), MachineKind.UNSUBSCRIBE),
        (mail("Unsubscribe.\n\nOn Mon, Priya wrote:\n> Hi"), MachineKind.UNSUBSCRIBE),
        (mail("", subject="unsubscribe"), MachineKind.UNSUBSCRIBE),
        (mail("Please stop by on Monday."), None),
        (mail("I will be on leave, but let us talk in May."), None),
    ],
)
def test_the_kind_of_a_mail(received: InboundMail, kind: MachineKind | None) -> None:
    assert classify(received) is kind


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("Yes.\n\nOn Mon, 23 Nov 2026 at 12:00, Priya <p@x.example> wrote:\n> Hi\n> there", "Yes."),
        ("Yes.\n\nOn Mon, 23 Nov 2026 at 12:00, Priya\n<p@x.example> wrote:\n\n> Hi", "Yes."),
        (
            "Yes.\n\n________________________________\nFrom: Priya\nSent: Monday\nTo: Mia\n\nHi Mia",
            "Yes.",
        ),
        ("Yes.\n\n-- \nMia Chen\nKelp & Co", "Yes."),
        ("Yes.\n\nSent from my iPhone", "Yes."),
        ("> Shall we talk?\nYes, on Monday.", "Yes, on Monday."),
        (
            "Yes.\nOn Friday I wrote to your office.\nCall me.",
            "Yes.\nOn Friday I wrote to your office.\nCall me.",
        ),
        ("From: what I see, To: whom?", "From: what I see, To: whom?"),
        ("", ""),
    ],
)
def test_only_the_new_words_are_read(text: str, new: str) -> None:
    assert own_words(text) == new


@pytest.mark.parametrize(
    ("asked", "day"),
    [
        ("2027-03", date(2027, 3, 1)),
        ("2027-Q2", date(2027, 4, 1)),
        ("2027-03-15", date(2027, 3, 15)),
        ("2026-01", None),
        ("March", None),
        (None, None),
    ],
)
def test_the_next_contact_date_lies_ahead(asked: str | None, day: date | None) -> None:
    assert follow_up_date(asked, date(2026, 11, 23)) == day
