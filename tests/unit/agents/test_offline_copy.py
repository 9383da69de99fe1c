"""The offline engine's mails read like those of somebody who thought before writing."""

# ruff: noqa: E501  a mail, a pattern and a table row are easier to read on one line
from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from inline_snapshot import snapshot

from agents.content import prompt_of
from agents.offline import wording
from agents.offline.content import compose
from agents.offline.material import material_of
from agents.prompts import blocks
from memory.enums import Intent
from memory.records.campaigns import SequenceStep
from memory.records.ids import BrandId, CampaignId, LeadId
from memory.records.leads import Lead
from memory.records.tenants import Brand
from tests.fixtures.material import CLIENT, NOW, a_campaign, a_lead, a_reply, draft_material
from tools.demo import HARBOUR, LEDGERLINE, DemoClient
from tools.sandbox.invention import make_world
from tools.sandbox.world import WorldPerson
from tools.services.campaigns import DEFAULT_STEPS
from tools.services.drafts import DraftMaterial, Earlier

WORLD = make_world(7, NOW.date())
KNOWN = [person for person in WORLD.people if person.known_to_apollo]
BRIEFS = {
    "Ledgerline": "Introduce our invoice reading and offer a short call.",
    "Harbour Facilities": "Introduce our cleaning to offices and clinics and offer a site visit.",
}


def brand_of(demo: DemoClient) -> Brand:
    b = demo.brand
    return Brand(
        id=BrandId(UUID(int=2)), client_id=CLIENT, name=b.name, sender_name=b.sender_name,
        sender_title=b.sender_title, company=b.company, postal_address=b.postal_address, abn=b.abn, phone=None,
        site=b.site, booking_url=b.booking_url, facts=b.facts, tone=b.tone, forbidden_words=b.forbidden_words,
    )  # fmt: skip


def lead_of(person: WorldPerson, n: int) -> Lead:
    """The lead as enrichment leaves it."""
    company = person.company
    facts = [f"{company.name}: {company.description}"]
    if company.founded_year:
        facts.append(f"{company.name} was founded in {company.founded_year}.")
    facts.append(f"{company.name} works on {', '.join(company.keywords)}.")
    return a_lead(
        id=LeadId(UUID(int=n * 7919 + 13)), email=person.email, first_name=person.first_name,
        last_name=person.last_name, title=person.title, seniority=person.seniority, company=company.name,
        domain=company.domain, industry=company.industry, employees=company.employees,
        city=company.place.city, state=company.place.state, hiring=(company.headcount_growth or 0) >= 0.1,
        role_started_on=person.role_started_on, funded_on=company.funded_on, facts=tuple(facts),
    )  # fmt: skip


def first_mail(n: int, demo: DemoClient) -> DraftMaterial:
    campaign = replace(a_campaign(), brief=BRIEFS[demo.name] if n % 2 else f"Introduce {demo.name}.")
    lead = lead_of(KNOWN[(n * 37) % len(KNOWN)], n)
    return draft_material(lead=lead, brand=brand_of(demo), campaign=campaign, step=step(1))


def step(n: int) -> SequenceStep:
    plan = DEFAULT_STEPS[n - 1]
    return SequenceStep(
        campaign_id=CampaignId(UUID(int=3)),
        n=n,
        channel=None,
        delay_days=plan.delay_days,
        brief=plan.brief,
        skip_when=(),
    )


def written(material: DraftMaterial) -> tuple[str, str]:
    subject, body, _ = compose(material_of(blocks(prompt_of(material))))
    return subject, body


def later_mail(n: int, demo: DemoClient) -> DraftMaterial:
    material = first_mail(n, demo)
    subject, body = written(material)
    before = Earlier(subject=subject, body=body, sent_at=NOW - timedelta(days=3))
    return replace(material, step=step(2), earlier=(before,))


def last_mail(n: int, demo: DemoClient) -> DraftMaterial:
    material = later_mail(n, demo)
    subject, body = written(material)
    before = Earlier(subject=subject, body=body, sent_at=NOW)
    return replace(material, step=step(3), earlier=(*material.earlier, before))


def answer(n: int, demo: DemoClient, text: str, intent: Intent) -> DraftMaterial:
    questions = [text] if text.endswith("?") else []
    return replace(later_mail(n, demo), reply=a_reply(text, intent=intent, reading={"questions": questions}))


