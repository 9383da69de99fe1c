"""A reviewer's decision becomes a case through the API, and comes out as a line of JSON."""

from __future__ import annotations

import json
from uuid import UUID

import httpx

from tests.fixtures.platform import Stage


async def test_a_decided_draft_is_kept_and_handed_out_in_its_half_only(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str], begun: list[UUID]
) -> None:
    """422 before the decision, 201 after it; the other half stays empty."""
    touch_id = await stage.planned()
    await stage.platform.outreach.start(stage.client_id, touch_id)
    approval = await stage.pending(touch_id)
    assert approval is not None
    client = f"/api/v1/clients/{stage.client_id}"
    path = f"{client}/approvals/{approval.id}"
    assert (await door.post(f"{path}/case", json={}, headers=owner)).status_code == 422
    reject = {"kind": "reject", "reason": "Too long."}
    assert (await door.post(f"{path}/decision", json=reject, headers=owner)).status_code == 200
    kept = await door.post(f"{path}/case", json={"why": "length"}, headers=owner)
    assert kept.status_code == 201
    halves = {
        half: (await door.get(f"{client}/cases", params={"half": half}, headers=owner)).text
        for half in ("development", "test")
    }
    half = kept.json()["half"]
    line = json.loads(halves.pop(half))
    assert (line["id"], line["half"], line["decision"]) == (kept.json()["id"], half, "rejected")
    assert (line["reason"], line["why"]) == ("Too long.", "length")
    assert [*halves.values()] == [""]
