"""A person who is erased is gone from every column of every table, stays away, and leaves what is counted."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from errors import Conflict, InvalidInput, NotPermitted
from graphs import work
from graphs.erasing import erase
from memory.activities import add_activity
from memory.enums import ActivityKind, EventStatus, LeadStatus, Role, SuppressionKind, TouchStatus
from memory.erasures import ErasureId, ErasureStatus
from tests.fixtures.outreach import MONDAY
from tests.fixtures.person import EMAIL, PERSON, PHONE, WORDS, Known, chat_about, found, known_person, put
from tests.fixtures.platform import Stage, Town, stage_on, until
from tools.providers.webhooks import Webhook
from tools.services.consent.erasure import ErasureView
from tools.services.enrichment import cache_key

KNOWING = {
    "Element.props", "Feedback.comment", "Step.input", "Step.output", "Thread.name", "activities.sentence",
    "approvals.reason", "brands.facts", "campaigns.brief", "chat_turns.text", "consents.evidence",
    "consents.source", "drafts.body", "drafts.recipient", "enrichment_requests.answer",
    "enrichment_requests.reason", "enrichments.reason", "eval_cases.content", "imports.content",
    "imports.filename", "imports.source_note", "inbound_events.body", "inbound_events.detail",
    "lead_provenance.value", "lead_routes.key", "leads.company", "leads.domain", "leads.email", "leads.facts",
    "leads.first_name", "leads.last_name", "leads.linkedin_url", "leads.personal_email", "leads.phone",
    "leads.stop_reason", "leads.street", "leads.unenriched_reason", "note_terms.lexeme", "notes.search",
    "notes.text", "phone_washes.phone", "proposals.content", "quarantined_rows.cells",
    "quarantined_rows.sentence", "replies.from_address", "replies.message_id", "replies.reading",
    "replies.text", "routes.key", "scores.sentences", "sequence_steps.brief",
    "suppressions.value", "touches.outcome_reason", "wash_batches.numbers", "webhook_deliveries.body",
}  # fmt: skip
"""Where the person stands before: a search that finds nothing afterwards has something to find."""


async def asked(stage: Stage, address: str = EMAIL) -> ErasureView:
    """The erasure of whoever is at this address, not confirmed yet."""
    return await stage.platform.services.erasing.open(stage.client_id, stage.tenant.actor, address)


async def erased(stage: Stage, address: str = EMAIL) -> ErasureId:
    """The same, carried out."""
    view = await asked(stage, address)
    done = await erase(stage.platform, stage.client_id, stage.tenant.actor, view.erasure.id)
    assert done.status is ErasureStatus.DONE
    return done.id


async def numbers(stage: Stage) -> list[Any]:
    """What is counted: money, messages, answers, what each campaign did."""
    services, client_id = stage.platform.services, stage.client_id
    counted = await stage.rows(
        "select (select sum(delta) from credit_ledger where client_id = $1) as credits,"
        " (select count(*) from touches where client_id = $1) as touches,"
        " (select count(*) from drafts where client_id = $1) as drafts,"
        " (select count(*) from replies where client_id = $1) as replies,"
        " (select count(*) from scores where client_id = $1) as scores,"
        " (select sum(cost_aud) from enrichment_requests where client_id = $1) as asked,"
        " (select sum(vendor_cost_aud) from touches where client_id = $1) as sent,"
        " (select count(*) from phone_washes where client_id = $1 and result = 'clear') as washed"
    )
    costs = await services.cost_reports.of_campaigns(client_id)
    outcomes = await stage.rows(
        "select r.intent, t.channel from replies r join touches t on t.id = r.touch_id where r.client_id = $1"
    )
    return [counted, [replace(one, leads=0) for one in costs], outcomes]


async def test_nothing_of_an_erased_person_stands_in_any_column(stage: Stage) -> None:
    """Names, addresses, number, profile and words: before, tables full of them; after, only the hash."""
    await known_person(stage)
    before = await found(stage.town.connection)
    assert before >= KNOWING

    await erased(stage)

    assert await found(stage.town.connection) == set()
    kept = await stage.rows(
        "select kind, value, value_hash, erased_at from suppressions where client_id = $1 and kind = 'email'"
    )
    hasher = stage.platform.services.suppression.hasher
    assert hasher.of(SuppressionKind.EMAIL, EMAIL) in {row["value_hash"] for row in kept}
    assert all(row["value"] is None and row["erased_at"] for row in kept)


async def test_what_is_counted_stays(stage: Stage) -> None:
    """Credits, costs, messages, answers and their meaning are the same before and after."""
    await known_person(stage)
    before = await numbers(stage)
    await erased(stage)
    assert await numbers(stage) == before


async def test_the_same_person_at_another_client_is_not_touched(town: Town, stage: Stage) -> None:
    """Each client answers for its own: nothing changes there, and the other's count is not told."""
    other = await stage_on(town, stage.platform, "Other")
    await known_person(other)
    before = await found(town.connection, client_id=other.client_id)
    await stage.planned(**PERSON)
    view = await asked(stage)
    assert (view.held.replies, view.held.drafts, len(view.erasure.lead_ids)) == (0, 0, 1)
    await erased(stage)
    assert await found(town.connection, client_id=other.client_id) == before
    assert await found(town.connection, client_id=stage.client_id) == set()


