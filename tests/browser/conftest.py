"""One running product and one Chromium for every browser test: starting them takes longer than a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.product import Product, browser, free_port


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product of a newcomer; it must also end well."""
    home = tmp_path_factory.mktemp("browser") / "agency"
    running = Product(home=home, port=free_port(), sandbox_port=free_port())
    running.start()
    yield running
    assert running.stop() == 0, running.log()[-3000:]


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """Chromium, headless; closed after each file, because its driver keeps an event loop running."""
    with browser() as found:
        yield found
