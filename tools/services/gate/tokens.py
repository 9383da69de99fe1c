"""Find merge fields and placeholders that nobody filled in, and leave alone brackets that people write."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from collections.abc import Iterator

from tools.services.drafts import Finding
from tools.services.gate.codes import Code
from tools.services.gate.message import TAG, Message, Where, found
from tools.services.gate.words import fold

_FIELD = (
    r"(?:first|last|full|sur|given|fore|nick|lead|contact|prospect|recipient|client|customer|company|business|org|organi[sz]ation|sender|your|my|agent|rep|user|account)"
    r"[ _.-]?(?:first|last|full)?[ _.-]?name|f_?name|l_?name|name|salutation|greeting|job[ _-]?title|title|role|position|seniority|company|business|organi[sz]ation|industry|sector|vertical|city|town|"
    r"suburb|state|region|country|location|address|postcode|phone|mobile|email|website|domain|url|link|date|day|time|month|year|amount|price|number|"
    r"pain[ _-]?point|product|service|offer|benefit|result|topic|sender|signature|unsubscribe(?:[ _]link)?|calendar[ _]?link|booking[ _]?link|custom[ _]?\w*|competitor|event|metric|source|x+|n"
)  # fmt: skip
_CURLY = re.compile(
    r"\{\{\{?[^{}\n]*\}?\}\}|\{%[^%\n]*%\}|\$\{[^{}\n]*\}|#\{[^{}\n]*\}|\{![^{}\n]*\}|\{#?[^{}\n]{1,60}\}|\{\{[\w .]{1,40}"
)
_ODD = re.compile(
    r"\*\|[^|\n]{1,60}\|\*|\[%[^\n]{1,60}%\]|<%=?[^\n]{1,80}%>|%%[^%\n]{1,60}%%|%\([a-z_]+\)s|(?<![\w%])%[A-Za-z]{1,24}(?:_[A-Za-z]+)*%(?!\w)|(?<![\w%])%[sd](?!\w)"
    r"|«[^»\n]{1,60}»|<<[^<>\n]{1,60}>>|\[\[[^\[\]\n]{1,60}\]\]|@@\w{1,40}@@|(?<!\w)__[A-Za-z][A-Za-z_ ]{1,40}__(?!\w)|##[A-Za-z_ ]{2,40}##|~[A-Z_]{3,30}~|\|[A-Z_]{3,30}\|"
    r"|(?<![\w$])\$[A-Za-z]+_?[A-Za-z_]*(?!\w)|(?<!\S):(?:first|last|company)_?name\b|_{3,}|\b[A-Za-z]+\.(?:first_?name|last_?name|company_?name)\b",
    re.IGNORECASE,
)  # fmt: skip
_ANGLE = re.compile(r"<(?!/)[A-Za-z][^<>@\n]{0,50}>")
_SQUARE = re.compile(r"\[(?P<in>[^\[\]\n]{1,90})\](?!\()")
_ROUND = re.compile(
    r"\((?:insert|add|enter|fill in|your|their|the lead'?s?|prospect'?s?)\s[^()\n]{2,50}\)|\((?:name|company name|first name|company|title|city|date|link)\)", re.IGNORECASE
)  # fmt: skip
_BARE = re.compile(
    r"\b(?:FIRST|LAST|FULL|COMPANY|LEAD|CONTACT|JOB|SENDER|BOOKING|YOUR)[_ ]?(?:NAME|TITLE|LINK)\b|\b(?:First|Last|Full|Company|Lead|Contact|Prospect)[_ ]?Name\b"
    r"|\b(?:[fF]irst|[lL]ast|[cC]ompany|[fF]ull|[jJ]ob|[sS]ender|[bB]ooking|[lL]ead|[cC]ontact)(?:_[nN]ame|_[tT]itle|_[lL]ink|_[uU]rl|_[cC]ity|_[fF]irst_[nN]ame)\b|\b[fl]name\b|\b[FL]NAME\b|\b(?:firstName|lastName|companyName|jobTitle)\b"
    r"|\bINSERT(?:[ _][A-Za-z]+)|(?:(?<=\b[iIaA][nt] )|(?<=\b[oO][nf] )|(?<=\b[tT]o )|(?<=\b[bB]y )|(?<=\b[fF]or )|(?<=\b[hH]i )|(?<=\b[fF]rom )|(?<=\b[wW]ith )|(?<=\bthe )|(?<=\bHello )|(?<=\bDear )|(?<=\babout ))(?:insert|enter|add) (?:(?:the|a|your|their|right|correct) )?(?:[a-z]+ )?(?:name|company|business|month|date|day|time|week|year|season|city|town|suburb|place|industry|role|title|number|figure|price|amount|link|product|service|reason|event|fact|detail|topic|problem)s?\b|\b(?:[hH]i|[hH]ello|[hH]ey|[dD]ear|[gG]['’]day|[mM]orning),? (?:first|last|full|lead|contact|company|prospect|recipient|customer) name\b|(?:(?<=\bat )|(?<=\bfor )|(?<=\bfrom )|(?<=\bwith ))(?:first|last|company|business|lead|contact|prospect|sender|client) name\b|\b(?:[oO]pen|[cC]lose|[lL]eft|[rR]ight|[cC]url[ey]+|[sS]quare|[aA]ngle|[dD]ouble) (?:curly |square |angle )?(?:bracket|brace)s?\b|\b(?:first|last|full|company|job|lead|contact|user|sender) (?:underscore|dot|dash|hyphen) (?:name|title|city|company|link)\b|\b(?:percent|dollar|hash|at) (?:sign )?(?:first|last|company) ?name\b|\b[Ii]nsert (?:(?:the|a|your|their|lead'?s?|prospect'?s?) )?(?:first |company |last )?(?:name|company|link|date|fact|detail|number|title|city)s?(?: here)?\b|\b(?:[Yy]our|[Mm]y|[Rr]ecipient|[Cc]ompany|[Ll]ead|[Cc]ontact) (?:name|title|company|link) (?:goes )?here\b|\b(?:[\w-]+ ){0,3}?(?:names?|numbers?|titles?|links?|dates?|company|city|details?|figures?|facts?|lines?|text|price|address|offer|url|signature) (?:goes|go|to go|will go|belongs) here\b|\bYOUR (?:[A-Z]+ ){1,3}HERE\b|\bTODO\b|\bFIXME\b|\bTK\s?TK\b"
    r"|\blorem ipsum\b|\bXX+\b(?! ?\d)|\bX{1,3}%|\b[Xx]{3,}\b|\b(?:YYYY|DD[/-]MM)\b|\bplaceholder(?:[_ ]text)?\b(?= (?:here|goes))|\b(?:Dear|Hi|Hello|Hey) (?:NAME|FIRST|FIRSTNAME|LEAD|CONTACT|RECIPIENT|PROSPECT|CUSTOMER|COMPANY|Name|Recipient|Customer Name|Prospect|Lead|Contact|User|Firstname|First name|Company)\b"
)  # fmt: skip
_WRAPPED = re.compile(
    r"(?<![\w/#@~^|$+=!§¤*%])(?=[#@~^|$+=!§¤*%<\[{(]{1,3}[A-Za-z])[#@~^|$+=!§¤*%<\[{(]*[#@~^|$+=!§¤%<{][#@~^|$+=!§¤*%<\[{(]*(?:[A-Z][A-Z\d]+(?:[_ .-][A-Z\d]+)*|[A-Za-z]+(?:[_.][A-Za-z\d]+)+|(?i:first|last|full|company|lead|contact)?[ ._-]?(?i:name|company|city|title|industry))(?=[#@~^|$+=!§¤*%>\]})]*[#@~^|$+=§¤%>}])[#@~^|$+=!§¤*%>\]})]+(?!\w)"
)
"""A name of a field between signs, whichever signs the tool takes."""
_IDENTIFIER = re.compile(
    r"(?<![\w./@:=&?#-])(?:[A-Za-z][A-Za-z\d]*(?:_[A-Za-z\d]+)+|(?:contact|lead|prospect|person|recipient|company|account|sender|deal|user|owner)\.[a-z]+(?:[_A-Z][a-zA-Z]+)?)(?![\w@/.=-]|\.\w)"
)
"""Words joined by a low line or a dot, as no one writes them in a sentence."""
_HALF_OPEN = re.compile(
    rf"(?:\[|\{{\{{?|<)(?:{_FIELD})\b(?![^\]}}>\n]{{0,40}}[\]}}>])|(?<![\w.@])@(?:(?:first|last|full|company)_?name|company|name)\b(?![.@])",
    re.IGNORECASE,
)
"""A field whose bracket was never closed, or that is called like a person in a chat."""
_TALK = re.compile(
    r"\b(?:template|merge|placeholder|token|fields?|variable|mail[ -]?merge|automated|generic|robot|syntax|code|script)s?\b",
    re.IGNORECASE,
)
_QUOTES = (("“", "”"), ('"', '"'), ("‘", "’"), ("`", "`"), ("'", "'"))


_TO_FILL = re.compile(r"(?:insert|add|enter|your|their|the lead|prospect|recipient|fill)\b", re.IGNORECASE)


def tokens(message: Message) -> Iterator[Finding]:
    """What is unfilled; a bracket that stands in a name or fact, or that a person writes, is none."""
    for where, text in _parts(message):
        taken: list[tuple[int, int]] = []
        for match in _candidates(text):
            span = match.span()
            if any(start < span[1] and span[0] < end for start, end in taken) or _is_known(
                message, text, match
            ):
                continue
            taken.append(span)
            if _is_leak(match) or _in_link(text, span) or _fills_line(text, match):
                quoted = _is_quoted(text, span)
                talked_of = quoted and (bool(_TALK.search(text)) or not _is_field(match))
                sentence = f"The {where} has an unfilled placeholder: {match[0]}."
                yield found(Code.TOKEN_LEAK, "soft" if talked_of else "hard", sentence, span, where)


def _in_link(text: str, span: tuple[int, int]) -> bool:
    """Brackets within a link were to be filled, whatever they say."""
    word = re.split(r"\s", text[: span[0]])[-1]
    return bool(re.search(r"https?://|www\.|\.\w{2,}/", word)) and text[span[0]] in "[{<"


def _fills_line(text: str, match: re.Match[str]) -> bool:
    """A bracket that is a line of its own says what should have been written there."""
    before, after = text[: match.start()], text[match.end() :]
    alone = not before.rpartition("\n")[2].strip() and not after.partition("\n")[0].strip()
    return match.re is _SQUARE and alone and len(match["in"].split()) > 1


def _is_field(match: re.Match[str]) -> bool:
    inside = match[0].strip("[]{}<>() ").casefold().replace("-", " ").replace("_", " ")
    return match.re is not _SQUARE or bool(re.fullmatch(rf"(?:\w+ ){{0,3}}(?:{_FIELD})", inside))


def _parts(message: Message) -> Iterator[tuple[Where, str]]:
    yield "subject", message.subject
    yield "body", TAG.sub(lambda tag: " " * len(tag[0]), message.body) if message.html else message.body


def _candidates(text: str) -> Iterator[re.Match[str]]:
    for pattern in (_CURLY, _ODD, _WRAPPED, _HALF_OPEN, _ANGLE, _SQUARE, _ROUND, _BARE, _IDENTIFIER):
        yield from pattern.finditer(text)


def _is_leak(match: re.Match[str]) -> bool:
    text = match[0]
    if match.re is _SQUARE:
        return _is_square_leak(match["in"])
    if match.re is _CURLY and text.startswith("{") and not text.startswith(("{{", "{%", "{!")):
        # "{Hi|Hello}" is spintax and "{0}" a format; "{curly words of ours}" is neither.
        inside = text[1:-1]
        return "|" in inside or bool(
            _TO_FILL.match(inside.strip())
            or re.fullmatch(rf"[a-z0-9_.]+|[A-Z0-9_.]{{2,}}|\w*[a-z][A-Z]\w*|(?:{_FIELD})", inside.strip())
            or re.fullmatch(rf"(?:{_FIELD})", inside.strip(), re.IGNORECASE)
        )
    if match.re is _ANGLE:
        inside = text[1:-1].strip()
        return not TAG.fullmatch(text) and bool(
            re.fullmatch(
                rf"[A-Z_]{{2,}}(?: [A-Z_]+)*|(?:your |the |insert )?(?:{_FIELD})(?:\b.*)?|(?:insert|your|add)\b.*",
                inside,
                re.IGNORECASE if "_" in inside or " " in inside else 0,
            )
            or re.fullmatch(rf"(?:[\w'’]+ ){{0,3}}(?:{_FIELD})", inside, re.IGNORECASE)
        )
    if match.re is _ODD and text.startswith("$"):
        return bool(re.fullmatch(rf"\$(?:{_FIELD})|\$[A-Z]+_[A-Z_]+|\$[a-z]+_[a-z_]+", text, re.IGNORECASE))
    return True


def _is_square_leak(inside: str) -> bool:
    """Editors write "[sic]", "[our clinic]" and "[…]" into quotations; merge fields are nouns of a form."""
    low = inside.strip().casefold().replace("-", " ")
    if re.fullmatch(
        r"(?:your |their |the |lead'?s? |insert |add |enter |prospect'?s? |recipient'?s? |client'?s? )*"
        rf"(?:{_FIELD})(?: here| goes here|s)?",
        low,
    ):
        return low != "x"
    return bool(
        re.match(
            r"(?:insert|add|enter|your|fill|replace|mention|personali[sz]e|use|placeholder|tbc|tbd|todo)\b",
            low,
        )
        or re.fullmatch(
            r"[A-Z]+(?:[_ ][A-Z]+)+|[A-Za-z]+_[A-Za-z_]+|[A-Z]{4,}(?: ?\d+)?|[a-z]+[A-Z]\w+", inside.strip()
        )
        or re.fullmatch(rf"(?:[A-Z][a-z]+ ){{0,3}}(?:{_FIELD})", inside.strip(), re.IGNORECASE)
        or re.search(
            r"\b(?:specific|relevant|recent)\b.*\b(?:achievement|detail|result|project|post|pain|challenge|topic|news)",
            low,
        )
    )


def _is_known(message: Message, text: str, match: re.Match[str]) -> bool:
    """Whether what looks unfilled is part of a name or fact: "XXXX Brewing" and "INSERT Coffee" are companies."""
    said, token = text, match[0]
    if token.startswith(("{", "%", "*|", "<", "${")):
        return _is_spelled_so(message, text, match)
    for name in message.known:
        at = name.find(token)
        if at < 0:
            continue
        if fold(token) == fold(name.strip()):
            # A whole name may be one that a list left unfilled ("COMPANY_NAME"), or simply be spelled so.
            if re.fullmatch(r"[A-Z]+ [A-Z][a-z]+", token) and not re.search(
                rf"\b(?:{_FIELD})\b", token.lower()
            ):
                return True
            continue
        # The name itself must be meant, not the token alone: its neighbours stand beside it here too.
        before, after = name[:at].split()[-1:], name[at + len(token) :].split()[:1]
        if said[: match.start()].split()[-1:] == before or _same(said[match.end() :].split()[:1], after):
            return True
        if any(word in said for word in (name[at:].strip(),)):
            return True
    # Brewers of Queensland: a company may be called by its first word.
    first = message.lead.company.split()[:1]
    return [token] == first and len(message.lead.company.split()) > 1 and token.isupper() and "_" not in token


def _is_spelled_so(message: Message, text: str, match: re.Match[str]) -> bool:
    """Whether the brackets are part of a company's name, which stands here whole: "{{mustache}}works"."""
    inside = match[0].strip("{}%*|<>$ ")
    if re.fullmatch(rf"(?:{_FIELD})", inside, re.IGNORECASE) and not re.fullmatch(r"x+|n", inside):
        return False
    for name in (message.lead.company, message.brand.company, message.brand.name):
        at = name.find(match[0])
        rest = name.replace(match[0], "", 1)
        if at < 0 or not re.search(r"[A-Za-z]{3}", rest):
            continue
        start = match.start() - at
        if start >= 0 and text[start : start + len(name)] == name:
            return True
        if any(match[0] in fact for fact in message.lead.facts):
            return True
        # A name of several words is called by that of them which has the brackets.
        word = next((word for word in name.split() if match[0] in word), "")
        before = start + name.find(word)
        if len(word) > len(match[0]) + 2 and before >= 0 and text[before : before + len(word)] == word:
            return True
    return False


def _same(one: list[str], other: list[str]) -> bool:
    return bool(one and other) and fold(one[0]).strip(".,;:!?'\"’s") == fold(other[0]).strip(".,;:!?'\"’s")


def _is_quoted(text: str, span: tuple[int, int]) -> bool:
    before, after = text[max(0, span[0] - 60) : span[0]], text[span[1] : span[1] + 60]
    return any(
        open_ in before.rsplit("\n", 1)[-1] and close in after.split("\n", 1)[0] for open_, close in _QUOTES
    )
