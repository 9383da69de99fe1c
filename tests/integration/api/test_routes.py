"""Walk the API's routes as a program does: campaigns, leads, imports, approvals, health, unsubscribing."""

from __future__ import annotations

import base64
import csv
import io
from datetime import timedelta
from itertools import product
from uuid import UUID, uuid4

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memory.enums import TouchStatus
from tests.fixtures.outreach import make_lead
from tests.fixtures.platform import Stage, Town, stage_on
from tests.integration.api.conftest import signed_in

LIST = "Work Email,First Name,Company\nmia@kelp.example,Mia,=HYPERLINK(1)\nnot an address,Bo,Kelp\n"
PLAN = {"name": "Spring", "brief": "Offer a review.", "daily_limit": 5}


def base(stage: Stage) -> str:
    """The client's path."""
    return f"/api/v1/clients/{stage.client_id}"


async def test_a_campaign_is_made_started_and_never_restarted(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str], begun: list[UUID]
) -> None:
    """Draft, leads, active; a completed campaign stays completed and an unknown one is not found."""
    door.headers.update(owner)
    path = f"{base(stage)}/campaigns"
    made = (await door.post(path, json=PLAN)).json()
    assert (made["status"], made["percentages"]["email"]) == ("draft", 100)
    one = f"{path}/{made['id']}"
    await make_lead(stage.platform.memory, stage.tenant, None, status="new")  # type: ignore[arg-type]
    assert (await door.post(f"{one}/leads", json={})).json() == {"assigned": 1}
    assert (await door.post(f"{one}/status", json={"status": "active"})).json()["status"] == "active"
    assert begun == [UUID(made["id"])]
    assert (await door.post(f"{one}/status", json={"status": "completed"})).status_code == 200
    assert (await door.post(f"{one}/status", json={"status": "active"})).status_code == 409
    assert (await door.get(one)).json()["status"] == "completed"
    assert (await door.get(f"{path}/{uuid4()}")).status_code == 404


