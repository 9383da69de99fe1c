"""Show a letter or a postcard as a PDF before it is printed, with the addresses in place."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.resources import files
from typing import Literal

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos
from fpdf.fonts import TTFFont

from errors import InvalidInput
from memory.enums import Form
from tools.services.printing.paper import (
    ACCENT,
    ADDRESS_WINDOW,
    CARD,
    GREY,
    INK_FREE,
    MARGIN,
    PAGE,
    RETURN_WINDOW,
    TEXT_TOP,
    Paper,
    address_lines,
    back_lines,
    lines_of,
    paragraphs_of,
    plain,
)

FONT = "Fira Sans"
MADE_ON = datetime(2000, 1, 1, tzinfo=UTC)
"""Every preview bears this date, so that the same content is the same file."""
HOLE = "\N{WHITE VERTICAL RECTANGLE}"
"""What stands for a letter that the font does not have; the printer's fonts may have it."""
CARD_POINTS = (11.0, 10.0, 9.0)
"""The sizes of type that a card's text is tried in."""
CARD_TEXT = (0.4, 3.3)
"""Inches from the top of a card's front between which headline and text stand; a line is kept in reserve,
since the printer's fonts may run wider than the preview's."""

Weight = Literal["", "B"]


def paper_pdf(paper: Paper) -> bytes:
    """The letter, or both sides of the card, with the addresses in place; the same content, the same file."""
    return letter_pdf(paper) if paper.form is Form.LETTER else postcard_pdf(paper)


def letter_pdf(paper: Paper) -> bytes:
    """The letter as it will look, on US paper."""
    with _sheet(PAGE) as (pdf, known):
        pdf.set_auto_page_break(auto=True, margin=MARGIN)
        pdf.add_page()
        _head(pdf, known, paper)
        _window(pdf, known, RETURN_WINDOW, paper.return_to, 9)
        _window(pdf, known, ADDRESS_WINDOW, address_lines(paper.to), 10)
        pdf.set_xy(MARGIN, TEXT_TOP)
        _write(pdf, known, paper.headline, points=16, weight="B", line=1.25, below=0.2)
        for paragraph in paragraphs_of(paper.body):
            _write(pdf, known, paragraph, points=11, line=1.45, below=0.14)
        _rule(pdf)
        for text in lines_of(paper.footer):
            _write(pdf, known, text, points=8, line=1.45, colour=GREY)
        return bytes(pdf.output())


def postcard_pdf(paper: Paper) -> bytes:
    """Front and back of the card as they will look, cut."""
    points = card_points(paper)
    with _sheet(CARD) as (pdf, known):
        pdf.set_margins(0.3, 0.3, 0.3)
        pdf.set_auto_page_break(auto=False)
        pdf.add_page()
        pdf.set_fill_color(*ACCENT)
        pdf.rect(0, 0, CARD[0], 0.16, style="F")
        pdf.set_xy(0.3, 0.4)
        _write(pdf, known, paper.headline, points=17, weight="B", line=1.2, below=0.13)
        for paragraph in paragraphs_of(paper.body):
            _write(pdf, known, paragraph, points=points, line=1.4, below=0.09)
        pdf.set_xy(0.3, CARD[1] - 0.3 - 10 / 72)
        _write(pdf, known, paper.company, points=10, weight="B", colour=ACCENT)
        pdf.add_page()
        _back(pdf, known, paper)
        return bytes(pdf.output())


def card_points(paper: Paper) -> float:
    """The largest size of type in which the card's front holds its text; raises InvalidInput for none."""
    with _sheet(CARD) as (pdf, known):
        pdf.set_margins(0.3, 0.3, 0.3)
        pdf.add_page()
        head = _height(pdf, known, paper.headline, points=17, weight="B", line=1.2) + 0.13
        parts = paragraphs_of(paper.body)
        for points in CARD_POINTS:
            text = sum(_height(pdf, known, part, points=points, line=1.4) + 0.09 for part in parts)
            if CARD_TEXT[0] + head + text <= CARD_TEXT[1]:
                return points
        words = len(paper.body.split())
        raise InvalidInput(f"A postcard does not hold a text of {words} words; write a letter instead.")


def _height(
    pdf: FPDF, known: Collection[int], text: str, *, points: float, weight: Weight = "", line: float
) -> float:
    """Inches that the text takes from top to bottom."""
    pdf.set_font(FONT, weight, points)
    inches = pdf.multi_cell(
        0, points * line / 72, _shown(text, known), align="L", dry_run=True, output=MethodReturnValue.HEIGHT
    )
    return inches if isinstance(inches, float) else 0.0


