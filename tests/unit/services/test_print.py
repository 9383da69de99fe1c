"""What is printed and what is shown before it are the same, and no word in it can do harm."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from inline_snapshot import snapshot
from pypdf import PdfReader

from errors import InvalidInput
from memory.enums import Form
from tools.providers.lob import Address
from tools.services.printing.pages import HTML_CHARACTERS, letter_html, postcard_html
from tools.services.printing.paper import Paper, address_lines
from tools.services.printing.proofs import MADE_ON, card_points, letter_pdf, paper_pdf, postcard_pdf

LETTER = Paper(
    form=Form.LETTER,
    headline="Answered within the hour",
    body="Dear Lê,\r\n\r\nyour three openings are on your front page.\n\nKind regards,\nAna Ferraro",
    footer="Brightside Pty Ltd (ABN 51 824 753 556)\nNo more mail from us: https://agency.example/u/8fk3",
    company="Brightside",
    site="brightside.example",
    to=Address(
        line1="1 Lorikeet Ave",
        city="Perth",
        state="WA",
        postcode="6000",
        country="AU",
        name="Lê Thị Nguyễn",
        company="Söhne & Co",
    ),
    return_to=("Brightside", "210 Pine St", "Portland OR 97205"),
)
CARD = replace(LETTER, form=Form.POSTCARD)


def words_of_pdf(pdf: bytes) -> list[str]:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split()


def words_of_html(*documents: str) -> list[str]:
    bodies = (document.partition("<body>")[2] for document in documents)
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", body) for body in bodies)).split()


def tags(document: str) -> list[str]:
    """The body, a line for each tag that opens or closes a block."""
    return re.sub(r"(?<=>)(?=<(?!/))|(?=<br>)", "\n", document.partition("<body>")[2]).splitlines()


def words(*texts: str) -> list[str]:
    return " ".join(texts).split()


def test_a_letter_as_it_is_printed() -> None:
    """All of it, once: the reviewer approved exactly these words."""
    assert tags(letter_html(LETTER)) == snapshot(
        [
            '<div class="head">',
            "<b>Brightside</b>brightside.example</div>",
            '<div class="text">',
            "<h1>Answered within the hour</h1>",
            "<p>Dear Lê,</p>",
            "<p>your three openings are on your front page.</p>",
            "<p>Kind regards,",
            "<br>Ana Ferraro</p>",
            '<div class="foot">Brightside Pty Ltd (ABN 51 824 753 556)',
            "<br>No more mail from us: https://agency.example/u/8fk3</div></div></body></html>",
        ]
    )


def test_a_card_as_it_is_printed() -> None:
    """The words on the front, who writes on the back; where the address goes stays empty."""
    sides = postcard_html(CARD)
    assert tags(sides.front) == snapshot(
        [
            '<div class="band"></div>',
            '<div class="text">',
            "<h1>Answered within the hour</h1>",
            "<p>Dear Lê,</p>",
            "<p>your three openings are on your front page.</p>",
            "<p>Kind regards,",
            "<br>Ana Ferraro</p></div>",
            '<div class="name">',
            "<b>Brightside</b></div></body></html>",
        ]
    )
    assert tags(sides.back) == snapshot(
        [
            '<div class="text">',
            "<b>Brightside</b>",
            '<div class="foot">brightside.example',
            "<br>Brightside Pty Ltd (ABN 51 824 753 556)",
            "<br>No more mail from us: https://agency.example/u/8fk3</div></div></body></html>",
        ]
    )


def test_the_preview_of_a_letter_shows_what_is_printed_and_both_addresses() -> None:
    """Not a word more, and not one less."""
    shown = words_of_pdf(letter_pdf(LETTER))
    printed = words_of_html(letter_html(LETTER))
    windows = words(*LETTER.return_to, *address_lines(LETTER.to))
    assert sorted(shown) == sorted(printed + windows)
    assert len(PdfReader(BytesIO(letter_pdf(LETTER))).pages) == 1


def test_the_preview_of_a_card_shows_what_is_printed_and_both_addresses() -> None:
    """Both sides."""
    sides = postcard_html(CARD)
    windows = words(*CARD.return_to, *address_lines(CARD.to))
    assert sorted(words_of_pdf(postcard_pdf(CARD))) == sorted(
        words_of_html(sides.front, sides.back) + windows
    )
    assert len(PdfReader(BytesIO(postcard_pdf(CARD))).pages) == 2


def test_the_same_content_is_the_same_file() -> None:
    """To the byte, so that a repeat under the same key is the same request."""
    for paper in (LETTER, CARD):
        assert paper_pdf(paper) == paper_pdf(paper)
        told = PdfReader(BytesIO(paper_pdf(paper))).metadata
        assert told is not None
        assert told.creation_date == MADE_ON
    assert letter_html(LETTER) == letter_html(LETTER)
    assert postcard_html(CARD) == postcard_html(CARD)
    assert paper_pdf(LETTER) != paper_pdf(replace(LETTER, body="Other words."))


def test_an_address_stands_as_the_post_wants_it() -> None:
    """Without empty lines, the country by its name."""
    assert address_lines(LETTER.to) == snapshot(
        ("Lê Thị Nguyễn", "Söhne & Co", "1 Lorikeet Ave", "Perth WA 6000", "AUSTRALIA")
    )


@given(text=some.text(max_size=200))
@settings(deadline=None, max_examples=30)
def test_no_text_becomes_markup_or_a_merge_variable(text: str) -> None:
    """Whatever a lead is called, and whoever wrote it."""
    hostile = replace(LETTER, headline=text, company=text, site=text, footer=text, body=f"x {text}")
    document = letter_html(hostile)
    plain = letter_html(replace(LETTER, headline="", company="", site="", footer="", body="x"))
    assert "{" not in document.partition("<body>")[2]
    allowed = set(re.findall(r"<[^>]*>", plain)) | {"<br>", "<p>", "</p>"}
    assert set(re.findall(r"<[^>]*>", document)) <= allowed
    assert not any(ord(letter) < 32 for letter in document)
    assert letter_pdf(hostile)


def test_hostile_words_are_shown_as_they_are_written() -> None:
    """A bracket is a bracket."""
    paper = replace(LETTER, body='<script>alert("x")</script> {{name}} \u202eevil\u202c a\x00b &amp;')
    found = letter_html(paper).partition("<h1>")[2]
    assert (
        "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &#123;&#123;name&#125;&#125; evil ab &amp;amp;"
        in found
    )
    shown = " ".join(words_of_pdf(letter_pdf(paper)))
    assert '<script>alert("x")</script> {{name}} evil ab &amp;' in shown


def test_letters_that_the_font_lacks_leave_a_hole_and_break_nothing() -> None:
    """Vietnamese, Greek and Polish stand; Chinese and pictures do not."""
    shown = " ".join(words_of_pdf(letter_pdf(replace(LETTER, body="Nguyễn Đặng Łódź Σωκράτης 你好 🙂"))))
    assert "Nguyễn Đặng Łódź Σωκράτης ▯▯ ▯" in shown


def test_a_text_too_long_to_print_is_refused() -> None:
    """Before Lob cuts it off: a letter by its characters, a card by its height."""
    with pytest.raises(InvalidInput):
        letter_html(replace(LETTER, body="word " * HTML_CHARACTERS))
    long = replace(CARD, body="Many words stand here. " * 60)
    for refused in (postcard_html, postcard_pdf):
        with pytest.raises(InvalidInput):
            refused(long)
    with pytest.raises(InvalidInput):
        postcard_html(replace(CARD, body="\n\n".join(["line"] * 30)))


def test_a_longer_text_gets_smaller_type() -> None:
    """As small as nine points."""
    assert [card_points(replace(CARD, body="Many words here. " * count)) for count in (5, 48, 56)] == [
        11,
        10,
        9,
    ]


def test_a_long_letter_takes_another_page() -> None:
    """In the preview as in print."""
    long = replace(LETTER, body="\n\n".join(["A paragraph of a few words that goes on."] * 40))
    assert len(PdfReader(BytesIO(letter_pdf(long))).pages) == 2