async def test_nothing_more_goes_to_an_erased_person(stage: Stage) -> None:
    """What waited is cancelled, the question about it taken back, and nothing is planned again."""
    known = await known_person(stage)
    pending, sent = await stage.pending(known.unsent_id), len(stage.mails())
    assert pending is not None
    await erased(stage)
    assert await stage.status(known.unsent_id) is TouchStatus.CANCELLED
    assert await stage.pending(known.unsent_id) is None
    await work.resume(stage.platform, stage.client_id, pending.id)
    await stage.platform.outreach.start(stage.client_id, known.unsent_id)
    assert len(stage.mails()) == sent
    assert await found(stage.town.connection) == set()


async def test_a_message_to_somebody_else_that_names_them_is_not_sent(stage: Stage) -> None:
    """It was written or approved with words that are not kept any more."""
    await known_person(stage)
    (naming,) = await stage.rows(
        "select t.id, t.status from touches t join leads l on l.id = t.lead_id"
        " where t.client_id = $1 and l.first_name = 'Ruth'"
    )
    assert naming["status"] == TouchStatus.PROPOSED
    await erased(stage)
    assert await stage.status(naming["id"]) is TouchStatus.CANCELLED


async def test_twice_changes_nothing(stage: Stage) -> None:
    """Neither confirmed again, nor asked for again, nor asked for twice before."""
    await known_person(stage)
    first, second = await asked(stage), await asked(stage)
    actor = stage.tenant.actor
    for view in (first, first, second):
        done = await erase(stage.platform, stage.client_id, actor, view.erasure.id)
        assert done.status is ErasureStatus.DONE
        assert done.address is None
    await erased(stage)
    assert await found(stage.town.connection) == set()
    audit = await stage.rows(
        "select actor, detail from audit_log where client_id = $1 and action = 'erased' order by created_at"
    )
    digest = stage.platform.services.suppression.hasher.of(SuppressionKind.EMAIL, EMAIL).hex()
    assert [(row["actor"], row["detail"]["hash"], row["detail"]["leads"]) for row in audit] == [
        ("Olive Owner", digest, 1),
        ("Olive Owner", digest, 0),
    ]


TABLES = ("touches", "drafts", "notes", "inbound_events", "leads", "suppressions", "erasures", "audit_log")


@pytest.mark.parametrize("table", TABLES)
async def test_a_crash_at_any_table_leaves_all_or_nothing(stage: Stage, table: str) -> None:
    """The person is left alone already; everything else is as it was, and the next confirmation erases it."""
    await known_person(stage)
    view, before = await asked(stage), await found(stage.town.connection)
    await stage.platform.services.suppression.suppress(
        stage.client_id, lead_id=view.erasure.lead_ids[0], reason="erased", source="erasure"
    )
    await stage.town.connection.execute(
        "create function fail() returns trigger language plpgsql as"
        " $$ begin raise exception using errcode = 'admin_shutdown'; end $$;"
        f" create trigger fail before insert or update or delete on {table}"
        " for each statement when (current_setting('app.client_id', true) <> '') execute function fail()"
    )
    try:
        with pytest.raises(Exception, match=r"."):
            await erase(stage.platform, stage.client_id, stage.tenant.actor, view.erasure.id)
    finally:
        await stage.town.connection.execute("drop function fail() cascade")
    assert await found(stage.town.connection) >= before - {"inbound_events.body"}
    await erase(stage.platform, stage.client_id, stage.tenant.actor, view.erasure.id)
    assert await found(stage.town.connection) == set()


