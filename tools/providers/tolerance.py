"""Read vendors' answers tolerantly: a field of an unexpected type is a field without a value."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Annotated, cast

from pydantic import BeforeValidator


def text_or_none(value: object) -> str | None:
    """A non-empty text without the spaces around it."""
    return text_or_empty(value).strip() or None


def text_or_empty(value: object) -> str:
    """A text as it stands, or an empty one; without NUL, which PostgreSQL's text cannot hold."""
    return value.replace("\x00", "") if isinstance(value, str) else ""


def number_or_none(value: object) -> float | None:
    """A finite number, also when it was sent as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def whole_or_none(value: object) -> int | None:
    """A whole number; an int keeps all its digits, since vendors' ids exceed 2^53."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    number = number_or_none(value)
    return None if number is None else int(number)


def day_or_none(value: object) -> date | None:
    """A date from `2024-03-01`, `2024-03` or a full ISO moment."""
    text = text_or_none(value)
    if text is None:
        return None
    try:
        return datetime.fromisoformat(f"{text}-01" if len(text) == 7 else text).date()
    except ValueError:
        return None


def moment_or_none(value: object) -> datetime | None:
    """An aware moment from ISO text such as `2026-11-05T16:33:54.9070259Z`; one without a zone is UTC."""
    text = text_or_none(value)
    if text is None:
        return None
    try:
        # More than six digits of a second are more than Python keeps.
        at = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def truth_or_none(value: object) -> bool | None:
    """A boolean that was sent as one."""
    return value if isinstance(value, bool) else None


def list_or_empty(value: object) -> list[object]:
    """A list, or an empty one."""
    return cast("list[object]", value) if isinstance(value, list) else []


def objects(value: object) -> list[object]:
    """The objects of a list; anything else in it is dropped."""
    return [entry for entry in list_or_empty(value) if isinstance(entry, Mapping)]


def object_or_none(value: object) -> object | None:
    """An object with something in it."""
    return cast("object", value) if isinstance(value, Mapping) and value else None


def texts(value: object) -> tuple[str, ...]:
    """The texts of a list, or one text alone."""
    if isinstance(value, str):
        return (value,)
    return tuple(entry for entry in list_or_empty(value) if isinstance(entry, str))


Text = Annotated[str | None, BeforeValidator(text_or_none)]
PlainText = Annotated[str, BeforeValidator(text_or_empty)]
Number = Annotated[float | None, BeforeValidator(number_or_none)]
Whole = Annotated[int | None, BeforeValidator(whole_or_none)]
Day = Annotated[date | None, BeforeValidator(day_or_none)]
Moment = Annotated[datetime | None, BeforeValidator(moment_or_none)]
Truth = Annotated[bool | None, BeforeValidator(truth_or_none)]
Texts = Annotated[tuple[str, ...], BeforeValidator(texts)]
