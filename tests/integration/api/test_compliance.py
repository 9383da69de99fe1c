"""What the rules ask for can be done over the API: consents, washing, attestations and seats."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from memory.enums import Channel, Role
from memory.records.ids import LeadId, ResourceId
from memory.resources import add_resource
from tests.fixtures.outreach import make_lead
from tests.fixtures.platform import Stage, Town, stage_on
from tests.integration.api.conftest import signed_in
from tools.services.resources_desk import RISK

NUMBERS = "0412345678,Y\r\n0412345679,N\r\n0298765432,I\r\n"
CONSENT = {
    "kind": "express",
    "channel": "voice",
    "source": "trade fair",
    "evidence": "Signed the form at the spring fair.",
    "captured_at": "2026-11-01T02:00:00Z",
}


def base(stage: Stage) -> str:
    """The client's path."""
    return f"/api/v1/clients/{stage.client_id}"


async def a_resource(stage: Stage, channel: Channel, address: str, **columns: Any) -> ResourceId:
    """One more of the client's resources."""
    async with stage.platform.memory.postgres.client_transaction(stage.client_id) as tx:
        return await add_resource(
            tx, channel=channel, vendor="any", address=address, label=f"Our {address}", daily_limit=17,
            time_zone="Australia/Sydney", **columns,
        )  # fmt: skip


async def demote(stage: Stage, role: Role) -> None:
    """The owner holds only this role from now on."""
    async with stage.platform.memory.postgres.system_transaction() as tx:
        await tx.execute("update memberships set role = $1 where client_id = $2", role.value, stage.client_id)


async def audited(stage: Stage) -> list[str]:
    """What is on the record of decisions, in order."""
    rows = await stage.rows("select action from audit_log where client_id = $1 order by created_at, id")
    return [row["action"] for row in rows]


async def test_a_consent_is_recorded_listed_and_taken_back(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]
) -> None:
    """201, then in the list, then 204 once and 404 the second time; both acts are on record."""
    door.headers.update(owner)
    lead_id = await make_lead(stage.platform.memory, stage.tenant, stage.campaign_id)
    other = await make_lead(stage.platform.memory, stage.tenant, stage.campaign_id)
    path = f"{base(stage)}/leads/{lead_id}/consents"
    before = len((await door.get(path)).json())
    made = await door.post(path, json=CONSENT)
    assert made.status_code == 201, made.text
    listed = (await door.get(path)).json()
    assert len(listed) == before + 1
    mine = next(one for one in listed if one["id"] == made.json()["id"])
    assert (mine["kind"], mine["channel"], mine["withdrawn_at"]) == ("express", "voice", None)
    foreign = f"{base(stage)}/leads/{other}/consents/{mine['id']}"
    assert (await door.delete(foreign)).status_code == 404
    assert (await door.delete(f"{path}/{mine['id']}")).status_code == 204
    assert (await door.delete(f"{path}/{mine['id']}")).status_code == 404
    assert next(one for one in (await door.get(path)).json() if one["id"] == mine["id"])["withdrawn_at"]
    assert {"consent_recorded", "consent_withdrawn"} <= set(await audited(stage))


@pytest.mark.parametrize(
    "changes",
    [
        {"evidence": "short"},
        {"evidence": ""},
        {"captured_at": "2099-01-01T00:00:00Z"},
        {"captured_at": "2026-11-01T02:00:00"},
        {"valid_until": "2020-01-01T00:00:00Z"},
        {"kind": "hearsay"},
        {"facts": ["looked_nice"]},
        {"created_by": str(UUID(int=1))},
    ],
)
async def test_a_consent_without_evidence_or_time_is_refused_in_a_sentence(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str], changes: dict[str, Any]
) -> None:
    """422 as a problem document, and nothing is kept."""
    lead_id = await make_lead(stage.platform.memory, stage.tenant, stage.campaign_id)
    path = f"{base(stage)}/leads/{lead_id}/consents"
    before = (await door.get(path, headers=owner)).json()
    answer = await door.post(path, json={**CONSENT, **changes}, headers=owner)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"].endswith(".")
    assert (await door.get(path, headers=owner)).json() == before


