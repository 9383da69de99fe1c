"""A proposed change is shown beside what holds when it is read."""

from __future__ import annotations

from dataclasses import replace
from typing import cast
from uuid import UUID

from memory.enums import CampaignStatus, Mode
from memory.records.campaigns import Campaign
from memory.records.ids import ProposalId
from memory.records.talk import Proposal
from tests.fixtures.material import CLIENT, NOW, a_campaign
from tools.services.campaigns import CampaignChanges
from ui.proposal_cards import proposal_card


def _of_campaign(kind: str, status: str = "open", **content: object) -> Proposal:
    return Proposal(
        id=ProposalId(UUID(int=9)), client_id=CLIENT, kind=kind, content={"campaign_id": "c", **content},
        status=status, campaign_id=None, asked_by=None, decided_by=None, created_at=NOW,
    )  # fmt: skip


def _changes(**wanted: object) -> dict[str, object]:
    """As the proposal's row keeps them: what stays is null."""
    return CampaignChanges.model_validate(wanted).model_dump(mode="json")


def _rows_of(proposal: Proposal, campaign: Campaign) -> list[tuple[str | None, ...]]:
    rows = proposal_card(proposal, may_confirm=True, campaign=campaign)["rows"]
    return [(row["label"], row["value"], row["now"]) for row in cast("list[dict[str, str]]", rows)]


def test_an_open_change_says_what_holds_at_the_moment_of_reading() -> None:
    """The limit was 50 when the change was proposed; somebody has raised it to 60 since."""
    campaign = replace(a_campaign(), daily_limit=60, mode=Mode.CO_PILOT)
    change = _changes(daily_limit=80, mode="co_pilot", ends_on="2026-12-18")
    assert _rows_of(_of_campaign("modify_campaign", changes=change), campaign) == [
        ("Daily limit", "80 messages a day", "now: 60 messages a day"),
        ("Mode", "Co-pilot: you approve every draft", "as it is now"),
        ("Runs", "Until 18 December 2026", None),
    ]


def test_a_decided_change_says_nothing_of_now() -> None:
    """What held before is not known any more; what was decided is."""
    proposal = _of_campaign("modify_campaign", "confirmed", changes=_changes(daily_limit=80))
    assert _rows_of(proposal, a_campaign()) == [("Daily limit", "80 messages a day", None)]


def test_other_shares_days_and_words_stand_beside_those_of_now() -> None:
    """Days alone are shown with the hours that stay, and a new brief is no new mode."""
    campaign = replace(a_campaign(), name="Spring", email_percent=70, linkedin_percent=30)
    changes = {
        "name": "Autumn", "brief": "Offer a visit.", "work_days": [1, 2, 3, 4],
        "percentages": {"email": 60, "linkedin": 40, "sms": 0, "voice": 0, "mail": 0},
    }  # fmt: skip
    assert _rows_of(_of_campaign("modify_campaign", changes=_changes(**changes)), campaign) == [
        ("New name", "Autumn", None),
        (
            "Hours",
            "Monday to Thursday, 9:00 am to 5:00 pm, Sydney time",
            "now: Monday to Friday, 9:00 am to 5:00 pm, Sydney time",
        ),
        ("Channels now", "Email 70 % · LinkedIn 30 %", None),
    ]


def test_a_pause_says_what_the_campaign_is_now() -> None:
    proposal = _of_campaign("change_campaign", to="paused")
    active = replace(a_campaign(), status=CampaignStatus.ACTIVE)
    assert _rows_of(proposal, active) == [("New status", "Paused", "now: Runs")]
    paused = replace(a_campaign(), status=CampaignStatus.PAUSED)
    assert _rows_of(proposal, paused) == [("New status", "Paused", "as it is now")]
