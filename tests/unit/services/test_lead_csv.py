"""Whatever is dropped in is read as the list that it is, or refused in one plain sentence."""

from __future__ import annotations

import codecs
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from errors import InvalidInput
from tools.services.lists.columns import IGNORED, guessed_mapping
from tools.services.lists.rows import sort_rows
from tools.services.lists.spreadsheets import CsvFile, defused, read_csv, write_csv

ANN = "email,name\nann@quay.example,Zoë Lee\n"


def _read(content: bytes, *, max_bytes: int = 50_000_000, max_rows: int = 50_000) -> CsvFile:
    return read_csv(content, max_bytes=max_bytes, max_rows=max_rows)


def _refusal(content: bytes, **limits: int) -> str:
    with pytest.raises(InvalidInput) as refused:
        _read(content, **limits)
    return str(refused.value)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (ANN.encode(), "UTF-8"),
        (codecs.BOM_UTF8 + ANN.encode(), "UTF-8"),
        (codecs.BOM_UTF16_LE + ANN.encode("utf-16-le"), "UTF-16"),
        (codecs.BOM_UTF16_BE + ANN.encode("utf-16-be"), "UTF-16"),
        (ANN.encode("utf-16-le"), "UTF-16"),
        (ANN.encode("utf-16-be"), "UTF-16"),
        (ANN.encode("cp1252"), "Windows-1252"),
    ],
)
def test_every_encoding_of_a_spreadsheet_is_read(content: bytes, encoding: str) -> None:
    """With or without a mark, and with the accents right."""
    file = _read(content)
    assert (file.encoding, file.columns, file.rows[0].cells) == (
        encoding,
        ("email", "name"),
        ["ann@quay.example", "Zoë Lee"],
    )
    assert bool(file.warnings) is (encoding == "Windows-1252")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            b"",
            snapshot("The file is empty: its first row should name the columns, such as email,first name."),
        ),
        (
            b" \r\n\r\n,,\n",
            snapshot("The file is empty: its first row should name the columns, such as email,first name."),
        ),
        (b"email,name\n", snapshot("The file names columns but has no rows below them.")),
        (b"email,name\n,\n \n", snapshot("The file names columns but has no rows below them.")),
        (
            b"ann@quay.example,Ann\nbo@quay.example,Bo\n",
            snapshot(
                "The first row looks like a lead, not like column names: "
                "put a row such as email,first name,last name,company above it."
            ),
        ),
        (
            b"PK\x03\x04\x14\x00\x06\x00",
            snapshot(
                "This is an Excel workbook or another zipped file, not a CSV: "
                "save the sheet as “CSV UTF-8” and try again."
            ),
        ),
        (
            bytes(range(256)) * 40,
            snapshot("The file holds binary data, not text: save the sheet as “CSV UTF-8” and try again."),
        ),
        (
            b"email,name\nann@quay.example,\x81\n",
            snapshot("Byte 28 fits no encoding that we read: save the file as “CSV UTF-8” and try again."),
        ),
        (
            codecs.BOM_UTF16_LE + b"a\x00\x00\xd8b\x00",
            snapshot("The file says that it is UTF-16 but byte 4 is not: save it again as “CSV UTF-8”."),
        ),
        (
            b'email,name\nann@quay.example,"Ann\n' + b"x" * 200_000,
            snapshot(
                "The record that begins in line 2 has no end: most likely a quotation mark is never closed."
            ),
        ),
    ],
)
def test_what_is_no_list_is_refused_in_one_sentence(content: bytes, sentence: str) -> None:
    """The sentence says what is wrong and what to do."""
    assert _refusal(content) == sentence


def test_a_file_over_the_limit_is_refused_before_it_is_read() -> None:
    """60 MB against a limit of 50: no second copy is made, let alone a table of cells."""
    content = b"email,name\n" + b"ann@quay.example,Ann Lee and a long remark\n" * 1_400_000
    tracemalloc.start()
    try:
        sentence = _refusal(content)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sentence == snapshot("The file has 60.2 MB and 50 MB are taken at most: split it.")
    assert peak < 1_000_000


def test_a_list_of_100_000_rows_is_refused_as_soon_as_it_is_too_long() -> None:
    """50,000 are taken at once."""
    content = b"email\n" + b"ann@quay.example\n" * 100_000
    assert _refusal(content) == snapshot(
        "The file has more than 50,000 rows, which is the most at once: split it."
    )
    assert len(_read(content[: 6 + 17 * 50_000]).rows) == 50_000


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_delimiter_and_line_ending_is_understood(sign: str, ending: str) -> None:
    """Also beside the other signs within cells."""
    rows = [["email", "company"], ["ann@quay.example", '"Lee, Poe; Co | Sons"'], ["bo@quay.example", "B"]]
    file = _read(ending.join(sign.join(row) for row in rows).encode())
    assert file.columns == ("email", "company")
    assert [(row.line, row.cells) for row in file.rows] == [
        (2, ["ann@quay.example", "Lee, Poe; Co | Sons"]),
        (3, ["bo@quay.example", "B"]),
    ]


