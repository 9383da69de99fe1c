"""A running product that nobody has used yet, and Chromium."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.product import Product, browser, running_product

_CHARACTERS = 4000


@pytest.fixture
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A product of its own: nobody has dropped or sent anything there yet."""
    with running_product(tmp_path_factory.mktemp("fresh") / "agency") as running:
        yield running


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """Chromium, headless; closed after each file, because its driver keeps an event loop running."""
    with browser() as found:
        yield found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say beside a failure what the product said and what the pages show."""
    report = yield
    if report.failed:
        values: dict[str, object] = getattr(item, "funcargs", {})
        report.sections += [section for used in values.values() for section in _said(used)]
    return report


def _said(used: object) -> list[tuple[str, str]]:
    if isinstance(used, Product):
        return [("the product's log", used.log()[-_CHARACTERS:])]
    if isinstance(used, Browser):
        pages = [page for context in used.contexts for page in context.pages]
        return [(f"the page {page.url}", page.locator("body").inner_text()[-_CHARACTERS:]) for page in pages]
    return []
