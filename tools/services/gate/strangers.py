"""Find what belongs to somebody else: another company, another person, another address, the page's own code."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator

from memory.enums import Form
from tools.services.drafts import Finding
from tools.services.gate.codes import Code
from tools.services.gate.companies import companies
from tools.services.gate.english import is_english
from tools.services.gate.links import host_of
from tools.services.gate.message import TAG, Message, Severity, Where, found
from tools.services.gate.nicknames import FIRST_NAMES
from tools.services.gate.words import fold

_ENTITY = re.compile(
    r"\\u[0-9a-f]{4}|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|amp|nbsp|lt|gt|quot|apos|rsquo|lsquo|rdquo|ldquo|ndash|mdash|hellip|copy|reg|trade|eacute|egrave|agrave|ouml|uuml|auml|aacute|iacute|oacute|uacute|ntilde|ccedil|euro|pound|bull|middot|zwnj|zwj|shy|[a-z]{2,8}(?=;));?(?![\w=])",
    re.IGNORECASE,
)
_MOJIBAKE = re.compile(
    r"â€[\x80-\xbf™œ“”˜¦\u0080-\u009f]?|Ã[\u00a0-\u00bf©¨¤¶¼±§³]|Â[\u00a0-\u00bf]|ï¿½|\ufffd|ðŸ"
)
_FURNITURE = re.compile(
    r"\bskip to (?:main )?content\b|\b(?:we|this (?:site|website)) uses? cookies\b|\baccept (?:all )?cookies\b|\bcookie (?:policy|settings|preferences)\b|\badd to (?:cart|basket|bag)\b|\btoggle (?:navigation|menu)\b|\bback to top\b|\bread more ?[»›>]|\bHome ?[|›»>·] ?(?:About|Services|Products|Shop|Blog)\b|\b(?:sign|log) ?in ?[|/·] ?(?:sign up|register|join)\b|\benable javascript\b|\b(?:404|page) not found\b|\bloading\.\.\.|\bshare (?:on (?:facebook|twitter|x|linkedin)|this (?:post|page|article|story))\b|\bleave a (?:comment|reply)\b|\bsubscribe to our newsletter\b|\b(?:related|recent|previous|next) (?:posts?|articles?|stories) ?[:»›→\n]|\bposted (?:in|by|on) [A-Z]\w+ ?[|·]|\bview (?:cart|basket|menu) ?[|·»›→]|\b(?:show|load|view|see) (?:more|all) ?[»›>→]|\bprivacy policy ?[|·]|[|·] ?privacy policy\b|\bterms (?:&|and|of) (?:conditions|use|service) ?[|·]|[|·] ?terms\b|\bforgot (?:your )?password\b|\bpowered by (?:wordpress|shopify|wix|squarespace)\b|\bclick to (?:enlarge|expand|zoom)\b|\b(?:in|out of) stock ?[|·]|\bsort by ?:|\brated \d(?:\.\d)? out of 5\b|\b\d+ min(?:ute)? read\b|\byou are here ?:|^\s*(?:advertisement|sponsored|menu|search|navigation|breadcrumbs?)\s*$|©\s?\d{4}(?=[^\n]*\n[\s\S]*\w)|\bfollow us on (?:facebook|instagram|twitter)\b|\bscroll (?:down|to top)\b ?[»›↓]|\bjavascript (?:is )?(?:disabled|required|must be)\b|\ball rights reserved\b(?=[^\n]*\n[\s\S]*\w)",
    re.IGNORECASE | re.MULTILINE,
)
"""What stands on every page of a site and in no letter."""
_SCRIPT = re.compile(
    r"\bfunction ?\w* ?\([\w, ]*\) ?\{|\b(?:window|document)\.[a-z]\w+|\bdataLayer\b|\bgtag\(|\bconsole\.log\b|\bjQuery\b|\$\((?:['\"]|document)|\baddEventListener\b|\bvar \w+ ?=|=> ?\{|@media\b|!important\b|\{ ?(?:display|color|margin|padding|font-\w+|background(?:-\w+)?|width|height|border) ?:|\b(?:class|style|href|src|onclick|alt) ?= ?[\"'][^\"'\n]*[\"']|<!--|-->|\]\]>|\bdata:image/|\bwp-content\b|\[/?(?:vc_|et_pb|caption|gallery|embed)\w*[^\]\n]*\]",
    re.IGNORECASE,
)
"""What runs behind a page, or lays it out."""
_EMAIL = re.compile(r"[\w.+-]+@(?P<host>[\w-]+(?:\.[\w-]+)+)")
_PERSON = re.compile(
    r"\b(?P<who>[A-Z][a-z'’]+(?:-[A-Z][a-z]+)?[ \t]+(?:(?:O['’]|Mc|Mac|de |van |von )?[A-Z][a-z'’]+(?:-[A-Z][a-z]+)?))\b"
)


def strangers(message: Message) -> Iterator[Finding]:
    """Entities of the page in plain text, addresses of other people, companies and people whom nothing names."""
    yield from _codes(message)
    yield from _addresses(message)
    yield from companies(message)
    yield from _people(message)


def _codes(message: Message) -> Iterator[Finding]:
    for where, text in _parts(message, own=False):
        if not (message.html and where == "body" and message.form is Form.EMAIL) or _is_strewn(message):
            tag = TAG.search(message.body) if where == "body" else None
            if tag and (message.form is not Form.EMAIL or _is_strewn(message)):
                yield found(Code.ENTITY_LEAK, "hard", f"{tag[0]} is code of a page, not text.", tag.span())
            for match in _ENTITY.finditer(re.sub(r"https?://\S+", lambda m: " " * len(m[0]), text)):
                yield found(
                    Code.ENTITY_LEAK, "hard", f"{match[0]} is code of a page, not text.", match.span(), where
                )
        shown = _SCRIPT.search(text) if not message.html else None
        if match := _FURNITURE.search(text) or shown:
            yield found(
                Code.ENTITY_LEAK, "hard", f"“{match[0]}” was copied from a page.", match.span(), where
            )
        for match in _MOJIBAKE.finditer(text):
            yield found(
                Code.ENTITY_LEAK,
                "hard",
                f"{match[0]} is a letter read in the wrong encoding.",
                match.span(),
                where,
            )
            break


def _is_strewn(message: Message) -> bool:
    """Whether tags stand in a text that is laid out by lines, and would be read as they are."""
    body = message.body.strip()
    return (
        not body.startswith("<")
        and body.count("\n\n") > 1
        and not re.search(r"<(?:p|div|html|body|table|a)\b", body, re.IGNORECASE)
    )


def _addresses(message: Message) -> Iterator[Finding]:
    ours = {host_of(url) for url in message.brand.links} | {
        message.brand.email.rpartition("@")[2].lower(),
        message.lead.domain.lower(),
        message.lead.email.rpartition("@")[2].lower(),
    }
    for match in _EMAIL.finditer(message.text):
        host = match["host"].lower().rstrip(".")
        if (
            host in ours
            or any(home and (host.endswith(f".{home}") or home.endswith(f".{host}")) for home in ours)
            or any(match[0].lower() in known.lower() for known in message.known)
        ):
            continue
        # A sender may write from a domain that the brand's site does not share.
        severity: Severity = "soft" if match.start() >= len(message.own) or message.by_human else "hard"
        yield found(
            Code.ENTITY_LEAK,
            severity,
            f"{match[0]} is neither the lead's nor the brand's address.",
            match.span(),
        )


def _people(message: Message) -> Iterator[Finding]:
    for match in _PERSON.finditer(message.own):
        first, last = match["who"].split()[0], match["who"].split()[-1]
        if fold(first) not in FIRST_NAMES or any(
            fold(part) in message.known_words for part in re.findall(r"[\w'’-]+", match["who"])
        ):
            continue
        # "Grace Period" and "Victoria Street" are nobody.
        sure = not is_english(last) and not message.by_human
        sentence = f"Nothing that is known names {match['who']}."
        yield found(Code.ENTITY_LEAK, "hard" if sure else "soft", sentence, match.span("who"))


def _parts(message: Message, *, own: bool = True) -> Iterator[tuple[Where, str]]:
    yield "subject", message.subject
    yield "body", message.own if own else message.text
