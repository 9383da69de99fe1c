"""Read on which day somebody who is away is back."""

# ruff: noqa: E501  a pattern is easier to read on one line
from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from tools.services.hearing.dates import MONTH_WORD, Mention, days_in, later

_FLAGS = re.IGNORECASE | re.UNICODE
_BACK = (
    r"(?:back|return\w*|resum\w*|available|reach\w*|online|re-?open\w*|open\w*|zurück|wieder|retour|regres\w*|volv\w*|vuelv\w*|volto|rientr\w*|torn\w*|"
    r"riapr\w*|terug|tilbage|tilbake|tillbaka|åter|öppnar|palaan|wrac\w*|wróc\w*|kembali|joignable|ab|quay lại|trở lại|döneceğim|вернусь)"
)
_BACK_AFTER = (
    r"\W*(?:wieder|zurück|返回|回来|回來|回到|恢复|に戻|より|以降|에\s*복귀|döneceğim|terug|tillbaka)"
)
_UNTIL = r"\b(?:until|till|til|bis|jusqu\S*|hasta|fino\s+al?|até|tot|t/m|through|thru|to|do|sampai|đến|until|al|à|au|a|out\s+from|з|до|till\s+den|til\s+den)\b"
_INCLUSIVE_BEFORE = r"\b(?:through|thru|t/m|tot\s+en\s+met|till\s+och\s+med|til\s+og\s+med|bis\s+einschlie\S+|bis\s+inklusive|đến\s+hết(?:\s+ngày)?)\b[^.!?\n]{0,12}$"
_INCLUSIVE_AFTER = (
    r"\W*(?:inclusive|incl\b|included|einschlie|inclus|inclusief|włącznie|incluso|compreso|inbegrepen)"
)


def first_day_back(text: str, received_at: datetime, *, month_first: bool = False) -> date | None:
    """The day on which somebody who is away says to be back; the day after an inclusive end."""
    days = days_in(_spread(text), received_at, month_first=month_first)
    plain = _spread(text)
    for mention in reversed(days):
        before, after = plain[: mention.start], plain[mention.end :]
        if re.search(rf"\b{_BACK}\b[^.!?\n]{{0,40}}$", before, _FLAGS) or re.match(
            _BACK_AFTER, after, _FLAGS
        ):
            return mention.day
    for mention in reversed(days):
        end = _end(mention, plain)
        if end is not None:
            return end
    if len(days) == 1:
        return days[0].day
    return _after_a_while(text, received_at)


def _end(mention: Mention, text: str) -> date | None:
    """The first working day after an end that is included, the day itself where it is the day of return."""
    before = text[max(0, mention.start - 40) : mention.start]
    inclusive = re.match(_INCLUSIVE_AFTER, text[mention.end :], _FLAGS) or re.search(
        _INCLUSIVE_BEFORE, before, _FLAGS
    )
    ranged = bool(
        re.search(
            r"\d[^\n.!?]{0,15}\s*(?:-|–|—|to|al|au|bis|tot|à|a|do)\s*(?:den\s+|el\s+)?$", before, _FLAGS
        )
    )
    if inclusive or ranged or re.search(r"[-–—]\s*$", before):
        return _working(mention.day + timedelta(days=1))
    return mention.day if re.search(rf"{_UNTIL}[^.!?\n]{{0,15}}$", before, _FLAGS) else None


def _spread(text: str) -> str:
    """Ranges within one month with the month at both ends: "23 al 27 de noviembre", "Nov 23-25"."""
    text = re.sub(
        r"\b(\d{1,2})(\.?\s*(?:-|–|al?|au|bis|tot|to|till|do|e|and)\s*(?:den\s+|el\s+|le\s+)?\d{1,2}\.?\s+(?:de\s+)?)("
        + MONTH_WORD
        + ")",
        r"\1 \3\2\3",
        text,
        flags=_FLAGS,
    )
    return re.sub(r"\b([A-Z][a-z]{2,8})\.?\s+(\d{1,2})\s*(?:-|–)\s*(\d{1,2})\b", r"\1 \2 - \1 \3", text)


def _after_a_while(text: str, received_at: datetime) -> date | None:
    match = re.search(
        r"\b(?:for|in|next)\s+(?:the\s+next\s+)?(a|one|two|three|four|six|\d+)\s+(day|week)s?\b", text, _FLAGS
    )
    if match is not None:
        return _working(date.fromisoformat(later(match[1].lower(), match[2].lower(), received_at.date())))
    if re.search(r"\bnext\s+week\b", text, _FLAGS) and re.search(r"\bback\b|\breturn", text, _FLAGS):
        return received_at.date() + timedelta(days=7 - received_at.weekday())
    return None


def _working(day: date) -> date:
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() >= 5 else 0)
