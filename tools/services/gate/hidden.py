"""Find what is made not to be seen: styles, letters without width, pixels that watch, programs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tools.services.drafts import Finding
from tools.services.gate.codes import Code
from tools.services.gate.message import Message, found

_STYLE = re.compile(
    r"<[a-z][^<>]*?\b(?:style\s*=\s*(?:\"[^\"]*?|'[^']*?)(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?<!-)font-size\s*:\s*(?:0|1)(?:\.\d+)?(?:px|pt|em|rem|%)?\s*(?:;|\"|'|!|$)|(?<![\w-])opacity\s*:\s*0?(?:\.0\d*)?\s*(?:;|\"|'|!)"
    r"|(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:;|\"|'|!)|line-height\s*:\s*0|mso-hide\s*:\s*all|text-indent\s*:\s*-\d{3,}|(?:left|top|margin-left|right)\s*:\s*-\d{3,}px|clip(?:-path)?\s*:\s*(?:rect\(0|inset\((?:50|100)%)|transform\s*:\s*scale\(0"
    r"|(?<!-)color\s*:\s*(?:#f{3}(?:f{3})?\b|white\b|transparent\b|rgba?\(\s*255\s*,\s*255\s*,\s*255|rgba\([^)]*,\s*0(?:\.0+)?\s*\)))|\bhidden(?=[\s>=/])(?!=\"false)|\b(?:size|height|width)\s*=\s*[\"']?0[\"'\s>])[^<>]*>",
    re.IGNORECASE,
)
_WHITE_FONT = re.compile(r"<font\b[^<>]*\bcolor\s*=\s*[\"']?(?:#f{3}(?:f{3})?|white)\b[^<>]*>", re.IGNORECASE)
_ON_DARK = re.compile(
    r"background(?:-color)?\s*:\s*(?!#f{3}|white|transparent|none|rgba?\(\s*255)", re.IGNORECASE
)
_PIXEL = re.compile(r"<img\b(?=[^<>]*\b(?:width|height)\s*[=:]\s*[\"']?[01](?:px)?\b)[^<>]*>", re.IGNORECASE)
_ACTIVE = re.compile(
    r"<(?:script|iframe|object|embed|form|input|meta|base|svg|link)\b[^<>]*>|\son(?:click|load|error|mouseover)\s*=",
    re.IGNORECASE,
)
_RULES = re.compile(
    r"<style\b[^>]*>[^<]*(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0\b)[^<]*</style",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_UNSEEN = re.compile(
    "[\u200b\u2060\u2061-\u2064\ufeff\u00ad\u180e\u034f\u202a-\u202e\u2066-\u2069\u115f\u1160\u3164\uffa0]|[\U000e0020-\U000e007e]|(?<=[A-Za-z])[\u200c\u200d](?=[A-Za-z])"
)
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")


def hidden(message: Message) -> Iterator[Finding]:
    """Each thing that a reader would not see."""
    body = message.body
    for pattern, what in (
        (_STYLE, "A style hides text"),
        (_WHITE_FONT, "A style hides text"),
        (_RULES, "A style sheet hides text"),
        (_PIXEL, "A picture of one pixel watches the reader"),
        (_ACTIVE, "A program or form is built in"),
        (_COMMENT, "A comment is hidden in the page"),
    ):
        for match in pattern.finditer(body):
            if pattern is _STYLE and _is_button(match[0]):
                continue
            yield found(Code.HTML_HIDDEN, "hard", f"{what}.", match.span())
    flags = [flag.span() for flag in _FLAG.finditer(body)]
    for match in _UNSEEN.finditer(body):
        if not any(start <= match.start() < end for start, end in flags):
            yield found(
                Code.HTML_HIDDEN,
                "hard",
                f"A letter without width is hidden (U+{ord(match[0]):04X}).",
                match.span(),
            )
            break
    if _UNSEEN.search(message.subject):
        yield found(
            Code.HTML_HIDDEN,
            "hard",
            "A letter without width is hidden in the subject.",
            (0, len(message.subject)),
            "subject",
        )


def _is_button(tag: str) -> bool:
    """White words on a coloured ground are a button, not hidden."""
    return bool(_ON_DARK.search(tag)) and not re.search(
        r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01]|opacity\s*:\s*0", tag, re.IGNORECASE
    )
