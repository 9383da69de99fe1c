"""The gate finds what must not leave, and lets pass what only looks suspicious."""

# ruff: noqa: E501  a mail, a pattern and a table row are easier to read on one line
from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from memory.enums import Author, Intent
from memory.records.ids import DraftId, TouchId
from memory.records.messages import Draft
from tests.fixtures.material import CLIENT, NOW, a_brand, a_lead, a_reply, draft_material
from tools.services.drafts import DraftMaterial, Earlier
from tools.services.gate import hard, inspect
from tools.services.messages.footers import email_footer

BODY = "Hi Mia,\n\nWe remind patients by SMS. Is that of use to you?\n\nRegards,\nKate Lowe"


def a_draft(body: str = BODY, subject: str = "Missed appointments", **columns: Any) -> Draft:
    draft = Draft(
        id=DraftId(UUID(int=7)), client_id=CLIENT, touch_id=TouchId(UUID(int=9)), version=1, author=Author.OFFLINE,
        model=None, recipient="mia@bayside.example", subject=subject, body=body,
        footer=email_footer(a_brand(), "https://agency.example/u/b"), facts=[], note_ids=(), findings=[],
        feedback=None, created_at=NOW,
    )  # fmt: skip
    return replace(draft, **columns)


def codes(draft: Draft, material: DraftMaterial | None = None) -> list[tuple[str, str]]:
    return [(found.code, found.severity) for found in inspect(draft, material or draft_material())]


def greeting(text: str, **lead: Any) -> list[tuple[str, str]]:
    material = draft_material(lead=a_lead(**lead))
    return codes(a_draft(f"{text}\n\nWe remind patients by SMS.\n\nKate Lowe"), material)


def test_a_clean_draft_has_no_findings() -> None:
    assert codes(a_draft()) == []


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (a_draft(BODY.replace("Mia", "{{first_name}}")), "TOKEN_LEAK"),
        (a_draft("Hi Mia,\n\nI saw that [Company] is hiring."), "TOKEN_LEAK"),
        (a_draft("Hi Mia,\n\nI saw that XXX is hiring."), "TOKEN_LEAK"),
        (a_draft("Hi Mia,\n\nWe work with %COMPANY% today."), "TOKEN_LEAK"),
        (a_draft(subject="For {company}"), "TOKEN_LEAK"),
        (a_draft("Hi Mia,\n\nHow do things work at None these days?"), "NULL_LEAK"),
        (a_draft(subject="An idea for undefined"), "NULL_LEAK"),
        (a_draft(""), "LENGTH"),
        (a_draft(subject=" "), "SUBJECT_LEN"),
        (a_draft(subject="m" * 51), "SUBJECT_LEN"),
        (a_draft("Hi Mia,\n\n" + "word " * 150), "BODY_LEN"),
        (a_draft(BODY.replace("Mia", "Sarah")), "WRONG_NAME"),
        (a_draft(footer="Kate Lowe, 1 Quay St"), "NO_OPTOUT"),
        (a_draft(BODY.replace("We remind", "We guarantee to remind")), "FORBIDDEN_WORD"),
        (a_draft(subject="Guarantee inside"), "FORBIDDEN_WORD"),
        (a_draft(subject="Re: our chat"), "FAKE_RE"),
        (a_draft(subject="FWD: our chat"), "FAKE_RE"),
        (a_draft(BODY.replace("SMS.", "SMS: https://evil.example/x.")), "LINKS"),
    ],
)
def test_each_defect_is_found_and_stops_the_draft(draft: Draft, code: str) -> None:
    assert (code, "hard") in codes(draft)


def test_a_finding_in_the_body_says_where_it_is() -> None:
    draft = a_draft(BODY.replace("Mia", "Sarah"))
    found = inspect(draft, draft_material())[0]
    assert draft.body[found.start : found.end] == "Sarah"


@pytest.mark.parametrize(
    ("said", "lead"),
    [
        ("Hi Mary-Jane,", {"first_name": "Mary-Jane", "last_name": "Smith"}),
        ("Hi Mary,", {"first_name": "Mary-Jane"}),
        ("Hi J.,", {"first_name": "J.", "last_name": "Nguyen"}),
        ("Hello J. P.,", {"first_name": "J. P.", "last_name": "Lee"}),
        ("Dear Dr O'Brien,", {"first_name": "Siobhan", "last_name": "O’Brien"}),
        ("Dear Ms McDonald-Lee,", {"first_name": "Ann", "last_name": "McDonald-Lee"}),
        ("Hi Zoe,", {"first_name": "Zoë", "last_name": "Ngo"}),
        ("Hi Wei Ming,", {"first_name": "Wei Ming", "last_name": "Tan"}),
        ("Hello None,", {"first_name": "None", "last_name": "Null"}),
        ("Hi there,", {}),
        ("Hi Mia and team,", {}),
        ("Hi Mia - a short one.", {}),
        ("Hi Mia hope the new clinic is going well.", {}),
        ("Hello,", {"first_name": None}),
        ("G’day Mia!", {}),
        ("Hi Bex,", {"first_name": "Rebecca", "facts": ("Goes by Bex",)}),
    ],
)
def test_a_right_greeting_is_left_alone(said: str, lead: dict[str, Any]) -> None:
    assert greeting(said, **lead) == []


