"""Find companies that are neither the lead's nor the brand's: those that it is taken for, and customers nobody has named."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator

from tools.services.drafts import Finding
from tools.services.gate.codes import Code
from tools.services.gate.english import is_english
from tools.services.gate.familiar import COMMON, FAMILIAR, LEGAL
from tools.services.gate.message import Message, Where, found
from tools.services.gate.nicknames import FIRST_NAMES
from tools.services.gate.words import fold

_NAME = r"[A-Z][\w'’&+-]*(?:[ \t]+(?:(?:and|&|of|the|de|van)[ \t]+)?[A-Z0-9][\w'’&+-]*)*"
_AT = re.compile(
    rf"\b(?P<how>(?:team|role|work|everyone|everybody|people|staff|colleagues|things|job|day|you|patients|customers|clients|manager|director|owner|head|chief|partner|founder|folks|operations|payroll|appointments|in your \w+|year|crew|guys|handle\w*|look\w* after \w+|how [\w ]{{1,30}}|\w+) (?:at|over at|of)|(?i:how does|how do(?: people at)?|does)|for|about|with|by|past|visit|into|across|inside|within|to|that|from|than|is|why|has|when|where|whether|because|help|helps|while|and|as) (?P<who>{_NAME})(?P<s>['’]s\b)?"
)  # fmt: skip
_SUBJECT = re.compile(
    rf"(?:^|(?<=[.!?]\s)|(?<=\n))(?P<who>{_NAME})(?P<s>['’]s)? (?=(?:both|all|switched|moved|changed|came|went|signed|bought|chose|joined|is|are|has|have|must|seems|looks|may|could|might|clearly|probably|would|will|team|staff|already|currently|just|recently|sounds|now|use[sd]?|runs?|saves?|saved|cut)\b)",
    re.MULTILINE,
)
_CUSTOMER = re.compile(
    rf"\b(?:(?:[Ww]e|[Ww]e['’]ve|I|I['’]ve|[Oo]ur team|[A-Z]\w+) (?:also |already |recently |just |currently |have |has |had |proudly )*(?:help(?:ed|s)?|work(?:ed|s)?(?: closely)? (?:with|for)|support(?:ed|s)?|serv(?:e|ed|es)|saved|partner(?:ed|s)? with|did (?:this|that|it|the same) (?:for|with|at)|signed|[a-z]+(?:ed|ilt|ade|old|ept|aught)(?: out| up| over| off| on| for| with)?(?: for| with| at)?|look(?:ed|s)? after|built (?:this|one|it) for|delivered (?:this |it )?(?:for|to))|(?:clients?|customers?|companies|businesses|brands|firms|teams|clinics|practices|names|builders|retailers|agencies|people|those) (?:like|such as|including|at|include|are)|(?:trusted|used|chosen|loved|recommended) by|the likes of|what we did for|(?:just )?as we did (?:for|at|with)|same (?:result |thing )?(?:for|at)|case study (?:with|from|on)|results? (?:at|for|with)|including|alongside) (?:the (?:team|people|folks) at )?(?P<who>{_NAME})"
)  # fmt: skip
_USES = re.compile(
    rf"\b(?P<who>{_NAME}) (?:all |both |now |already |also )?(?:uses?|chose|switched (?:to us|over)|rel(?:ies|y) on|trusts?|swears? by|saved|cut|moved to us|is (?:one of our|a) (?:client|customer))\b"
)
_PLAIN_STARTS = frozenset(
    "this that it there here everyone everybody nobody somebody someone nothing everything something one what which who most many some few all both each none another others no yes if they we you he she i people clinics firms businesses teams owners ours yours theirs pricing price set-up setup payroll training support our your my their his her its how when where why while after before since as at in on for with from to by and but or so the a an is are was were do does did can could would should will may might must let please thanks no-shows invoices compliance security cleaning these those every any either neither much more less work time staff half opening value ask".split()
)


_OPENS = re.compile(
    r"(?:Could|Would|Should|Can|May|Might|Will|Shall|Does|Do|Did|Is|Are|Was|Has|Have|Had|If|When|While|As|At|For|With|Since|Because|And|But|So|From|Perhaps|Maybe|How|Why|Like|Unlike|Over|Here|That|Where)[ \t]+(?=[A-Z])"
)
"""What is written large for beginning a sentence before a name."""
_MIGHT = re.compile(r"\b(?:would|could|might|can|will|['’]d|['’]ll)\b", re.IGNORECASE)
_MADE = re.compile(
    r"\b(?!need)\w+(?:ed|ept|ade|ilt|one|old|ent|own|ought|aught)\b|\b(?:did|ran|cut|set|put|work|do|run|look after|build|make|supply|clean|manage|serve)\b"
)
"""What was done for somebody."""


_IN_LAW = re.compile(
    r"\b(?:Pty|Ltd|Limited|Inc|LLC|LLP|PLC|GmbH|Group|Holdings|Partners|Associates|Enterprises|Co)\.?$"
)
_SERVED = re.compile(
    r"\b(?:help|work|support|serv|sav|partner|did|built|deliver|look|trust|used|chosen|loved|like|such as|likes of|what we did|as we did|same|case study|results?|clients?|customers?)",
    re.IGNORECASE,
)
_PLACES_THEM = re.compile(
    r"\b(?:team|role|work|everyone|everybody|people|staff|colleagues|things|job|day|patients|customers|clients|manager|director|owner|head|chief|partner|founder|folks|operations|payroll|appointments|crew|guys|year|\w+s) (?:over )?at$|^how do(?:es)?|^does$|\b(?:inside|within|across)$",
    re.IGNORECASE,
)
_STREETS = re.compile(
    r"\s+(?:Street|St|Road|Rd|Avenue|Ave|Lane|Place|Square|Quay|Parade|Terrace|Drive|Way|Highway|Park|Beach|Station|Markets?|Airport)\b"
)


def companies(message: Message) -> Iterator[Finding]:
    """Each of them once, in the order of the questions."""
    taken: list[tuple[str, int, int]] = []
    for where, text in (("subject", message.subject), ("body", message.own)):
        for pattern in (_USES, _CUSTOMER, _SUBJECT, _AT):
            for match in pattern.finditer(text):
                name = _trimmed(match["who"])
                lead_in = _OPENS.match(name)
                start = match.start("who") + (lead_in.end() if lead_in else 0)
                name = name[lead_in.end() :] if lead_in else name
                span = (start, start + len(name))
                if (
                    not name
                    or _is_known(message, name, starts=pattern in (_SUBJECT, _USES))
                    or any(w == where and a < span[1] and span[0] < b for w, a, b in taken)
                ):
                    continue
                at: Where = "subject" if where == "subject" else "body"
                finding = _judged(message, pattern, match, name, at)
                if finding is not None:
                    taken.append((where, *span))
                    yield finding


def _judged(
    message: Message, pattern: re.Pattern[str], match: re.Match[str], name: str, where: Where
) -> Finding | None:
    text = match.string
    begins = text.index(name, match.start("who"))
    span = begins, begins + len(name)
    # "Single Touch Payroll" is written large and names nobody.
    plain = all(is_english(word) or fold(word) in COMMON or word[0].isdigit() for word in name.split())
    if _looks_like_place(name) or _STREETS.match(text, span[1]):
        # A subject has no room for places: "at Strike City" is where the lead would work.
        theirs = where == "subject" and pattern is _AT and match["how"].casefold().endswith(" at")
        code = Code.WRONG_COMPANY if theirs else Code.ENTITY_LEAK
        return found(code, "soft", f"Nothing that is known names {name}.", span, where)
    in_law = bool(_IN_LAW.search(name))
    if where == "subject" and not in_law and _title_case(text.replace(name, "")):
        return None
    if (sure := _as_customer(message, pattern, match, text, span[0])) is not None:
        hard = sure and not plain and not message.by_human
        return found(
            Code.UNSUPPORTED_CLAIM,
            "hard" if hard else "soft",
            f"No fact names {name} as a customer.",
            span,
            where,
        )
    if pattern is _SUBJECT and len(name.split()) < 2 and not match["s"]:
        return found(Code.ENTITY_LEAK, "soft", f"Nothing that is known names {name}.", span, where)
    how = match["how"] if pattern is _AT else ""
    hard = (in_law or (bool(_PLACES_THEM.search(how)) and bool(message.lead.company))) and not plain
    sentence = (
        f"It speaks of {name}, and the lead is at {message.lead.company or 'a company that we do not know'}."
    )
    return found(
        Code.WRONG_COMPANY, "hard" if hard and not message.by_human else "soft", sentence, span, where
    )


def _as_customer(
    message: Message, pattern: re.Pattern[str], match: re.Match[str], text: str, start: int
) -> bool | None:
    """None where it is no customer of ours by these words; else whether they leave no doubt."""
    line = next((s.text for s in message.sentences if s.start <= start < s.start + len(s.text)), text)
    if _OPENS.match(match["who"]) and line.rstrip('"”’)').endswith("?") and not _with_us(message, line):
        return None
    if pattern in (_CUSTOMER, _USES):
        loose = match[0].split()[0] in ("including", "alongside", "same")
        return (
            not loose
            and (pattern is _CUSTOMER or _with_us(message, line))
            and bool(pattern is _USES or _SERVED.search(match[0]))
        )
    before = text[:start].rpartition("\n")[2]
    ours = re.search(r"\b(?:[Ww]e|[Oo]ur|I['’]ve|[Ww]e['’]ve)\b(?:(?!\byou)[^.!?(]){0,60}$", before)
    how = match["how"].casefold() if pattern is _AT else ""
    if re.search(r"\b(?:for|with|at)$", how) and ours and fold(match["who"].split()[0]) not in FIRST_NAMES:
        made = how == "for" and bool(_MADE.search(ours[0]))
        return made if made or not _MIGHT.search(line) else None
    if not re.search(r"\b(?:at|for|does|of)$", how) and _with_us(message, line):
        return True
    after = text[match.end("who") :].partition("\n")[0].partition(". ")[0]
    if pattern is _SUBJECT and re.search(r"\b(?:our|ours|us)\b", after) and not re.search(r"\byou", after):
        return True
    return None


def _with_us(message: Message, line: str) -> bool:
    """Whether the sentence makes somebody a customer of ours."""
    name = re.escape((message.brand.name or message.brand.company or "us").split()[0])
    return bool(
        re.search(
            rf"\b(?:with|through|on|us(?:e|es|ing)|chose|to|by|trust\w*) (?:us|{name})\b", line, re.IGNORECASE
        )
    )


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
    if any(low in fold(text) or _spoken(low) in _spoken(fold(text)) for text in message.known):
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


def _spoken(name: str) -> str:
    """The folded name as a voice reads it: "St" is Saint and "&" is and."""
    return re.sub(r"\bst\b\.?", "saint", name).replace("&", "and")


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
