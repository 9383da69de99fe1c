"""Lists of leads become leads, and every other row is set aside with its reason."""

from __future__ import annotations

import codecs
from datetime import UTC, datetime

import pytest
from inline_snapshot import snapshot

from errors import Conflict, InvalidInput, NotFound, NotPermitted
from memory.enums import LeadStatus, Role
from memory.records.actor import Actor
from memory.records.ids import ImportId
from memory.store import Memory
from memory.suppressions import add_suppression
from tests.fixtures.tenants import Tenant, agency_with_client
from tools.services.hashing import Hasher
from tools.services.leads import Leads

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HASHER = Hasher(b"a key for tests that is long enough")
SHEET = (
    "Given Name,Surname,E-Mail,Job Title,Organisation,Mobile,LinkedIn,Headcount,Favourite colour\n"
    "Ann,Lee,Ann.Lee@Quay.example,Partner,Quay Law,0412 345 678,linkedin.com/in/annlee,11-50,blue\n"
    "Bo,Chan,bo@wharf.example,CEO,Wharf Legal,+61 2 5550 1111,,25,\n"
    "Ann,Lee,ann.lee@quay.example,Partner,Quay Law,,,,\n"
    ",,,,Nobody Pty Ltd,,,,\n"
    "Cy,Poe,cy at pier.example,Owner,Pier,,,,\n"
    "Di,Roe,di@blocked.example,Owner,Blocked,,,,\n"
    "Ed,Foe,ed@jetty.example,Clerk,Jetty,not a number,,lots,red,too,many\n"
    "Flo,=1+1,flo@jetty.example,\"=cmd|' /C calc'!A0\",Jetty,not a number,,lots,red\n"
)


def leads_service(memory: Memory) -> Leads:
    return Leads(memory=memory, clock=lambda: NOW, hasher=HASHER, max_bytes=50_000_000, max_rows=50_000)


@pytest.fixture
def leads(memory: Memory) -> Leads:
    return leads_service(memory)


async def _import(leads: Leads, tenant: Tenant, text: str) -> ImportId:
    preview = await leads.preview(tenant.client_id, tenant.actor, "leads.csv", text.encode())
    await leads.commit(tenant.client_id, tenant.actor, preview.import_id, {})
    return preview.import_id


async def _suppress(memory: Memory, tenant: Tenant, kind: str, value: str) -> None:
    async with memory.postgres.client_transaction(tenant.client_id) as tx:
        await add_suppression(
            tx,
            kind=kind,
            value=value,
            value_hash=HASHER.of(kind, value),
            reason="asked",
            source="test",
            lead_id=None,
        )


async def test_a_preview_shows_how_each_column_was_understood(leads: Leads, tenant: Tenant) -> None:
    """Known headings are mapped, unknown ones are named, and nothing is a lead yet."""
    preview = await leads.preview(tenant.client_id, tenant.actor, "leads.csv", SHEET.encode())
    assert preview.mapping == snapshot(
        {
            "Given Name": "first_name",
            "Surname": "last_name",
            "E-Mail": "email",
            "Job Title": "title",
            "Organisation": "company",
            "Mobile": "phone",
            "LinkedIn": "linkedin_url",
            "Headcount": "employees",
            "Favourite colour": "",
        }
    )
    assert preview.unknown_columns == ("Favourite colour",)
    assert preview.row_count == 8
    assert len(preview.rows) == 5
    assert (await leads.counts(tenant.client_id))["total"] == 0


async def test_every_row_becomes_a_lead_or_is_set_aside_with_its_reason(
    memory: Memory, leads: Leads, tenant: Tenant
) -> None:
    """Line numbers are the file's own, and no row is missing from the two lists together."""
    await _suppress(memory, tenant, "domain", "blocked.example")
    preview = await leads.preview(tenant.client_id, tenant.actor, "leads.csv", SHEET.encode())
    result = await leads.commit(
        tenant.client_id, tenant.actor, preview.import_id, {"Favourite colour": "fact"}
    )
    rows = await leads.quarantine(tenant.client_id, preview.import_id, 100, 0)
    assert [(row.line, row.reason, row.sentence) for row in rows] == snapshot(
        [
            (4, "duplicate_in_file", "ann.lee@quay.example stands in line 2 already."),
            (5, "missing_email", "The row has no email address."),
            (6, "malformed_email", "The address has no name before or no domain after an @."),
            (
                7,
                "suppressed",
                "The address, its domain, phone or profile is on the list of those never to be contacted.",
            ),
            (8, "too_many_columns", "The row has 11 cells and the file 9 columns."),
        ]
    )
    assert result.imported + result.quarantined == preview.row_count
    assert result.by_reason == snapshot(
        {
            "duplicate_in_file": 1,
            "missing_email": 1,
            "malformed_email": 1,
            "suppressed": 1,
            "too_many_columns": 1,
        }
    )
    assert result.warnings == snapshot(
        [
            "“Headcount” was left empty where it could not be read: 1 times.",
            "“Mobile” was left empty where it could not be read: 1 times.",
        ]
    )
    ann, flo = (
        (await leads.find(tenant.client_id, text="ann"))[0],
        (await leads.find(tenant.client_id, text="flo"))[0],
    )
    assert (ann.email, ann.phone, ann.linkedin_url, ann.employees, ann.domain) == snapshot(
        ("ann.lee@quay.example", "+61412345678", "https://www.linkedin.com/in/annlee", 30, "quay.example")
    )
    assert ann.facts == ("Favourite colour: blue",)
    assert (flo.last_name, flo.title) == ("=1+1", "=cmd|' /C calc'!A0")
    assert [one.kind for one in await leads.timeline(tenant.client_id, ann.id)] == ["imported"]


