"""Say in words what the CMO proposes: pure, so that a snapshot shows what a person confirms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import cast

from memory.enums import Channel
from memory.records.campaigns import Campaign
from memory.records.talk import Proposal
from ui.cards import Props, text_of, texts_of
from ui.commands import plain
from ui.wording import CHANNELS

_TITLES = {
    "create_campaign": "New campaign",
    "change_campaign": "Change of a campaign",
    "modify_campaign": "Other terms for a campaign",
    "draft_outreach": "Drafts for a campaign",
    "answer_replies": "Responses to replies",
}
_MODES = {
    "autopilot": "Autopilot: checked content goes out by itself",
    "co_pilot": "Co-pilot: you approve every draft",
    "manual": "Manual: you ask for each touch and approve it",
}
_TO = {"active": "Runs", "paused": "Paused", "completed": "Completed", "draft": "Draft"}
_TIERS = ("hot", "warm", "cool", "cold", "dead")
_HOURS = ("work_days", "work_start", "work_end", "time_zone")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def proposal_card(
    proposal: Proposal, *, may_confirm: bool, leads: str | None = None, campaign: Campaign | None = None
) -> Props:
    """What the CMO proposes; nothing happens until a person confirms it.

    `campaign` is the one that would change, as it is now: each row of an open proposal says what holds.
    """
    asked = proposal.content
    changes = asked.get("changes")
    # What would change reads like what a plan says; what stays is left out.
    wanted = cast("Mapping[str, object]", changes) if isinstance(changes, Mapping) else asked
    content = {name: value for name, value in wanted.items() if value is not None}
    if campaign and not content.keys().isdisjoint(_HOURS):
        content = {**{key: value for key, value in _present(campaign).items() if key in _HOURS}, **content}
    rows = [(label, value) for label, value in _rows(content, leads) if value]
    if campaign and (name := text_of(content.get("name"))):
        rows.insert(0, ("New name", name))
    holds: Mapping[str, str] = {}
    if campaign and proposal.status == "open":
        holds = dict(_rows(_present(campaign), None))
        if "percentages" in content:
            rows.append(("Channels now", _shares_in_words(_present(campaign)["percentages"])))
    return {
        "ref": {"kind": "proposal", "id": str(proposal.id)},
        "kind": proposal.kind,
        "title": _TITLES.get(proposal.kind, "Proposal"),
        "status": proposal.status,
        "mayConfirm": may_confirm and proposal.status == "open",
        "name": campaign.name if campaign else text_of(content.get("name")),
        "brief": text_of(content.get("brief")),
        "rows": [
            {"label": label, "value": value, "now": _now(holds.get(label), value)} for label, value in rows
        ],
        "channels": _channels(content.get("percentages")),
        "steps": steps(content),
        "reason": text_of(content.get("reason")),
    }


def _now(holds: str | None, wanted: str) -> str | None:
    """What holds at the moment of reading, beside what is wanted."""
    if not holds:
        return None
    return "as it is now" if holds == wanted else f"now: {holds}"


def _present(campaign: Campaign) -> Mapping[str, object]:
    """The campaign in the words that a plan has for it."""
    return {
        "to": campaign.status.value,
        "daily_limit": campaign.daily_limit,
        "mode": campaign.mode.value if campaign.mode else None,
        "work_days": list(campaign.work_days),
        "work_start": campaign.work_start.isoformat(),
        "work_end": campaign.work_end.isoformat(),
        "time_zone": campaign.time_zone,
        "ends_on": campaign.ends_on.isoformat() if campaign.ends_on else None,
        "percentages": {channel.value: share for channel, share in campaign.percentages.items()},
    }


def _shares_in_words(percentages: object) -> str:
    return " · ".join(f"{each['name']} {each['percent']} %" for each in _channels(percentages))


def leads_in_words(counts: Mapping[str, int], total: int) -> str:
    """How many leads, and of which tier where that is known."""
    if total == 0:
        return "None yet: drop a CSV first, or later"
    noun = "lead" if total == 1 else "leads"
    tiers = tiers_in_words(counts)
    return f"{total:,} {noun}: {tiers}" if tiers else f"{total:,} new {noun}, scored once you confirm"


def tiers_in_words(counts: Mapping[str, int]) -> str:
    """Such as "2 hot, 5 warm"; empty where nothing is scored."""
    return ", ".join(f"{counts[tier]:,} {tier}" for tier in _TIERS if counts.get(tier))


def summary(name: str, done: Mapping[int, int], counts: Mapping[str, int]) -> str:
    """One line of what the launch did, with the tiers that it found."""
    tiers = tiers_in_words(counts)
    scored = f"{done.get(1, 0):,} scored{f' ({tiers})' if tiers else ''}"
    return f"**{plain(name)}**: {done.get(0, 0):,} enriched, {scored}, {done.get(3, 0):,} drafted."


def hours_in_words(content: Mapping[str, object]) -> str:
    """When messages may go, days and hours and whose clock; empty where the proposal does not say."""
    start, end = text_of(content.get("work_start")), text_of(content.get("work_end"))
    if not start or not end:
        return ""
    days = _days([int(day) for day in texts_of(content.get("work_days"))])
    if start[:5] == "00:00" and end[:5] == "23:59":
        return f"Any time, {days}"
    zone = (text_of(content.get("time_zone")) or "").rsplit("/", 1)[-1].replace("_", " ")
    hours = f"{days[0].upper()}{days[1:]}, {_clock(start)} to {_clock(end)}"
    return f"{hours}, {zone} time" if zone else hours


def steps(content: Mapping[str, object]) -> list[Props]:
    """The sequence with the day of each contact, counted from the first one's."""
    planned = content.get("steps")
    if not isinstance(planned, list):
        return []
    found = cast("list[Mapping[str, object]]", planned)
    days = accumulate(int(str(step.get("delay_days") or 0)) for step in found)
    only = [each["name"] for each in _channels(content.get("percentages"))]
    usual = str(only[0]) if len(only) == 1 else "channel by share"
    return [
        {
            "day": f"Day {day}",
            "channel": CHANNELS[Channel(str(step["channel"]))] if step.get("channel") else usual,
            "brief": text_of(step.get("brief")) or "As the brief says.",
        }
        for day, step in zip(days, found, strict=True)
    ]


