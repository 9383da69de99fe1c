"""Turn the page of a mail into the lines a person sees, with quotes marked as plain mail marks them."""

from __future__ import annotations

import re
from html import unescape

PAGE_CHARACTERS = 200_000
QUOTE_DEPTH = 20

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})(?![a-zA-Z0-9])([^<>]{0,4000})>|<[!?][^<>]{0,4000}>")
"""Written out rather than left to html.parser, which takes minutes over a page of unclosed tags."""
_HIDDEN = frozenset({"style", "script", "head", "title", "template", "noscript"})
_BREAKS = frozenset(
    {
        *("p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre"),
        *("section", "article", "header", "footer", "center", "address", "dt", "dd", "body"),
    }
)


def html_to_text(page: str) -> str:
    """The visible text, line by line; a `blockquote` becomes lines that begin with `>`.

    Takes time in proportion to the page, and never raises.
    """
    page = _without_comments(page[:PAGE_CHARACTERS])
    reader = _Reader()
    at = 0
    for tag in _TAG.finditer(page):
        reader.read(page[at : tag.start()])
        if tag.group(2):
            reader.meet(tag.group(2).lower(), closes=bool(tag.group(1)))
        at = tag.end()
    reader.read(page[at:])
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in reader.lines())).strip()


def _without_comments(page: str) -> str:
    kept: list[str] = []
    at = 0
    while (start := page.find("<!--", at)) >= 0:
        kept.append(page[at:start])
        end = page.find("-->", start)
        if end < 0:
            return "".join(kept)
        at = end + 3
    return "".join([*kept, page[at:]])


class _Reader:
    """Collects lines."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._words: list[str] = []
        self._depth = 0
        self._hidden_by = ""
        self._as_written = False

    def lines(self) -> list[str]:
        """What was collected, with the line in hand."""
        self._break()
        return self._lines

    def read(self, text: str) -> None:
        """Text between two tags."""
        if self._hidden_by or not text:
            return
        shown = unescape(text)
        if not self._as_written:
            self._words.append(shown)
            return
        first, *others = shown.split("\n")
        self._words.append(first)
        for line in others:
            self._break(keep_empty=True)
            self._words.append(line)

    def meet(self, name: str, *, closes: bool) -> None:
        """A tag: what hides, breaks a line, draws a rule or quotes; every other is passed over."""
        if name in _HIDDEN or name == "body":
            self._hide(name, closes=closes)
        if name == "blockquote":
            self._break()
            self._depth = max(self._depth - 1, 0) if closes else min(self._depth + 1, QUOTE_DEPTH)
        elif name == "br":
            self._break(keep_empty=True)
        elif name == "hr":
            self._break()
            self._lines.append(self._marks() + "_" * 20)
        elif name in _BREAKS:
            self._break()
            self._as_written = not closes if name == "pre" else self._as_written
            if name == "p" and closes:
                self._lines.append(self._marks())

    def _hide(self, name: str, *, closes: bool) -> None:
        """A page whose head is never closed still shows its body."""
        if name == "body" or (closes and name == self._hidden_by):
            self._hidden_by = ""
        elif not closes and not self._hidden_by:
            self._hidden_by = name

    def _marks(self) -> str:
        return ">" * self._depth + " " if self._depth else ""

    def _break(self, *, keep_empty: bool = False) -> None:
        line = " ".join("".join(self._words).split())
        if line or keep_empty:
            self._lines.append(self._marks() + line)
        self._words = []