@pytest.mark.parametrize("said", ["Hi Mia Smith,", "Hi Jane,", "Dear Mr Smith,", "Good morning Tom –"])
def test_a_wrong_greeting_is_not(said: str) -> None:
    assert greeting(said) == [("WRONG_NAME", "hard")]


def test_a_pet_name_greets_the_lead() -> None:
    assert "WRONG_NAME" not in dict(greeting("Hi Percy,", first_name="Percival"))


@pytest.mark.parametrize("fact", ["The practice manager is Jane Bell", "Runs a cafe called Jane"])
def test_a_name_that_a_fact_gives_to_another_is_not_the_leads(fact: str) -> None:
    assert ("WRONG_NAME", "hard") in greeting("Hi Jane,", facts=(fact,))


def test_a_reviewer_may_greet_somebody_whom_the_list_does_not_name() -> None:
    material = draft_material(lead=a_lead(first_name=None, last_name=None))
    assert codes(a_draft(author=Author.HUMAN), material) == [("WRONG_NAME", "soft")]
    assert codes(a_draft(), material) == [("WRONG_NAME", "hard")]


@pytest.mark.parametrize(
    ("sentence", "lead"),
    [
        ("I saw that XXXX Brewing is hiring.", {"company": "XXXX Brewing"}),
        ("I saw that Studio [Three] is hiring.", {"company": "Studio [Three]"}),
        ("I saw that you opened taproom XX in Perth.", {"facts": ("Opened taproom XX in Perth",)}),
        ("None of our customers has ever complained, and null and void it is not.", {}),
        ("How do things work at Null these days?", {"company": "Null"}),
        ("You can read more at https://www.harbour.example/how.", {}),
        ("We can't guarantees-check everything.", {}),
        ("Reply to this mail (re: appointments) when it suits.", {}),
    ],
)
def test_what_only_looks_suspicious_passes(sentence: str, lead: dict[str, Any]) -> None:
    assert codes(a_draft(f"Hi Mia,\n\n{sentence}"), draft_material(lead=a_lead(**lead))) == []


@pytest.mark.parametrize(
    ("sentence", "facts", "severity"),
    [
        ("You have 23 vans on the road.", ("14 vans in Geelong", "9 vans in Ballarat"), "soft"),
        ("You have 31 vans on the road.", ("14 vans in Geelong", "9 vans in Ballarat"), "hard"),
        ("You have sold pianos since 1974.", ("Marked 50 years in business in 2024",), None),
        ("You have sold pianos since 1961.", ("Marked 50 years in business in 2024",), "hard"),
        ("35 per cent of your grain comes after six.", ("0.35 of the grain comes after six",), None),
        ("Your maintenance lead said the boiler is short-cycling.", (), "hard"),
        ("Gareth Pugh mentioned you run the fleet.", (), "hard"),
        ("Your website says three weeks for an appointment.", ("Three weeks for an appointment",), None),
        ("If an inspection makes you miss a job, we pay you back for it.", (), "soft"),
    ],
)
def test_a_claim_stands_on_facts_and_on_sums_of_them(
    sentence: str, facts: tuple[str, ...], severity: str | None
) -> None:
    found = codes(a_draft(f"Hi Mia,\n\n{sentence}"), draft_material(lead=a_lead(facts=facts)))
    claims = {strength for code, strength in found if code == "UNSUPPORTED_CLAIM"}
    assert claims <= {"soft"} if severity is None else severity in claims


@pytest.mark.parametrize(
    ("company", "said", "missing"),
    [
        ("Laminate Yard", "We laminate menus. It's Kate.", True),
        ("Laminate Yard", "Kate from Laminate here.", False),
        ("[Brackets] Pty Ltd", "Kate from [Brackets] here.", False),
    ],
)
def test_a_company_is_named_by_its_name_and_not_by_its_trade(company: str, said: str, missing: bool) -> None:
    brand = a_brand(company=company, name=company)
    draft = a_draft(f"Hi Mia,\n\n{said}", footer="1 Quay St, Sydney NSW 2000. Unsubscribe: reply STOP")
    found = codes(draft, draft_material(brand=brand))
    assert (("NO_SENDER_ID", "hard") in found) is missing


def test_a_company_that_is_nothing_but_a_token_is_still_a_leak() -> None:
    material = draft_material(lead=a_lead(company="{{company}}"))
    assert ("TOKEN_LEAK", "hard") in codes(a_draft("Hi Mia,\n\nI saw {{company}} is hiring."), material)


def test_an_answer_and_a_follow_up_may_say_re() -> None:
    earlier = Earlier(subject="Missed appointments", body="Hi Mia", sent_at=NOW)
    draft = a_draft(subject="Re: Missed appointments")
    assert codes(draft, draft_material(earlier=(earlier,))) == []
    assert codes(draft, draft_material(reply=a_reply("Yes", intent=Intent.INTERESTED))) == []


def test_a_reviewer_s_own_length_and_links_are_remarked_and_not_refused() -> None:
    words = " ".join(f"Point {n} is that we remind them by SMS." for n in range(20))
    body = f"Hi Mia,\n\n{words} https://partner.example"
    found = inspect(a_draft(body, subject="m" * 60, author=Author.HUMAN), draft_material())
    assert {one.code for one in found} >= {"SUBJECT_LEN", "BODY_LEN", "LINKS"}
    assert hard(found) == []