@pytest.mark.parametrize("said", ["sep=;", "SEP=;", '"sep=;"'])
def test_excels_own_line_about_the_delimiter_is_no_header(said: str) -> None:
    """And it decides."""
    file = _read(f"{said}\nemail;name\nann@quay.example;Lee, Ann\n".encode())
    assert (file.columns, file.rows[0].cells) == (("email", "name"), ["ann@quay.example", "Lee, Ann"])


def test_a_cell_may_hold_line_breaks_and_lines_are_still_counted_as_the_file_has_them() -> None:
    """A record's line is the one that it begins in."""
    file = _read(b'email,note\nann@quay.example,"one\ntwo\r\nthree"\nbo@quay.example,x\n')
    assert [(row.line, row.cells[1]) for row in file.rows] == [(2, "one\ntwo\r\nthree"), (5, "x")]


def test_ragged_rows_keep_their_line_and_their_cells() -> None:
    """A short row lacks cells; one with more cells than columns is set aside, unless they are empty."""
    file = _read(b"email,name,company\nann@quay.example\nbo@quay.example,Bo,Pier,,\ncy@quay.example,Cy,P,x\n")
    read = sort_rows(file, guessed_mapping(file))
    assert [candidate.lead.first_name for candidate in read.candidates] == [None, "Bo"]
    assert [(row.line, row.sentence) for row in read.aside] == snapshot(
        [(4, "The row has 4 cells and the file 3 columns.")]
    )


def test_characters_that_no_table_can_hold_are_left_out_and_counted() -> None:
    """NUL and other controls, which PostgreSQL or a mail would choke on."""
    file = _read(b"email,name\nann@quay.example,A\x00n\x07n\n")
    assert file.rows[0].cells == ["ann@quay.example", "Ann"]
    assert file.warnings == snapshot(["2 characters that cannot be shown were left out."])


def test_headers_that_repeat_or_say_nothing_get_names_of_their_own() -> None:
    """Each column can be mapped by its name."""
    file = _read(b"email,Name,name,Name,,\nann@quay.example,a,b,c,d,\n")
    assert file.columns == snapshot(("email", "Name", "name", "Name (2)", "Column 5"))
    assert len(guessed_mapping(file)) == len(file.columns)


def test_unknown_columns_are_left_out_until_they_are_mapped() -> None:
    """They are shown, and no heading is guessed into a field that it does not name."""
    file = _read(b"email,Shoe size,Favourite colour\nann@quay.example,38,blue\n")
    assert guessed_mapping(file) == {"email": "email", "Shoe size": IGNORED, "Favourite colour": IGNORED}


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1"])
def test_a_formula_is_data_on_the_way_in_and_harmless_on_the_way_out(cell: str) -> None:
    """It is kept as it stands, and leaves behind an apostrophe."""
    file = _read(write_csv(["email", "name"], [["ann@quay.example", cell]]))
    assert file.rows[0].cells[1] == f"'{cell}"
    assert defused(cell) == f"'{cell}"
    kept = _read(f'email,name\nann@quay.example,"{cell}"\n'.encode()).rows[0].cells[1]
    assert kept == cell.strip()


_PIECES = st.sampled_from(
    [
        *(piece.encode() for piece in "email|name|a@b.example|=1+1|sep=|linkedin.com/in/[|http://[|é|²|\u2028".split("|")),
        *(bytes([one]) for one in b'\0,;|\t\n\r"\' \xff\xe4\x81\x85'),
        b"\r\n",
        codecs.BOM_UTF8,
        codecs.BOM_UTF16_LE,
        codecs.BOM_UTF16_BE,
        b"1e999",
        b"9" * 400,
    ]
)  # fmt: skip
FILES = (
    st.binary(max_size=400)
    | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.lists(_PIECES, max_size=40).map(b"".join)
    | st.lists(_PIECES, max_size=40).map(
        lambda some: b"email,website,linkedin,phone,employees,country\n" + b"".join(some)
    )
)


@settings(max_examples=600, deadline=None)
@given(FILES)
def test_no_bytes_raise_anything_but_a_sentence(content: bytes) -> None:
    """And what is read is read whole: every row is a candidate or set aside."""
    try:
        file = _read(content, max_rows=30)
    except InvalidInput as refused:
        sentence = str(refused)
        file = None
    else:
        sentence = "It was read as it is."
    assert len(sentence) > 20
    assert sentence.endswith(".")
    if file is None:
        return
    assert len(set(file.columns)) == len(file.columns)
    assert all(file.columns)
    read = sort_rows(file, guessed_mapping(file))
    assert len(read.candidates) + len(read.aside) == len(file.rows)
    stored = "".join(cell for row in file.rows for cell in (*row.cells, *file.columns))
    assert "\0" not in stored
    stored.encode("utf-8")