def _rows(content: Mapping[str, object], leads: str | None) -> Iterable[tuple[str, str]]:
    # Only a plan has steps; without a word about its mode it takes the careful one.
    mode = text_of(content.get("mode")) or ("co_pilot" if content.get("steps") else "")
    yield "Leads", leads or ""
    yield "Drafts", text_of(content.get("count")) or ""
    yield "New status", _TO.get(text_of(content.get("to")) or "", "")
    yield "Daily limit", f"{content['daily_limit']} messages a day" if content.get("daily_limit") else ""
    yield "Mode", _MODES.get(mode, mode)
    yield "Industries", ", ".join(texts_of(content.get("target_industries")))
    yield "Hours", hours_in_words(content)
    if delays := content.get("delays"):
        waits = cast("Mapping[str, int]", delays)
        yield "Delays", ", ".join(f"message {n} after {days} days" for n, days in waits.items())
    yield "Runs", _run(text_of(content.get("starts_on")), text_of(content.get("ends_on")))
    yield "Replies", str(len(texts_of(content.get("reply_ids"))) or "")


def _run(first: str | None, last: str | None) -> str:
    if first and last:
        return f"{_date(first)} to {_date(last)}"
    return f"From {_date(first)}" if first else f"Until {_date(last)}" if last else ""


def _date(day: str) -> str:
    return f"{date.fromisoformat(day):%-d %B %Y}"


def _channels(percentages: object) -> list[Props]:
    if not isinstance(percentages, Mapping):
        return []
    shares = cast("Mapping[str, int]", percentages)
    return [
        {"name": CHANNELS[Channel(name)], "percent": share}
        for name, share in sorted(shares.items(), key=lambda pair: -pair[1])
        if share
    ]


def _days(days: Sequence[int]) -> str:
    run = sorted(set(days))
    if not run or len(run) == len(_DAYS):
        return "every day"
    names = [_DAYS[day - 1] for day in run]
    if len(run) > 2 and run[-1] - run[0] == len(run) - 1:
        return f"{names[0]} to {names[-1]}"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _clock(text: str) -> str:
    hour, minute = int(text[:2]), text[3:5]
    return f"{hour % 12 or 12}:{minute} {'am' if hour < 12 else 'pm'}"
