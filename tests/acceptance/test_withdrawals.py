"""Whoever opts out is left alone also by what a vendor has taken and not sent yet."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graphs.erasing import erase
from memory.enums import ActivityKind, Channel, Form
from tests.fixtures.open_door import OpenDoor, open_door
from tests.fixtures.person import found
from tests.fixtures.platform import Town
from tools.providers.heyreach import HeyReach
from tools.providers.lob import Kind, Lob
from tools.sandbox.config import SandboxConfig
from tools.sandbox.heyreach_requests import CONNECT_CAMPAIGN

PROFILE = "https://www.linkedin.com/in/mia-chen-kelp"


@pytest.fixture
def sandbox_config(tmp_path: Path) -> SandboxConfig:
    """People and printers who take their time."""
    return SandboxConfig(ledger_path=tmp_path / "ledger.jsonl", reply_seconds=600, mail_outcomes="")


@pytest.fixture
async def door(town: Town) -> AsyncIterator[OpenDoor]:
    async with open_door(town) as door:
        yield door


async def test_an_invitation_in_the_queue_is_stopped(door: OpenDoor) -> None:
    """Noted once in the timeline, however often the clock comes round."""
    lead_id = await door.lead(await door.campaign(Channel.LINKEDIN), linkedin_url=PROFILE)
    touch_id = await door.goes(lead_id)
    services = door.stage.platform.services
    assert await services.withdrawals.withdraw_due(door.client_id) == 0
    await services.suppression.suppress(
        door.client_id, lead_id=lead_id, reason="unsubscribed", source="one_click"
    )
    assert await services.withdrawals.withdraw_due(door.client_id) == 1
    assert await services.withdrawals.withdraw_due(door.client_id) == 0
    assert (await door.timeline(touch_id)).count(ActivityKind.WITHDRAWN) == 1
    heyreach = HeyReach.at(door.stage.town.sandbox.accounts["heyreach"], timeout_seconds=5)
    try:
        progress = await heyreach.campaign_lead(campaign_id=CONNECT_CAMPAIGN, profile_url=PROFILE)
    finally:
        await heyreach.close()
    assert progress is None or progress.campaign_status.lower() not in ("pending", "insequence")


async def test_an_invitation_of_somebody_who_is_erased_is_stopped_and_their_profile_goes(
    door: OpenDoor,
) -> None:
    """The profile is what HeyReach is asked by: it is kept until then, and no state of a flow has it."""
    lead_id = await door.lead(await door.campaign(Channel.LINKEDIN), linkedin_url=PROFILE)
    touch_id = await door.goes(lead_id)
    platform, actor = door.stage.platform, door.stage.tenant.actor
    erasing = platform.services.erasing
    view = await erasing.open_lead(door.client_id, actor, lead_id)
    await erase(platform, door.client_id, actor, view.erasure.id)
    assert (await door.timeline(touch_id)).count(ActivityKind.WITHDRAWN) == 1
    assert await found(door.stage.town.connection, "mia-chen-kelp|mia chen|mia\\.\\w+@kelp") == set()


@pytest.mark.parametrize("form", [Form.LETTER, Form.POSTCARD])
async def test_a_piece_that_is_not_printed_yet_is_cancelled(door: OpenDoor, form: Form) -> None:
    """The printer is asked by the touch's own piece."""
    lead_id = await door.lead(await door.campaign(Channel.MAIL, {"form": form}))
    touch_id = await door.goes(lead_id)
    services = door.stage.platform.services
    await services.suppression.suppress(
        door.client_id, lead_id=lead_id, reason="unsubscribed", source="reply"
    )
    assert await services.withdrawals.withdraw_due(door.client_id) == 1
    touch = await door.stage.touch(touch_id)
    lob = Lob.at(door.stage.town.sandbox.accounts["lob"], timeout_seconds=5)
    try:
        piece = await lob.fetch(Kind(form.value), touch.vendor_id or "")
    finally:
        await lob.close()
    assert piece.deleted
    assert ActivityKind.WITHDRAWN in await door.timeline(touch_id)