def test_twelve_mails_read_as_they_were_approved() -> None:
    materials = [
        *(first_mail(n, demo) for n, demo in ((1, LEDGERLINE), (2, HARBOUR), (3, LEDGERLINE), (4, HARBOUR), (9, LEDGERLINE), (12, HARBOUR))),
        later_mail(5, LEDGERLINE), later_mail(6, HARBOUR), last_mail(7, LEDGERLINE), last_mail(8, HARBOUR),
        answer(10, LEDGERLINE, "What does it cost?", Intent.QUESTION),
        answer(11, HARBOUR, "Sounds good, tell me more.", Intent.INTERESTED),
    ]  # fmt: skip
    mails = ["\n".join(part for part in written(material) if part).split("\n\n") for material in materials]
    assert mails == snapshot(
        [
            [
                """\
Supplier invoices at Headland Legal
Hi Giulia,\
""",
                "I have a question about how law firms such as Headland Legal go about invoice entry.",
                "Ledgerline reads supplier invoices and files them to the right job and tax code.",
                "Setting up Ledgerline takes one afternoon and needs no IT project. Would you have ten minutes for a call, to see whether it suits Headland Legal?",
                """\
Best wishes,
Priya Raman
Partnerships, Ledgerline\
""",
            ],
            [
                """\
A question about cleaning
Hi Fiona,\
""",
                "I work at Harbour Facilities, which cleans and maintains offices and clinics between Wollongong and Newcastle. I thought of Harbour Advisory because it is around the size where cleaning starts to need an owner.",
                "Shall I send you a short summary?",
                """\
Regards,
Tom Whelan
Client manager, Harbour Facilities\
""",
            ],
            [
                """\
Ledgerline for medical practices
Hi Kylie,\
""",
                "With about 23 people, Wattle Dental is around the size where invoice entry stops being a side job and starts to need an owner.",
                "I work at Ledgerline, which reads supplier invoices and files them to the right job and tax code. Setting up Ledgerline takes one afternoon and needs no IT project.",
                "Would you have ten minutes for a call, to see whether it suits Wattle Dental?",
                """\
Regards,
Priya Raman
Partnerships, Ledgerline\
""",
            ],
            [
                """\
Tane, a question about cleaning
Hi Tane,\
""",
                "With several hundred people at Coastline Projects, even small savings on cleaning would add up.",
                "Harbour Facilities cleans and maintains offices and clinics between Wollongong and Newcastle.",
                "We quote a fixed monthly price after one site visit. Shall I send you a short summary?",
                """\
Regards,
Tom Whelan
Client manager, Harbour Facilities\
""",
            ],
            [
                """\
A question about supplier invoices
Hello Thuy,\
""",
                "About 16 people is a size at which invoice entry no longer runs itself, so I wondered how Acacia Precision goes about it.",
                "Ledgerline reads supplier invoices and files them to the right job and tax code.",
                "A trial of Ledgerline is free for 30 days. Would you have ten minutes for a call, to see whether it suits Acacia Precision?",
                """\
Best wishes,
Priya Raman
Partnerships, Ledgerline\
""",
            ],
            [
                """\
Hoa, a question about cleaning
Hi Hoa,\
""",
                "I saw that Jacaranda Online is hiring. A growing team is often where the cleaning slips first.",
                "I'm Tom from Harbour Facilities, which cleans and maintains offices and clinics between Wollongong and Newcastle.",
                "We quote a fixed monthly price after one site visit. Shall I send you a short summary?",
                """\
Thanks,
Tom Whelan
Client manager, Harbour Facilities\
""",
            ],
            [
                """\
One more thing about Ledgerline
Hi Minh,\
""",
                "On Friday I wrote to you about supplier invoices, and one more detail may be of use. A trial of Ledgerline is free for 30 days.",
                "Would you have ten minutes for a call, to see whether it suits Bluegum Freight?",
                "If it isn't for you, one word back is enough and I'll leave it there.",
                """\
Regards,
Priya Raman
Partnerships, Ledgerline\
""",
            ],
            [
                """\
A detail I left out about Harbour Facilities
Hello Daniela,\
""",
                "My note from Friday about cleaning was missing a detail that may matter to Kookaburra Technologies. Every Harbour site has one named supervisor who answers the phone.",
                "Is that on your list at the moment?",
                "If it isn't for you, one word back is enough and I'll leave it there.",
                """\
Kind regards,
Tom Whelan
Client manager, Harbour Facilities\
""",
            ],
            [
                """\
Last note from Ledgerline
Hello Declan,\
""",
                "I've written twice about supplier invoices and don't want to crowd your inbox, so this is my last note.",
                "In case it's useful later, a trial of Ledgerline is free for 30 days.",
                "Was it the wrong time, or the wrong idea?",
                "Either way, all the best to you and everyone at Outback Property Management.",
                """\
Kind regards,
Priya Raman
Partnerships, Ledgerline\
""",
            ],
            [
                """\
Last note from Harbour Facilities
Hello Rosa,\
""",
                "I haven't heard back about cleaning, which is an answer too, so I won't write again after this.",
                "In case it's useful later, the first month with Harbour Facilities can be cancelled at any time.",
                "Is there somebody else at Stonewall Kitchens I should have asked?",
                "Either way, thank you for reading this far.",
                """\
Thanks,
Tom Whelan
Client manager, Harbour Facilities\
""",
            ],
            [
                "Hi Stavros,",
                "Thanks for coming back to me.",
                "Ledgerline costs AUD 49 a month for each user, billed monthly, with no lock-in.",
                "Does that help, or would a short call be easier?",
                """\
Thanks,
Priya Raman
Partnerships, Ledgerline\
""",
            ],
            [
                "Hi Darren,",
                "Thanks for coming back to me.",
                "Harbour Facilities cleans and maintains offices and clinics between Wollongong and Newcastle.",
                "A short call would tell us both whether it fits. Would Wednesday 25 November at 10:30 am or Thursday 26 November at 2 pm (Brisbane time) suit you?",
                "You can also pick a time here: https://harbourfacilities.example/visit",
                """\
Regards,
Tom Whelan
Client manager, Harbour Facilities\
""",
            ],
        ]
    )


