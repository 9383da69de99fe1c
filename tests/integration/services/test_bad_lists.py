"""A list that cannot be taken in is refused in one sentence, and nothing of it stays behind."""

from __future__ import annotations

import codecs

import pytest
from inline_snapshot import snapshot

from errors import InvalidInput
from memory.store import Memory
from tests.fixtures.tenants import Tenant
from tests.integration.services.test_leads import leads_service
from tools.services.leads import Leads


@pytest.fixture
def leads(memory: Memory) -> Leads:
    return leads_service(memory)


async def _stored(memory: Memory, tenant: Tenant) -> tuple[int, int, int]:
    """Imports, leads and rows set aside."""
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        return (
            await tx.fetchval("select count(*) from imports where client_id = $1"),
            await tx.fetchval("select count(*) from leads where client_id = $1"),
            await tx.fetchval("select count(*) from quarantined_rows where client_id = $1"),
        )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"email,name\n", "names columns but has no rows"),
        (b"ann@quay.example,Ann\n", "looks like a lead, not like column names"),
        (b"name,phone\nAnn,0412 345 678\n", "No column holds email addresses: the file has “name”, “phone”"),
        (b"PK\x03\x04", "an Excel workbook"),
        (b"%PDF-1.7", "a PDF"),
        (bytes(range(256)) * 40, "binary data, not text"),
        (b"email\nann@quay.example\x81\n", "fits no encoding that we read"),
        (codecs.BOM_UTF16_LE + b"e\x00\x00\xd8", "says that it is UTF-16 but byte"),
        (b'email\n"ann@quay.example\n' + b"x" * 200_000, "a quotation mark is never closed"),
        (b"email\n" + b"ann@quay.example\n" * 100_000, "more than 50,000 rows"),
        (b"email\n" + b"ann@quay.example and a remark\n" * 2_000_000, "60.0 MB and 50 MB are taken at most"),
    ],
    ids=[
        "empty",
        "header-only",
        "no-header",
        "no-email-column",
        "excel",
        "pdf",
        "binary",
        "encoding",
        "half-utf-16",
        "open-quote",
        "100000-rows",
        "60-megabytes",
    ],
)
async def test_a_refused_list_leaves_nothing_behind(
    memory: Memory, leads: Leads, tenant: Tenant, content: bytes, sentence: str
) -> None:
    """No import, no lead, no row set aside."""
    with pytest.raises(InvalidInput, match=sentence) as refused:
        await leads.preview(tenant.client_id, tenant.actor, "leads.csv", content)
    assert str(refused.value).count(". ") == 0
    assert await _stored(memory, tenant) == (0, 0, 0)


async def test_a_list_as_bad_as_can_be_read_goes_in_whole(
    memory: Memory, leads: Leads, tenant: Tenant
) -> None:
    """Windows-1252, semicolons, NULs, line breaks, ragged and blank rows, repeated headings, formulas."""
    sheet = (
        "E-mail;Name;Name;Notes;Shoe size\r\n"
        'zoë@quay.example;Zoë;x;"two\r\nlines";38\r\n'
        "ann@quay.example;Ann Lee;y;=1+1;38\r\n"
        "\r\n"
        "bo@quay.example\r\n"
        "cy@quay.example;Cy\0 Poe;z;+61;38;one;two\r\n"
        "di@quay.example;D\0i Roe;z;@x;38;;\r\n"
    ).encode("cp1252")
    preview = await leads.preview(tenant.client_id, tenant.actor, "l\0eads.csv", sheet)
    result = await leads.commit(tenant.client_id, tenant.actor, preview.import_id, {})
    assert (preview.encoding, preview.row_count, preview.filename) == ("Windows-1252", 5, "leads.csv")
    assert (preview.unknown_columns, preview.warnings) == snapshot(
        (
            ("Name (2)", "Shoe size"),
            [
                (
                    "The file is not UTF-8 and was read as Windows-1252: "
                    "look whether names with accents are right."
                ),
                "2 characters that cannot be shown were left out.",
                "Left out unless you map them: Name (2), Shoe size.",
            ],
        )
    )
    assert (result.imported, result.by_reason) == snapshot((3, {"malformed_email": 1, "too_many_columns": 1}))
    kept = {lead.email: (lead.first_name, lead.facts) for lead in await leads.find(tenant.client_id)}
    assert kept == snapshot(
        {
            "ann@quay.example": ("Ann", ("Notes: =1+1",)),
            "bo@quay.example": (None, ()),
            "di@quay.example": ("Di", ("Notes: @x",)),
        }
    )
    exported = (await leads.quarantine_csv(tenant.client_id, preview.import_id)).decode("utf-8-sig")
    assert "'+61" in exported
    assert await _stored(memory, tenant) == (1, result.imported, result.quarantined)


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_bytes_come_they_are_taken_in_whole_or_refused(
    memory: Memory, leads: Leads, tenant: Tenant, seed: int
) -> None:
    """The same rule all the way to the tables: every row of a file that was accepted is accounted for."""
    import random

    pieces = 'a@b.example|,|;|\t|"|\n|\r|\0|=1|é|\ud83d|\u2028|x|sep=;|linkedin.com/in/[|9e99|\x85'.split("|")
    chance = random.Random(seed)
    for _ in range(20):
        text = "email,name,employees,website\n" + "".join(chance.choices(pieces, k=chance.randrange(40)))
        before = await _stored(memory, tenant)
        try:
            preview = await leads.preview(
                tenant.client_id, tenant.actor, "x", text.encode("utf-8", "surrogatepass")
            )
            result = await leads.commit(tenant.client_id, tenant.actor, preview.import_id, {})
        except InvalidInput:
            assert await _stored(memory, tenant) == before
        else:
            assert result.imported + result.quarantined == preview.row_count
