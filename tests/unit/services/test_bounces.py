"""A report says who could not be reached and why; only a dead address is a hard bounce."""

# ruff: noqa: E501  a mail is easier to read on one line
from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.services.incoming.bounce_reasons import Reason
from tools.services.incoming.feedback import FeedbackKind
from tools.services.incoming.raw_mail import read_mail
from tools.services.mail import MachineKind, bounces, classify, feedback

FIELDS = """From: MAILER-DAEMON@mx.example
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; bob@client.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b--
"""
REPORT = """From: feedback@provider.example
Subject: Fw: Hello
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
Version: 1
Original-Rcpt-To: bob@client.example

--b--
"""


def words(body: str) -> bytes:
    return f"Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nSubject: failure notice\n\n{body}".encode()


@pytest.mark.parametrize(
    ("action", "status", "said", "reason", "hard"),
    [
        ("failed", "5.1.1", "550 5.1.1 <bob@client.example>... User Unknown", Reason.USER_UNKNOWN, True),
        ("failed", "5.1.1", "550 5.1.1 <bob@client.example>... Mailbox Full", Reason.MAILBOX_FULL, False),
        ("failed", "5.0.0", "550 5.4.4 Host not found", Reason.HOST_UNKNOWN, True),
        ("failed", "5.1.6", "550 5.1.6 recipient no longer on server", Reason.HAS_MOVED, True),
        ("failed", "5.1.10", "556 5.1.10 Recipient address has null MX", Reason.NOT_ACCEPT, True),
        ("delayed", "4.1.1", "450 4.1.1 User unknown", Reason.USER_UNKNOWN, False),
        ("delivered", "2.1.5", "250 2.1.5 Ok", Reason.DELIVERED, False),
        ("failed", "5.0.0", "550 User unknown", Reason.FILTERED, False),
        ("failed", "5.0.0", "554 rejected", Reason.ON_HOLD, False),
        ("failed", "5.1.8", "553 5.1.8 Domain of sender address does not exist", Reason.REJECTED, False),
    ],
)
def test_the_reason_is_read_from_the_fields(
    action: str, status: str, said: str, reason: Reason, hard: bool
) -> None:
    mail = read_mail(FIELDS.format(action=action, status=status, said=said).encode(), "x")
    (one,) = bounces(mail)
    assert classify(mail) is MachineKind.BOUNCE
    assert one.recipient == "bob@client.example"
    assert one.hard is hard
    if reason is not Reason.ON_HOLD:
        assert one.reason is reason


@pytest.mark.parametrize(
    ("body", "hard"),
    [
        ("<bob@client.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n", True),
        ("<bob@client.example>:\nuser is over quota\n", False),
        ("<bob@client.example>: host mx said: 550 Invalid recipient (in reply to RCPT TO command)", True),
        ("  bob@client.example\n    Unrouteable address\n\n------ This is a copy of the message ------", True),
        ("was not delivered to:\n\n  bob@client.example\n\nbecause:\n\n  User bob not listed in Domino Directory", True),
        ("bob@client.example\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n", True),
        ("<bob@client.example>: host mx said: 550 blocked using zen.spamhaus.org (in reply to RCPT TO)", False),
    ],
)  # fmt: skip
def test_the_reason_is_read_from_a_server_s_own_words(body: str, hard: bool) -> None:
    mail = read_mail(words(body), "x")
    assert classify(mail) is MachineKind.BOUNCE
    assert any(bounced.hard for bounced in bounces(mail)) is hard
    assert [one.recipient for one in bounces(mail)] == ["bob@client.example"]


@pytest.mark.parametrize(
    ("kind", "read", "machine"),
    [
        ("abuse", FeedbackKind.ABUSE, MachineKind.COMPLAINT),
        ("fraud", FeedbackKind.FRAUD, MachineKind.COMPLAINT),
        ("virus", FeedbackKind.VIRUS, MachineKind.COMPLAINT),
        ("opt-out", FeedbackKind.OPT_OUT, MachineKind.COMPLAINT),
        ("not-spam", FeedbackKind.NOT_SPAM, MachineKind.REPORT),
        ("auth-failure", FeedbackKind.AUTH_FAILURE, MachineKind.REPORT),
    ],
)
def test_a_feedback_report_ends_the_contact_only_where_it_complains(
    kind: str, read: FeedbackKind, machine: MachineKind
) -> None:
    mail = read_mail(REPORT.format(kind=kind).encode(), "x")
    found = feedback(mail)
    assert classify(mail) is machine
    assert found is not None
    assert (found.kind, found.recipient) == (read, "bob@client.example")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: words(text)))
def test_no_bytes_are_too_broken_to_be_read(raw: bytes) -> None:
    mail = read_mail(raw, "x")
    classify(mail)
    bounces(mail)
    feedback(mail)
