"""One running product, with drafts that wait, for all tests of this folder: it starts slower than a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.product import Product, free_port


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product of a newcomer; it must also end well."""
    home = tmp_path_factory.mktemp("browser") / "agency"
    running = Product(home=home, port=free_port(), sandbox_port=free_port())
    running.start()
    yield running
    assert running.stop() == 0, running.log()[-3000:]


@pytest.fixture(scope="session")
def stocked(product: Product) -> str:
    """The path of Harbour Facilities, once some twenty drafts wait there."""
    return product.stock("Harbour Facilities", 26)
