"""Take the README's pictures from the product: `python -m tests.browser.screenshots [email|channels]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, ViewportSize

from tests.browser import test_channels as channels
from tests.browser import test_story as story
from tests.browser.product import ROOT, Product, browser, choose, free_port, say, sign_in, take, waiting

FOLDER = ROOT / "public" / "screenshots"
SIZE: ViewportSize = {"width": 1280, "height": 900}


def main() -> None:
    """Walk through the stories once, in light and in dark, and keep what they look like."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[1:] or ["email", "channels", "learning"]
    for name, walk in (("email", _walk), ("channels", _channels), ("learning", _learning)):
        if name in wanted:
            _take(walk)


def _take(walk: Callable[[Page, Page, Product, Path], None]) -> None:
    """Each story has a product of its own."""
    with tempfile.TemporaryDirectory(prefix="agency-pictures-") as folder:
        Path(folder).chmod(0o711)
        # Thirty decisions earn little: the pictures show what forty more would.
        product = Product(
            home=Path(folder) / "agency",
            port=free_port(),
            sandbox_port=free_port(),
            settings={"AUTOPILOT_BOUND": "0.75"},
        )
        product.start()
        try:
            with browser() as chrome:
                page = chrome.new_page(viewport=SIZE, color_scheme="light")
                dark = chrome.new_page(viewport=SIZE, color_scheme="dark")
                walk(page, dark, product, Path(folder))
        finally:
            product.stop()


def _channels(page: Page, dark: Page, product: Product, folder: Path) -> None:
    """Each channel's draft card, what came back of a call, and a lead's timeline."""
    for each in (page, dark):
        sign_in(each, product)
        choose(each, "Ledgerline")
    channels.launch(page, product, folder)
    say(dark, "/inbox")
    dark.get_by_text("for your decision.").last.wait_for()
    for each in (page, dark):
        email = channels.card_of(each, "email")
        email.get_by_text("What counts?").click()
        email.locator(".ag-facts summary").click()
    for form in channels.FORMS:
        for each, theme in ((page, "light"), (dark, "dark")):
            _keep_card(each, f"draft-{form.replace('_', '-')}-{theme}", channels.card_of(each, form))
    letter = channels.card_of(page, "letter")
    letter.get_by_role("button", name="See it as printed").click()
    page.wait_for_timeout(2_500)
    _keep(page, "letter-printed-light", letter.locator("iframe"))
    letter.get_by_role("button", name="Hide the print").click()
    name = channels.card_of(page, "sms").locator(".ag-name").inner_text()
    for form in channels.FORMS:
        card = channels.card_of(page, form)
        card.get_by_role("button", name="Approve", exact=True).click()
        card.locator(".ag-fate-sent").first.wait_for(timeout=30_000)
    spoken = page.locator("[data-card=reply]", has=page.locator(".ag-ours"))
    spoken.wait_for(timeout=30_000)
    page.wait_for_timeout(3_000)
    _keep_card(page, "reply-voice-light", spoken)
    for each, theme in ((page, "light"), (dark, "dark")):
        say(each, f"/lead {name}")
        timeline = each.locator("[data-card=timeline]")
        timeline.wait_for(timeout=20_000)
        _keep_card(each, f"timeline-{theme}", timeline)


