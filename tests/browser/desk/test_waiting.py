"""A reply that waits is found, opened, kept as a case and answered; a reload loses no card on the way."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from tests.browser.product import IN_CHROMIUM, Product, choose, reload, say, sign_in

pytestmark = IN_CHROMIUM
CLIENT = "Harbour Facilities"
SECONDS = 1000


def answered(product: Product, path: str) -> str:
    """Have somebody answer a mail with a question; their address."""
    with product.api() as program:
        drafts = program.get(f"{path}/approvals", params={"limit": 200}).json()
        first = next(each for each in drafts if each["channel"] == "email")
        email = str(first["recipient"])
        product.answers(email, "question", "What would a small office pay a month?")
        decided = program.post(f"{path}/approvals/{first['id']}/decision", json={"kind": "approve"})
        assert decided.status_code < 300, decided.text
    return email


def cases(product: Product, path: str) -> int:
    """How many cases are kept in both halves."""
    with product.api() as program:
        halves = [
            program.get(f"{path}/cases", params={"half": half}).text for half in ("development", "test")
        ]
    return sum(len(text.splitlines()) for text in halves)


def cards(page: Page) -> list[str]:
    """Which cards the chat shows, by their ids."""
    return sorted(card.get_attribute("data-id") or "" for card in page.locator("[data-card=draft]").all())


def test_a_reply_that_waits_is_opened_kept_as_a_case_and_answered(
    product: Product, stocked: str, chrome: Browser
) -> None:
    """The list says who waits; the decision on the response takes them off it, in every tab."""
    page = chrome.new_page(viewport={"width": 1280, "height": 900})
    sign_in(page, product)
    choose(page, CLIENT)
    answered(product, stocked)
    arrived = page.locator("[data-card=reply]", has_text="a small office pay a month")
    expect(arrived).to_have_count(1, timeout=40 * SECONDS)
    who = arrived.locator(".ag-name").inner_text()
    say(page, "/waiting")
    listed = page.locator("[data-card=waiting] li", has_text=who)
    expect(listed).to_contain_text("A response waits for your decision", timeout=20 * SECONDS)
    listed.get_by_role("button", name="Open").click()
    opened = page.locator("[data-card=reply]", has_text="a small office pay a month")
    expect(opened).to_be_in_viewport(timeout=20 * SECONDS)
    before = cases(product, stocked)
    opened.get_by_text("Keep as a case").click()
    opened.get_by_role("button", name="Keep", exact=True).click()
    expect(opened.get_by_text("Kept as a case for the evals.")).to_be_visible(timeout=20 * SECONDS)
    assert cases(product, stocked) == before + 1
    response = page.locator("[data-card=draft]", has_text="In answer to").filter(has_text=who).last
    response.get_by_role("button", name="Approve", exact=True).click()
    expect(page.locator("[data-card=waiting] li", has_text=who)).to_have_count(0, timeout=20 * SECONDS)
    page.close()


def test_drafts_shown_again_are_all_there_after_a_reload(
    product: Product, stocked: str, chrome: Browser
) -> None:
    """Taken away and shown again at once: neither a removal nor a card comes late into the record."""
    page = chrome.new_page(viewport={"width": 1280, "height": 900})
    sign_in(page, product)
    choose(page, CLIENT)
    for _ in range(2):
        say(page, "/inbox")
        expect(page.get_by_text("for your decision.").last).to_be_visible(timeout=20 * SECONDS)
        page.wait_for_timeout(400)
    page.wait_for_timeout(3 * SECONDS)
    shown = cards(page)
    assert shown
    reload(page)
    page.locator("[data-card=draft]").first.wait_for(timeout=30 * SECONDS)
    assert cards(page) == shown
    assert "foreign key" not in product.log()
    page.close()