async def test_numbers_are_exported_washed_by_file_and_counted(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]
) -> None:
    """Three are due; the register's file answers them, and one row of it holds nothing."""
    door.headers.update(owner)
    memory = stage.platform.memory
    for phone in ("+61412345678", "+61412345679", "+61298765432", "+6421555123"):
        await make_lead(memory, stage.tenant, stage.campaign_id, phone=phone)
    path = f"{base(stage)}/washing"
    counts = (await door.get(path)).json()
    assert (counts["numbers"], counts["due"], counts["has_account"]) == (3, 3, True)
    assert isinstance(counts["balance"], int)
    exported = await door.get(f"{path}/numbers.csv")
    assert exported.text.split() == ["0298765432", "0412345678", "0412345679"]
    assert "attachment" in exported.headers["content-disposition"]
    washed_at = (stage.town.clock() - timedelta(days=29)).isoformat()
    taken = await door.post(
        f"{path}/answers",
        files={"file": ("answers.csv", NUMBERS + "nonsense\r\n")},
        data={"washed_at": washed_at},
    )
    assert (taken.status_code, taken.json()) == (201, {"listed": 1, "clear": 1, "invalid": 1, "unread": 1})
    counts = (await door.get(path)).json()
    assert [counts[name] for name in ("due", "clear", "listed", "invalid")] == [0, 1, 1, 1]
    assert (await door.get(f"{path}/numbers.csv")).text == ""
    stage.town.clock.forward(days=1, seconds=1)
    door.headers.update(await signed_in(door, stage.platform.memory, stage.tenant))
    counts = (await door.get(path)).json()
    assert [counts[name] for name in ("due", "clear", "listed", "invalid")] == [2, 0, 0, 1]
    assert "washed" in await audited(stage)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "No row holds a number"),
        (b"PK\x03\x04" + bytes(99), "Excel workbook"),
        (bytes(999), "binary data"),
        (b"0412345678\r\n0412345679\r\n", "No row holds a number"),
        (b"Phone,Answer\r\n+14155550100,Y\r\n", "No row holds a number"),
        (b'0412345678,"Y\r\n' + b"x" * 200_000, "has no end"),
        (b"0412345678,Y\r\n" * 1_500_000, "larger than 20 MB"),
    ],
)
async def test_a_file_that_is_no_answer_is_refused_in_one_sentence(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str], content: bytes, words: str
) -> None:
    """422 and nothing kept, whatever was dropped."""
    answer = await door.post(
        f"{base(stage)}/washing/answers", files={"file": ("a.csv", content)}, headers=owner
    )
    assert answer.status_code == 422
    assert words in answer.json()["title"]
    assert answer.json()["title"].count(".") <= 2
    assert await stage.rows("select id from phone_washes where client_id = $1") == []


@pytest.mark.parametrize("washed_at", ["2099-01-01T00:00:00Z", "2026-11-01T00:00:00", "yesterday"])
async def test_a_wash_has_a_moment_with_a_zone_that_has_passed(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str], washed_at: str
) -> None:
    """422: thirty days cannot be counted from anything else."""
    answer = await door.post(
        f"{base(stage)}/washing/answers",
        files={"file": ("a.csv", NUMBERS)},
        data={"washed_at": washed_at},
        headers=owner,
    )
    assert answer.status_code == 422


async def test_numbers_are_washed_at_once_where_there_is_an_account(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]
) -> None:
    """Only those with a call ahead, which here is nobody; the act is on record."""
    answer = await door.post(f"{base(stage)}/washing/run", headers=owner)
    assert (answer.status_code, answer.json()) == (200, {"answered": 0})
    assert "wash_asked" in await audited(stage)


async def test_a_mailbox_is_ready_once_somebody_attested_its_records(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]
) -> None:
    """All three pass, with name and time; one that fails shuts it again."""
    door.headers.update(owner)
    one = await a_resource(stage, Channel.EMAIL, "kate@new.example")
    path = f"{base(stage)}/resources"
    shown = next(each for each in (await door.get(path)).json() if each["id"] == str(one))
    assert (shown["ready"], [gap["fix"] for gap in shown["gaps"]]) == (False, ["attest"])
    good = {"spf": "pass", "dkim": "pass", "dmarc": "pass"}
    assert (await door.post(f"{path}/{one}/authentication", json=good)).json()["ready"] is True
    (row,) = await stage.rows("select settings from resources where client_id = $1 and id = $2", one)
    assert row["settings"]["authentication"]["by"]
    assert row["settings"]["authentication"]["at"].startswith("2026-")
    bad = await door.post(f"{path}/{one}/authentication", json={**good, "dmarc": "fail"})
    assert bad.json()["ready"] is False
    assert (await door.post(f"{path}/{one}/authentication", json={"spf": "pass"})).status_code == 422
    assert (await door.post(f"{path}/{uuid4()}/authentication", json=good)).status_code == 404
    assert (await audited(stage)).count("authentication_attested") == 2


