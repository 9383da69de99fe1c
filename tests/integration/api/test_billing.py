"""Money over the API: what is paid for, left and spent, and the way to pay, for owners only."""

from __future__ import annotations

from decimal import Decimal

import httpx

from memory.enums import Role
from tests.fixtures.outreach import make_lead
from tests.fixtures.platform import Stage, stage_on
from tests.fixtures.stripe import press
from tests.integration.api.conftest import signed_in


def path(stage: Stage) -> str:
    return f"/api/v1/clients/{stage.client_id}/billing"


async def test_an_account_its_ledger_and_its_costs(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]
) -> None:
    """The ledger sums to the balance, campaigns' costs to the client's, and the CSV is a file."""
    door.headers.update(owner)
    account = (await door.get(path(stage))).json()
    assert (account["tier"], account["subscription"], account["runs"]) == ("velocity", "active", True)
    assert (account["balance"], account["quota"], account["pace"]) == (1_250, 2_250, "on_pace")
    entries = (await door.get(f"{path(stage)}/ledger")).json()
    assert sum(entry["delta"] for entry in entries) == account["balance"]
    assert (await door.get(f"{path(stage)}/ledger?limit=0")).status_code == 422
    lead_id = await make_lead(stage.platform.memory, stage.tenant, stage.campaign_id)
    touch_id = await stage.planned_for(lead_id)
    async with stage.platform.memory.postgres.client_transaction(stage.client_id) as tx:
        sql = "update touches set status = 'sent', vendor_cost_aud = 0.5 where client_id = $1 and id = $2"
        await tx.execute(sql, touch_id)
    costs = (await door.get(f"{path(stage)}/costs")).json()
    assert Decimal(costs["client"]["total_aud"]) == Decimal("0.5")
    (campaign,) = costs["campaigns"]
    assert (campaign["campaign_id"], Decimal(campaign["per_lead"])) == (
        str(stage.campaign_id),
        Decimal("0.5"),
    )
    assert campaign["per_reply"] is None
    table = await door.get(f"{path(stage)}/costs.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert table.text.splitlines()[0].startswith("campaign,sends_aud")


async def test_an_owner_is_sent_to_pay_and_back_to_change(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]
) -> None:
    """Checkout once, the portal afterwards; the other of the two is a 409."""
    door.headers.update(owner)
    assert (await door.post(f"{path(stage)}/portal")).status_code == 409
    made = await door.post(f"{path(stage)}/checkout", json={"tier": "dominance"})
    assert made.status_code == 201
    await press(made.json()["url"])
    for event_id in await stage.platform.services.subscriptions.refresh_from_events():
        await stage.platform.services.reception.match(event_id)
    assert (await door.get(path(stage))).json()["tier"] == "dominance"
    assert (await door.post(f"{path(stage)}/checkout", json={"tier": "ignition"})).status_code == 409
    assert (await door.post(f"{path(stage)}/portal")).status_code == 201
    assert (await door.post(f"{path(stage)}/checkout", json={"tier": "gold"})).status_code == 422


async def test_nobody_but_an_owner_is_sent_to_pay_and_no_stranger_sees_anything(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]
) -> None:
    """An admin reads; another client's owner finds nothing; without a token there is no answer."""
    door.headers.update(owner)
    async with stage.platform.memory.postgres.system_transaction() as tx:
        sql = "update memberships set role = $1 where user_id = $2"
        await tx.execute(sql, Role.ADMIN, stage.tenant.user_id)
    assert (await door.get(path(stage))).status_code == 200
    for where, body in (("checkout", {"tier": "ignition"}), ("portal", None)):
        assert (await door.post(f"{path(stage)}/{where}", json=body)).status_code == 403
    other = await stage_on(stage.town, stage.platform, name="Other")
    stranger = await signed_in(door, stage.platform.memory, other.tenant)
    for where in ("", "/ledger", "/costs", "/costs.csv"):
        assert (await door.get(f"{path(stage)}{where}", headers=stranger)).status_code == 404
    door.headers.pop("authorization")
    assert (await door.get(path(stage))).status_code == 401
