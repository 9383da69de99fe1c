"""Sit at one desk with others: their decisions show, another client's never, and a crash loses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from memory.places import settle, urls_of
from tests.browser.product import (
    COLLEAGUE,
    IN_CHROMIUM,
    OWNER,
    STRANGER,
    Product,
    csv_of,
    drop,
    say,
    sign_in,
    take,
    waiting,
)

pytestmark = IN_CHROMIUM
CLIENT = "Harbour Facilities"
SECONDS = 1000


class Desk:
    """The people at the desk: each signs in once and opens a page a test."""

    def __init__(self, product: Product, chrome: Browser) -> None:
        self._product = product
        self._chrome = chrome
        self._people: dict[str, BrowserContext] = {}

    def page(self, email: str = OWNER) -> Page:
        """A new chat of this person."""
        context = self._people.get(email)
        if context is None:
            context = self._people[email] = self._chrome.new_context(viewport={"width": 1280, "height": 900})
            opened = context.new_page()
            sign_in(opened, self._product, email)
            return opened
        opened = context.new_page()
        opened.goto(self._product.url)
        opened.wait_for_selector("[data-card=welcome]", timeout=30 * SECONDS)
        return opened


@pytest.fixture(scope="module")
def desk(product: Product, chrome: Browser) -> Desk:
    """Nobody has signed in yet."""
    return Desk(product, chrome)


@pytest.fixture
def page(desk: Desk) -> Iterator[Page]:
    """The owner at the client's desk."""
    opened = desk.page()
    expect(opened.locator("[data-card=welcome] .ag-client")).to_have_text(CLIENT)
    yield opened
    opened.close()


def test_a_decision_of_a_colleague_shows_at_once_and_only_there(
    product: Product, desk: Desk, stocked: str, page: Page
) -> None:
    """The other user's card changes without a reload; a member of another client sees none of it."""
    colleague, stranger = desk.page(COLLEAGUE), desk.page(STRANGER)
    mine = take(page)
    identity = mine.get_attribute("data-id")
    theirs = colleague.locator(f'[data-card=draft][data-id="{identity}"]')
    theirs.get_by_role("button", name="Reject").click()
    theirs.get_by_role("textbox").fill("They are a client of ours.")
    theirs.get_by_role("button", name="Reject this draft").click()
    expect(mine).to_contain_text("Rejected: They are a client of ours.", timeout=10 * SECONDS)
    expect(mine.get_by_role("button", name="Approve", exact=True)).to_have_count(0)
    assert CLIENT not in stranger.locator("body").inner_text()
    expect(stranger.locator(f'[data-id="{identity}"]')).to_have_count(0)
    with product.api(STRANGER) as program:
        assert program.get(f"{stocked}/approvals").status_code == 404
    colleague.close()
    stranger.close()


def test_many_drafts_come_a_few_at_a_time(stocked: str, page: Page) -> None:
    """Five are shown and the others counted; each decision brings the next, `/inbox` the first ten."""
    expect(waiting(page)).to_have_count(5, timeout=20 * SECONDS)
    expect(page.get_by_text("more drafts wait")).to_be_visible()
    card = take(page)
    card.get_by_role("button", name="Snooze a day").click()
    expect(card).to_have_attribute("data-status", "snoozed", timeout=20 * SECONDS)
    expect(waiting(page)).to_have_count(5, timeout=20 * SECONDS)
    say(page, "/inbox")
    expect(waiting(page)).to_have_count(10, timeout=30 * SECONDS)


def test_the_place_is_kept_while_somebody_edits(product: Product, stocked: str, page: Page) -> None:
    """A new message below does not scroll a reviewer away who is writing, and no answer takes their words."""
    expect(waiting(page)).to_have_count(5, timeout=20 * SECONDS)
    identity = waiting(page).last.get_attribute("data-id")
    card = page.locator(f'[data-card=draft][data-id="{identity}"]')
    card.get_by_role("button", name="Edit").click()
    body = card.get_by_label("Body")
    body.fill("What I was about to write")
    body.scroll_into_view_if_needed()
    with product.api() as program:
        first = program.get(f"{stocked}/approvals").json()[0]["id"]
        decision = {"kind": "redraft", "feedback": "Shorter."}
        assert program.post(f"{stocked}/approvals/{first}/decision", json=decision).status_code == 200
    expect(waiting(page).filter(has_text="Draft 2").last).to_be_attached(timeout=20 * SECONDS)
    page.wait_for_timeout(500)
    expect(body).to_be_in_viewport()
    expect(body).to_have_value("What I was about to write")
    say(page, "What can you do?")
    expect(page.get_by_text("I am the offline engine")).to_be_visible(timeout=20 * SECONDS)
    expect(page.locator("#stop-button")).to_have_count(0, timeout=20 * SECONDS)
    expect(body).to_have_value("What I was about to write")


