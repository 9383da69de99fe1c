"""A person who is erased is gone from every column of every table, and leaves what is counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from errors import Conflict, InvalidInput, NotPermitted
from graphs import work
from graphs.erasing import erase
from memory.enums import LeadStatus, Role, SuppressionKind, TouchStatus
from memory.erasures import ErasureStatus
from tests.fixtures.person import EMAIL, PERSON, asked, chat_about, erased, found, known_person, mend
from tests.fixtures.platform import Stage, Town, stage_on
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


async def test_another_clients_chat_keeps_its_lines(town: Town, stage: Stage) -> None:
    """The chats' schema knows no row-level security: the client is named in every statement."""
    other = await stage_on(town, stage.platform, "Other")
    await chat_about(other, f"Write to {EMAIL}")
    await stage.planned(**PERSON)
    await erased(stage)
    assert "Step.output" in await found(town.connection)


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