async def test_a_second_commit_changes_nothing(leads: Leads, tenant: Tenant) -> None:
    """The file is taken in once; the second attempt is a conflict."""
    import_id = await _import(leads, tenant, "email\nann@quay.example\n")
    with pytest.raises(Conflict, match="was imported already"):
        await leads.commit(tenant.client_id, tenant.actor, import_id, {})
    with pytest.raises(Conflict):
        await leads.discard(tenant.client_id, tenant.actor, import_id)
    assert (await leads.counts(tenant.client_id))["total"] == 1


async def test_a_discarded_file_cannot_be_committed(leads: Leads, tenant: Tenant) -> None:
    """Discarding is final, and it is no import of another client's either."""
    preview = await leads.preview(tenant.client_id, tenant.actor, "a.csv", b"email\nann@quay.example\n")
    await leads.discard(tenant.client_id, tenant.actor, preview.import_id)
    with pytest.raises(Conflict, match="was discarded already"):
        await leads.commit(tenant.client_id, tenant.actor, preview.import_id, {})


async def test_an_address_that_is_a_lead_already_is_set_aside(leads: Leads, tenant: Tenant) -> None:
    """Spelling in capitals does not make a second person."""
    await _import(leads, tenant, "email\nann@quay.example\n")
    again = await _import(leads, tenant, "email\nANN@QUAY.EXAMPLE\nbo@quay.example\n")
    rows = await leads.quarantine(tenant.client_id, again)
    assert [(row.line, row.reason) for row in rows] == [(2, "already_a_lead")]


@pytest.mark.parametrize(
    ("kind", "value"),
    [("email", "Ann@Quay.example"), ("domain", "quay.example"), ("phone", "+61 412 345 678")],
)
async def test_a_suppressed_person_never_becomes_a_lead(
    memory: Memory, leads: Leads, tenant: Tenant, kind: str, value: str
) -> None:
    """Address, domain and phone number each keep a row out."""
    await _suppress(memory, tenant, kind, value)
    import_id = await _import(leads, tenant, "email,phone\nann@quay.example,0412 345 678\n")
    rows = await leads.quarantine(tenant.client_id, import_id)
    assert [row.reason for row in rows] == ["suppressed"]


async def test_the_mapping_can_be_corrected(leads: Leads, tenant: Tenant) -> None:
    """A column can be mapped to another field or left out."""
    sheet = b"Reach,Name,Title\nann@quay.example,Ann Lee,Ms\n"
    preview = await leads.preview(tenant.client_id, tenant.actor, "a.csv", sheet)
    assert preview.mapping == {"Reach": "email", "Name": "full_name", "Title": "title"}
    await leads.commit(tenant.client_id, tenant.actor, preview.import_id, {"Title": "", "Name": "company"})
    lead = (await leads.find(tenant.client_id))[0]
    assert (lead.company, lead.title, lead.first_name) == ("Ann Lee", None, None)


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({"Nope": "email"}, "has no column “Nope”"),
        ({"Name": "shoe_size"}, "is no field of a lead"),
        ({"Name": "email"}, "are both mapped to email"),
        ({"Email": ""}, "No column holds email addresses: the file has “Email”, “Name”."),
    ],
)
async def test_a_mapping_that_cannot_be_is_refused_and_the_file_still_waits(
    leads: Leads, tenant: Tenant, mapping: dict[str, str], sentence: str
) -> None:
    """One sentence says what is wrong; the next attempt may be right."""
    sheet = b"Email,Name\nann@quay.example,Ann\n"
    preview = await leads.preview(tenant.client_id, tenant.actor, "a.csv", sheet)
    with pytest.raises(InvalidInput, match=sentence):
        await leads.commit(tenant.client_id, tenant.actor, preview.import_id, mapping)
    assert (await leads.commit(tenant.client_id, tenant.actor, preview.import_id, {})).imported == 1


