"""The pretended Lob prints once per key, follows each piece to the door, and speaks as its specification."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from errors import OutcomeUnknown, ProviderCredentials, ProviderRefused, ProviderUnavailable
from tests.fixtures.sandbox import Mailroom
from tools.providers.lob import Lob, parse_event
from tools.providers.lob_pieces import Address, Kind, OutboundLetter, OutboundPostcard
from tools.providers.webhooks import Webhook
from tools.sandbox.config import SandboxConfig
from tools.sandbox.server import Sandbox, open_sandbox
from tools.sandbox.world import WorldCompany

SPECIFICATION = Path(__file__).resolve().parents[4] / "shared" / "specs" / "lob.json"
OREGON = Address(
    line1="210 Pine St", city="Portland", state="OR", postcode="97205", country="US", company="Brightside"
)


def letter_to(address: Address, **fields: Any) -> OutboundLetter:
    return OutboundLetter(
        to=address, sender=OREGON, html="<p>Dear Kim</p>", metadata={"touch_id": "t_1"}, **fields
    )


def postcard_to(address: Address) -> OutboundPostcard:
    return OutboundPostcard(
        to=address, sender="adr_return1", front="<p>F</p>", back="<p>B</p>", metadata={"touch_id": "t_2"}
    )


def at_home(company: WorldCompany) -> Address:
    place = company.place
    return Address(
        line1=company.street,
        city=place.city,
        state=place.state,
        postcode=place.postcode,
        country="NZ" if place.country == "New Zealand" else "AU",
        name="Kim Tran",
        company=company.name,
    )


def home(sandbox: Sandbox, *, takes_mail: bool = True) -> Address:
    """An address of the world where a letter arrives, or where none does."""
    return at_home(next(company for company in sandbox.world.companies if company.takes_mail is takes_mail))


@pytest.fixture
async def lob(sandbox: Sandbox) -> AsyncIterator[Lob]:
    lob = Lob.at(sandbox.accounts["lob"], timeout_seconds=3)
    yield lob
    await lob.close()


async def test_the_same_key_prints_once(sandbox: Sandbox, lob: Lob) -> None:
    """And gives the first piece back, whatever the second request bears."""
    letter = letter_to(home(sandbox))
    first = await lob.send_letter(letter, idempotency_key="touch/1")
    again = await lob.send_letter(replace(letter, html="<p>Other</p>"), idempotency_key="touch/1")
    other = await lob.send_letter(letter, idempotency_key="touch/2")
    assert first.id == again.id != other.id
    taken = sandbox.ledger.sends("lob")
    assert [(piece.form, piece.tag, piece.idempotency_key) for piece in taken] == [
        ("letter", "t_1", "touch/1"),
        ("letter", "t_1", "touch/2"),
    ]
    assert home(sandbox).line1 in taken[0].recipient
    assert taken[0].text == "<p>Dear Kim</p>"


async def test_a_lost_answer_is_asked_for_under_its_key(sandbox: Sandbox, lob: Lob) -> None:
    """And is found by its touch, when the key is no help any more."""
    for fault in ("accept_then_drop", "accept_then_500"):
        sandbox.faults.set(f"lob.{fault}=1")
        with pytest.raises(OutcomeUnknown):
            await lob.send_postcard(postcard_to(home(sandbox)), idempotency_key="touch/3")
    sandbox.faults.set("")
    assert len(sandbox.ledger.sends("lob")) == 1
    page = await lob.recent(Kind.POSTCARD, metadata={"touch_id": "t_2"})
    assert [piece.id for piece in page.pieces] == [sandbox.ledger.sends("lob")[0].id]
    assert (await lob.recent(Kind.POSTCARD, metadata={"touch_id": "t_9"})).pieces == ()
    assert (await lob.recent(Kind.LETTER)).pieces == ()


@pytest.mark.parametrize("takes_mail", [True, False])
async def test_a_piece_is_followed_to_the_door_or_back(
    sandbox: Sandbox, lob: Lob, mailroom: Mailroom, *, takes_mail: bool
) -> None:
    """Each step by a webhook that our own check lets in, and in the piece itself."""
    sandbox.post_to(mailroom.url)
    printed = await lob.send_letter(letter_to(home(sandbox, takes_mail=takes_mail)), idempotency_key="k")
    await mailroom.wait_for(7, "lob/events")
    events = {}
    for posted in mailroom.at("lob/events"):
        key = lob.receive("events", Webhook(url=posted.url, headers=posted.headers, body=posted.body))
        event = parse_event(posted.body)
        assert (key, event.resource_id, dict(event.metadata)) == (event.id, printed.id, {"touch_id": "t_1"})
        events[event.type] = event.at
    last = "delivered" if takes_mail else "returned_to_sender"
    steps = ("created", "rendered_pdf", "rendered_thumbnails", "mailed", "in_transit", "international_exit")
    assert set(events) == {f"letter.{name}" for name in (*steps, last)}
    piece = await lob.fetch(Kind.LETTER, printed.id)
    ends = "Delivered" if takes_mail else "Returned to Sender"
    assert [scan.name for scan in piece.scans] == ["Mailed", "In Transit", "International Exit", ends]


async def test_addresses_that_the_world_knows_are_told_apart(sandbox: Sandbox, lob: Lob) -> None:
    """Undeliverable is an answer and no error; a corrected address is found again."""
    good = await lob.verify(home(sandbox))
    assert (good.deliverable, good.deliverability) == (True, "deliverable")
    assert (await lob.verify(good.address)).deliverable
    bad = await lob.verify(home(sandbox, takes_mail=False))
    assert (bad.deliverable, bad.deliverability) == (False, "undeliverable")
    assert (await lob.verify(OREGON)).deliverable
    assert not (await lob.verify(replace(OREGON, line1="undeliverable"))).deliverable
    assert (await lob.verify(replace(home(sandbox), line1="Somewhere", postcode="9999"))).deliverability == (
        "no_match"
    )


async def test_a_piece_is_cancelled_before_it_is_posted(
    sandbox_config: SandboxConfig, mailroom: Mailroom
) -> None:
    """Nothing more becomes of it; later it is too late."""
    async with open_sandbox(replace(sandbox_config, reply_seconds=1.5)) as sandbox:
        sandbox.post_to(mailroom.url)
        lob = Lob.at(sandbox.accounts["lob"], timeout_seconds=3)
        printed = await lob.send_letter(letter_to(home(sandbox)), idempotency_key="k")
        await lob.cancel(Kind.LETTER, printed.id)
        assert (await lob.fetch(Kind.LETTER, printed.id)).deleted
        with pytest.raises(ProviderRefused):
            await lob.cancel(Kind.LETTER, printed.id)
        await asyncio.sleep(1.7)  # past the moment at which it would have arrived
        told = {parse_event(posted.body).type for posted in mailroom.at("lob/events")}
        assert told <= {"letter.created", "letter.deleted"}
        assert all(sandbox.ledger.ended(call.id) for call in sandbox.ledger.calls("lob")[:7])
        await lob.close()


async def test_a_posted_piece_cannot_be_cancelled(sandbox: Sandbox, lob: Lob) -> None:
    """Lob says so."""
    printed = await lob.send_postcard(postcard_to(home(sandbox)), idempotency_key="k")
    with pytest.raises(ProviderRefused) as refused:
        await lob.cancel(Kind.POSTCARD, printed.id)
    assert refused.value.code == "not_deletable"


async def test_the_list_leads_from_page_to_page(sandbox: Sandbox, lob: Lob) -> None:
    """Newest first, each piece once."""
    ids = [
        (await lob.send_letter(letter_to(home(sandbox)), idempotency_key=str(number))).id
        for number in range(5)
    ]
    found: list[str] = []
    after = None
    for _ in range(3):
        page = await lob.recent(Kind.LETTER, after=after, limit=2)
        found += [piece.id for piece in page.pieces]
        after = page.after
    assert (found, after) == (ids[::-1], None)
    with pytest.raises(ProviderRefused):
        await lob.recent(Kind.LETTER, after="no-cursor")


async def test_what_lob_refuses_is_not_printed(sandbox: Sandbox, lob: Lob) -> None:
    """A wrong key, a long address, a missing name, a merge variable, nothing to print, a fault."""
    stranger = Lob.at(replace(sandbox.accounts["lob"], key="wrong"), timeout_seconds=3)
    address = home(sandbox)
    with pytest.raises(ProviderCredentials):
        await stranger.send_letter(letter_to(address), idempotency_key="k")
    await stranger.close()
    refused = {
        "address_length_exceeds_limit": letter_to(replace(address, line2="x" * 50)),
        "invalid": letter_to(replace(address, name="", company="")),
        "merge_variable_required": replace(letter_to(address), html="<p>{{name}}</p>"),
        "invalid_file": replace(letter_to(address), html="Dear Kim"),
        "foreign_return_address": replace(letter_to(address), sender=address),
    }
    for code, letter in refused.items():
        with pytest.raises(ProviderRefused) as raised:
            await lob.send_letter(letter, idempotency_key="k")
        assert raised.value.code == code
    sandbox.faults.set("lob.429=1")
    with pytest.raises(ProviderUnavailable):
        await lob.send_letter(letter_to(address), idempotency_key="k")
    sandbox.faults.set("")
    with pytest.raises(ProviderRefused) as raised:
        await lob.fetch(Kind.LETTER, "ltr_none")
    assert raised.value.status == 404
    assert not sandbox.ledger.sends("lob")
    enveloped = replace(letter_to(address), sender=address, custom_envelope="env_1")
    assert (await lob.send_letter(enveloped, idempotency_key="k")).id


@cache
def specification() -> dict[str, Any]:
    """Lob's own as JSON Schema, but for two rules that its own examples and answers do not keep.

    These are the pattern of its signed links, and that a state has two letters, also outside the US.
    """
    said: dict[str, Any] = json.loads(SPECIFICATION.read_text())
    schemas = said["components"]["schemas"]
    schemas["signed_link"].pop("pattern")
    schemas["intl_components"]["properties"]["state"] = {"type": "string"}
    return _with_null(said)


def _with_null(schema: Any) -> Any:
    """OpenAPI 3.0's `nullable` in JSON Schema's own words."""
    if isinstance(schema, list):
        return [_with_null(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    walked = {name: _with_null(part) for name, part in schema.items()}
    if walked.get("nullable") is True and isinstance(walked.get("type"), str):
        walked["type"] = [walked["type"], "null"]
    return walked


def conforms(value: object, schema: Any) -> None:
    """Raise ValidationError unless the value is what the specification calls by this name."""
    Draft202012Validator({**specification(), "allOf": [schema]}).validate(value)


def named(schema: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema}"}


def answered(path: str, method: str) -> Any:
    """The schema of the specification's 200."""
    said = specification()
    answer = said["paths"][path][method]["responses"]["200"]
    if "$ref" in answer:
        answer = said["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
    return answer["content"]["application/json"]["schema"]


@pytest.mark.skipif(
    not SPECIFICATION.exists(),
    reason="Lob's specification is not beside the checkout (shared/specs/lob.json).",
)
async def test_every_answer_conforms_to_the_specification(
    sandbox: Sandbox, lob: Lob, mailroom: Mailroom
) -> None:
    """And so does every webhook; an answer that is spoilt is found not to."""
    sandbox.post_to(mailroom.url)
    seen: list[tuple[str, str, Any, Any]] = []

    async def keep(response: Any) -> None:
        await response.aread()
        path = response.request.url.path.removeprefix("/lob/v1")
        seen.append((path, response.request.method.lower(), response.json(), response.headers))

    lob._vendor._http.event_hooks["response"].append(keep)
    await lob.verify(home(sandbox))
    await lob.verify(home(sandbox, takes_mail=False))
    await lob.verify(OREGON)
    await lob.verify(replace(OREGON, line1="undeliverable"))
    letter = await lob.send_letter(letter_to(home(sandbox), description="d"), idempotency_key="1")
    await lob.send_letter(letter_to(OREGON), idempotency_key="2")
    await lob.send_postcard(postcard_to(home(sandbox)), idempotency_key="3")
    await lob.fetch(Kind.LETTER, letter.id)
    await lob.recent(Kind.LETTER, limit=1)
    await lob.recent(Kind.POSTCARD)
    paths = {letter.id: "{ltr_id}"}
    for path, method, body, headers in seen:
        name = "/".join(paths.get(part, part) for part in path.split("/"))
        schema = answered(name, method)
        conforms(body, schema)
        assert int(headers["ratelimit-reset"]) > 1_700_000_000
        with pytest.raises(ValidationError):
            conforms({**body, "id": 5, "data": 5, "next_url": 5}, schema)
    with pytest.raises(ProviderRefused):
        await lob.fetch(Kind.LETTER, "ltr_none")
    conforms(seen[-1][2], named("error"))
    await mailroom.wait_for(20, "lob/events")
    for posted in mailroom.at("lob/events"):
        event = json.loads(posted.body)
        conforms(event, named("events"))
        conforms(event["body"], named(event["event_type"]["resource"].removesuffix("s")))
        with pytest.raises(ValidationError):
            conforms(
                {**event, "event_type": {**event["event_type"], "id": "letter.vanished"}}, named("events")
            )
