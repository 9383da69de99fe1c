"""Write a letter or a postcard as the HTML that is printed."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from errors import InvalidInput
from tools.services.printing.paper import (
    ACCENT,
    BLEED,
    CARD,
    GREY,
    INK_FREE,
    MARGIN,
    PAGE,
    TEXT_TOP,
    Paper,
    back_lines,
    lines_of,
    paragraphs_of,
    plain,
)

HTML_CHARACTERS = 10_000
"""The longest HTML that Lob takes."""


@dataclass(frozen=True, slots=True)
class CardSides:
    """Both sides of a postcard as HTML."""

    front: str
    back: str


def letter_html(paper: Paper) -> str:
    """The letter as Lob prints it; raises InvalidInput for more than 10,000 characters.

    The windows of the envelope stay empty; nothing in the text can become markup or a merge variable.
    """
    left, top = MARGIN, TEXT_TOP
    style = (
        f"@page{{size:{PAGE[0]}in {PAGE[1]}in;margin:0}}"
        "body{margin:0;font:11pt/1.45 'Fira Sans',Helvetica,Arial,sans-serif;color:#111}"
        f".head{{position:absolute;top:.55in;right:{left}in;width:3.6in;text-align:right;font-size:9pt;"
        f"color:{_css(GREY)}}}.head b{{display:block;font-size:15pt;color:{_css(ACCENT)}}}"
        f".text{{padding:{top}in {left}in .6in}}h1{{font-size:16pt;line-height:1.25;margin:0 0 .2in}}"
        "p{margin:0 0 .14in}"
        f".foot{{border-top:1px solid #bbb;margin-top:.3in;padding-top:.1in;font-size:8pt;"
        f"overflow-wrap:anywhere;color:{_css(GREY)}}}"
    )
    body = (
        f'<div class="head"><b>{_safe(paper.company)}</b>{_safe(paper.site)}</div><div class="text">'
        f"<h1>{_safe(paper.headline)}</h1>{_paragraphs_html(paper)}"
        f'<div class="foot">{_lines_html(lines_of(paper.footer))}</div></div>'
    )
    return _document(style, body)


def postcard_html(paper: Paper) -> CardSides:
    """Both sides as Lob prints them; raises InvalidInput for more than the card holds."""
    from tools.services.printing.proofs import card_points

    size = card_points(paper)
    edge = BLEED + 0.3
    shared = (
        f"body{{margin:0;width:{CARD[0] + 2 * BLEED}in;height:{CARD[1] + 2 * BLEED}in;position:relative;"
        "overflow:hidden;font-family:'Fira Sans',Helvetica,Arial,sans-serif;color:#111}"
    )
    front = (
        f"{shared}.band{{position:absolute;left:0;top:0;right:0;height:{BLEED + 0.16}in;"
        f"background:{_css(ACCENT)}}}"
        f".text{{position:absolute;left:{edge}in;right:{edge}in;top:{BLEED + 0.4}in}}"
        "h1{font-size:17pt;line-height:1.2;margin:0 0 .13in}"
        f"p{{font-size:{size}pt;line-height:1.4;margin:0 0 .09in}}"
        f".name{{position:absolute;left:{edge}in;bottom:{edge}in;font-size:10pt;color:{_css(ACCENT)}}}"
    )
    back = (
        f"{shared}.text{{position:absolute;left:{edge}in;top:{edge}in;width:{INK_FREE[0] - 0.45}in}}"
        f"b{{display:block;font-size:13pt;color:{_css(ACCENT)};margin-bottom:.08in}}"
        f".foot{{font-size:7.5pt;line-height:1.4;color:{_css(GREY)};overflow-wrap:anywhere}}"
    )
    return CardSides(
        _document(
            front,
            f'<div class="band"></div><div class="text"><h1>{_safe(paper.headline)}</h1>'
            f'{_paragraphs_html(paper)}</div><div class="name"><b>{_safe(paper.company)}</b></div>',
        ),
        _document(
            back,
            f'<div class="text"><b>{_safe(paper.company)}</b>'
            f'<div class="foot">{_lines_html(back_lines(paper))}</div></div>',
        ),
    )


def _document(style: str, body: str) -> str:
    text = (
        f'<!doctype html><html><head><meta charset="utf-8"><style>{style}</style></head>'
        f"<body>{body}</body></html>"
    )
    if len(text) > HTML_CHARACTERS:
        sentence = f"The text is too long to print: {len(text)} characters with its layout,"
        raise InvalidInput(f"{sentence} {HTML_CHARACTERS} at most.")
    return text


def _safe(text: str) -> str:
    """Text that is neither markup nor, by its braces, a merge variable of Lob's."""
    escaped = html.escape(plain(text))
    return escaped.replace("{", "&#123;").replace("}", "&#125;")


def _paragraphs_html(paper: Paper) -> str:
    return "".join(f"<p>{_lines_html(part.split(chr(10)))}</p>" for part in paragraphs_of(paper.body))


def _lines_html(lines: Sequence[str]) -> str:
    return "<br>".join(_safe(line) for line in lines)


def _css(colour: tuple[int, int, int]) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)