async def test_a_file_without_addresses_names_the_columns_seen(leads: Leads, tenant: Tenant) -> None:
    """The sentence lists what the file has, so that the user sees what is missing."""
    with pytest.raises(InvalidInput, match="the file has “Name”, “Phone”"):
        await leads.preview(tenant.client_id, tenant.actor, "a.csv", b"Name,Phone\nAnn,1\n")


async def test_a_viewer_may_look_and_not_import(leads: Leads, tenant: Tenant) -> None:
    """Importing needs the role member."""
    viewer = Actor(name="Vi", user_id=tenant.user_id, role=Role.VIEWER)
    with pytest.raises(NotPermitted, match="needs the role member"):
        await leads.preview(tenant.client_id, viewer, "a.csv", b"email\na@b.example\n")


async def test_quarantined_rows_download_without_formulas(leads: Leads, tenant: Tenant) -> None:
    """A cell that a spreadsheet would calculate stands behind an apostrophe."""
    import_id = await _import(leads, tenant, "email,name\nann@quay.example,Ann\nbroken,=HYPERLINK(1)\n")
    assert (await leads.quarantine_csv(tenant.client_id, import_id)).removeprefix(
        codecs.BOM_UTF8
    ).decode() == snapshot("""\
Line in file,Why not,email,name\r
3,The address has no name before or no domain after an @.,broken,'=HYPERLINK(1)\r
""")


async def test_leads_download_without_formulas(leads: Leads, tenant: Tenant) -> None:
    """So do the leads themselves."""
    await _import(leads, tenant, "email,name,company\nann@quay.example,Ann,@SUM(A1)\n")
    exported = (await leads.leads_csv(tenant.client_id)).decode("utf-8-sig")
    assert ",'@SUM(A1)," in exported
    assert len(exported.splitlines()) == 2


async def test_leads_are_found_by_text_status_and_page(leads: Leads, tenant: Tenant) -> None:
    """Signs of a pattern are sought as they are."""
    await _import(
        leads, tenant, "email,name,company\nann@quay.example,Ann Lee,100% Law\nbo@quay.example,Bo,Pier\n"
    )
    assert [lead.email for lead in await leads.find(tenant.client_id, text="100%")] == ["ann@quay.example"]
    assert [lead.email for lead in await leads.find(tenant.client_id, text="ann lee")] == ["ann@quay.example"]
    assert await leads.find(tenant.client_id, text="_") == []
    assert len(await leads.find(tenant.client_id, status=LeadStatus.NEW, limit=1, offset=1)) == 1
    assert await leads.find(tenant.client_id, status=LeadStatus.SCORED) == []
    assert await leads.counts(tenant.client_id) == snapshot(
        {"total": 2, "new": 2, "unscored": 2, "enrichment_none": 2}
    )


async def test_one_client_never_sees_the_leads_or_imports_of_another(
    memory: Memory, leads: Leads, tenant: Tenant
) -> None:
    """Another client's ids are unknown here, and the same person can be a lead of both."""
    other = await agency_with_client(memory, "Pier Dental")
    import_id = await _import(leads, tenant, "email\nann@quay.example\nbroken\n")
    lead = (await leads.find(tenant.client_id))[0]
    with pytest.raises(NotFound):
        await leads.get(other.client_id, lead.id)
    with pytest.raises(NotFound):
        await leads.timeline(other.client_id, lead.id)
    with pytest.raises(NotFound):
        await leads.quarantine(other.client_id, import_id)
    with pytest.raises(NotFound):
        await leads.quarantine_csv(other.client_id, import_id)
    with pytest.raises(NotFound):
        await leads.commit(other.client_id, other.actor, import_id, {})
    with pytest.raises(NotFound):
        await leads.discard(other.client_id, other.actor, import_id)
    with pytest.raises(NotFound):
        await leads.set_mode(other.client_id, other.actor, lead.id, None)
    assert await leads.find(other.client_id) == []
    assert await leads.score(other.client_id, lead.id) is None
    await _import(leads, other, "email\nann@quay.example\n")
    assert (await leads.counts(other.client_id))["total"] == 1


async def test_a_file_of_thousands_goes_in_at_once(leads: Leads, tenant: Tenant) -> None:
    """More rows than one insert takes; not one is lost."""
    rows = "\n".join(f"p{n}@quay.example,P{n}" for n in range(12_001))
    import_id = await _import(leads, tenant, f"email,name\n{rows}\nbroken,X\n")
    assert (await leads.counts(tenant.client_id))["total"] == 12_001
    assert [row.line for row in await leads.quarantine(tenant.client_id, import_id)] == [12_003]