async def test_a_paused_resource_says_why_and_is_put_back_once(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]
) -> None:
    """409 where it is in use."""
    door.headers.update(owner)
    one = stage.tenant.resource_id
    async with stage.platform.memory.postgres.client_transaction(stage.client_id) as tx:
        paused = "update resources set paused_at = now(), pause_reason = $3 where client_id = $1 and id = $2"
        await tx.execute(paused, one, "7 of 200 mails bounced.")
    (shown,) = (await door.get(f"{base(stage)}/resources")).json()
    assert shown["pause_reason"] == "7 of 200 mails bounced."
    assert "7 of 200" in shown["gaps"][0]["sentence"]
    again = await door.post(f"{base(stage)}/resources/{one}/unpause")
    assert (again.status_code, again.json()["ready"]) == (200, True)
    assert (await door.post(f"{base(stage)}/resources/{one}/unpause")).status_code == 409
    assert "unpaused" in await audited(stage)


async def test_a_seat_is_ready_once_its_owner_accepted_the_risk_in_writing(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]
) -> None:
    """The name and the words are kept; taken back, the seat is shut again."""
    door.headers.update(owner)
    one = await a_resource(
        stage, Channel.LINKEDIN, "https://www.linkedin.com/in/kate", settings={"account_id": "7"}
    )
    path = f"{base(stage)}/resources/{one}"
    assert (await door.post(f"{path}/risk", json={"owner": "  "})).status_code == 422
    accepted = await door.post(f"{path}/risk", json={"owner": "Kate  Lo"})
    assert (accepted.json()["ready"], accepted.json()["gaps"]) == (True, [])
    (row,) = await stage.rows("select settings from resources where client_id = $1 and id = $2", one)
    assert (row["settings"]["risk"]["owner"], row["settings"]["risk"]["statement"]) == ("Kate Lo", RISK)
    mailbox = f"{base(stage)}/resources/{stage.tenant.resource_id}"
    assert (await door.post(f"{mailbox}/risk", json={"owner": "Kate Lo"})).status_code == 422
    assert (await door.delete(f"{path}/risk")).json()["risk_accepted_at"] is None
    assert (await door.delete(f"{path}/risk")).status_code == 409
    assert {"risk_accepted", "risk_taken_back"} <= set(await audited(stage))


async def test_a_restricted_seat_rests_for_seven_days_and_a_lead_for_twenty_one(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]
) -> None:
    """An earlier note never shortens the rest."""
    door.headers.update(owner)
    one = await a_resource(
        stage, Channel.LINKEDIN, "seat", risk_accepted_at=stage.town.clock(), settings={"account_id": "7"}
    )
    path = f"{base(stage)}/resources/{one}"
    now = stage.town.clock()
    rest = await door.post(f"{path}/restriction", json={})
    assert (rest.status_code, rest.json()["until"][:10]) == (201, f"{now + timedelta(days=7):%Y-%m-%d}")
    earlier = {"at": (now - timedelta(days=3)).isoformat()}
    assert (await door.post(f"{path}/restriction", json=earlier)).json() == rest.json()
    late = {"at": (now + timedelta(days=1)).isoformat()}
    assert (await door.post(f"{path}/restriction", json=late)).status_code == 422
    shown = next(
        each for each in (await door.get(f"{base(stage)}/resources")).json() if each["id"] == str(one)
    )
    assert [gap["fix"] for gap in shown["gaps"]] == ["wait"]
    stage.town.clock.forward(days=7)
    door.headers.update(await signed_in(door, stage.platform.memory, stage.tenant))
    shown = next(
        each for each in (await door.get(f"{base(stage)}/resources")).json() if each["id"] == str(one)
    )
    assert shown["ready"] is True
    lead_id = await make_lead(stage.platform.memory, stage.tenant, stage.campaign_id)
    lead = f"{base(stage)}/leads/{lead_id}/invitation-withdrawal"
    until = (await door.post(lead, json={})).json()["until"]
    assert until[:10] == f"{now + timedelta(days=28):%Y-%m-%d}"
    assert (await door.post(lead.replace(str(lead_id), str(uuid4())), json={})).status_code == 404


async def test_a_name_as_sender_is_noted_as_registered(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]
) -> None:
    """A number needs no register; a name does from July 2026."""
    door.headers.update(owner)
    name = await a_resource(stage, Channel.SMS, "HARBOUR")
    number = await a_resource(stage, Channel.SMS, "+61480000000")
    listed = {each["id"]: each for each in (await door.get(f"{base(stage)}/resources")).json()}
    assert (listed[str(name)]["ready"], listed[str(number)]["ready"]) == (False, True)
    path = f"{base(stage)}/resources/{name}/registered-sender"
    assert (await door.put(path, json={"registered": True})).json()["ready"] is True
    assert (await door.put(path, json={"registered": False})).json()["ready"] is False
    assert (await audited(stage)).count("sender_registered") == 1


