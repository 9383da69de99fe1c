"""Show where autopilot stands for each channel and tier, switch it, and tell when it switches itself off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from chainlit.context import context

from errors import InvalidInput
from memory.enums import Channel, LeadTier, Role
from tools.deps import AgencyDeps
from tools.services.access import permits
from tools.services.reviewing.autopilot import LATEST, Standing
from ui import desk, show
from ui.cards import Props, iso
from ui.wording import CHANNELS

NAME, KEY = "AutopilotCard", show.key_of("autopilot", "autopilot")
JUST_NOW = timedelta(minutes=1)


async def present(deps: AgencyDeps, _words: str = "") -> None:
    """Show the card at the end of the chat, wherever it stood before."""
    found = await props(deps)
    await show.forget(NAME, KEY)
    await show.card(NAME, KEY, found)


async def props(deps: AgencyDeps) -> Props:
    """The card's props from the truth of this moment."""
    standings = await deps.services.autopilot.standings(deps.client_id)
    return autopilot_card(
        standings, may_stop=permits(deps.actor, Role.MEMBER), may_start=permits(deps.actor, Role.ADMIN)
    )


async def act(arguments: Mapping[str, object]) -> None:
    """Switch one, and bring the card up to date."""
    deps = await desk.deps()
    channel, tier = _cell(arguments)
    autopilot = deps.services.autopilot
    change = autopilot.switch_on if arguments.get("on") is True else autopilot.switch_off
    await change(deps.client_id, deps.actor, channel, tier)
    await show.update(NAME, KEY, await props(deps))


async def changed(deps: AgencyDeps) -> None:
    """Bring the card up to date; where an autopilot has just switched itself off, show it and say so."""
    standings = await deps.services.autopilot.standings(deps.client_id)
    ended = [each for each in standings if _ended_itself(deps, each)]
    for each in ended:
        what = f"{CHANNELS[each.channel]}, {each.lead_tier.value} leads"
        await context.emitter.send_toast(f"Autopilot switched itself off: {what}.", "warning")
    if ended:
        await present(deps)
    else:
        await show.update(NAME, KEY, await props(deps))


def autopilot_card(standings: Sequence[Standing], *, may_stop: bool, may_start: bool) -> Props:
    """One row a channel and tier, with the bound that counts and the one that has to be passed."""
    return {
        "ref": {"kind": "autopilot", "id": "autopilot"},
        "latest": LATEST,
        "needed": standings[0].bound if standings else None,
        "mayStart": may_start,
        "mayStop": may_stop,
        "rows": [_row(each) for each in standings],
    }


def _row(each: Standing) -> Props:
    return {
        "channel": each.channel.value,
        "name": CHANNELS[each.channel],
        "tier": each.lead_tier.value,
        "decided": each.decided,
        "accepted": each.accepted,
        "share": each.share,
        "lower": each.lower,
        "earned": each.is_earned,
        "on": each.is_on,
        "sentence": each.sentence,
        "changed": _change(each),
    }


def _change(each: Standing) -> Props | None:
    if each.switch is None:
        return None
    by = each.switch.changed_by_name or ("a member" if each.switch.changed_by else None)
    return {"at": iso(each.switch.changed_at), "by": by, "reason": each.switch.reason}


def _ended_itself(deps: AgencyDeps, each: Standing) -> bool:
    last = each.switch
    if last is None or last.is_on or last.changed_by is not None:
        return False
    return deps.clock() - last.changed_at < JUST_NOW


def _cell(arguments: Mapping[str, object]) -> tuple[Channel, LeadTier]:
    try:
        return Channel(str(arguments.get("channel"))), LeadTier(str(arguments.get("tier")))
    except ValueError as error:
        raise InvalidInput("The card names no channel: reload the page.") from error
