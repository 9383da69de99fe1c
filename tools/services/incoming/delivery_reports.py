"""Read what a delivery report says of each recipient: RFC 3464's fields, or a mail server's own words."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from dataclasses import dataclass

REPORT_CHARACTERS = 60_000
RECIPIENTS = 100
BLOCK_LINES = 60


@dataclass(frozen=True, kw_only=True)
class Reported:
    """What a report says of one recipient; every field may be empty."""

    recipient: str
    action: str
    """RFC 3464's `failed`, `delayed`, `delivered`, `relayed`, `expanded`, in lower case."""
    status: str
    diagnostic: str
    diagnostic_type: str
    category: str
    """PowerMTA's own name of the reason, `X-PowerMTA-BounceCategory`."""
    context: str = ""
    """What the report says of this recipient in words for people."""


def from_fields(text: str) -> tuple[Reported, ...]:
    """The recipients of a `message/delivery-status` part (RFC 3464), also where it stands in a text."""
    reported: list[Reported] = []
    group: dict[str, str] = {}
    for name, value in _fields(text[:REPORT_CHARACTERS]):
        begins_anew = name in group and name in ("final-recipient", "action", "status")
        if begins_anew or (name == _BLANK and _is_recipient(group)):
            reported.append(_reported(group))
            group = {}
        if name != _BLANK:
            group.setdefault(name, value)
    if _is_recipient(group):
        reported.append(_reported(group))
    return tuple(one for one in reported if one.recipient or one.diagnostic)[:RECIPIENTS]


def from_words(text: str, sender: str) -> tuple[Reported, ...]:
    """The recipients that a report for people names, each with the words that belong to it.

    `sender` is whom the report was sent to: an address that it names, and that did not fail.
    """
    lines = own_words(text).splitlines()
    found = [(at, address) for at, line in enumerate(lines) if (address := _named(line, sender))]
    starts: dict[str, list[int]] = {}
    for at, address in found[: RECIPIENTS * 3]:
        starts.setdefault(address, []).append(at)
    ends = sorted({at for at, _ in found})
    return tuple(
        _from_block(address, [_block(lines, at, ends) for at in at_lines], lines)
        for address, at_lines in list(starts.items())[:RECIPIENTS]
    )


def own_words(text: str) -> str:
    """What the report says itself, without the mail it returns."""
    lines = text[:REPORT_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for at, line in enumerate(lines):
        if at and (_RETURNED.match(line) or (_HEADER.match(line) and _headers_from(lines, at) >= 3)):
            return "\n".join(lines[:at])
    return "\n".join(lines)


def returned_recipients(text: str) -> tuple[str, ...]:
    """To whom the returned mail was written, by its own header."""
    unfolded = re.sub(r"\n[ \t]+", " ", text[:REPORT_CHARACTERS].replace("\r\n", "\n"))
    found = _RETURNED_TO.findall(unfolded)
    return tuple(dict.fromkeys(address.lower() for line in found for address in _ADDRESS.findall(line)))


_BLANK = ""
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,8}")
_FIELD = re.compile(
    r"^\s{0,4}(final-recipient|original-recipient|x-actual-recipient|action|status|diagnostic-code"
    r"|x-powermta-bouncecategory|remote-mta|last-attempt-date|will-retry-until|reporting-mta|arrival-date)"
    r"\s{0,3}:(.*)$",
    re.IGNORECASE,
)
_RETURNED = re.compile(
    r"^\s{0,6}[-=_*#>|+~ ]{2,40}\s{0,6}(?:.{0,60}\b)?(?:original|returned|unsent|header|headers|copy of (?:the|your)"
    r"|copie|begleit|nachricht|mensagem|mensaje|messaggio|письм|сообщени|元の|原邮件)\b"
    r"|^\s{0,8}(?:original message (?:headers|follows|text)|below (?:this line )?is a copy of"
    r"|the (?:header|text|body|first|original message)\b.{0,60}\b(?:follow|header|attached below)"
    r"|message header|your original message|received headers?|returned message|copy of (?:the )?(?:original )?message)"
    r"\b.{0,60}$",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"^(?:received|return-path|message-id|dkim-signature|x-received|from|to|subject|date|mime-version"
    r"|content-type|delivered-to|x-[\w-]{1,40}):\s",
    re.IGNORECASE,
)
_RETURNED_TO = re.compile(
    r"^(?:to|x-original-to|delivered-to|envelope-to):(.{1,500})$", re.IGNORECASE | re.MULTILINE
)
_ALONE = re.compile(
    r"^[\s>*•·\-\"'(\[#|]{0,12}(?:(?:smtp|rfc822|mailto|to|recipients?(?: address)?|address|user|e-?mail|adresse|para|destinatario"
    r"|destinataire|empfänger|宛先|поступает|получатель)\s?[:;]\s{0,12}(?:rfc822;)?\s{0,4})?"
    r"[<\"'(\[]{0,3}(?P<address>[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,253})[>\"')\],;:.]{0,4}(?P<rest>.*)$",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"(?:recipients?|address(?:es)?|deliver(?:ed|y)?(?: (?:your|the|this) (?:message|mail|e-mail))? to|following message to|sent to"
    r"|addressed to|message to|mail to|for|rcpt to:?|undeliverable to|not delivered to|user|mailbox)"
    r"\b[^@\n]{0,60}?[<\"'( :]{1,4}"
    r"(?P<address>[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})",
    re.IGNORECASE,
)
_SENDER_LINE = re.compile(
    r"^\W{0,4}(?:from|reply-to|sender|return-path|message-id|x-[\w-]{1,40}|in-reply-to|cc|a message sent by|contact)\b",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"^(?:postmaster|mailer-daemon|abuse|support|helpdesk|hostmaster|admin(?:istrator)?)@", re.IGNORECASE
)


