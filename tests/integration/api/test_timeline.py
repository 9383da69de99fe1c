"""Walk through one lead's timeline, the grounds for writing to them, and the print of a letter."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from uuid import uuid4

import httpx

from memory.enums import Channel
from memory.records.ids import LeadId
from memory.resources import add_resource
from tests.fixtures.outreach import make_lead
from tests.fixtures.platform import Stage, Town, stage_on
from tests.integration.api.conftest import signed_in

TICKED = {
    "kind": "express",
    "source": "web form",
    "evidence": "=They ticked the box on 3 March.",
    "captured_at": datetime(2026, 3, 3, tzinfo=UTC).isoformat(),
}
STREET = {"street": "12 Wattle Street", "city": "Adelaide", "state": "SA", "postcode": "5000"}


def lead_path(stage: Stage, lead_id: LeadId) -> str:
    """The lead's own path."""
    return f"/api/v1/clients/{stage.client_id}/leads/{lead_id}"


async def test_each_channel_says_whether_it_is_open_and_why_not(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]
) -> None:
    """Five answers, a closed one with its rule and a sentence."""
    lead_id = await make_lead(stage.platform.memory, stage.tenant, stage.campaign_id)
    found = (await door.get(f"{lead_path(stage, lead_id)}/channels", headers=owner)).json()
    assert [each["channel"] for each in found] == [each.value for each in Channel]
    sms = next(each for each in found if each["channel"] == "sms")
    assert (sms["permitted"], sms["rule"]) == (False, "tier_channel")
    assert sms["sentence"].endswith(".")


async def test_a_consent_is_recorded_kept_as_evidence_and_taken_back(
    door: httpx.AsyncClient, town: Town, stage: Stage, owner: dict[str, str]
) -> None:
    """422 without evidence; 404 for another lead and for a stranger; both ends stand in the timeline."""
    memory = stage.platform.memory
    lead_id = await make_lead(memory, stage.tenant, stage.campaign_id, consent=False)
    path = f"{lead_path(stage, lead_id)}/consents"
    assert (await door.post(path, headers=owner, json={**TICKED, "evidence": "yes"})).status_code == 422
    made = await door.post(path, headers=owner, json=TICKED)
    assert (made.status_code, made.json()["evidence"]) == (201, TICKED["evidence"])
    other = await make_lead(memory, stage.tenant, stage.campaign_id, consent=False)
    consent_id = made.json()["id"]
    elsewhere = f"{lead_path(stage, other)}/consents/{consent_id}"
    assert (await door.delete(elsewhere, headers=owner)).status_code == 404
    stranger = await signed_in(door, memory, (await stage_on(town, stage.platform, "Other")).tenant)
    assert (await door.get(path, headers=stranger)).status_code == 404
    assert (await door.delete(f"{path}/{consent_id}", headers=owner)).status_code == 204
    assert (await door.delete(f"{path}/{consent_id}", headers=owner)).status_code == 404
    assert [each["withdrawn_at"] is None for each in (await door.get(path, headers=owner)).json()] == [False]
    told = (await door.get(f"{lead_path(stage, lead_id)}/timeline", headers=owner)).json()
    assert [each["kind"] for each in told] == ["consented", "consented"]


async def test_a_timeline_is_handed_out_newest_first_and_safe_to_open(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]
) -> None:
    """What happened to the touch, with its form; moments of the reader's own zone; no formula."""
    touch_id = await stage.planned()
    await stage.platform.outreach.start(stage.client_id, touch_id)
    listed = (await door.get(f"/api/v1/clients/{stage.client_id}/approvals", headers=owner)).json()
    path = lead_path(stage, listed[0]["lead_id"])
    told = (await door.get(f"{path}/timeline", headers=owner)).json()
    assert [(each["kind"], each["form"]) for each in told] == [("proposed", "email"), ("drafted", "email")]
    answer = await door.get(f"{path}/timeline.csv", headers=owner)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["what"] for row in rows] == ["proposed", "drafted"]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())
    assert (await door.get(f"{path[:-36]}{uuid4()}/timeline.csv", headers=owner)).status_code == 404


async def test_only_paper_has_a_print_and_only_members_see_it(
    door: httpx.AsyncClient, town: Town, stage: Stage, owner: dict[str, str]
) -> None:
    """A mail has none; a letter's is a PDF, for nobody else's eyes."""
    await stage.platform.outreach.start(stage.client_id, await stage.planned())
    listed = (await door.get(f"/api/v1/clients/{stage.client_id}/approvals", headers=owner)).json()
    path = f"/api/v1/clients/{stage.client_id}/approvals/{listed[0]['id']}"
    assert (await door.get(f"{path}/preview.pdf", headers=owner)).status_code == 404
    await _turn_into_a_letter(stage, listed[0]["lead_id"], listed[0]["touch_id"])
    printed = await door.get(f"{path}/preview.pdf", headers=owner)
    assert (printed.status_code, printed.headers["content-type"]) == (200, "application/pdf")
    assert printed.content.startswith(b"%PDF")
    assert printed.headers["cache-control"] == "private, no-store"
    assert (await door.get(f"{path}/preview.pdf")).status_code == 401
    stranger = await signed_in(
        door, stage.platform.memory, (await stage_on(town, stage.platform, "Other")).tenant
    )
    assert (await door.get(f"{path}/preview.pdf", headers=stranger)).status_code == 404


async def _turn_into_a_letter(stage: Stage, lead_id: str, touch_id: str) -> None:
    async with stage.platform.memory.postgres.client_transaction(stage.client_id) as tx:
        printer = await add_resource(
            tx,
            channel=Channel.MAIL,
            vendor="lob",
            address="letters",
            label="letters",
            daily_limit=5,
            time_zone="Australia/Sydney",
        )
        await tx.execute(
            "update leads set street = $3, city = $4, state = $5, postcode = $6"
            " where client_id = $1 and id = $2",
            lead_id,
            *STREET.values(),
        )
        await tx.execute(
            "update touches set channel = 'mail', resource_id = $3 where client_id = $1 and id = $2",
            touch_id,
            printer,
        )
        await tx.execute("update drafts set form = 'letter' where client_id = $1 and touch_id = $2", touch_id)
