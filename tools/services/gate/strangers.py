"""Find what belongs to somebody else: another company, another person, another address, the page's own code."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator

from memory.enums import Form
from tools.services.drafts import Finding
from tools.services.gate.codes import Code
from tools.services.gate.english import is_english
from tools.services.gate.familiar import FAMILIAR, LEGAL
from tools.services.gate.links import host_of
from tools.services.gate.message import TAG, Message, Severity, Where, found
from tools.services.gate.nicknames import FIRST_NAMES
from tools.services.gate.words import fold

_ENTITY = re.compile(
    r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|amp|nbsp|lt|gt|quot|apos|rsquo|lsquo|rdquo|ldquo|ndash|mdash|hellip|copy|reg|trade|eacute|egrave|agrave|ouml|uuml|auml|aacute|iacute|oacute|uacute|ntilde|ccedil|euro|pound|bull|middot|zwnj|zwj|shy|[a-z]{2,8}(?=;));?(?![\w=])",
    re.IGNORECASE,
)
_MOJIBAKE = re.compile(
    r"â€[\x80-\xbf™œ“”˜¦\u0080-\u009f]?|Ã[\u00a0-\u00bf©¨¤¶¼±§³]|Â[\u00a0-\u00bf]|ï¿½|\ufffd|ðŸ"
)
_FURNITURE = re.compile(
    r"\bskip to (?:main )?content\b|\b(?:we|this (?:site|website)) uses? cookies\b|\baccept (?:all )?cookies\b|\bcookie (?:policy|settings|preferences)\b|\badd to (?:cart|basket|bag)\b|\btoggle (?:navigation|menu)\b|\bback to top\b|\bread more ?[»›>]|\bHome ?[|›»>·] ?(?:About|Services|Products|Shop|Blog)\b|\b(?:sign|log) ?in ?[|/·] ?(?:sign up|register|join)\b|\benable javascript\b|\b(?:404|page) not found\b|\bloading\.\.\.|\bshare on (?:facebook|twitter|x)\b|\ball rights reserved\b(?=[^\n]*\n[\s\S]*\w)",
    re.IGNORECASE,
)
"""What stands on every page of a site and in no letter."""
_EMAIL = re.compile(r"[\w.+-]+@(?P<host>[\w-]+(?:\.[\w-]+)+)")
_NAME = r"[A-Z][\w'’&+-]*(?:[ \t]+(?:(?:and|&|of|the|de|van)[ \t]+)?[A-Z0-9][\w'’&+-]*)*"
_AT = re.compile(
    rf"\b(?P<how>(?:team|role|work|everyone|everybody|people|staff|colleagues|things|job|day|you|patients|customers|clients|manager|director|owner|head|chief|partner|founder|folks|operations|payroll|appointments|in your \w+|year|crew|guys|handle\w*|look\w* after \w+|how [\w ]{{1,30}}|\w+) (?:at|over at|of)|(?i:how does|how do(?: people at)?|does)|for|about|with|by|past|visit|into|across|inside|within|to|that|from|than|is|why|has|when|where|whether|because|help|helps|while|and|as) (?P<who>{_NAME})(?P<s>['’]s\b)?"
)  # fmt: skip
_SUBJECT = re.compile(
    rf"(?:^|(?<=[.!?]\s)|(?<=\n))(?P<who>{_NAME})(?P<s>['’]s)? (?=(?:is|are|has|have|must|seems|looks|may|could|might|clearly|probably|would|will|team|staff|already|currently|just|recently|sounds|now|use[sd]?|runs?|saves?|saved|cut)\b)",
    re.MULTILINE,
)
_CUSTOMER = re.compile(
    rf"\b(?:(?:[Ww]e|[Ww]e['’]ve|I|I['’]ve|[Oo]ur team|[A-Z]\w+) (?:also |already |recently |just |currently |have |has |had |proudly )*(?:help(?:ed|s)?|work(?:ed|s)?(?: closely)? (?:with|for)|support(?:ed|s)?|serv(?:e|ed|es)|saved|partner(?:ed|s)? with|did (?:this|that|it|the same) (?:for|with|at)|signed|[a-z]+(?:ed|ilt|ade|old|ept|aught)(?: out| up| over| off| on| for| with)?(?: for| with| at)?|look(?:ed|s)? after|built (?:this|one|it) for|delivered (?:this |it )?(?:for|to))|(?:clients?|customers?|companies|businesses|brands|firms|teams|clinics|practices|names|builders|retailers|agencies|people|those) (?:like|such as|including|at|include|are)|(?:trusted|used|chosen|loved|recommended) by|the likes of|what we did for|(?:just )?as we did (?:for|at|with)|same (?:result |thing )?(?:for|at)|case study (?:with|from|on)|results? (?:at|for|with)|including|alongside) (?:the (?:team|people|folks) at )?(?P<who>{_NAME})"
)  # fmt: skip
_USES = re.compile(
    rf"\b(?P<who>{_NAME}) (?:all |both |now |already |also )?(?:uses?|chose|switched (?:to us|over)|rel(?:ies|y) on|trusts?|swears? by|saved|cut|moved to us|is (?:one of our|a) (?:client|customer))\b"
)
_PERSON = re.compile(
    r"\b(?P<who>[A-Z][a-z'’]+(?:-[A-Z][a-z]+)?[ \t]+(?:(?:O['’]|Mc|Mac|de |van |von )?[A-Z][a-z'’]+(?:-[A-Z][a-z]+)?))\b"
)
_PLAIN_STARTS = frozenset(
    "this that it there here everyone everybody nobody somebody someone nothing everything something one what which who most many some few all both each none another others no yes if they we you he she i people clinics firms businesses teams owners ours yours theirs pricing price set-up setup payroll training support our your my their his her its how when where why while after before since as at in on for with from to by and but or so the a an is are was were do does did can could would should will may might must let please thanks no-shows invoices compliance security cleaning these those every any either neither much more less work time staff half opening value ask".split()
)


_MADE = re.compile(
    r"\b(?!need)\w+(?:ed|ept|ade|ilt|one|old|ent|own|ought|aught)\b|\b(?:did|ran|cut|set|put|work|do|run|look after|build|make|supply|clean|manage|serve)\b"
)
"""What was done for somebody."""


def strangers(message: Message) -> Iterator[Finding]:
    """Entities of the page in plain text, addresses of other people, companies and people whom nothing names."""
    yield from _codes(message)
    yield from _addresses(message)
    yield from _companies(message)
    yield from _people(message)


def _codes(message: Message) -> Iterator[Finding]:
    for where, text in _parts(message, own=False):
        if not (message.html and where == "body" and message.form is Form.EMAIL):
            tag = TAG.search(message.body) if where == "body" else None
            if tag and message.form is not Form.EMAIL:
                yield found(Code.ENTITY_LEAK, "hard", f"{tag[0]} is code of a page, not text.", tag.span())
            for match in _ENTITY.finditer(re.sub(r"https?://\S+", lambda m: " " * len(m[0]), text)):
                yield found(
                    Code.ENTITY_LEAK, "hard", f"{match[0]} is code of a page, not text.", match.span(), where
                )
        if match := _FURNITURE.search(text):
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


def _companies(message: Message) -> Iterator[Finding]:
    taken: list[tuple[str, int, int]] = []
    for where, text in _parts(message):
        for pattern in (_USES, _CUSTOMER, _AT, _SUBJECT):
            for match in pattern.finditer(text):
                name, span = _trimmed(match["who"]), match.span("who")
                span = (span[0], span[0] + len(name))
                if (
                    not name
                    or _is_known(message, name, starts=pattern in (_SUBJECT, _USES))
                    or any(w == where and a < span[1] and span[0] < b for w, a, b in taken)
                ):
                    continue
                finding = _judged(message, pattern, match, name, span, where, text)
                if finding is not None:
                    taken.append((where, *span))
                    yield finding


def _judged(
    message: Message,
    pattern: re.Pattern[str],
    match: re.Match[str],
    name: str,
    span: tuple[int, int],
    where: Where,
    text: str,
) -> Finding | None:
    legal = bool(re.search(rf"\b{LEGAL}$", name))
    line = (
        next((s.text for s in message.sentences if s.start <= span[0] < s.start + len(s.text)), text)
        if where == "body"
        else text
    )
    if re.match(
        r"\s+(?:Street|St|Road|Rd|Avenue|Ave|Lane|Place|Square|Quay|Parade|Terrace|Drive|Way|Highway|Park|Beach|Station|Markets?|Airport)\b",
        text[span[1] :],
    ):
        return found(Code.ENTITY_LEAK, "soft", f"Nothing that is known names {name}.", span, where)
    theirs = pattern is _AT and re.search(r"\b(?:at|for|does|of)$", match["how"].casefold())
    ours = re.search(
        r"\b(?:[Ww]e|[Oo]ur|I['’]ve|[Ww]e['’]ve)\b(?:(?!\byou).){0,60}$", text[: span[0]].rpartition("\n")[2]
    )
    made = (
        pattern is _AT and match["how"].casefold() in ("for", "with", "at") and ours and _MADE.search(ours[0])
    )
    if made or (not theirs and _with_us(message, line)):
        return found(
            Code.UNSUPPORTED_CLAIM,
            "soft" if message.by_human else "hard",
            f"No fact names {name} as a customer.",
            span,
            where,
        )
    if pattern is _CUSTOMER or pattern is _USES:
        if match[0].split()[0] in ("including", "alongside", "same") and not legal:
            return found(Code.ENTITY_LEAK, "soft", f"Nothing that is known names {name}.", span, where)
        return found(
            Code.UNSUPPORTED_CLAIM,
            "soft" if message.by_human else "hard",
            f"No fact names {name} as a customer.",
            span,
            where,
        )
    if where == "subject" and not legal and _title_case(text.replace(name, "")):
        return None
    if pattern is _SUBJECT and not legal and len(name.split()) < 2 and not match["s"]:
        return found(Code.ENTITY_LEAK, "soft", f"Nothing that is known names {name}.", span, where)
    how = match["how"] if pattern is _AT else ""
    about_them = (
        bool(
            re.search(
                r"\b(?:you|your|team|role|everyone|how|who|staff|patients|customers|people|things)\b",
                line,
                re.IGNORECASE,
            )
        )
        or where == "subject"
    )
    about_them = about_them or not re.search(r"\b(?:I|we|our|my|us)\b", line)
    placed = (
        bool(re.search(r"\b(?:at|of)$", how))
        or how.casefold()
        in (
            "how does",
            "does",
            "for",
            "about",
            "across",
            "inside",
            "within",
            "help",
            "to",
            "that",
            "by",
            "visit",
            "past",
            "into",
        )
        or pattern is _SUBJECT
    )
    severity: Severity = (
        "hard"
        if (
            legal
            or (
                placed
                and about_them
                and how.casefold().endswith(("at", "how does", "inside", "within", "across"))
            )
            or (bool(match["s"]) and about_them)
        )
        else "soft"
    )
    if _looks_like_place(name) and not legal:
        return found(Code.ENTITY_LEAK, "soft", f"Nothing that is known names {name}.", span, where)
    if not message.lead.company and not legal:
        severity = "soft"
    return found(
        Code.WRONG_COMPANY,
        "soft" if message.by_human else severity,
        f"It speaks of {name}, and the lead is at {message.lead.company or 'a company that we do not know'}.",
        span,
        where,
    )


def _with_us(message: Message, line: str) -> bool:
    """Whether the sentence makes somebody a customer of ours."""
    name = re.escape((message.brand.name or message.brand.company or "us").split()[0])
    return bool(
        re.search(
            rf"\b(?:with|through|on|us(?:e|es|ing)|chose|to|by|trust\w*) (?:us|{name})\b", line, re.IGNORECASE
        )
    )


def _people(message: Message) -> Iterator[Finding]:
    for match in _PERSON.finditer(message.own):
        first = fold(match["who"].split()[0])
        if first not in FIRST_NAMES or any(
            fold(part) in message.known_words for part in re.findall(r"[\w'’-]+", match["who"])
        ):
            continue
        yield found(
            Code.ENTITY_LEAK,
            "soft" if message.by_human else "hard",
            f"Nothing that is known names {match['who']}.",
            match.span("who"),
        )


def _parts(message: Message, *, own: bool = True) -> Iterator[tuple[Where, str]]:
    yield "subject", message.subject
    yield "body", message.own if own else message.text


def _trimmed(name: str) -> str:
    """A name without what follows it by chance: "Northwind On Tuesday"."""
    words = re.split(r"(?<=\S)[ \t]+", name)
    while words and (
        (fold(words[-1]) in FAMILIAR and not re.fullmatch(LEGAL, words[-1]))
        or words[-1].casefold() in ("and", "&", "of", "the", "de", "van")
    ):
        words.pop()
    return " ".join(words).rstrip("'’")


def _is_known(message: Message, name: str, *, starts: bool) -> bool:
    low = re.sub(r"'(?:s|ll|d|m|ve|re)$", "", fold(name))
    if any(low in fold(text) for text in message.known):
        return True
    words = [re.sub(r"['’]s$", "", word) for word in re.split(r"[\s]+", low)]
    words = [word for word in words if word not in ("and", "&", "of", "the", "de", "van", "pty", "ltd")]
    if starts and len(words) == 1 and (words[0] in _PLAIN_STARTS or is_english(words[0])):
        return True
    if all(
        word in FAMILIAR
        or word in message.known_words
        or word.isdigit()
        or word in _PLAIN_STARTS
        or len(word) < 2
        for word in words
    ):
        return True
    return name.isupper() and len(name) <= 5


def _title_case(line: str) -> bool:
    words = re.findall(r"[A-Za-z]{4,}", line)[1:]
    return len(words) > 1 and sum(word[0].isupper() for word in words) >= 0.75 * len(words)


def _looks_like_place(name: str) -> bool:
    return bool(
        re.search(
            r"\b(?:Street|St|Road|Rd|Avenue|Valley|Beach|Bay|Hills?|Park|Creek|Island|Coast|Heights|Point|Town|City|Expo|Conference|Summit|Week|Day|Act|Award|Awards|Council|University)$",
            name,
        )
    )