def _fields(text: str) -> list[tuple[str, str]]:
    """The fields in order, unfolded; a blank line stands for the end of a group."""
    fields: list[tuple[str, str]] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        known = _FIELD.match(line)
        if known:
            fields.append((known.group(1).lower(), known.group(2).strip()))
        elif not line.strip():
            fields.append((_BLANK, ""))
        elif line[0] in " \t" and fields and fields[-1][0]:
            name, value = fields[-1]
            fields[-1] = (name, f"{value} {line.strip()}"[:4000])
    return fields


def _is_recipient(group: dict[str, str]) -> bool:
    return any(name in group for name in ("final-recipient", "original-recipient", "x-actual-recipient"))


def _reported(group: dict[str, str]) -> Reported:
    typed, split, said = group.get("diagnostic-code", "").partition(";")
    if not split or not re.fullmatch(r"[\w .-]{1,40}", typed):
        typed, said = "", group.get("diagnostic-code", "")
    names = ("original-recipient", "final-recipient", "x-actual-recipient")
    addresses = [found for name in names if (found := _ADDRESS.search(group.get(name, "").partition(";")[2]))]
    loose = [found for name in names if (found := _ADDRESS.search(group.get(name, "")))]
    return Reported(
        recipient=next((found.group().lower() for found in [*addresses, *loose]), ""),
        action=(re.findall(r"[a-z]+", group.get("action", "").lower()) or [""])[0],
        status=group.get("status", ""),
        diagnostic=said.strip(),
        diagnostic_type=typed.strip().lower(),
        category=group.get("x-powermta-bouncecategory", "").lower(),
    )


def _named(line: str, sender: str) -> str | None:
    """The recipient that this line is about, if it is about one."""
    if "@" not in line or _SENDER_LINE.match(line):
        return None
    found = _ALONE.match(line[:600]) or _INLINE.search(line[:600])
    if found is None:
        return None
    address = found.group("address").strip(".'").lower()
    if address == sender or "@" not in address or _SERVICE.match(address):
        return None
    return address


def _block(lines: list[str], start: int, ends: list[int]) -> list[str]:
    """The lines from here to the next recipient's."""
    end = next((later for later in ends if later > start), len(lines))
    return lines[start : min(end, start + BLOCK_LINES)]


def _from_block(address: str, blocks: list[list[str]], lines: list[str]) -> Reported:
    """A recipient whose own lines say nothing is explained by the whole report."""
    own = "\n".join(line for block in blocks for line in block)
    says_more = bool(re.search(r"[^\W\d_]{3}", _ADDRESS.sub("", own)))
    context = own if says_more else "\n".join(lines)
    return Reported(
        recipient=address,
        action="",
        status="",
        diagnostic=_said(context),
        diagnostic_type="",
        category="",
        context=context,
    )


def _said(context: str) -> str:
    """The refusal in these words: the server's reply where one is quoted, else all of them."""
    replies = [" ".join(found.split()) for found in _REPLY.findall(context[:20_000])]
    telling = [reply for reply in replies if len(reply) > 12]
    return next(iter(telling), " ".join(context.split())[:1500])


_REPLY = re.compile(r"(?:^|[\s:<\[('\"#])([245]\d\d[ -](?:[^\n]{1,600})(?:\n[ \t]{1,8}[^\n]{1,300}){0,4})")


def _headers_from(lines: list[str], at: int) -> int:
    return sum(1 for line in lines[at : at + 8] if _HEADER.match(line))
