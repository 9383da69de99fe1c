"""Look one thing up and say it: the steps that every request of the CMO is made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import JsonValue

from agents.offline.engine import Call, OfflineRequest

FLAGS = re.IGNORECASE
ROW = re.compile(r"^(?P<id>[0-9a-f-]{36}) \| (?P<status>\w+) \| (?P<rest>.*)$", re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Campaign:
    """A campaign as the tool lists it."""

    id: str
    status: str
    name: str


def show(
    request: OfflineRequest, tool: str, head: str, *, empty: str = "", **arguments: JsonValue
) -> Sequence[Call]:
    """Look one thing up, then say it."""
    if tool not in request.tools:
        return say("Your role here does not include that: ask an admin of this client.")
    if (found := request.looked_up(tool)) is None:
        return look(tool, **arguments)
    if empty and "\n" not in found and found.startswith(("no ", "nothing ")):
        return say(empty)
    return say(f"{head}\n{as_list(found) if ' | ' in found else found}")


def look(tool: str, **arguments: JsonValue) -> Sequence[Call]:
    return [Call(name=tool, arguments=arguments)]


def say(text: str) -> Sequence[Call]:
    return [Call(name="say", arguments={"text": text[:4000]})]


def ask_which(known: Sequence[Campaign], verb: str) -> Sequence[Call]:
    if not known:
        return say(
            "There are no campaigns yet. Tell me whom you want to reach and about what, and I draw one up."
        )
    names = "\n".join(f"- {campaign.name} ({campaign.status})" for campaign in known)
    return say(f"Which campaign should I {verb}?\n{names}")


def campaigns_in(listed: str) -> list[Campaign]:
    return [
        Campaign(id=row["id"], status=row["status"], name=row["rest"].rsplit(" | ", 2)[0])
        for row in ROW.finditer(listed)
    ]


def campaigns_named(said: str, campaigns: Sequence[Campaign]) -> list[Campaign]:
    """Campaigns whose name was said, whole or by the words that tell it from the others."""
    low = said.lower()
    whole = [campaign for campaign in campaigns if campaign.name.lower() in low]
    if whole:
        longest = max(len(campaign.name) for campaign in whole)
        return [campaign for campaign in whole if len(campaign.name) == longest]
    said_words = set(re.findall(r"[a-z0-9]{3,}", low)) - {
        "the",
        "campaign",
        "for",
        "and",
        "please",
        "draft",
        "emails",
    }
    scored = [(_shared(said_words, set(re.findall(r"[a-z0-9]{3,}", c.name.lower()))), c) for c in campaigns]
    best = max((score for score, _ in scored), default=0)
    return [campaign for score, campaign in scored if score == best and best > 0]


def _shared(said: set[str], name: set[str]) -> int:
    """How many words of the name were said; "dentists" says "dental"."""
    return sum(
        any(word == one or (len(word) > 4 < len(one) and word[:4] == one[:4]) for one in said)
        for word in name
    )


def the_campaign(request: OfflineRequest, said: str, verb: str) -> Campaign | Sequence[Call]:
    """The campaign that is meant, or the call that finds it out."""
    if (listed := request.looked_up("list_campaigns")) is None:
        return look("list_campaigns")
    known = campaigns_in(listed)
    fits = campaigns_named(said, known) or known
    return fits[0] if len(fits) == 1 else ask_which(known, verb)


def fields_of(row: re.Match[str]) -> list[str]:
    return [part.strip() for part in row["rest"].split(" | ")] + [""] * 5


def as_list(found: str) -> str:
    return "\n".join(f"- {line}" for line in without_ids(found).splitlines())


def without_ids(text: str) -> str:
    return re.sub(r"^[0-9a-f-]{36} \| ", "", text, flags=re.MULTILINE).replace(" | ", ", ")


def today(request: OfflineRequest) -> datetime:
    return datetime.fromisoformat(str(request.data.get("today"))).replace(tzinfo=UTC)
