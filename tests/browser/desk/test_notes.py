"""Notes are listed, corrected, struck and brought back in the chat, and a reload keeps their buttons."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.browser.product import IN_CHROMIUM, Product, choose, reload, say, sign_in

pytestmark = IN_CHROMIUM
SECONDS = 1000


def test_a_note_is_corrected_struck_and_restored_in_the_chat(product: Product, chrome: Browser) -> None:
    """Said in passing, kept, and in the person's own hands ever after."""
    page = chrome.new_page(viewport={"width": 1280, "height": 900})
    sign_in(page, product)
    choose(page, "Ledgerline")
    say(page, "Never mention discounts in the first mail.")
    expect(page.get_by_text("it will be kept in mind")).to_be_visible(timeout=20 * SECONDS)
    page.wait_for_timeout(500)
    say(page, "/notes")
    card = page.locator("[data-card=notes]")
    note = card.locator("[data-note]", has_text="discounts")
    expect(note).to_contain_text("Email drafts", timeout=20 * SECONDS)
    note.get_by_role("button", name="Correct").click()
    card.get_by_label("What the note should say").fill("Never mention price in the first mail.")
    card.get_by_role("button", name="Save the correction").click()
    corrected = card.locator("[data-note]", has_text="Never mention price in the first mail.")
    expect(corrected).to_contain_text("corrected by a person", timeout=20 * SECONDS)
    corrected.get_by_role("button", name=re.compile("Version 2")).click()
    expect(corrected.locator("[data-versions]")).to_contain_text("Never mention discounts")
    corrected.get_by_role("button", name="Strike").click()
    expect(corrected).to_have_count(0, timeout=20 * SECONDS)
    reload(page)
    struck = page.locator("[data-card=notes]").get_by_role("button", name=re.compile("Struck"))
    struck.click(timeout=30 * SECONDS)
    back = page.locator("[data-card=notes] [data-note]", has_text="Never mention price")
    back.get_by_role("button", name="Restore").click()
    expect(back).to_have_count(0, timeout=20 * SECONDS)
    page.locator("[data-card=notes]").get_by_role("button", name=re.compile("In use")).click()
    expect(back).to_have_attribute("data-in-use", "yes", timeout=20 * SECONDS)
    page.close()
