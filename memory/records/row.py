"""Read a driver's row into a frozen record, column by field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from typing import Any, Protocol, Self, get_args, get_type_hints


class Columns(Protocol):
    """A driver's row, or anything else that is asked by column name."""

    def __getitem__(self, name: str, /) -> Any: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A record that is read from a row with columns of its fields' names."""

    @classmethod
    def from_row(cls, row: Columns) -> Self:
        """Read the columns that are fields; others are left alone, a missing one is a KeyError."""
        return cls(**{name: convert(row[name]) for name, convert in _converters(cls)})


@cache
def _converters(cls: type[Row]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    hints = get_type_hints(cls)
    return tuple((one.name, _converter(hints[one.name])) for one in fields(cls))


def _converter(hint: Any) -> Callable[[Any], Any]:
    for option in get_args(hint) or (hint,):
        if isinstance(option, type) and issubclass(option, StrEnum):
            return lambda value, enum=option: None if value is None else enum(value)
    if getattr(hint, "__origin__", None) is tuple:
        return tuple
    return lambda value: value