def sixty() -> list[tuple[str, str]]:
    return [written(first_mail(n, (LEDGERLINE, HARBOUR)[n % 2])) for n in range(60)]


def test_no_two_of_sixty_mails_are_alike_and_their_shapes_vary() -> None:
    mails = sixty()
    bare = [re.sub(r"[A-Z][\w'&-]+|\d+", "", body) for _, body in mails]
    shapes = {tuple(len(part.split(". ")) for part in body.split("\n\n")) for _, body in mails}
    assert len({body for _, body in mails}) == 60
    assert len(set(bare)) >= 50
    assert len(shapes) >= 8
    assert len({subject for subject, _ in mails}) >= 30


def test_no_mail_chains_colons_repeats_a_word_or_asks_twice() -> None:
    for subject, body in sixty():
        assert not re.search(r": \S.*: |\b(\w+) \1\b|Pty|\.\.|that is why I am writing", f"{subject}\n{body}")
        assert body.count("?") == 1
        assert not subject.lower().startswith(("re:", "fw"))


@pytest.mark.parametrize(
    ("said", "spoken"),
    [
        ("Smith & Sons Pty Ltd", "Smith & Sons"),
        ("St. James Physio.", "St. James Physio"),
        ("Acme Holdings Pty. Limited", "Acme Holdings"),
        ("Ltd", "Ltd"),
    ],
)
def test_a_company_is_called_as_people_call_it(said: str, spoken: str) -> None:
    assert wording.company_name(said) == spoken


@pytest.mark.parametrize(
    ("said", "spoken"),
    [
        ("mary-jane", "Mary-Jane"),
        ("JAMES", "James"),
        ("J.", None),
        ("McDonald-Lee", "McDonald-Lee"),
        ("Wei Ming", "Wei Ming"),
        ("None", "None"),
    ],
)
def test_a_person_is_greeted_by_a_name_and_never_by_an_initial(said: str, spoken: str | None) -> None:
    assert wording.first_name(said) == spoken


@pytest.mark.parametrize(
    ("said", "spoken"),
    [
        ("Practice Manager", "practice manager"),
        ("CEO", "CEO"),
        ("Partner, Head of Commercial", "partner"),
        ("Vice President Marketing", "vice president of marketing"),
        ("VP Sales", "VP of sales"),
    ],
)
def test_a_title_stands_in_a_sentence(said: str, spoken: str) -> None:
    assert wording.title(said) == spoken


def test_a_campaign_s_offer_is_what_the_mail_asks_for() -> None:
    body = written(first_mail(3, HARBOUR))[1]
    assert "visit" in body or "drop by" in body


def test_somebody_new_in_the_role_is_congratulated_only_while_it_is_new() -> None:
    for started, new in ((NOW - timedelta(days=90), True), (NOW - timedelta(days=900), False)):
        lead = a_lead(role_started_on=started.date(), hiring=None, facts=())
        mails = [written(draft_material(lead=replace(lead, id=LeadId(UUID(int=n)))))[1] for n in range(30)]
        assert any("Congratulations" in body for body in mails) is new
