"""Drive the whole story in a browser: from a dropped CSV to the answered reply."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.product import (
    IN_CHROMIUM,
    Product,
    choose,
    csv_of,
    drop,
    reload,
    say,
    sign_in,
    take,
    waiting,
)

pytestmark = IN_CHROMIUM
SECONDS = 1000
CAMPAIGN = (
    "Plan an email campaign to our new leads: introduce our invoice reading, offer a short call, "
    "20 a day, I approve each draft."
)


def test_a_newcomer_goes_from_a_csv_to_an_answered_reply(
    fresh: Product, chrome: Browser, tmp_path: Path
) -> None:
    """Every step of the README's story works, without a request to any other host."""
    page = chrome.new_page(viewport={"width": 1280, "height": 900})
    foreign: list[str] = []
    page.on("request", lambda request: _note(foreign, request.url, fresh.url))
    sign_in(page, fresh)
    choose(page, "Ledgerline")
    import_leads(page, tmp_path)
    plan_campaign(page)
    decide(page)
    answer_reply(page)
    logging.getLogger(__name__).warning(
        "an answer was on the page %d ms after its post", unsubscribe(page, fresh)
    )
    look_at_inbox(page)
    come_back(page)
    page.close()
    assert foreign == []
    sent = [mail.tags["touch_id"] for mail in fresh.mails() if "ledgerline" in mail.sender]
    assert len(sent) == len(set(sent)) == 4


def import_leads(page: Page, folder: Path) -> None:
    """Drop a CSV, correct a column, import, and read why rows were set aside."""
    path = folder / "leads.csv"
    path.write_text(csv_of(14), encoding="utf-8")
    drop(page, path)
    say(page, "Here are our leads")
    expect(page.get_by_text("check how I read its columns")).to_be_visible(timeout=20 * SECONDS)
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
    expect(page.get_by_text("10 drafted.")).to_be_visible(timeout=60 * SECONDS)
    expect(page.locator(".tasklist")).to_have_count(0, timeout=10 * SECONDS)
    expect(waiting(page)).to_have_count(5, timeout=60 * SECONDS)
    expect(page.get_by_text("more drafts wait")).to_be_visible(timeout=20 * SECONDS)


def decide(page: Page) -> None:
    """Approve one, edit one, ask for another draft of one, reject one."""
    first = take(page)
    expect(first.locator(".ag-body")).not_to_be_empty()
    expect(first.locator(".ag-footer")).to_contain_text("Unsubscribe: ")
    first.locator(".ag-score-head").first.click()
    expect(first.locator(".ag-components tr")).to_have_count(5)
    first.get_by_role("button", name="Approve", exact=True).click()
    expect(first).to_have_attribute("data-status", "approved", timeout=20 * SECONDS)
    expect(first).to_have_attribute("data-fate", "sent", timeout=20 * SECONDS)

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
    response = responses(page).first
    expect(response).to_be_visible(timeout=30 * SECONDS)
    chosen = page.locator(f'[data-card=draft][data-id="{response.get_attribute("data-id")}"]')
    chosen.get_by_role("button", name="Approve", exact=True).click()
    expect(chosen).to_have_attribute("data-fate", "sent", timeout=20 * SECONDS)


def unsubscribe(page: Page, product: Product) -> int:
    """Whoever answers "unsubscribe" is left alone: no response, and what waited for them is withdrawn.

    Gives the milliseconds from the answer's post to its card on the page."""
    sent = page.locator("[data-card=draft][data-fate=sent]", has_not_text="In answer to").last
    email = sent.locator(".ag-mail dd").first.inner_text()
    product.answers(email, "interested", "Yes, I am interested. Please tell me more.")
    response = responses(page).filter(has_text=email).last
    expect(response).to_be_visible(timeout=30 * SECONDS)
    card = page.locator(f'[data-card=draft][data-id="{response.get_attribute("data-id")}"]')
    begun = datetime.now(UTC)
    product.answers(email, "unsubscribe", "Please unsubscribe me from your list.")
    ended = page.locator("[data-card=reply][data-intent=unsubscribe]", has_text=email)
    expect(ended).to_be_visible(timeout=30 * SECONDS)
    pushed = datetime.now(UTC) - max(product.answered_since(begun), default=begun)
    expect(ended.locator("[data-lead-status]")).to_have_text("Unsubscribed", timeout=30 * SECONDS)
    expect(card).to_have_attribute("data-status", "withdrawn", timeout=20 * SECONDS)
    expect(page.locator("[data-card=draft][data-status=pending]", has_text=email)).to_have_count(0)
    return round(pushed.total_seconds() * 1000)


def responses(page: Page) -> Locator:
    """Proposed responses to replies, with buttons."""
    return page.locator("[data-card=draft][data-status=pending]", has_text="In answer to")


def look_at_inbox(page: Page) -> None:
    """`/inbox` shows what waits, at the end of the chat."""
    say(page, "/inbox")
    told = page.get_by_text("for your decision.").last
    expect(told).to_be_visible(timeout=20 * SECONDS)
    below = told.locator("xpath=following::*[@data-card='draft'][@data-status='pending']")
    expect(below.first).to_be_visible(timeout=20 * SECONDS)


def come_back(page: Page) -> None:
    """After a reload the same chat is there, and its buttons work."""
    reload(page)
    expect(waiting(page).first).to_be_visible(timeout=30 * SECONDS)
    assert "/chat/thread/" in page.url
    expect(page.locator("[data-card=draft][data-status=rejected]")).to_have_count(1)
    card = take(page)
    card.get_by_role("button", name="Approve", exact=True).click()
    expect(card).to_have_attribute("data-status", "approved", timeout=20 * SECONDS)
    expect(card).to_have_attribute("data-fate", "sent", timeout=20 * SECONDS)


def _note(foreign: list[str], url: str, own: str) -> None:
    if not url.startswith((own, "data:", "blob:")):
        foreign.append(url)