async def test_leads_are_found_shown_and_handed_out(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]
) -> None:
    """Filters narrow, a lead has its history, the export holds no formula."""
    door.headers.update(owner)
    memory = stage.platform.memory
    lead_id = await make_lead(
        memory, stage.tenant, stage.campaign_id, company="=1+1", als=91, lead_tier="hot"
    )
    await make_lead(memory, stage.tenant, stage.campaign_id)
    path = f"{base(stage)}/leads"
    assert len((await door.get(path)).json()) == 2
    assert [each["id"] for each in (await door.get(path, params={"tier": "hot"})).json()] == [str(lead_id)]
    assert (await door.get(path, params={"text": "no such words"})).json() == []
    assert (await door.get(path, params={"limit": 0})).status_code == 422
    shown = (await door.get(f"{path}/{lead_id}")).json()
    assert (shown["als"], shown["score"]) == (91, None)
    assert (await door.get(f"{path}/{lead_id}/timeline")).json() == []
    assert (await door.get(f"{path}/{uuid4()}")).status_code == 404
    rows = list(csv.reader(io.StringIO((await door.get(f"{path}/export.csv")).content.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


async def test_a_list_is_previewed_imported_once_and_its_rest_handed_back(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]
) -> None:
    """The row set aside has its reason; a second import and a discarded one are conflicts."""
    door.headers.update(owner)
    path = f"{base(stage)}/imports"
    preview = await door.post(path, files={"file": ("leads.csv", LIST)})
    assert preview.status_code == 201
    one = f"{path}/{preview.json()['import_id']}"
    mapping = {"mapping": preview.json()["mapping"]}
    imported = (await door.post(f"{one}/commit", json=mapping)).json()
    assert (imported["imported"], imported["quarantined"]) == (1, 1)
    assert (await door.post(f"{one}/commit", json=mapping)).status_code == 409
    assert [row["line"] for row in (await door.get(f"{one}/quarantine")).json()] == [3]
    text = (await door.get(f"{one}/quarantine.csv")).content.decode("utf-8-sig")
    assert "not an address" in text
    other = (await door.post(path, files={"file": ("b.csv", LIST.replace("mia", "bea"))})).json()
    dropped = f"{path}/{other['import_id']}"
    assert (await door.delete(dropped)).status_code < 300
    assert (await door.post(f"{dropped}/commit", json=mapping)).status_code in (404, 409)


async def test_a_file_that_is_no_list_is_refused_in_a_sentence(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str]
) -> None:
    """A spreadsheet, an empty file, a 60 MB file: 413 or 422, nothing kept."""
    door.headers.update(owner)
    path = f"{base(stage)}/imports"
    for content in (b"PK\x03\x04" + bytes(99), b"", b"\x00" * 99, b"Email\n" + b"a@b.example\n" * 5_000_000):
        answer = await door.post(path, files={"file": ("leads.csv", content)})
        assert answer.status_code in (413, 422)
        assert answer.json()["title"].endswith(".")
    assert await stage.rows("select id from imports where client_id = $1") == []


async def test_an_approval_is_decided_once_by_its_own_client(
    door: httpx.AsyncClient, town: Town, stage: Stage, owner: dict[str, str], begun: list[UUID]
) -> None:
    """200, then 409; 404 for a member of another client, whatever they ask."""
    touch_id = await stage.planned()
    await stage.platform.outreach.start(stage.client_id, touch_id)
    listed = (await door.get(f"{base(stage)}/approvals", headers=owner)).json()
    assert [each["touch_id"] for each in listed] == [str(touch_id)]
    assert {other["body"] for other in listed[0]["variants"]} != {listed[0]["body"]}
    assert all(other["subject"] for other in listed[0]["variants"])
    path = f"{base(stage)}/approvals/{listed[0]['id']}"
    other = await stage_on(town, stage.platform, "Other")
    stranger = await signed_in(door, stage.platform.memory, other.tenant)
    approve = {"kind": "approve"}
    for foreign in (path, path.replace(str(stage.client_id), str(other.client_id))):
        assert (await door.post(f"{foreign}/decision", json=approve, headers=stranger)).status_code == 404
        assert (await door.get(foreign, headers=stranger)).status_code == 404
    decided = await door.post(f"{path}/decision", json=approve, headers=owner)
    assert (decided.status_code, decided.json()["status"]) == (200, "approved")
    assert begun == [UUID(listed[0]["id"])]
    assert (await door.post(f"{path}/decision", json=approve, headers=owner)).status_code == 409
    assert (await door.get(path, headers=owner)).json()["status"] == "approved"
    nonsense = await door.post(f"{path}/decision", json={"kind": "sing"}, headers=owner)
    assert nonsense.status_code == 422


async def test_a_draft_is_approved_in_another_of_its_wordings(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str], begun: list[UUID]
) -> None:
    """Each is listed with the number that chooses it; a number or field that is not there decides nothing."""
    door.headers.update(owner)
    touch_id = await stage.planned()
    await stage.platform.outreach.start(stage.client_id, touch_id)
    (listed,) = (await door.get(f"{base(stage)}/approvals")).json()
    assert listed["variants"] != []
    assert [each["number"] for each in listed["variants"]] == [*range(1, len(listed["variants"]) + 1)]
    other = listed["variants"][-1]
    assert other["body"] not in ("", listed["body"])
    path = f"{base(stage)}/approvals/{listed['id']}"
    assert (await door.get(path)).json()["variants"] == listed["variants"]
    for wrong in ({"variant": other["number"] + 1}, {"variants": other["number"]}):
        refused = await door.post(f"{path}/decision", json={"kind": "approve", **wrong})
        assert refused.status_code == 422
    assert begun == []
    chosen = {"kind": "approve", "variant": other["number"]}
    decided = (await door.post(f"{path}/decision", json=chosen)).json()
    assert (decided["status"], decided["subject"], decided["body"]) == (
        "approved",
        other["subject"],
        other["body"],
    )
    assert decided["facts"] == other["facts"]


