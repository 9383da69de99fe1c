"""Find which of our mails a report returns, by marks that only its recipient's side has seen."""

from __future__ import annotations

import re

from tools.providers.postmark import InboundMail, message_ids

CHARACTERS = 100_000
_REPLY_TOKEN = re.compile(r"\br\+([a-z2-7]{26})@", re.IGNORECASE)
_UNSUBSCRIBE_TOKEN = re.compile(r"/u/([a-z2-7]{26})\b", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"^\s{0,4}message-id:\s{0,10}(<[^<>\s]{1,900}>)", re.IGNORECASE | re.MULTILINE)


def reply_tokens(mail: InboundMail) -> list[str]:
    """Tokens of our Reply-To addresses: the one it came to, then those in what it returns."""
    own = mail.mailbox_hash.strip().lower()
    tokens = [own] if own else []
    tokens += _found(_REPLY_TOKEN, mail)
    return list(dict.fromkeys(tokens))


def unsubscribe_tokens(mail: InboundMail) -> list[str]:
    """Tokens of our unsubscribe links in what it returns."""
    return _found(_UNSUBSCRIBE_TOKEN, mail)


def answered_ids(mail: InboundMail) -> list[str]:
    """Message-IDs that the mail answers, the nearest first."""
    answered = [mail.in_reply_to] if mail.in_reply_to else []
    return [*answered, *reversed(mail.references)]


def returned_ids(mail: InboundMail) -> list[str]:
    """Message-IDs of the mails that the report returns."""
    found = [each for text in _enclosed(mail) for each in _MESSAGE_ID.findall(text)]
    return list(dict.fromkeys([*answered_ids(mail), *(one for each in found for one in message_ids(each))]))[
        :50
    ]


def _found(pattern: re.Pattern[str], mail: InboundMail) -> list[str]:
    tokens = [token.lower() for text in _enclosed(mail) for token in pattern.findall(text)]
    return list(dict.fromkeys(tokens))[:20]


def _enclosed(mail: InboundMail) -> list[str]:
    """The report's text and what it encloses; soft line breaks of quoted-printable are joined."""
    parts = [part.content.decode("utf-8", "replace") for part in mail.attachments if part.content]
    return [re.sub(r"=\r?\n", "", text[:CHARACTERS]) for text in (mail.text, *parts)]
