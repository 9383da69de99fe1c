"""Turn the rows of a list into leads, and set aside those that cannot be with the reason for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeVar

from memory.leads import NewLead
from memory.records.leads import QuarantinedRow
from tools.services.lists.columns import LeadField
from tools.services.lists.contacts import (
    Malformed,
    company_domain,
    email_address,
    linkedin_url,
    phone_number,
    web_domain,
)
from tools.services.lists.spreadsheets import CsvFile, CsvRow

Reason = Literal[
    "duplicate_in_file",
    "already_a_lead",
    "malformed_email",
    "missing_email",
    "suppressed",
    "too_many_columns",
    "field_too_long",
]
Parsed = TypeVar("Parsed")
LONGEST_CELL = 500
"""Characters; no name, title or address is longer."""
_HONORIFICS = frozenset(
    ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "herr", "frau", "m", "mme", "sr", "sra"]
)
LONGEST_FACT = 2_000
"""Characters of a cell that is kept as a fact."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A row that could become a lead."""

    row: CsvRow
    lead: NewLead


@dataclass(frozen=True, kw_only=True, slots=True)
class SortedRows:
    """Candidates with distinct addresses, and the rows set aside; together they are every row of the file."""

    candidates: list[Candidate]
    aside: list[QuarantinedRow]
    unread: dict[str, int]
    """Cells by column whose rows became candidates without them: they say no number, address or site."""


def sort_rows(file: CsvFile, mapping: Mapping[str, str]) -> SortedRows:
    """Every row of the file, read or set aside."""
    reader = _RowReader(file.columns, mapping)
    candidates: list[Candidate] = []
    aside: list[QuarantinedRow] = []
    first_lines: dict[str, int] = {}
    for row in file.rows:
        read = reader.read(row)
        if isinstance(read, QuarantinedRow):
            aside.append(read)
        elif (first := first_lines.setdefault(read.email, row.line)) != row.line:
            aside.append(
                set_aside(row, "duplicate_in_file", f"{read.email} stands in line {first:,} already.")
            )
        else:
            candidates.append(Candidate(row=row, lead=read))
    return SortedRows(candidates=candidates, aside=aside, unread=dict(reader.unread))


def set_aside(row: CsvRow, reason: Reason, sentence: str) -> QuarantinedRow:
    """The row with the reason why it did not become a lead."""
    return QuarantinedRow(
        line=row.line, reason=reason, sentence=sentence, cells=[cell[:LONGEST_FACT] for cell in row.cells]
    )


