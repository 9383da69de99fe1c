"""Somebody asks for the erasure of their data: the owner sees by when and what, and confirms it."""

from __future__ import annotations

from playwright.sync_api import Browser, Locator, expect

from tests.browser.product import COLLEAGUE, IN_CHROMIUM, Product, choose, reload, say, sign_in

pytestmark = IN_CHROMIUM
CLIENT = "Harbour Facilities"
SECONDS = 1000


def test_a_person_who_asks_for_it_is_erased(product: Product, stocked: str, chrome: Browser) -> None:
    """From the reply's card; a reload shows the chat without them, and a colleague may not do it."""
    page = chrome.new_page(viewport={"width": 1280, "height": 1000})
    sign_in(page, product)
    choose(page, CLIENT)
    with product.api() as program:
        drafts = program.get(f"{stocked}/approvals", params={"limit": 200}).json()
        first = next(each for each in drafts if each["channel"] == "email")
        email = str(first["recipient"])
        product.answers(email, "unsubscribe", "Please delete all my data. GDPR, article 17.")
        program.post(f"{stocked}/approvals/{first['id']}/decision", json={"kind": "approve"})
    asks = page.locator("[data-erasure]", has_text="Asks for erasure: due by")
    expect(asks).to_have_count(1, timeout=60 * SECONDS)
    say(page, f"Please delete everything we know about {email}.")
    said = page.locator("[data-card=erasure]", has_text=email)
    expect(said).to_have_count(1, timeout=20 * SECONDS)
    asks.get_by_role("button", name="See what would be erased").click()
    cards = page.locator("[data-card=erasure]")
    expect(cards).to_have_count(2, timeout=20 * SECONDS)
    expect(cards.last).to_contain_text("This cannot be undone")
    expect(cards.last.locator("[data-stays]")).to_contain_text("hash")
    erase(cards.last)
    expect(page.locator("[data-card=erasure][data-status=done]")).to_have_count(2, timeout=20 * SECONDS)
    reload(page)
    line = page.locator(
        "[data-step-type=user_message]", has_text="Please delete everything we know about [erased]"
    )
    expect(line).to_be_visible(timeout=30 * SECONDS)
    expect(page.locator("[data-card=erasure][data-status=done]")).to_have_count(2, timeout=20 * SECONDS)
    assert email not in page.content()
    assert "unexpected error" not in product.log()
    page.close()

    theirs = chrome.new_context().new_page()
    sign_in(theirs, product, COLLEAGUE)
    # The drafts that wait come after the greeting, and must not take the line that is being typed.
    theirs.locator("[data-card=draft]").first.wait_for(timeout=30 * SECONDS)
    theirs.wait_for_timeout(3 * SECONDS)
    say(theirs, f"/erase {email}")
    expect(theirs.get_by_text("This needs the role owner")).to_be_visible(timeout=20 * SECONDS)
    theirs.context.close()


def erase(card: Locator) -> None:
    """Confirm, and again where the message that was just approved is on its way in this very moment."""
    confirm = card.get_by_role("button", name="Erase for good")
    on_its_way = card.get_by_text("confirm again in a few minutes")
    confirm.click()
    for _ in range(10):
        expect(
            on_its_way.or_(card.page.locator("[data-card=erasure][data-status=done]")).first
        ).to_be_visible(timeout=20 * SECONDS)
        if not on_its_way.is_visible():
            return
        card.page.wait_for_timeout(1 * SECONDS)
        confirm.click()