async def test_what_a_crash_leaves_in_the_chats_goes_within_a_minute(stage: Stage) -> None:
    """The business's tables are clean at once; the mending takes the chats up."""
    await known_person(stage)
    view, services = await asked(stage), stage.platform.services
    await services.erasing.confirm(stage.client_id, stage.tenant.actor, view.erasure.id)
    left = await found(stage.town.connection)
    assert "Step.output" in left
    assert {name.split(".")[0] for name in left} == {"Thread", "Step", "Element", "Feedback", "erasures"}

    await mend(stage)

    assert await found(stage.town.connection) == set()
    (line,) = await stage.town.engine("""select output from chainlit."Step" where output like 'Erase %'""")
    assert line == ("Erase [erased] please",)


async def mend(stage: Stage) -> None:
    """The minute's mending, without flows."""

    async def nothing(*_about: object) -> None: ...

    await work.mend(stage.platform, receive=nothing, resume=nothing, start=nothing)


async def test_another_clients_chat_keeps_its_lines(town: Town, stage: Stage) -> None:
    """The chats' schema knows no row-level security: the client is named in every statement."""
    other = await stage_on(town, stage.platform, "Other")
    await chat_about(other, f"Write to {EMAIL}")
    await stage.planned(**PERSON)
    await erased(stage)
    assert "Step.output" in await found(town.connection)


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


async def test_only_an_owner_erases(stage: Stage) -> None:
    """An admin neither sees what would go nor confirms it."""
    await stage.planned(**PERSON)
    view, erasing = await asked(stage), stage.platform.services.erasing
    admin = replace(stage.tenant.actor, role=Role.ADMIN)
    for refused in (
        erasing.open(stage.client_id, admin, EMAIL),
        erasing.get(stage.client_id, admin, view.erasure.id),
        erasing.confirm(stage.client_id, admin, view.erasure.id),
        erasing.decline(stage.client_id, admin, view.erasure.id),
    ):
        with pytest.raises(NotPermitted):
            await refused
    assert "leads.email" in await found(stage.town.connection)


async def test_who_is_being_written_to_this_moment_is_left_alone_first(stage: Stage) -> None:
    """The vendor may have it: its outcome is looked up by what is not kept any more, so it comes first."""
    known = await known_person(stage)
    view, erasing = await asked(stage), stage.platform.services.erasing
    await stage.town.connection.execute("update touches set status = 'unknown' where id = $1", known.sent_id)
    with pytest.raises(Conflict, match="on its way"):
        await erasing.confirm(stage.client_id, stage.tenant.actor, view.erasure.id)
    lead = await stage.platform.services.leads.get(stage.client_id, known.lead_id)
    assert lead.status is LeadStatus.UNSUBSCRIBED
    await stage.town.connection.execute("update touches set status = 'sent' where id = $1", known.sent_id)
    await erase(stage.platform, stage.client_id, stage.tenant.actor, view.erasure.id)
    assert await found(stage.town.connection) == set()


async def test_an_address_that_is_no_leads_is_kept_out_too(stage: Stage) -> None:
    """Chats spoke of it; nobody imports it later."""
    await chat_about(stage, "Ask ned@rowe.example")
    await erased(stage, " Ned@Rowe.example ")
    assert await found(stage.town.connection, "rowe") == set()
    suppression = stage.platform.services.suppression
    assert await suppression.is_suppressed(stage.client_id, SuppressionKind.EMAIL, "ned@rowe.example")
    with pytest.raises(InvalidInput):
        await asked(stage, "nobody at all")


async def test_what_is_declined_stays(stage: Stage) -> None:
    """Nothing changes, and it cannot be confirmed any more."""
    await stage.planned(**PERSON)
    view, erasing = await asked(stage), stage.platform.services.erasing
    await erasing.decline(stage.client_id, stage.tenant.actor, view.erasure.id)
    with pytest.raises(Conflict, match="declined"):
        await erasing.confirm(stage.client_id, stage.tenant.actor, view.erasure.id)
    with pytest.raises(Conflict, match="decided"):
        await erasing.decline(stage.client_id, stage.tenant.actor, view.erasure.id)
    assert "leads.email" in await found(stage.town.connection)


async def test_an_answer_that_a_cache_kept_is_dropped(stage: Stage) -> None:
    """What was paid for once is kept in Redis for a while, and is about the person."""
    await stage.planned(**PERSON)
    cache, key = stage.platform.memory.cache, cache_key(stage.client_id, EMAIL)
    await cache.put(key, {"answers": [{"email": EMAIL}]}, 3600)
    await erased(stage)
    assert await cache.get(key) is None


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
