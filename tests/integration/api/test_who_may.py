"""Every route of a client, by the table of the API itself: nobody, strangers and too low a role stay out."""

from __future__ import annotations

from uuid import UUID, uuid4

import httpx
import pytest

from memory.enums import Role
from tests.fixtures.platform import Stage, Town, stage_on
from tests.integration.api.conftest import signed_in

CONSENT = {
    "kind": "express",
    "source": "fair",
    "evidence": "A signed form.",
    "captured_at": "2026-11-01T02:00:00Z",
}
AUTHENTICATION = {"spf": "pass", "dkim": "pass", "dmarc": "pass"}
WORDS: dict[str, object] = {
    "/campaigns": {"name": "Spring", "brief": "Offer a review.", "daily_limit": 5},
    "/status": {"status": "paused"},
    "/leads": {},
    "/commit": {"mapping": {}},
    "/decision": {"kind": "approve"},
    "/label": {"intent": "question"},
    "/checkout": {"tier": "velocity"},
    "/consents": CONSENT,
    "/authentication": AUTHENTICATION,
    "/registered-sender": {"registered": True},
    "/autopilot": {"channel": "email", "lead_tier": "hot", "on": True},
    "/risk": {"owner": "Olive Owner"},
    "/correction": {"text": "Never shout."},
    "/rollback": {"version": 1},
    "/erasures": {"email": "mia@kelp.example"},
}
"""Bodies that are well formed, by the end of the path; what is absent takes an empty one."""
ERASING = ("/erasures", "/confirm", "/decline")
"""Only owners erase people."""
FILES = ("/imports", "/washing/answers")


async def routes(door: httpx.AsyncClient, stage: Stage) -> list[tuple[str, str]]:
    """Method and path of everything that belongs to one client; other ids lead nowhere."""
    document = (await door.get("/api/openapi.json")).json()
    found: list[tuple[str, str]] = []
    for path, verbs in document["paths"].items():
        if "{client_id}" in path:
            filled = path.replace("{client_id}", str(stage.client_id))
            while "{" in filled:
                filled = filled[: filled.index("{")] + str(uuid4()) + filled[filled.index("}") + 1 :]
            found += [(verb.upper(), filled) for verb in verbs]
    return found


async def call(door: httpx.AsyncClient, verb: str, path: str, headers: dict[str, str]) -> int:
    """The status of a well-formed call."""
    if verb == "POST" and path.endswith(FILES):
        answer = await door.post(path, files={"file": ("a.csv", "Email\na@b.example\n")}, headers=headers)
        return answer.status_code
    body = next((words for end, words in WORDS.items() if path.endswith(end)), {})
    answer = await door.request(verb, path, json=None if verb in ("GET", "DELETE") else body, headers=headers)
    return answer.status_code


async def test_nobody_and_strangers_stay_out(
    door: httpx.AsyncClient, town: Town, stage: Stage, begun: list[UUID]
) -> None:
    """401 without a session; a member of another client is not even told that the client is there."""
    other = await stage_on(town, stage.platform, "Other")
    stranger = await signed_in(door, stage.platform.memory, other.tenant)
    known = await routes(door, stage)
    assert len(known) > 30
    for verb, path in known:
        assert await call(door, verb, path, {}) == 401, (verb, path)
        assert await call(door, verb, path, stranger) == 404, (verb, path)
    assert begun == []


@pytest.mark.parametrize(
    ("role", "ends"),
    [
        (Role.VIEWER, ("",)),
        (
            Role.MEMBER,
            ("/unpause", "/authentication", "/registered-sender", "/risk", "/checkout", "/portal", *ERASING),
        ),
        (Role.ADMIN, ("/checkout", "/portal", *ERASING)),
    ],
)
async def test_too_low_a_role_changes_nothing(
    door: httpx.AsyncClient,
    stage: Stage,
    owner: dict[str, str],
    begun: list[UUID],
    role: Role,
    ends: tuple[str, ...],
) -> None:
    """403, and no flow begins."""
    async with stage.platform.memory.postgres.system_transaction() as tx:
        await tx.execute("update memberships set role = $1 where client_id = $2", role, stage.client_id)
    changing = [
        (verb, path) for verb, path in await routes(door, stage) if verb != "GET" and path.endswith(ends)
    ]
    got = {(verb, path): await call(door, verb, path, owner) for verb, path in changing}
    # A consent is looked for first: every reader may list them anyhow.
    allowed = {one: {403, 404} if "/consents/" in one[1] else {403} for one in got}
    assert {one: status for one, status in got.items() if status not in allowed[one]} == {}
    assert begun == []
