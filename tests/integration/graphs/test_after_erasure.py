"""A person who was erased stays away, whatever is written, imported or under way after it."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from typing import Any
from uuid import uuid4

from memory.activities import add_activity
from memory.enums import ActivityKind, EventStatus
from tests.fixtures.outreach import MONDAY
from tests.fixtures.person import EMAIL, PHONE, WORDS, Known, asked, erased, found, known_person, mend, put
from tests.fixtures.platform import Stage, until
from tools.providers.webhooks import Webhook


async def test_what_they_write_later_is_not_kept(stage: Stage) -> None:
    """Neither as a reply nor as the stored event: its key alone, so that it is not fetched again."""
    await known_person(stage)
    await erased(stage)
    event_id = await stage.answers(EMAIL, "interested", WORDS)
    await stage.platform.replies.start(event_id)
    event = await stage.platform.services.intake.event(event_id)
    assert (event.status, event.body) == (EventStatus.HANDLED, b"")
    assert await found(stage.town.connection) == set()
    assert len(await stage.rows("select id from replies where client_id = $1")) == 1


async def test_a_new_mail_of_theirs_to_nobody_in_particular_is_not_kept_either(stage: Stage) -> None:
    """Whatever becomes of it, its sender's hash tells whom it is from. Others' mail stays."""
    known = await known_person(stage)
    await erased(stage)
    mine = await arrived(stage, known, EMAIL)
    others = await arrived(stage, known, "ruth@aitken.example")
    assert (mine.status, mine.body) == (EventStatus.IGNORED, b"")
    assert b"Hello there" in others.body


async def arrived(stage: Stage, known: Known, sender: str) -> Any:
    """The stored event of a mail that answers nothing, from this address."""
    body = json.loads(stage.town.mailroom.bodies[0])
    body |= {
        "MessageID": str(uuid4()), "From": sender, "FromFull": {"Email": sender, "Name": ""},
        "MailboxHash": "", "To": "office@inbound.example", "ToFull": [{"Email": "office@inbound.example"}],
        "TextBody": "Hello there", "HtmlBody": "", "StrippedTextReply": "", "Headers": [], "Subject": "News",
    }  # fmt: skip
    headers = {"authorization": stage.town.mailroom.authorizations[0]}
    webhook = Webhook(url="", headers=headers, body=json.dumps(body).encode())
    event_id = await stage.platform.services.intake.accept("postmark", "inbound", webhook)
    assert event_id is not None
    assert event_id != known.event_id
    await stage.platform.replies.start(event_id)
    return await stage.platform.services.intake.event(event_id)


async def test_a_vendors_word_about_an_erased_persons_mail_is_not_kept(stage: Stage) -> None:
    """The touch's own id leads to it: what it says is counted, and its address goes."""
    known = await known_person(stage)
    await erased(stage)
    touch = await stage.touch(known.sent_id)
    data = {"email_id": touch.vendor_id, "to": [EMAIL], "created_at": MONDAY.isoformat()}
    body = json.dumps({"type": "email.delivered", "created_at": MONDAY.isoformat(), "data": data}).encode()
    event_id = await stage.platform.services.intake.store("resend", "events", "late", body)
    assert event_id is not None
    assert await stage.platform.services.reception.settle(event_id)
    event = await stage.platform.services.intake.event(event_id)
    assert (event.status, event.body) == (EventStatus.HANDLED, b"")
    kinds = await stage.rows("select kind from activities where client_id = $1 and touch_id = $2", touch.id)
    assert ActivityKind.DELIVERED in {row["kind"] for row in kinds}


