"""Notes over the API: listed, corrected, struck, restored, rolled back and deleted by those who may."""

from __future__ import annotations

from uuid import uuid4

import httpx

from tests.fixtures.platform import Stage


async def test_a_notes_life_over_the_api(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]
) -> None:
    recall, notes = stage.platform.services.recall, f"/api/v1/clients/{stage.client_id}/notes"
    await recall.learn_from_chat(stage.client_id, stage.tenant.actor, uuid4(), "Never mention price.")
    (note,) = (await door.get(notes, headers=owner)).json()
    assert (note["text"], note["kind"], note["scope"], note["source_kind"], note["version"]) == (
        "Never mention price.", "preference", "client", "chat", 1,
    )  # fmt: skip
    corrected = await door.post(
        f"{notes}/{note['id']}/correction", headers=owner, json={"text": "Never mention discounts."}
    )
    assert corrected.status_code == 200, corrected.text
    now = corrected.json()["id"]
    assert (await door.post(f"{notes}/{note['id']}/strike", headers=owner)).status_code == 404
    struck = await door.post(f"{notes}/{now}/strike", headers=owner)
    assert struck.json()["struck_at"] is not None
    assert (await door.get(notes, headers=owner)).json() == []
    assert [one["id"] for one in (await door.get(f"{notes}?struck=true", headers=owner)).json()] == [now]
    await door.post(f"{notes}/{now}/restore", headers=owner)
    found = (await door.get(notes, headers=owner, params={"about": "discounts"})).json()
    assert [one["id"] for one in found] == [now]
    back = await door.post(f"{notes}/{now}/rollback", headers=owner, json={"version": 1})
    assert (back.json()["text"], back.json()["version"]) == ("Never mention price.", 3)
    versions = (await door.get(f"{notes}/{now}/versions", headers=owner)).json()
    assert [one["version"] for one in versions] == [1, 2, 3]
    assert (await door.delete(f"{notes}/{back.json()['id']}", headers=owner)).status_code == 204
    assert (await door.get(f"{notes}/{now}/versions", headers=owner)).status_code == 404
