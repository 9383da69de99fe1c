"""Shape what every card has in common, and what the chat may keep of one: pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from memory.records.leads import Lead

Props = dict[str, object]


def lead_props(lead: Lead) -> Props:
    """Who it is, in one line each."""
    work = ", ".join(part for part in (lead.title, lead.company) if part)
    place = ", ".join(part for part in (lead.city, lead.state, lead.country) if part)
    return {"id": str(lead.id), "name": lead.full_name, "work": work, "place": place, "email": lead.email}


def gone(kind: str) -> Props:
    """A card whose subject cannot be shown any more."""
    return {"ref": {"kind": kind}, "gone": "This is not available to you any more."}


def kept(name: str, props: Mapping[str, object]) -> Props:
    """What the chat's history may keep of a card: ids and counts; the rest is read anew when it is shown."""
    if name == "ImportCard":
        return {key: value for key, value in props.items() if key not in ("samples", "rows")}
    return {"ref": props.get("ref")}


def iso(moment: datetime) -> str:
    """The moment as the browser reads it."""
    return moment.isoformat()


def text_of(value: object) -> str | None:
    return None if value is None else str(value)


def texts_of(values: object) -> list[str]:
    return (
        [str(value) for value in cast(list[object], values) if value is not None]
        if isinstance(values, list)
        else []
    )
