"""Read a raw mail, however broken, into the form in which Postmark hands mail over."""

from __future__ import annotations

import email.policy
import re
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses, parseaddr
from typing import cast

from tools.providers.postmark import ATTACHMENT_BYTES, ATTACHMENTS, Attachment, InboundMail, message_ids

RAW_BYTES = 4 * 1024 * 1024
PARTS = 200
BODY_CHARACTERS = 500_000

_SPACE = re.compile(r"\s+")


def read_mail(raw: bytes, name: str) -> InboundMail:
    """The mail in these bytes, under the name of its file; never raises over what the bytes hold.

    The old policy of the email package is meant: the newer one raises over headers that are broken.
    """
    message = BytesParser(policy=email.policy.compat32).parsebytes(raw[:RAW_BYTES])
    headers = tuple((str(key), _decoded(str(value))) for key, value in message.items())
    by_name = {key.lower(): value for key, value in reversed(headers)}
    sender_name, sender = _sender(str(message.get("From", "")))
    texts, pages, others = _parts(message)
    return InboundMail(
        postmark_id=name,
        message_id=next(iter(message_ids(by_name.get("message-id"))), None),
        from_address=sender,
        from_name=sender_name,
        to=_addresses(by_name.get("to", "")),
        original_recipient=next(iter(_addresses(by_name.get("delivered-to", by_name.get("to", "")))), ""),
        mailbox_hash="",
        subject=by_name.get("subject", ""),
        text="\n".join(texts)[:BODY_CHARACTERS],
        html="\n".join(pages)[:BODY_CHARACTERS],
        stripped_text="",
        headers=headers,
        in_reply_to=next(iter(message_ids(by_name.get("in-reply-to"))), None),
        references=message_ids(by_name.get("references")),
        date=by_name.get("date", ""),
        attachments=tuple(others),
    )


def _parts(message: Message) -> tuple[list[str], list[str], list[Attachment]]:
    """Texts, pages and attachments, as Postmark tells them apart; an enclosed message stays closed."""
    texts: list[str] = []
    pages: list[str] = []
    others: list[Attachment] = []
    waiting = [message]
    for _ in range(PARTS):
        if not waiting:
            break
        part = waiting.pop(0)
        kind, inside = part.get_content_type(), _enclosed(part)
        if inside and not kind.startswith("message/"):
            waiting[:0] = inside
        elif kind == "text/html" and not _is_attached(part):
            pages.append(_text(part))
        elif (kind == "text/plain" or part is message or _is_unopened(part)) and not _is_attached(part):
            texts.append(_text(part))
        elif len(others) < ATTACHMENTS:
            others.append(Attachment(name=part.get_filename() or "", content_type=kind, content=_bytes(part)))
    return texts, pages, others


def _is_unopened(part: Message) -> bool:
    """A multipart whose boundary is not found: its source is the only text there is."""
    return part.get_content_maintype() == "multipart"


def _is_attached(part: Message) -> bool:
    return str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")


def _text(part: Message) -> str:
    charset = part.get_content_charset("utf-8") or "utf-8"
    content = _bytes(part, BODY_CHARACTERS)
    for known in (charset, "utf-8", "latin-1"):
        try:
            return content.decode(known, "strict" if known == "utf-8" != charset else "replace")
        except (LookupError, UnicodeDecodeError):
            continue
    return ""


def _bytes(part: Message, limit: int = ATTACHMENT_BYTES) -> bytes:
    """What is in the part; of an enclosed message or report, its source."""
    if part.is_multipart():
        return "\n".join(_source(child) for child in _enclosed(part)).encode("utf-8", "replace")[:limit]
    try:
        content = part.get_payload(decode=True)
    except (LookupError, ValueError, AssertionError):
        content = None
    if isinstance(content, bytes):
        return content[:limit]
    return str(part.get_payload()).encode("utf-8", "surrogateescape")[:limit]


def _enclosed(part: Message) -> list[Message]:
    inside = cast("object", part.get_payload())
    if not isinstance(inside, list):
        return []
    return [child for child in cast("list[object]", inside) if isinstance(child, Message)]


def _source(message: Message) -> str:
    try:
        return message.as_string()
    except (MessageError, LookupError, ValueError, TypeError, AttributeError):
        lines = [f"{name}: {value}" for name, value in message.items()]
        return "\n".join(lines)


def _decoded(value: str) -> str:
    """A header's words, with RFC 2047 undone where it can be."""
    value = _SPACE.sub(" ", value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")).strip()
    if "=?" not in value:
        return value
    try:
        words = decode_header(value)
    except (MessageError, ValueError):
        return value
    return "".join(_word(word, charset) for word, charset in words)


def _word(word: bytes | str, charset: str | None) -> str:
    if isinstance(word, str):
        return word
    try:
        return word.decode(charset or "latin-1", "replace")
    except (LookupError, ValueError):
        return word.decode("latin-1")


def _sender(value: str) -> tuple[str, str]:
    name, address = parseaddr(_SPACE.sub(" ", value[:2000]))
    return _decoded(name), address.strip().lower()


def _addresses(value: str) -> tuple[str, ...]:
    return tuple(address for _, address in getaddresses([value[:5000]]) if "@" in address)
