"""One running product, with drafts that wait, for all tests of this folder: it starts slower than a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.product import Product, running_product


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One for the whole folder."""
    with running_product(tmp_path_factory.mktemp("browser") / "agency") as running:
        yield running


@pytest.fixture(scope="session")
def stocked(product: Product) -> str:
    """The path of Harbour Facilities, once some twenty drafts wait there."""
    return product.stock("Harbour Facilities", 26)