class _RowReader:
    """Reads rows of one file under one mapping."""

    def __init__(self, columns: tuple[str, ...], mapping: Mapping[str, str]) -> None:
        self._columns = columns
        self._places = {
            LeadField(mapping[column]): n for n, column in enumerate(columns) if mapping.get(column)
        }
        self._facts = [n for n, column in enumerate(columns) if mapping.get(column) == LeadField.FACT]
        self.unread: Counter[str] = Counter()
        self._used = sorted({*self._places.values(), *self._facts})

    def read(self, row: CsvRow) -> NewLead | QuarantinedRow:
        """The lead that the row describes, or the row set aside."""
        if any(row.cells[len(self._columns) :]):
            sentence = f"The row has {len(row.cells)} cells and the file {len(self._columns)} columns."
            return set_aside(row, "too_many_columns", sentence)
        if sentence := self._too_long(row):
            return set_aside(row, "field_too_long", sentence)
        written = self._cell(row, LeadField.EMAIL)
        if written is None:
            return set_aside(row, "missing_email", "The row has no email address.")
        email = email_address(written)
        if isinstance(email, Malformed):
            return set_aside(row, "malformed_email", email.sentence)
        return self._lead(row, email)

    def _too_long(self, row: CsvRow) -> str | None:
        """What is wrong with the first cell that is longer than its field may be."""
        if all(len(cell) <= LONGEST_CELL for cell in row.cells):
            return None
        for n in self._used:
            longest = LONGEST_FACT if n in self._facts else LONGEST_CELL
            if n < len(row.cells) and len(row.cells[n]) > longest:
                return f"The cell “{self._columns[n]}” has more than {longest:,} characters."
        return None

    def _lead(self, row: CsvRow, email: str) -> NewLead:
        first_name, last_name = self._names(row)
        country = self._cell(row, LeadField.COUNTRY)
        domain = self._parsed(row, LeadField.DOMAIN, web_domain)
        return NewLead(
            email=email,
            first_name=first_name,
            last_name=last_name,
            title=self._cell(row, LeadField.TITLE),
            seniority=self._cell(row, LeadField.SENIORITY),
            company=self._cell(row, LeadField.COMPANY),
            domain=domain or company_domain(email),
            industry=self._cell(row, LeadField.INDUSTRY),
            employees=self._parsed(row, LeadField.EMPLOYEES, _headcount),
            street=self._cell(row, LeadField.STREET),
            city=self._cell(row, LeadField.CITY),
            state=self._cell(row, LeadField.STATE),
            postcode=self._cell(row, LeadField.POSTCODE),
            country=country,
            phone=self._parsed(row, LeadField.PHONE, lambda text: phone_number(text, country)),
            linkedin_url=self._parsed(row, LeadField.LINKEDIN_URL, linkedin_url),
            personal_email=self._parsed(row, LeadField.PERSONAL_EMAIL, _valid_email),
            facts=self._told(row),
        )

    def _cell(self, row: CsvRow, field: LeadField) -> str | None:
        n = self._places.get(field)
        if n is None or n >= len(row.cells) or not row.cells[n]:
            return None
        return " ".join(row.cells[n].split())

    def _names(self, row: CsvRow) -> tuple[str | None, str | None]:
        first, last = self._cell(row, LeadField.FIRST_NAME), self._cell(row, LeadField.LAST_NAME)
        whole = self._cell(row, LeadField.FULL_NAME)
        if whole is None or (first and last):
            return first, last
        split_first, split_last = split_name(whole)
        return first or split_first, last or split_last

    def _parsed(self, row: CsvRow, field: LeadField, parse: Callable[[str], Parsed | None]) -> Parsed | None:
        text = self._cell(row, field)
        value = parse(text) if text else None
        if text and value is None:
            self.unread[self._columns[self._places[field]]] += 1
        return value

    def _told(self, row: CsvRow) -> tuple[str, ...]:
        return tuple(
            [
                f"{self._columns[n]}: {' '.join(row.cells[n].split())}"
                for n in self._facts
                if n < len(row.cells) and row.cells[n]
            ]
        )


def split_name(whole: str) -> tuple[str | None, str | None]:
    """First and last name of “Ann Lee”, “Lee, Ann” or “Dr Ann van der Lee”."""
    if whole.count(",") == 1:
        last, _, first = whole.partition(",")
        return first.strip() or None, last.strip() or None
    words = whole.split()
    while len(words) > 1 and words[0].lower().rstrip(".") in _HONORIFICS:
        words = words[1:]
    return (words[0] if words else None), " ".join(words[1:]) or None


@lru_cache(maxsize=1_024)
def _headcount(text: str) -> int | None:
    """“25”, “1,200+”, “11-50” (the middle, rounded down) or “1.5k”; None for anything else."""
    plain = re.sub(r"(?<=\d)[,\s.'](?=\d{3}(?!\d))", "", text.lower().replace("\u2013", "-"))
    numbers = [
        float(number) * (1_000 if unit else 1)
        for number, unit in re.findall(r"(\d+(?:\.\d+)?)\s*(k\b)?", plain)
    ]
    if not 1 <= len(numbers) <= 2 or max(numbers) > 10_000_000:
        return None
    return int(sum(numbers) / len(numbers))


def _valid_email(text: str) -> str | None:
    address = email_address(text)
    return None if isinstance(address, Malformed) else address
