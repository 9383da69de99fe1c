"""A running product that nobody has used yet, and Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.product import Product, browser, running_product


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
