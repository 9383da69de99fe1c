"""Greet with the client's state, say what is real and what is pretended, and offer what to do next."""

from __future__ import annotations

from graphs.platform import Platform
from memory.enums import CampaignStatus
from tools.deps import AgencyDeps
from tools.services.reports import ClientState
from ui import desk, show
from ui.cards import Props
from ui.waiting_cards import title
from ui.welcome_cards import welcome_card

_PLAN = (
    "Plan an email campaign to our new leads: introduce us, offer a short call, 20 a day, "
    "I approve each draft."
)


async def greet(deps: AgencyDeps, *, follows: bool = True) -> None:
    """Show the welcome card, the CMO's own words above it; `follows` where drafts are shown below it."""
    state = await deps.services.reports.client_state(deps.client_id)
    account = await deps.services.billing.state(deps.client_id)
    key = show.key_of("welcome", "")
    await show.forget("WelcomeCard", key)
    words = " ".join([*account.notices(), opening(state, follows=follows)])
    await show.card("WelcomeCard", key, _props(deps, state), text=words)


async def props(deps: AgencyDeps) -> Props:
    """The welcome card's props as the client stands now."""
    return _props(deps, await deps.services.reports.client_state(deps.client_id))


def _props(deps: AgencyDeps, state: ClientState) -> Props:
    return welcome_card(
        state,
        name=deps.actor.name.split(" ", 1)[0],
        notices=notices(desk.platform()),
        starters=starters(state, may_act=desk.may_act(deps)),
    )


def opening(state: ClientState, *, follows: bool = True) -> str:
    """What the CMO says first: what waits, else what to do; `follows` where drafts are shown below."""
    waits: list[str] = []
    if state.open_approvals:
        noun = "draft waits" if state.open_approvals == 1 else "drafts wait"
        where = "the first follow below" if follows else "type `/inbox`"
        waits.append(f"{state.open_approvals} {noun} for your decision: {where}.")
    if state.replies_waiting:
        waits.append(f"{title(state.replies_waiting, state.replies_unsure)}: type `/waiting`.")
    if waits:
        return " ".join(waits)
    if not state.leads:
        return "There are no leads yet. Drop a CSV of leads into this chat and I take it from there."
    if not any(each.status is CampaignStatus.ACTIVE for each in state.campaigns):
        return "The leads are in. Tell me in your own words which campaign you want."
    return "Nothing waits for you. Ask me anything, or plan the next campaign."


def notices(platform: Platform) -> list[str]:
    """Who answers, and what is embedded or pretended here."""
    found = ["Answers: the offline engine" if platform.models.offline_only else "Answers: Claude"]
    if platform.agency.storage.embedded:
        found.append("Database: embedded")
    if platform.settings.sandboxed:
        found.append("Vendors: sandbox, no real mail leaves")
    return found


def starters(state: ClientState, *, may_act: bool) -> list[tuple[str, str]]:
    """What one may say next: label and message."""
    offered: list[tuple[str, str]] = []
    if may_act and state.leads:
        offered.append(
            (
                "Plan a campaign",
                _PLAN,
            )
        )
    if state.open_approvals:
        offered.append(("Show the inbox", "/inbox"))
    if state.replies_waiting:
        offered.append(("Replies that wait", "/waiting"))
    if state.leads:
        offered.append(("Best leads", "/leads"))
    offered.append(("How do we stand?", "How do we stand?"))
    offered.append(("What can you do?", "/help"))
    return offered