@contextmanager
def _sheet(size: tuple[float, float]) -> Generator[tuple[FPDF, Collection[int]]]:
    """A document of pages of this size in inches, and the letters that its font has."""
    pdf = FPDF(unit="in", format=size)
    pdf.set_creation_date(MADE_ON)
    pdf.set_margins(MARGIN, MARGIN, MARGIN)
    fonts = files("fontpkg_fira_sans") / "files"
    pdf.add_font(FONT, "", str(fonts / "FiraSans-Regular.ttf"))
    pdf.add_font(FONT, "B", str(fonts / "FiraSans-Bold.ttf"))
    pdf.set_font(FONT, "", 11)
    fonts_open = [font for font in pdf.fonts.values() if isinstance(font, TTFFont)]
    try:
        yield pdf, frozenset(fonts_open[0].cmap)
    finally:
        # The package closes the files of those fonts only that a finished document uses.
        for font in fonts_open:
            font.close()


def _shown(text: str, known: Collection[int]) -> str:
    """The text in letters of the font: a composed letter falls back to its base, others to a hole."""
    found: list[str] = []
    for letter in text:
        base = letter if ord(letter) in known or letter == "\n" else unicodedata.normalize("NFKD", letter)
        found.append("".join(part for part in base if ord(part) in known or part == "\n") or HOLE)
    return "".join(found)


def _write(
    pdf: FPDF,
    known: Collection[int],
    text: str,
    *,
    points: float,
    weight: Weight = "",
    line: float = 1.3,
    below: float = 0.0,
    colour: tuple[int, int, int] = (17, 17, 17),
    width: float = 0.0,
) -> None:
    pdf.set_font(FONT, weight, points)
    pdf.set_text_color(*colour)
    shown = _shown("\n".join(map(plain, text.split("\n"))), known)
    left = pdf.get_x()
    pdf.multi_cell(width, points * line / 72, shown, align="L", new_x=XPos.LEFT, new_y=YPos.NEXT)
    pdf.set_xy(left, pdf.get_y() + below)


def _head(pdf: FPDF, known: Collection[int], paper: Paper) -> None:
    pdf.set_xy(PAGE[0] - MARGIN - 3.6, 0.55)
    for text, points, colour in ((paper.company, 15, ACCENT), (paper.site, 9, GREY)):
        pdf.set_font(FONT, "B" if points > 10 else "", points)
        pdf.set_text_color(*colour)
        pdf.multi_cell(
            3.6, points * 1.35 / 72, _shown(plain(text), known), align="R", new_x=XPos.LEFT, new_y=YPos.NEXT
        )


def _window(
    pdf: FPDF,
    known: Collection[int],
    window: tuple[float, float, float, float],
    lines: Sequence[str],
    points: float,
) -> None:
    """What shows through the envelope, in a frame that is not printed."""
    left, top, width, height = window
    pdf.set_draw_color(190, 190, 190)
    pdf.set_line_width(0.006)
    pdf.set_dash_pattern(dash=0.05, gap=0.05)
    pdf.rect(left, top, width, height)
    pdf.set_dash_pattern()
    pdf.set_xy(left + 0.1, top + 0.08)
    room = (height - 0.12) * 72 / max(1, len(lines))
    fitted = min(points, room / 1.2)
    for text in lines:
        _write(pdf, known, text, points=fitted, line=1.2, width=width - 0.2)


def _rule(pdf: FPDF) -> None:
    pdf.set_draw_color(187, 187, 187)
    pdf.set_line_width(0.01)
    y = pdf.get_y() + 0.2
    pdf.line(MARGIN, y, PAGE[0] - MARGIN, y)
    pdf.set_xy(MARGIN, y + 0.1)


def _back(pdf: FPDF, known: Collection[int], paper: Paper) -> None:
    width = INK_FREE[0] - 0.45
    pdf.set_xy(0.3, 0.3)
    _write(pdf, known, paper.company, points=13, weight="B", colour=ACCENT, below=0.08, width=width)
    for text in back_lines(paper):
        _write(pdf, known, text, points=7.5, line=1.4, colour=GREY, width=width)
    left, top, wide, high = INK_FREE
    _window(
        pdf, known, (left, top, wide - 0.15, high - 0.15), (*paper.return_to, "", *address_lines(paper.to)), 9
    )
