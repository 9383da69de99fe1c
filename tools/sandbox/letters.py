"""Write the mail that a person answers with, as Postmark's inbound webhook tells it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime, parseaddr
from random import Random

from tools.sandbox.characters import SYDNEY, Character, fill
from tools.sandbox.entries import AcceptedMail
from tools.sandbox.phrases import GREETINGS, MOBILE_LINES, SIGN_OFFS, Mood

MACHINE_HEADERS: Mapping[Mood, tuple[tuple[str, str], ...]] = {
    Mood.OUT_OF_OFFICE: (
        ("Auto-Submitted", "auto-replied"),
        ("X-Auto-Response-Suppress", "All"),
        ("Precedence", "auto_reply"),
    ),
    Mood.AUTO_REPLY: (("Auto-Submitted", "auto-generated"), ("X-Autoreply", "yes"), ("Precedence", "bulk")),
}
"""RFC 3834, and what Exchange and old auto-responders add."""


def letter(random: Random, said: str, who: Character, words: Mapping[str, str]) -> str:
    """What a person says between a greeting and a signature, as far as they bother with either."""
    greeting = fill(random.choice(GREETINGS), words)
    lines = [who.name, *([who.title] if who.title else []), who.company]
    signature = "\n".join([*lines, who.phone] if random.random() < 0.6 else lines)
    ending = random.choices(
        (
            f"{random.choice(SIGN_OFFS)}\n{signature}",
            who.first_name,
            f"{who.first_name}\n\n{random.choice(MOBILE_LINES)}",
        ),
        weights=[6, 3, 1],
    )[0]
    return "\n\n".join(part for part in (greeting, said, ending) if part)


def _quoted(random: Random, mail: AcceptedMail, who: Character) -> str:
    """The mail answered, quoted as Gmail, Apple Mail or Outlook quote."""
    sent = mail.accepted_at.astimezone(SYDNEY)
    arrows = "\n".join(f"> {line}".rstrip() for line in mail.text.splitlines())
    name, address = parseaddr(mail.sender)
    shown = name or address
    hour = f"{sent.hour % 12 or 12}:{sent:%M} {sent:%p}"
    gmail = f"On {sent:%a}, {sent.day} {sent:%b %Y} at {sent:%H:%M}, {shown} <{address}> wrote:\n\n{arrows}"
    apple = f"On {sent.day} {sent:%b %Y}, at {hour}, {shown} <{address}> wrote:\n\n{arrows}"
    outlook = (
        f"________________________________\nFrom: {shown} <{address}>\n"
        f"Sent: {sent:%A}, {sent.day} {sent:%B %Y} {hour}\n"
        f"To: {who.name} <{who.email}>\nSubject: {mail.subject}\n\n{mail.text}"
    )
    return random.choice((gmail, apple, outlook))


def inbound(
    mail: AcceptedMail,
    who: Character,
    *,
    mood: Mood,
    reply: str,
    due_at: datetime,
    postmark_id: str,
    random: Random,
) -> Mapping[str, object]:
    """The mail as Postmark's inbound webhook tells it."""
    _, recipient = parseaddr(mail.reply_to[0])
    mailbox_hash = recipient.partition("@")[0].partition("+")[2]
    text = reply if mood in MACHINE_HEADERS else f"{reply}\n\n{_quoted(random, mail, who)}"
    full = {"Email": who.email, "Name": who.name, "MailboxHash": ""}
    return {
        "From": who.email,
        "FromName": who.name,
        "FromFull": full,
        "To": recipient,
        "ToFull": [{"Email": recipient, "Name": "", "MailboxHash": mailbox_hash}],
        "Cc": "",
        "CcFull": [],
        "Bcc": "",
        "BccFull": [],
        "ReplyTo": "",
        "OriginalRecipient": recipient,
        "Subject": _subject(mail.subject, mood),
        "Date": format_datetime(due_at.astimezone(SYDNEY)),
        "MailboxHash": mailbox_hash,
        "Tag": "",
        "MessageID": postmark_id,
        "MessageStream": "inbound",
        "TextBody": text,
        "HtmlBody": f"<html><body><div>{html.escape(text).replace(chr(10), '<br>')}</div></body></html>",
        "StrippedTextReply": reply,
        "Headers": _headers(mail, who, mood=mood, postmark_id=postmark_id),
        "Attachments": [],
    }


def _subject(subject: str, mood: Mood) -> str:
    plain = re.sub(r"^(re:\s*)+", "", subject, flags=re.IGNORECASE)
    match mood:
        case Mood.OUT_OF_OFFICE:
            return f"Automatic reply: {plain}"
        case Mood.AUTO_REPLY:
            return f"We have received your message: {plain}"
        case Mood.INTERESTED | Mood.MEETING | Mood.QUESTION | Mood.NOT_INTERESTED | Mood.UNSUBSCRIBE:
            return f"Re: {plain}"
        case Mood.VOICEMAIL | Mood.NO_ANSWER | Mood.WRONG_PERSON:
            return f"Re: {plain}"


def _headers(mail: AcceptedMail, who: Character, *, mood: Mood, postmark_id: str) -> list[dict[str, str]]:
    by_name = {name.lower(): value for name, value in mail.headers.items()}
    references = f"{by_name.get('references', '')} {mail.message_id}".strip()
    pairs = (
        ("Message-ID", f"<{postmark_id}@{who.email.partition('@')[2]}>"),
        ("In-Reply-To", mail.message_id),
        ("References", references),
        ("X-Spam-Score", "-0.1"),
        ("Received-SPF", "Pass (sender SPF authorized)"),
        *MACHINE_HEADERS.get(mood, ()),
    )
    return [{"Name": name, "Value": value} for name, value in pairs]