def _learning(page: Page, dark: Page, product: Product, folder: Path) -> None:
    """What an edit teaches, how the campaign does, where autopilot stands, and the evaluators' page."""
    path = product.stock("Ledgerline", 80)
    for each in (page, dark):
        sign_in(each, product)
        choose(each, "Ledgerline")
    edited = take(page)
    edited.get_by_role("button", name="Edit").click()
    body = edited.get_by_label("Body")
    opening, _, closing = body.input_value().rpartition("\n\n")
    body.fill(f"{opening}\n\nWarmly,{closing.partition(',')[2]}")
    edited.get_by_role("button", name="Approve edited").click()
    edited.get_by_text("Approved").first.wait_for()
    later = take(page)
    later.get_by_role("button", name="Another draft").click()
    later.get_by_role("textbox").fill("Shorter, please.")
    later.get_by_role("button", name="Ask for another draft").click()
    taught = waiting(page).filter(has_text="Draft 2").last
    taught.wait_for(timeout=30_000)
    for summary in taught.locator("details.ag-facts summary").all():
        summary.click()
    _keep_card(page, "draft-taught-light", taught)
    say(page, "/notes")
    notes = page.locator("[data-card=notes]")
    notes.wait_for(timeout=20_000)
    notes.get_by_role("button", name="Strike").first.click()
    page.wait_for_timeout(1_500)
    _keep_card(page, "notes-light", notes)
    with product.api() as program:
        for each in program.get(f"{path}/approvals", params={"limit": 200}).json()[1:]:
            program.post(f"{path}/approvals/{each['id']}/decision", json={"kind": "approve"})
    page.wait_for_timeout(12_000)
    for each, theme in ((page, "light"), (dark, "dark")):
        for said, card in (("/analysis Clean offices", "analysis"), ("/autopilot", "autopilot")):
            say(each, said)
            shown = each.locator(f"[data-card={card}]")
            shown.wait_for(timeout=20_000)
            each.wait_for_timeout(800)
            _keep_card(each, f"{card}-{theme}", shown)
    report = ROOT / "evals" / "reports" / "evals.html"
    if report.exists():
        page.goto(report.as_uri())
        _keep(page, "evals-light")


def _keep_card(page: Page, name: str, card: Locator) -> None:
    """The whole card, however long: in a window that holds it."""
    box = card.bounding_box()
    assert box is not None
    page.set_viewport_size({"width": SIZE["width"], "height": max(SIZE["height"], int(box["height"]) + 420)})
    card.scroll_into_view_if_needed()
    page.mouse.move(2, 2)
    page.wait_for_timeout(500)
    card.screenshot(path=FOLDER / f"{name}.png")
    page.set_viewport_size(SIZE)
    page.wait_for_timeout(200)


def _walk(page: Page, dark: Page, product: Product, folder: Path) -> None:
    for each, theme in ((page, "light"), (dark, "dark")):
        each.goto(product.url)
        each.wait_for_selector("#email")
        _keep(each, f"sign-in-{theme}")
        sign_in(each, product)
        choose(each, "Ledgerline")
        _keep(each, f"welcome-{theme}")
    story.import_leads(page, folder)
    _keep(page, "import-light", page.locator("[data-card=import]"))
    _keep(dark, "import-dark")
    story.plan_campaign(page)
    _keep(page, "campaign-light", page.locator("[data-card=proposal]"))
    draft = waiting(page).first
    draft.locator(".ag-score-head").first.click()
    _keep(page, "draft-light", draft)
    draft.locator(".ag-score-head").first.click()
    story.decide(page)
    page.locator("[data-card=reply]").first.wait_for(timeout=60_000)
    page.wait_for_timeout(1_500)
    _keep(page, "reply-light", page.locator("[data-card=reply]").first)
    for each, theme in ((page, "light"), (dark, "dark")):
        say(each, "/inbox")
        each.get_by_text("for your decision.").last.wait_for()
        each.wait_for_timeout(2_000)
        _keep(each, f"inbox-{theme}")
    _keep(dark, "draft-dark", waiting(dark).last)
    _keep(dark, "reply-dark", dark.locator("[data-card=reply]").first)
    narrow = dark.context.browser
    assert narrow is not None
    phone = narrow.new_page(viewport={"width": 390, "height": 844}, color_scheme="light")
    sign_in(phone, product)
    choose(phone, "Ledgerline")
    phone.wait_for_timeout(500)
    _keep(phone, "phone-light", waiting(phone).first)


def _keep(page: Page, name: str, at: Locator | None = None) -> None:
    if at is not None:
        at.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
    page.mouse.move(2, 2)
    page.wait_for_timeout(400)
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
