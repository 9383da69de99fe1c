"""Read the register's XML, whose element names nobody publishes: by what stands in it, never by its shape."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, cast
from xml.etree import ElementTree  # noqa: ICN001

Mark = Literal["Y", "N", "I"]
_NUMBER = re.compile(r"0\d{9}")
_CODE_NAMES = ("code", "status", "errno")
_DEEPEST = 60
_ELEMENTS = 20_000


@dataclass(frozen=True, kw_only=True)
class Read:
    """What could be made out."""

    code: int | None
    """The system code: 0 is success, None where none was found."""
    marks: Mapping[str, Mark]
    """Y (on the register), N or I (invalid) by national number; one said twice differently is left out."""
    balance: int | None


def read_answer(body: bytes) -> Read | None:
    """What the answer says, or None where it is no XML; a document of odd size or with entities is none."""
    root = _parsed(body)
    if root is None:
        return None
    pairs = list(_pairs(root, 0))
    if len(pairs) > _ELEMENTS:
        return None
    return Read(code=_code(pairs), marks=_marks(root), balance=_balance(pairs))


def _parsed(body: bytes) -> ElementTree.Element | None:
    # No document type means no entities: nothing in the answer can grow or reach out.
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body or b"\x00" in body:
        return None
    try:
        return ElementTree.fromstring(body)  # noqa: S314
    except (ElementTree.ParseError, ValueError, LookupError):
        return None


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2].lower()


def _children(element: ElementTree.Element) -> list[ElementTree.Element]:
    """The element's children, and those of a document that stands in it as text."""
    text = (element.text or "").strip()
    inner = _parsed(text.encode()) if text.startswith("<") else None
    return [*element, *([inner] if inner is not None else [])]


def _values(element: ElementTree.Element, depth: int = 0) -> Iterator[str]:
    """Every value in the element, in its order: attributes without a namespace, then texts."""
    if depth > _DEEPEST:
        return
    yield from (value.strip() for key, value in element.attrib.items() if not key.startswith("{"))
    text = (element.text or "").strip()
    if text and not text.startswith("<"):
        yield text
    for child in _children(element):
        yield from _values(child, depth + 1)


def _pairs(element: ElementTree.Element, depth: int) -> Iterator[tuple[str, str]]:
    """Names with their values: attributes, leaves, and the key and value of an Apache SOAP map's item."""
    if depth > _DEEPEST:
        return
    yield from ((key.lower(), value.strip()) for key, value in element.attrib.items())
    children = _children(element)
    text = (element.text or "").strip()
    if not children and text:
        yield _name(element), text
    named = {_name(child): (child.text or "").strip() for child in children}
    if "key" in named and "value" in named:
        yield named["key"].lower(), named["value"]
    for child in children:
        yield from _pairs(child, depth + 1)


def _code(pairs: list[tuple[str, str]]) -> int | None:
    """The worst of the codes: none of them may be overlooked."""
    found = {
        int(value)
        for name, value in pairs
        if any(part in name for part in _CODE_NAMES)
        and value.isascii()
        and value.isdigit()
        and len(value) < 4
    }
    return max(found) if found else None


def _balance(pairs: list[tuple[str, str]]) -> int | None:
    for name, value in pairs:
        plain = value.replace(",", "")
        if ("balance" in name or "remaining" in name) and plain.isascii() and plain.isdigit():
            return int(plain[:12])
    return None


def _marks(root: ElementTree.Element) -> Mapping[str, Mark]:
    """Each number with the mark that shares an element with it alone, else with the mark right behind it.

    Wherever the order leaves a doubt, nothing is read: a wrong N would be a forbidden call.
    """
    signs = [sign for value in _values(root) if (sign := _sign(value)) is not None]
    numbers = {sign for sign in signs if _is_number(sign)}
    found = _together(root, 0)
    if set(found) != numbers:
        pairs = list(zip(signs[::2], signs[1::2], strict=False))
        found = dict[str, set[str]]()
        if len(signs) % 2 == 0 and all(_is_number(one) and not _is_number(two) for one, two in pairs):
            for number, mark in pairs:
                found.setdefault(number, set()).add(mark)
    return {number: cast("Mark", next(iter(marks))) for number, marks in found.items() if len(marks) == 1}


def _together(element: ElementTree.Element, depth: int) -> dict[str, set[str]]:
    """Marks by number, from the innermost elements that hold one number and one mark."""
    signs = [sign for value in _values(element) if (sign := _sign(value)) is not None]
    numbers = [sign for sign in signs if _is_number(sign)]
    if len(numbers) == 1 and len(signs) == 2:
        return {numbers[0]: {sign for sign in signs if not _is_number(sign)}}
    found: dict[str, set[str]] = {}
    if numbers and depth < _DEEPEST:
        for child in _children(element):
            for number, marks in _together(child, depth + 1).items():
                found.setdefault(number, set()).update(marks)
    return found


def _sign(value: str) -> str | None:
    """A number as `0` and nine digits, or a mark; None for anything else."""
    if value.upper() in ("Y", "N", "I"):
        return value.upper()
    digits = re.sub(r"[()\s-]", "", value)
    digits = f"0{digits[3:]}" if digits.startswith("+61") else digits
    return digits if _NUMBER.fullmatch(digits) else None


def _is_number(sign: str) -> bool:
    return len(sign) > 1
