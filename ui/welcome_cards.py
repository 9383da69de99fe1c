"""Turn a client's state into the props of the greeting's card: pure."""

from __future__ import annotations

from collections.abc import Sequence

from memory.enums import CampaignStatus
from tools.services.reports import ClientState
from ui.cards import Props


def welcome_card(
    state: ClientState, *, name: str, notices: Sequence[str], starters: Sequence[tuple[str, str]]
) -> Props:
    """The client's state at a glance, and what one may say next."""
    return {
        "ref": {"kind": "welcome"},
        "name": name,
        "client": state.client_name,
        "tiles": [{"label": label, "value": value, "hint": hint} for label, value, hint in tiles(state)],
        "notices": list(notices),
        "starters": [{"label": label, "message": message} for label, message in starters],
    }


def tiles(state: ClientState) -> list[tuple[str, str, str]]:
    """The numbers of the greeting: label, value, and what stands beside it."""
    promising = state.leads_by_tier.get("hot", 0) + state.leads_by_tier.get("warm", 0)
    active = sum(each.status is CampaignStatus.ACTIVE for each in state.campaigns)
    return [
        ("Campaigns", f"{active}", f"active of {len(state.campaigns)}"),
        ("Leads", f"{state.leads:,}", f"{promising:,} hot or warm"),
        ("To approve", f"{state.open_approvals:,}", "drafts wait"),
        ("Replies", f"{state.replies_waiting:,}", "to answer"),
        ("Sent today", f"{state.sent_today:,}", f"of {state.touches_a_day:,}"),
        ("Credits", f"{state.credit_balance:,}", f"of {state.credits_a_month:,}"),
    ]