async def test_work_that_was_under_way_writes_no_word(stage: Stage) -> None:
    """Whatever had read the person before still writes its rows: the database keeps them empty."""
    known = await known_person(stage)
    await erased(stage)
    about = {"lead_id": known.lead_id}
    await put(stage, "drafts", {"touch_id": known.unsent_id}, version=9, author="offline", recipient=EMAIL,
        subject="To Zephyrine", body=WORDS)  # fmt: skip
    event = {"vendor": "twilio", "kind": "inbound", "vendor_key": "e2", "headers": "{}", "body": b""}
    event_id = await put(stage, "inbound_events", event)
    await put(stage, "replies", about, touch_id=known.sent_id, event_id=event_id, channel="sms",
        from_address=PHONE, text=WORDS, message_id="SM1", received_at=MONDAY)  # fmt: skip
    points = dict.fromkeys(("data_quality", "authority", "company_fit", "timing", "risk"), 5)
    await put(stage, "scores", {**about, **points}, version="1", als=70, lead_tier="warm",
        sentences=["Zephyrine decides."] * 5)  # fmt: skip
    await put(stage, "lead_provenance", about, field="last_name", vendor="clay", value="Quillfeather",
        chosen=True, fetched_at=MONDAY)  # fmt: skip
    answer = json.dumps({"person": {"email": EMAIL}})
    await stage.town.connection.execute("update enrichment_requests set answer = $1", answer)
    await stage.town.connection.execute(
        "update leads set first_name = 'Zephyrine', stop_reason = $1 where id = $2", EMAIL, known.lead_id
    )
    async with stage.platform.memory.postgres.client_transaction(stage.client_id) as tx:
        sentence = f"{EMAIL} bounced."
        await add_activity(tx, lead_id=known.lead_id, kind=ActivityKind.BOUNCED, sentence=sentence, at=MONDAY)
    assert await found(stage.town.connection) == set()


async def test_a_list_with_an_erased_person_is_quarantined_without_their_row(stage: Stage) -> None:
    """The line and the reason; also where the row is a duplicate, or has another address of theirs."""
    await known_person(stage)
    await erased(stage)
    leads, actor = stage.platform.services.leads, stage.tenant.actor
    sheet = (
        "Email,First name,Last name,Phone\n"
        f"{EMAIL},Zephyrine,Quillfeather,\n{EMAIL},Zephyrine,Quillfeather,\n"
        f"z.quill@new.example,Zephyrine,Quillfeather,{PHONE}\nbo@wharf.example,Bo,Chan,\nnobody,,,\n"
    )
    preview = await leads.preview(stage.client_id, actor, "list.csv", sheet.encode())
    await leads.commit(stage.client_id, actor, preview.import_id, {})
    rows = await stage.rows(
        "select line, reason, sentence, cells from quarantined_rows where client_id = $1 and import_id = $2"
        " order by line",
        preview.import_id,
    )
    assert [(row["line"], row["reason"], row["cells"]) for row in rows] == [
        (2, "suppressed", []),
        (3, "suppressed", []),
        (4, "suppressed", []),
        (6, "malformed_email", ["nobody", "", "", ""]),
    ]
    assert "erased" in rows[0]["sentence"]
    assert await found(stage.town.connection) == set()
    assert await stage.rows("select 1 from leads where client_id = $1 and email = 'bo@wharf.example'")


async def test_whoever_writes_at_the_same_moment_writes_no_word(stage: Stage) -> None:
    """One that came first is waited for and blanked; one that comes second waits for the erasure."""
    known, postgres = await known_person(stage), stage.platform.memory.postgres
    view = await asked(stage)
    note = partial(add_activity, lead_id=known.lead_id, kind=ActivityKind.BOUNCED, at=MONDAY)
    erasing = stage.platform.services.erasing
    async with postgres.client_transaction(stage.client_id) as first:
        await note(first, sentence=f"{EMAIL} bounced.")
        confirmed = asyncio.create_task(erasing.confirm(stage.client_id, stage.tenant.actor, view.erasure.id))
        await until(lambda: waits(stage))
        second = asyncio.create_task(noted(stage, known))
        await asyncio.sleep(0.2)
    await asyncio.gather(confirmed, second)
    await mend(stage)
    assert await found(stage.town.connection) == set()


async def noted(stage: Stage, known: Known) -> None:
    """An entry of somebody else's transaction."""
    async with stage.platform.memory.postgres.client_transaction(stage.client_id) as tx:
        sentence = f"{EMAIL} bounced again."
        await add_activity(tx, lead_id=known.lead_id, kind=ActivityKind.BOUNCED, sentence=sentence, at=MONDAY)


async def waits(stage: Stage) -> bool:
    """Whether a transaction waits for another one's rows."""
    return bool(await stage.town.engine("select 1 from pg_locks where not granted"))


async def test_a_reply_that_is_being_read_ends_with_the_person(stage: Stage) -> None:
    """Its event is not looked at again for ever: nothing is left in it to be read."""
    known = await known_person(stage)
    await stage.town.connection.execute(
        "update inbound_events set status = 'stored', client_id = null where id = $1", known.event_id
    )
    await erased(stage)
    event = await stage.platform.services.intake.event(known.event_id)
    assert (event.status, event.body) == (EventStatus.HANDLED, b"")
