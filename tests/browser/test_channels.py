"""Run a campaign over all five channels in the chat: a draft card of each, what came back, the timeline."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from memory.enums import Channel
from tests.browser.product import (
    IN_CHROMIUM,
    ROOT,
    SYDNEY,
    Product,
    choose,
    drop,
    say,
    sign_in,
)
from tools.sandbox.invention import make_world
from tools.sandbox.names import FICTION_MOBILES
from tools.services.messages.segments import count_segments

pytestmark = IN_CHROMIUM
SECONDS = 1000
CAMPAIGN = (
    "Plan a campaign to medical practices: introduce our invoice reading, offer a short call, "
    "40% email, 20% SMS, 20% LinkedIn, 10% voice and 10% mail, 20 a day, I approve each draft."
)
SAMPLES = (
    "",
    "Hi Mia",
    "a" * 160,
    "a" * 161,
    "€" * 80,
    "€" * 81,
    "[" * 77 + "a" * 152,
    "Is ’this’ good?" * 10,
    "é" * 70,
    "ç" * 71,
    "👍🏽" * 18,
    "👨‍👩‍👧" * 9,
    "🇦🇺" * 18,
    "a\r\nb" * 40,
    "\f{}" * 60,
    "한국어" * 30,
)
"""Texts at the edges: a full segment and one more, escaped signs, accents, emoji, flags, Korean."""
FORMS = ("email", "sms", "connection_request", "voice_script", "letter")


def test_a_campaign_goes_out_over_all_five_channels(fresh: Product, chrome: Browser, tmp_path: Path) -> None:
    """One draft of each is approved and sent, something comes back, and the timeline tells of it."""
    page = chrome.new_page(viewport={"width": 1280, "height": 900})
    sign_in(page, fresh)
    choose(page, "Ledgerline")
    launch(page, fresh, tmp_path)
    for form in FORMS:
        approve(page, form)
    hear_back(page)
    look_at_timeline(page)
    for command, words in (
        ("costs", "Per meeting"),
        ("account", "Credits left"),
        ("enrichment", "leads done"),
    ):
        say(page, f"/{command}")
        expect(page.locator(f"[data-card=report][data-id={command}]")).to_contain_text(
            words, timeout=20 * SECONDS
        )
    page.close()


def launch(page: Page, product: Product, folder: Path) -> None:
    """Drop a list of people who asked for it, note when they may be called, and say what is wanted."""
    path = folder / "hot-leads.csv"
    path.write_text(hot_leads(10), encoding="utf-8")
    drop(page, path)
    say(page, "Here are people who asked for details")
    card = page.locator("[data-card=import]")
    expect(card).to_have_attribute("data-status", "previewed", timeout=20 * SECONDS)
    card.locator("select[id^=source]").select_option("opted_in")
    card.get_by_role("button", name="Import 10 rows").click()
    expect(card).to_have_attribute("data-status", "committed", timeout=20 * SECONDS)
    allow_calls(product)
    say(page, CAMPAIGN)
    proposal = page.locator("[data-card=proposal]")
    expect(proposal).to_have_attribute("data-status", "open", timeout=20 * SECONDS)
    proposal.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("10 drafted.")).to_be_visible(timeout=60 * SECONDS)
    say(page, "/inbox")
    for form in FORMS:
        expect(cards(page, form).first).to_be_visible(timeout=30 * SECONDS)


def allow_calls(product: Product) -> None:
    """Whoever agreed to calls outside the hours may be called whenever this test runs."""
    with product.api() as program:
        clients = {each["name"]: each["id"] for each in program.get("/auth/me").json()["clients"]}
        leads = f"/clients/{clients['Ledgerline']}/leads"
        for lead in program.get(leads).json():
            made = program.post(
                f"{leads}/{lead['id']}/consents",
                json={
                    "kind": "express",
                    "source": "web form",
                    "evidence": "They ticked “call me any time” on the contact form.",
                    "facts": ["calls_outside_hours"],
                    "captured_at": datetime.now(UTC).isoformat(),
                },
            )
            assert made.status_code == 201, made.text


def cards(page: Page, form: str) -> Locator:
    """Draft cards of a form."""
    return page.locator(f"[data-card=draft][data-form={form}]", has_not_text="In answer to")


def card_of(page: Page, form: str) -> Locator:
    """The first draft card of a form, wherever its state goes from here."""
    identity = cards(page, form).first.get_attribute("data-id", timeout=20 * SECONDS)
    return page.locator(f'[data-card=draft][data-id="{identity}"]')


def approve(page: Page, form: str) -> None:
    """Approve the first draft of the form and see it go."""
    card = card_of(page, form)
    if form == "letter":
        see_print(page, card)
    if form == "sms":
        count_while_writing(card)
    card.get_by_role("button", name="Approve", exact=True).click()
    expect(card).to_have_attribute("data-fate", "sent", timeout=30 * SECONDS)


def count_while_writing(card: Locator) -> None:
    """The counter of a text says at every moment what the server would say."""
    footer = card.locator(".ag-footer").first.inner_text()
    card.get_by_role("button", name="Edit").click()
    body = card.get_by_label("Body")
    for text in ("Hi [Mia]", "Hi Mia — is Tuesday good? " * 4, "🙂" * 30):
        body.fill(text)
        counted = count_segments(f"{text.rstrip()}\n{footer}")
        said = f"{counted.encoding}:{counted.units}:{counted.segments}"
        expect(card.locator("[data-count]").last).to_have_attribute("data-count", said)
    card.get_by_role("button", name="Discard edits").click()


def see_print(page: Page, card: Locator) -> None:
    """The letter as printed opens by the page's own sign-in, and by nobody else's."""
    link = card.get_by_role("link", name="Open the PDF").get_attribute("href") or ""
    address = page.url.partition("/chat")[0] + link
    answer = page.request.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.body().startswith(b"%PDF")
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    chrome = page.context.browser
    assert chrome is not None
    stranger = chrome.new_context()
    assert stranger.request.get(address).status == 401
    stranger.close()
    card.get_by_role("button", name="See it as printed").click()
    expect(card.locator("iframe.ag-pdf")).to_be_visible()


def hear_back(page: Page) -> None:
    """A mail, a text and a call are answered; the invitation is accepted, and its card says so."""
    replies = page.locator("[data-card=reply]")
    for channel in ("Email", "SMS", "Voice"):
        expect(replies.filter(has=page.locator(".ag-channel", has_text=channel)).first).to_be_visible(
            timeout=30 * SECONDS
        )
    expect(page.locator("[data-card=reply] .ag-talk .ag-ours").first).to_be_visible()
    expect(card_of(page, "connection_request").locator("[data-outcome]")).to_contain_text(
        "accepted", timeout=30 * SECONDS
    )


def look_at_timeline(page: Page) -> None:
    """The name on a card opens the lead's timeline: doors, grounds, entries, filters and a file."""
    card = card_of(page, "sms")
    name = card.locator(".ag-name").inner_text()
    say(page, f"/lead {name}")
    timeline = page.locator("[data-card=timeline]")
    expect(timeline).to_be_visible(timeout=20 * SECONDS)
    expect(timeline.locator("[data-channel][data-open]")).to_have_count(len(Channel))
    for kind in ("imported", "enriched", "scored", "washed", "approved", "sent", "replied"):
        expect(timeline.locator(f"[data-kind={kind}]").first).to_be_visible()
    timeline.get_by_role("button", name="Answers").click()
    expect(timeline.locator("[data-kind=sent]")).to_have_count(0)
    with page.expect_download() as download:
        timeline.get_by_role("button", name="Download as CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert {"imported", "sent", "replied"} <= {row["what"] for row in rows}


def test_the_pages_counter_is_the_servers(chrome: Browser) -> None:
    """Characters and segments are the same in the browser and where the limit is checked."""
    page = chrome.new_page()
    page.add_script_tag(path=ROOT / "public" / "counting.js")
    for text in SAMPLES:
        counted = count_segments(text)
        assert page.evaluate("text => window.agencyCounting.segments(text)", text) == {
            "encoding": counted.encoding,
            "units": counted.units,
            "segments": counted.segments,
        }, text


def hot_leads(count: int) -> str:
    """A list of owners of small practices, each with a profile and a mobile of their own."""
    world = make_world(7, datetime.now(SYDNEY).date())
    known = [
        person
        for person in world.people
        if person.known_to_apollo
        and person.linkedin_url
        and person.email_status == "verified"
        and person.has_mailbox
        and person.company.industry == "medical practice"
        and person.company.place.country == "Australia"
    ]
    known.sort(key=lambda person: person.role_started_on or datetime.min.date(), reverse=True)
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(
        ("First Name", "Last Name", "Work Email", "Company", "Job Title", "LinkedIn URL", "Phone", "City",
         "State", "Country", "Industry", "Employees")
    )  # fmt: skip
    for person, mobile in zip(known[:count], FICTION_MOBILES[:count], strict=True):
        place = person.company.place
        writer.writerow(
            (person.first_name, person.last_name, person.email, person.company.name, "Owner",
             person.linkedin_url, mobile, place.city, place.state, place.country, person.company.industry, 20)
        )  # fmt: skip
    return written.getvalue()