async def test_each_channel_says_whether_it_is_open_and_what_is_missing(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]
) -> None:
    """Email is open, the others have nothing to send from."""
    found = (await door.get(f"{base(stage)}/compliance", headers=owner)).json()
    states = {each["channel"]: each for each in found["channels"]}
    assert list(states) == [channel.value for channel in Channel]
    assert [name for name, each in states.items() if each["open"]] == ["email"]
    assert states["linkedin"]["missing"] == ["There is no LinkedIn seat to send from."]


async def test_a_list_shows_where_it_comes_from_and_by_whose_word(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]
) -> None:
    """One attested, one not; those without consent are counted."""
    door.headers.update(owner)
    for name, more in (("a", {"list_source": "customers", "source_note": "the CRM"}), ("b", {})):
        content = f"Email\n{name}@kelp.example\n"
        made = (await door.post(f"{base(stage)}/imports", files={"file": (f"{name}.csv", content)})).json()
        commit = f"{base(stage)}/imports/{made['import_id']}/commit"
        assert (await door.post(commit, json={"mapping": made["mapping"], **more})).status_code < 300
    found = (await door.get(f"{base(stage)}/compliance")).json()
    lists = {each["filename"]: each for each in found["lists"]}
    assert (lists["a.csv"]["list_source"], lists["a.csv"]["source_note"]) == ("customers", "the CRM")
    assert lists["a.csv"]["attested_by"]
    assert (lists["b.csv"]["list_source"], lists["b.csv"]["attested_by"]) == (None, None)
    assert found["leads_without_consent"] == 1
    assert "1 lead is without a consent" in found["channels"][0]["notes"][0]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
async def test_only_admins_change_what_is_sent_from_and_viewers_change_nothing(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str], role: Role
) -> None:
    """403 with the role that is needed; everybody may look."""
    door.headers.update(owner)
    one, lead_id = (
        stage.tenant.resource_id,
        await make_lead(stage.platform.memory, stage.tenant, stage.campaign_id),
    )
    await demote(stage, role)
    path = base(stage)
    for_admins = [
        ("POST", f"{path}/resources/{one}/unpause", None),
        ("POST", f"{path}/resources/{one}/authentication", {"spf": "pass", "dkim": "pass", "dmarc": "pass"}),
        ("PUT", f"{path}/resources/{one}/registered-sender", {"registered": True}),
        ("POST", f"{path}/resources/{one}/risk", {"owner": "Kate Lo"}),
        ("DELETE", f"{path}/resources/{one}/risk", None),
    ]
    for_members = [
        ("POST", f"{path}/leads/{lead_id}/consents", CONSENT),
        ("POST", f"{path}/leads/{lead_id}/invitation-withdrawal", {}),
        ("POST", f"{path}/resources/{one}/restriction", {}),
        ("POST", f"{path}/washing/run", None),
    ]
    for method, url, body in for_admins + (for_members if role is Role.VIEWER else []):
        answer = await door.request(method, url, json=body)
        assert (answer.status_code, answer.json()["type"]) == (403, "urn:agency-os:problem:not_permitted"), (
            url
        )
    if role is Role.VIEWER:
        upload = await door.post(f"{path}/washing/answers", files={"file": ("a.csv", NUMBERS)})
        assert upload.status_code == 403
    for url in ("compliance", "resources", "washing", "washing/numbers.csv", f"leads/{lead_id}/consents"):
        assert (await door.get(f"{path}/{url}")).status_code == 200


async def test_another_clients_people_and_senders_are_not_found(
    door: httpx.AsyncClient, town: Town, stage: Stage, owner: dict[str, str]
) -> None:
    """404, whoever asks by whichever path."""
    other = await stage_on(town, stage.platform, "Other")
    lead_id = await make_lead(stage.platform.memory, other.tenant, other.campaign_id)
    await signed_in(door, stage.platform.memory, other.tenant)
    door.headers.update(owner)
    paths = [f"leads/{lead_id}/consents", f"leads/{LeadId(uuid4())}/consents"]
    for path in paths:
        assert (await door.get(f"{base(stage)}/{path}")).status_code == 404
        assert (await door.post(f"{base(stage)}/{path}", json=CONSENT)).status_code == 404
    foreign = f"{base(stage)}/resources/{other.tenant.resource_id}/unpause"
    assert (await door.post(foreign)).status_code == 404
    assert (await door.get(f"{base(other)}/compliance")).status_code == 404


async def test_every_new_route_is_described(door: httpx.AsyncClient) -> None:
    """With a summary and the multipart body of the file."""
    document = (await door.get("/api/openapi.json")).json()
    mine = [
        (path, act)
        for path, acts in document["paths"].items()
        for act in acts.values()
        if "compliance" in act.get("tags", [])
    ]
    assert len(mine) == 13
    assert all(act["description"].endswith(".") for _, act in mine)
    upload = next(act for path, act in mine if path.endswith("/washing/answers"))
    assert "multipart/form-data" in upload["requestBody"]["content"]