def test_a_viewer_sees_cards_without_buttons(product: Product, desk: Desk, stocked: str) -> None:
    """The same cards, and a sentence in the place of the buttons."""
    _change_role(product, COLLEAGUE, "viewer")
    try:
        viewer = desk.page(COLLEAGUE)
        card = viewer.locator("[data-card=draft][data-status=pending]").first
        expect(card).to_contain_text("Your role may look, not decide.", timeout=20 * SECONDS)
        expect(viewer.locator("[data-card=draft] .ag-buttons button")).to_have_count(0)
        viewer.close()
    finally:
        _change_role(product, COLLEAGUE, "member")


def test_files_of_every_kind_get_a_card_or_a_sentence(product: Product, page: Page, tmp_path: Path) -> None:
    """Several at once, without a word; one that is no CSV; one beyond the limit; a wish that waits."""
    picture = FilePayload(name="plan.png", mimeType="image/png", buffer=b"\x89PNG\r\n\x1a\n" + bytes(99))
    lists = [
        FilePayload(name=f"list-{n}.csv", mimeType="text/csv", buffer=csv_of(5, seed=n).encode())
        for n in (1, 2)
    ]
    page.set_input_files("input[type=file]", [*lists, picture])
    page.wait_for_timeout(800)
    page.locator("#chat-submit").click()
    expect(page.locator("[data-card=import][data-status=previewed]")).to_have_count(2, timeout=20 * SECONDS)
    expect(page.get_by_text("plan.png was not read.")).to_be_visible()
    large = tmp_path / "large.csv"
    large.write_bytes(b"Email\n" + b"a@b.example\n" * 5_000_000)
    page.set_input_files("input[type=file]", large)
    expect(page.get_by_text("File is larger than 50 MB")).to_be_visible(timeout=20 * SECONDS)
    with product.api() as program:
        path = f"/clients/{program.get('/auth/me').json()['clients'][0]['id']}/imports"
        refused = program.post(path, files={"file": ("large.csv", large.read_bytes())})
    assert refused.status_code in (413, 422)
    assert "larger than 5" in refused.json()["title"]
    drop(page, FilePayload(name="list-3.csv", mimeType="text/csv", buffer=csv_of(5, seed=3).encode()))
    say(page, "How do we stand?")
    expect(page.get_by_text("I take up what you asked")).to_be_visible(timeout=20 * SECONDS)


def test_a_killed_product_comes_back_with_the_same_chat(product: Product, stocked: str, page: Page) -> None:
    """After kill -9 and a new start the chat is there, its buttons work, and nothing went out twice."""
    first = take(page)
    first.get_by_role("button", name="Approve", exact=True).click()
    expect(first).to_have_attribute("data-status", "approved", timeout=20 * SECONDS)
    address = page.url
    product.kill()
    other = take(page)
    other.get_by_role("button", name="Approve", exact=True).click()
    expect(other.get_by_role("alert")).to_contain_text("could not be reached", timeout=20 * SECONDS)
    product.start()
    page.goto(address)
    expect(waiting(page).first).to_be_visible(timeout=30 * SECONDS)
    assert page.url == address
    card = take(page)
    card.get_by_role("button", name="Approve", exact=True).click()
    expect(card).to_have_attribute("data-fate", "sent", timeout=30 * SECONDS)
    sent = [mail.tags["touch_id"] for mail in product.mails()]
    assert len(sent) == len(set(sent))


_COLLEAGUES = "user_id = (select id from users where email = $1)"


def _change_role(product: Product, email: str, role: str) -> None:
    _as_owner(product, f"update memberships set role = $2 where {_COLLEAGUES}", email, role)


def _as_owner(product: Product, statement: str, *values: str) -> None:
    async def execute() -> None:
        connection = await asyncpg.connect(urls_of(settle(product.home)).database)
        try:
            await connection.execute(statement, *values)
        finally:
            await connection.close()

    # Playwright's own event loop runs in this thread.
    with ThreadPoolExecutor() as aside:
        aside.submit(asyncio.run, execute()).result()
