"""Drive the whole story in a browser: from a dropped CSV to the answered reply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.product import Product, browser, chromium, free_port, say, sign_in
from tools.sandbox.lead_list import leads_csv
from tools.sandbox.world import make_world

pytestmark = [
    pytest.mark.skipif(
        chromium() is None, reason="There is no Chromium here: install it to see the story run."
    ),
    pytest.mark.xdist_group("browser"),
]
SECONDS = 1000
SYDNEY = ZoneInfo("Australia/Sydney")
CAMPAIGN = (
    "Plan an email campaign to our new leads: introduce our invoice reading, offer a short call, "
    "20 a day, I approve each draft."
)


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    running = Product(home=tmp_path / "agency", port=free_port())
    running.start()
    yield running
    running.kill()


def test_a_newcomer_goes_from_a_csv_to_an_answered_reply(product: Product, tmp_path: Path) -> None:
    """Every step of the README's story works, without a request to any other host."""
    with browser() as chrome:
        page = chrome.new_page(viewport={"width": 1280, "height": 900})
        foreign: list[str] = []
        page.on("request", lambda request: _note(foreign, request.url, product.url))
        sign_in(page, product)
        choose(page, "Ledgerline")
        import_leads(page, tmp_path)
        plan_campaign(page)
        decide(page)
        answer_reply(page)
        look_at_inbox(page)
        come_back(page)
        assert foreign == []
    assert product.stop() == 0, product.log()[-3000:]


def choose(page: Page, client: str) -> None:
    """Switch to another client of the agency."""
    page.click("#chat-profiles")
    page.get_by_role("option", name=client).click()
    expect(page.locator("[data-card=welcome] .ag-client")).to_have_text(client, timeout=20 * SECONDS)


def import_leads(page: Page, folder: Path) -> None:
    """Drop a CSV, correct a column, import, and read why rows were set aside."""
    path = folder / "leads.csv"
    path.write_text(leads_csv(make_world(7, datetime.now(SYDNEY).date()), count=14, seed=7), encoding="utf-8")
    page.set_input_files("input[type=file]", str(path))
    page.wait_for_timeout(800)
    say(page, "Here are our leads")
    card = page.locator("[data-card=import]")
    expect(card).to_have_attribute("data-status", "previewed", timeout=20 * SECONDS)
    card.get_by_label("Read Notes as").select_option("")
    card.get_by_label("Read Notes as").select_option("fact")
    card.get_by_role("button", name="Import 14 rows").click()
    expect(card).to_have_attribute("data-status", "committed", timeout=20 * SECONDS)
    expect(card.locator("[data-table=quarantine] tbody tr")).to_have_count(4)
    with page.expect_download() as download:
        card.get_by_role("button", name="Download the rows set aside").click()
    assert "Why not" in download.value.path().read_text(encoding="utf-8-sig")


def plan_campaign(page: Page) -> None:
    """Say what is wanted, confirm the card, and watch the leads go through."""
    say(page, CAMPAIGN)
    card = page.locator("[data-card=proposal]")
    expect(card).to_have_attribute("data-status", "open", timeout=20 * SECONDS)
    card.get_by_role("button", name="Confirm").click()
    expect(card).to_have_attribute("data-status", "confirmed", timeout=20 * SECONDS)
    expect(page.locator(".tasklist")).to_contain_text("Drafted", timeout=40 * SECONDS)
    expect(waiting(page)).to_have_count(5, timeout=60 * SECONDS)
    expect(page.get_by_text("more drafts wait")).to_be_visible(timeout=20 * SECONDS)


def decide(page: Page) -> None:
    """Approve one, edit one, ask for another draft of one, reject one."""
    first = take(page)
    expect(first.locator(".ag-body")).not_to_be_empty()
    expect(first.locator(".ag-footer")).to_contain_text("Unsubscribe: ")
    first.locator(".ag-score-head").click()
    expect(first.locator(".ag-components tr")).to_have_count(5)
    first.get_by_role("button", name="Approve", exact=True).click()
    expect(first).to_have_attribute("data-status", "approved", timeout=20 * SECONDS)

    edited = take(page)
    edited.get_by_role("button", name="Edit").click()
    body = edited.get_by_label("Body")
    body.fill(f"{body.input_value()}\n\nPS: I am in Melbourne on Thursday.")
    edited.get_by_role("button", name="Approve edited").click()
    expect(edited).to_have_attribute("data-status", "approved", timeout=20 * SECONDS)
    expect(edited.locator(".ag-body")).to_contain_text("PS: I am in Melbourne")

    redrafted = take(page)
    redrafted.get_by_role("button", name="Another draft").click()
    redrafted.get_by_role("textbox").fill("Shorter, and ask one question only.")
    redrafted.get_by_role("button", name="Ask for another draft").click()
    expect(redrafted).to_have_attribute("data-status", "redraft", timeout=20 * SECONDS)
    expect(waiting(page).filter(has_text="Draft 2")).to_be_visible(timeout=30 * SECONDS)

    rejected = take(page)
    rejected.get_by_role("button", name="Reject").click()
    rejected.get_by_role("textbox").fill("We know them already.")
    rejected.get_by_role("button", name="Reject this draft").click()
    expect(rejected).to_have_attribute("data-status", "rejected", timeout=20 * SECONDS)
    expect(rejected).to_contain_text("We know them already.")


def answer_reply(page: Page) -> None:
    """See the answer come back, and approve the response to it."""
    reply = page.locator("[data-card=reply]").first
    expect(reply).to_be_visible(timeout=60 * SECONDS)
    expect(reply).to_have_attribute("data-intent", re.compile("interested|question|meeting_request"))
    response = page.locator("[data-card=draft][data-status=pending]", has_text="In answer to").first
    expect(response).to_be_visible(timeout=30 * SECONDS)
    chosen = page.locator(f'[data-card=draft][data-id="{response.get_attribute("data-id")}"]')
    chosen.get_by_role("button", name="Approve", exact=True).click()
    expect(chosen).to_have_attribute("data-status", "approved", timeout=20 * SECONDS)


def look_at_inbox(page: Page) -> None:
    """`/inbox` shows what waits, at the end of the chat."""
    say(page, "/inbox")
    expect(page.get_by_text("for your decision.").last).to_be_visible(timeout=20 * SECONDS)
    expect(waiting(page).last).to_be_visible(timeout=20 * SECONDS)


def come_back(page: Page) -> None:
    """After a reload the same chat is there, and its buttons work."""
    page.reload()
    expect(waiting(page).first).to_be_visible(timeout=30 * SECONDS)
    assert "/chat/thread/" in page.url
    expect(page.locator("[data-card=draft][data-status=rejected]")).to_have_count(1)
    card = take(page)
    card.get_by_role("button", name="Approve", exact=True).click()
    expect(card).to_have_attribute("data-status", "approved", timeout=20 * SECONDS)


def take(page: Page) -> Locator:
    """The first draft that waits, wherever its state goes from here."""
    identity = waiting(page).first.get_attribute("data-id", timeout=20 * SECONDS)
    return page.locator(f'[data-card=draft][data-id="{identity}"]')


def waiting(page: Page) -> Locator:
    """Drafts with buttons; responses to replies are left to their own step."""
    return page.locator("[data-card=draft][data-status=pending]", has_not_text="In answer to")


def _note(foreign: list[str], url: str, own: str) -> None:
    if not url.startswith((own, "data:", "blob:")):
        foreign.append(url)