async def test_an_expired_approval_cannot_be_decided(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str], begun: list[UUID]
) -> None:
    """409 once its time is over, also before the flow that expires it has run."""
    touch_id = await stage.planned()
    await stage.platform.outreach.start(stage.client_id, touch_id)
    approval = await stage.pending(touch_id)
    assert approval is not None
    await stage.rows(
        "update approvals set expires_at = $3 where client_id = $1 and id = $2 returning id",
        approval.id,
        stage.town.clock() - timedelta(minutes=1),
    )
    path = f"{base(stage)}/approvals/{approval.id}/decision"
    assert (await door.post(path, json={"kind": "approve"}, headers=owner)).status_code == 409
    assert begun == []


async def test_opening_the_unsubscribe_page_changes_nothing_and_posting_ends_it(
    door: httpx.AsyncClient, stage: Stage
) -> None:
    """A mail program posts one click without a cookie and follows no redirect (RFC 8058)."""
    touch_id = await stage.planned()
    path = f"/u/{(await stage.touch(touch_id)).unsubscribe_token}"
    for _ in range(2):
        asked = await door.get(path)
        assert (asked.status_code, "<form" in asked.text) == (200, True)
        assert await stage.rows("select id from suppressions where client_id = $1") == []
    form = {"List-Unsubscribe": "One-Click"}
    for _ in range(2):
        ended = await door.post(path, data=form)
        assert ended.status_code == 200
        assert "set-cookie" not in ended.headers
    assert await stage.status(touch_id) is TouchStatus.CANCELLED
    assert await stage.rows("select id from suppressions where client_id = $1") != []
    assert (await door.post("/u/aaaaaaaaaaaaaaaaaaaaaaaaaa", data=form)).status_code == 404


async def test_health_names_each_part(door: httpx.AsyncClient) -> None:
    """Here no work engine runs: it is the one part that is not ready, and the whole says so."""
    assert (await door.get("/api/v1/health/live")).json() == {"status": "ok"}
    ready = await door.get("/api/v1/health/ready")
    parts = ready.json()["parts"]
    assert set(parts) == {"postgres", "redis", "vendors", "migrations", "engine", "model"}
    assert [name for name, part in parts.items() if not part["ready"]] == ["engine"]
    assert (ready.status_code, ready.json()["status"]) == (503, "degraded")
    assert (await door.get("/api/v1/health")).status_code == 503


async def test_health_is_well_once_the_engine_runs(town: Town) -> None:
    """Every part answers."""
    async with town.platform(flows=True) as platform:
        parts = await platform.parts()
    assert all(part.ready for part in parts.values())
    assert parts["engine"].latency_ms < 1000


