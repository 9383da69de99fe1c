"""Find values that were missing: written out as a program writes nothing, or left as a hole."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator

from tools.services.drafts import Finding
from tools.services.gate.codes import Code
from tools.services.gate.message import Message, Where, found
from tools.services.gate.words import fold

_NOTHING = r"(?:None|NONE|null|NULL|Null|undefined|UNDEFINED|Undefined|NaN|N/A|n/a|nil|Nil|NIL)"
_BEFORE = (
    r"(?:at|for|to|with|as|in|from|of|by|about|around|over|that|how|when|while|since|and|or|hi|hello|hey|dear|ora|koe|g['’]day|morning|afternoon|thanks|hear|your|the|why|is|named?|called|because|does|do|did|says?|said|runs?|uses?|than|like|through|into|after|before|here)"
)  # fmt: skip
_PLACE = (
    re.compile(
        rf"\b(?i:{_BEFORE})[ \t]+(?P<nothing>{_NOTHING})\b(?![ \t]+(?:and void|hypothesis|but|other|too|the less)\b)(?!-)"
    ),
    re.compile(
        rf"(?:^|[.!?\n,:–—-][ \t]*)(?P<nothing>{_NOTHING})(?=['’]s\b|[ \t]+(?:is|has|was|will|team|hired|raised|opened|clinic|business|employees|people|staff)\b(?!\s+(?:of|to\s+blame)\b)|[ \t]*,(?!\s*(?:so|but|and|of)\b)|[ \t]*$)",
        re.MULTILINE,
    ),
    re.compile(
        r"(?:^|[.!?][ \t]+|\n[ \t]*)(?P<nothing>null|undefined|nan|nil|none(?= (?:is|has|runs|team)\b))\b(?! (?:and void|of|but))",
        re.MULTILINE,
    ),
    re.compile(
        r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )(?<!\bbeen )(?<!\bremain )(?<!\bremains )(?<!\bleft )(?<!\bleave )(?<!\bstill )(?<!\ban )(?<!\bthe )(?<!\boften )(?<!\bso )(?<!\blargely )(?<!\bstay )(?<!\bit )\b(?P<nothing>undefined)\b"
    ),
    re.compile(
        r"(?<!\ba )(?<!\bthe )(?<!\bis )(?<!\bare )(?<!\bdeclared )\b(?P<nothing>null)\b(?! (?:and void|hypothes|values?|results?))"
    ),
    re.compile(
        r"^As (?P<nothing>Not (?:Specified|Provided|Available|Given|Known)|Unknown|Unspecified)\b",
        re.MULTILINE,
    ),
    re.compile(r"(?<=[a-z] )(?P<nothing>None|Null|Undefined|Nil)\b(?! (?:of|but|and [A-Z])\b)"),
    re.compile(
        r"\b(?P<nothing>undefined)(?= (?:days?|weeks?|months?|years?|people|members|staff|employees|locations?|sites?|clients|customers|percent|hours?|minutes?)\b)"
    ),
    re.compile(r"\b(?P<nothing>NULL|UNDEFINED|NaN|NIL)\b(?! (?:AND VOID|and void|hypoth))"),
    re.compile(
        r"(?P<nothing>\bnull(?= (?:and|,|team|in|at|is|employees|people)\b(?! void))|\bundefined(?=[ ,.]*(?:team|employees|people|undefined|and I\b))|\bNaN\b|(?<!\bmy )(?<!\byour )(?<!\bher )(?<!\bhis )(?<!\btheir )(?<!\bour )(?<!\ba )(?<!\bthe )(?<!\band )\bnan(?=[.,;:!?\s])(?! bread))"
    ),
)
_ANYWHERE = re.compile(
    r"\[object Object\]|#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!)|\((?:null|none|undefined|blank|empty|nil|not set|no value|n/a)\)|<(?:null|none|nil|empty|no value)>|\bInvalid [Dd]ate\b"
    r"|\b(?:1 January 1970|January 1,? 1970|1970-01-01|01/01/1970|0000-00-00)\b|\bNone(?:None|Type)\b|\[\s*\](?!\()|\[null\]|\[undefined\]|\{\s*\}|\"\"|“”|‘’|(?<![\w'])''(?![\w'])|\bDate\(NaN\)|\bnot[ _](?:available|provided|found|specified|applicable)\b(?=[.,]?\s*(?:team|$|,))|\bNoneType\b|\bn\.a\.(?=\s|$)",
    re.MULTILINE,
)  # fmt: skip
_UNKNOWN = re.compile(
    r"\b(?:at|for|with|in|from|Hi|Hello|Hey|Dear|as|team)[ \t]+(?:an?[ \t]+)?(?P<nothing>Unknown(?: Company)?|UNKNOWN|unknown|Not Available|Not Provided|Not Specified|Blank|BLANK|N\.A\.|TBC|TBD|TBA|Test|-{1,3}|\?{2,})(?=[ \t]*(?:[,.!?;:]|$))", re.MULTILINE
)  # fmt: skip
_GREETING = r"(?:[Hh]i|[Hh]ello|[Hh]ey|Dear|G['’]day|Good (?:morning|afternoon))"
_UNMET = re.compile(
    rf"\A\s*{_GREETING}[ \t]+(?:Mr|Mrs|Ms|Dr)?\.?[ \t]?(?P<nothing>(?i:unknown|undefined|null|none|nan|n/?a|not (?:available|provided|set|given)|blank|empty|missing|no ?name|tbc|tbd|unnamed|anonymous|default|value|string|true|false|0))\b"
)
_STRANDED = re.compile(
    r"\b(?:at|in|with|from|for) (?:and|is|are|has|have|was|with|in|at|these days|as|may|could)\b(?<!in with)(?<!in for)(?<!in at)(?<!in and)(?<!for and)(?<!from in)(?<!with and)(?=[ ,?.])"
)
"""What a hole leaves, and what stands at the end of "the software you work with is…" too."""
_UNSET = re.compile(
    r"(?<=[a-z,] )(?P<nothing>Not (?:Specified|Provided|Available|Applicable|Given|Known|Set)|Missing (?:Data|Value)|No (?:Data|Value|Name|Company)|Unspecified)\b"
)
_ABSENT = r"(?:not (?:available|specified|provided|applicable|given|known|set|found|stated|disclosed|supplied|recorded|listed)|no (?:data|value|entry|name|result)|unspecified|unavailable|undisclosed|n ?(?:slash|stroke) ?a|to be (?:confirmed|determined|advised)|missing (?:data|value)|empty string)"
_STATED = re.compile(
    rf"\b(?:of|at|in|as|for|with|from|to|by|about|on|around|near|your|hi|hello|hey|dear|since|over|like)[ \t]+(?:the |an? )?(?P<nothing>(?i:{_ABSENT}))(?=[ \t]*(?:[.,;:!?)]|$)| (?:and|team|or|at|in|people|staff|employees|years|clients)\b)"
    rf"|[\"“'‘](?P<quoted>(?i:{_ABSENT}|n/a|none|null|undefined|unknown|nil|nan|blank|empty|tbc|tbd|tba|false|true|string))[\"”'’](?=[\s.,;:!?)])",
    re.IGNORECASE | re.MULTILINE,
)
"""What a form says where nothing was filled in, standing where its value would."""
_SHOWN = re.compile(
    r"\b(?:says?|said|shows?|shown|reads?|displays?|marked|listed|wrote|written|word|answers?|called|named|sees?|typed?)\b[^.\n]{0,30}$",
    re.IGNORECASE,
)
"""What makes of a quoted nothing something that was read."""
_NOUGHT = re.compile(
    r"\b(?:your|all|the|those|these|with|of|team of|over|some)[ \t]+(?P<nothing>0(?:\.0+)?)(?=[ \t]+(?:\w+ )?(?:staff|people|employees|members|vans|trucks|sites|clinics|stores|shops|offices|locations|rooms|beds|seats|desks|chairs|clients|customers|patients|pupils|students|years|pallets|units|flats|machines|drivers|nurses|teachers|of you)\b)|(?P<nowhen>\b(?:31 December 1969|December 31,? 1969|30 December 1899|1 January 1900|January 1,? 1900|0?1/0?1/1900|31/12/1969|00/00/0000|0001-01-01)\b)|(?P<repr>\[['\"][^'\"\]\n]{1,40}['\"](?:, ?['\"][^'\"\]\n]{1,40}['\"])*\]|\{['\"]\w+['\"] ?:[^{}\n]{0,80}\}|\bdatetime\.(?:date|datetime)\(|\bDecimal\(['\"]|\bTraceback \(most|\b(?:Key|Type|Value|Index|Attribute)Error\b|<(?:function|bound method|class|__main__)\b[^>\n]*>|\b-?Infinity\b(?=[ %.,])(?! (?:Pool|pool|War|Group|Pty)))"
)
"""Noughts that nobody counts, dates at which machines begin, and values as a program shows them to its maker."""
_GAP = re.compile(r"(?<=[a-z,]) {2,}(?=[a-z])")
"""Two blanks within a sentence: a word is missing, or a thumb slipped."""
_HOLES = (
    re.compile(rf"^[ \t]*{_GREETING}(?:[ \t]+(?:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Professor)\.?)?(?:[ \t]+[,!:]|[ \t]{{2,}}\S)", re.MULTILINE),
    re.compile(r"^[ \t]*Dear[ \t]*,", re.MULTILINE),
    re.compile(r"\b(?:at|for|with|from|in|as|of|on|than|through|into|like|about|your role as|how|the team at|and)[ \t]+(?:[.?!;](?=\s|$)|,(?=[ \t]))(?!\.)"),
    re.compile(r"(?<=[a-z])[ \t]+['’]s\b(?=[ \t])"),
    re.compile(r"\b(?:at|as|in|for|with|from|your|the|of|does|do|is|are|how|to|and|by|that|than|about|team|our|has|while|when|why|where|who)[ \t]{2,}(?=[A-Za-z])", re.IGNORECASE),
    _STRANDED,
    re.compile(r"\(\s*\)|\b(?:is|are) (?:in|at|a|an|the)[ \t]*[.?!,](?=\s|$)(?<!is in\.)|,\s*,|\bas (?:a|an|the) at\b|\b(?:a|an|the|your) (?:is|are|at|and|in)\b(?!-)(?<!the in)(?<!a is)(?<!the and)(?<!the at)", re.IGNORECASE),
)  # fmt: skip


_AS_A_SIGN = re.compile(r"\b(?:an empty|a stray|a lone|a bare|an unclosed|a pair of)\s+$", re.IGNORECASE)
"""Brackets that are spoken of."""


def nulls(message: Message) -> Iterator[Finding]:
    """What a program wrote for nothing, and the holes that an empty field leaves."""
    seen: list[tuple[str, int, int]] = []
    for where, text in _parts(message):
        gaps = {match.span() for match in _GAP.finditer(text)} if not message.html else set[tuple[int, int]]()
        loose = (
            gaps
            | {match.span() for match in _STRANDED.finditer(text)}
            | {match.span() for match in _HOLES[-1].finditer(text) if match[0].startswith("A ")}
        )
        for start, end in sorted({*_written_out(message, text), *_holes(message, text), *gaps}):
            if any(w == where and a < end and start < b for w, a, b in seen):
                continue
            seen.append((where, start, end))
            said = " ".join(text[max(0, start - 12) : end + 8].split())
            yield found(
                Code.NULL_LEAK,
                "soft" if (start, end) in loose else "hard",
                f"The {where} says “…{said}…”: a value was missing.",
                (start, end),
                where,
            )


def _parts(message: Message) -> Iterator[tuple[Where, str]]:
    yield "subject", message.subject
    yield "body", message.own


def _written_out(message: Message, text: str) -> Iterator[tuple[int, int]]:
    for pattern in (*_PLACE, _UNKNOWN, _UNMET, _UNSET):
        for match in pattern.finditer(text):
            said = len(match["nothing"].split()) > 1 and _is_said(message, match["nothing"])
            if not said and not _is_name(message, match["nothing"], text[match.end("nothing") :]):
                yield match.span("nothing")
    for match in _STATED.finditer(text):
        shown = match["quoted"] and _SHOWN.search(text[: match.start()])
        if not shown and not _is_said(message, match["nothing"] or match["quoted"]):
            yield match.span("nothing" if match["nothing"] else "quoted")
    for match in _NOUGHT.finditer(text):
        if not any(re.search(rf"\b{re.escape(match[0])}", known) for known in message.known):
            yield match.span()
    for match in _ANYWHERE.finditer(text):
        if not any(match[0] in known for known in message.known) and not _AS_A_SIGN.search(
            text[: match.start()]
        ):
            yield match.span()


def _is_said(message: Message, nothing: str) -> bool:
    """Whether a name or a fact has these very words."""
    return any(fold(nothing) in fold(text) for text in message.known)


def _is_name(message: Message, word: str, after: str) -> bool:
    """People are called None, and companies Null; facts may say so too."""
    lead, brand = message.lead, message.brand
    following = after.split()[:1]
    names = (lead.first_name, lead.last_name, lead.company, brand.sender, brand.company, brand.name)
    if any(fold(word) in re.split(r"(?<![\w])|[^\w/]+|(?![\w/])", fold(name)) for name in names):
        return True
    phrase = " ".join([word, *following])
    return any(fold(phrase) in fold(text) for text in message.known) and bool(following)


def _holes(message: Message, text: str) -> Iterator[tuple[int, int]]:
    if message.html:
        # Blanks stand for tags there.
        text = re.sub(r"(?<=\S)[ \t]{2,}(?=\S)", lambda gap: "\x01" * len(gap[0]), text)
    for pattern in _HOLES:
        for match in pattern.finditer(text):
            yield match.span()
