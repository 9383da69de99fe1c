"""People are erased over the API: asked for, looked at, confirmed; never guessed at."""

from __future__ import annotations

import httpx

from tests.fixtures.person import EMAIL, PERSON, found
from tests.fixtures.platform import Stage


async def test_an_owner_sees_whom_and_what_and_confirms_it(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]
) -> None:
    """By lead or by address; confirmed twice it is done once, and tells nobody's name any more."""
    touch_id = await stage.planned(**PERSON)
    lead_id, path = (await stage.touch(touch_id)).lead_id, f"/api/v1/clients/{stage.client_id}/erasures"
    answer = await door.post(path, json={"lead_id": str(lead_id)}, headers=owner)
    assert answer.status_code == 201, answer.text
    asked = answer.json()
    assert (asked["status"], asked["email"], asked["names"]) == ("open", EMAIL, ["Zephyrine Quillfeather"])
    assert asked["held"]["unsent"] == 1
    again = (await door.post(path, json={"email": EMAIL.upper()}, headers=owner)).json()
    assert again["lead_ids"] == asked["lead_ids"]

    for _ in range(2):
        done = await door.post(f"{path}/{asked['id']}/confirm", headers=owner)
        assert done.status_code == 200, done.text
        assert (done.json()["status"], done.json()["email"], done.json()["names"]) == ("done", None, [])
    assert (await door.get(f"{path}/{again['id']}", headers=owner)).json()["status"] == "done"
    assert await found(stage.town.connection) == set()
    gone = await door.get(f"/api/v1/clients/{stage.client_id}/leads/{lead_id}", headers=owner)
    assert gone.status_code == 404


async def test_one_thing_says_who_it_is(door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]) -> None:
    """Nobody, both, or no address: 422, and nothing is kept of it."""
    path = f"/api/v1/clients/{stage.client_id}/erasures"
    bodies: list[dict[str, object]] = [
        {},
        {"email": "nobody"},
        {"email": EMAIL, "lead_id": str(stage.client_id)},
    ]
    for body in bodies:
        assert (await door.post(path, json=body, headers=owner)).status_code == 422
    assert await stage.rows("select id from erasures where client_id = $1") == []


async def test_what_is_declined_is_decided(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]
) -> None:
    """204 once, then 409."""
    path = f"/api/v1/clients/{stage.client_id}/erasures"
    asked = (await door.post(path, json={"email": EMAIL}, headers=owner)).json()
    decline = f"{path}/{asked['id']}/decline"
    assert [(await door.post(decline, headers=owner)).status_code for _ in range(2)] == [204, 409]
    assert (await door.post(f"{path}/{asked['id']}/confirm", headers=owner)).status_code == 409