MAIL = {"vendor": "postmark", "kind": "inbound"}
"""Every other vendor's webhooks are tried in test_webhooks.py."""
POSTS = (
    "/api/v1/auth/token",
    "/api/v1/clients/{client}/campaigns",
    "/api/v1/clients/{client}/campaigns/{other}/status",
    "/api/v1/clients/{client}/campaigns/{other}/leads",
    "/api/v1/clients/{client}/imports",
    "/api/v1/clients/{client}/imports/{other}/commit",
    "/api/v1/clients/{client}/approvals/{other}/decision",
    "/api/v1/clients/{client}/approvals/{other}/case",
    "/api/v1/clients/{client}/replies/{other}/label",
    "/api/v1/clients/{client}/leads/{other}/consents",
    "/api/v1/clients/{client}/leads/{other}/invitation-withdrawal",
    "/api/v1/clients/{client}/washing/answers",
    "/api/v1/clients/{client}/washing/run",
    "/api/v1/clients/{client}/resources/{other}/unpause",
    "/api/v1/clients/{client}/resources/{other}/authentication",
    "/api/v1/clients/{client}/resources/{other}/risk",
    "/api/v1/clients/{client}/resources/{other}/restriction",
    "/api/v1/clients/{client}/notes/{other}/correction",
    "/api/v1/clients/{client}/notes/{other}/rollback",
    "/api/v1/clients/{client}/notes/{other}/strike",
    "/api/v1/clients/{client}/notes/{other}/restore",
    "/api/v1/clients/{client}/billing/checkout",
    "/api/v1/clients/{client}/billing/portal",
    "/api/v1/webhooks/{vendor}/{kind}",
    "/api/v1/webhooks/{vendor}/{kind}/{token}",
    "/u/{token}",
    "/api/v1/clients/{client}/erasures",
    "/api/v1/clients/{client}/erasures/{other}/confirm",
    "/api/v1/clients/{client}/erasures/{other}/decline",
)
BODIES: tuple[bytes, ...] = (
    b"",
    b"null",
    b"[]",
    b"{}",
    b'"text"',
    b"9" * 400,
    b"[" * 5_000,
    b'{"kind": "approve", "body": "\\u0000"}',
    b'{"mapping": {"\\u0000": "email"}}',
    b'{"email": "a\\u0000b@c.example", "password": "\\ud800"}',
    b'{"status": "\\ud800", "import_id": 7}',
    b'{"MessageID": null, "Headers": {}, "Date": 9e999}',
    b'{"MessageID": "\\u0000", "From": "\\ud800", "Headers": [null]}',
    b"\xff\xfe\x00",
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="\x00.csv"\r\n\r\nEmail\n\r\n--x--\r\n',
    b"--x\r\nbroken",
)
HEADERS: tuple[dict[bytes, bytes], ...] = (
    {},
    {b"content-type": b"application/json"},
    {b"content-type": b"multipart/form-data"},
    {b"content-type": b"multipart/form-data; boundary=x"},
    {b"content-type": b"application/x-www-form-urlencoded; charset=nowhere"},
    {b"content-type": b"\xff"},
    {b"authorization": b"Bearer"},
    {b"authorization": b"Bearer \xff\xfe"},
    {b"authorization": b"Basic " + base64.b64encode(b"postmark:hook password")},
    {b"content-length": b"many"},
)


async def test_the_posts_below_are_all_there_are(door: httpx.AsyncClient) -> None:
    """A new route that nobody tries fails here."""
    document = (await door.get("/api/openapi.json")).json()
    names = {
        "client_id": "client",
        "campaign_id": "other",
        "import_id": "other",
        "approval_id": "other",
        "reply_id": "other",
        "lead_id": "other",
        "resource_id": "other",
        "note_id": "other",
        "erasure_id": "other",
    }
    found = {path for path, verbs in document["paths"].items() if "post" in verbs}
    for name, stands_for in names.items():
        found = {path.replace(f"{{{name}}}", f"{{{stands_for}}}") for path in found}
    assert found == set(POSTS)


async def test_no_body_and_no_header_makes_a_500(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str], begun: list[UUID]
) -> None:
    """Every body, and every header with three of them, signed in or not: the answer says what is wrong."""
    signed = {name.encode(): value.encode() for name, value in owner.items()}
    tries = [*((body, HEADERS[1]) for body in BODIES), *product((b"{}", *BODIES[-2:]), HEADERS)]
    for path, (body, headers) in product(POSTS, tries):
        url = path.format(client=stage.client_id, other=uuid4(), token="a" * 26, **MAIL)
        answer = await door.post(url, content=body, headers=list((signed | headers).items()))
        assert answer.status_code < 500, (path, body, headers, answer.text)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(path=st.sampled_from(POSTS), body=st.binary(max_size=300), value=st.binary(max_size=40))
async def test_no_bytes_make_a_500(
    door: httpx.AsyncClient, stage: Stage, owner: dict[str, str], path: str, body: bytes, value: bytes
) -> None:
    """Bytes of any kind as body and as a header."""
    url = path.format(client=stage.client_id, other=uuid4(), token="b" * 26, **MAIL)
    headers = [(b"Authorization", owner["Authorization"].encode()), (b"X-Anything", value)]
    answer = await door.post(url, content=body, headers=headers)
    assert answer.status_code < 500, answer.text
