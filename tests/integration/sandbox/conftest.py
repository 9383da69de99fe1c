"""The real clients, pointed at the sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tools.providers.apollo import Apollo
from tools.providers.client import Vendor
from tools.providers.postmark import Postmark
from tools.providers.resend import Resend
from tools.sandbox.server import Sandbox


@pytest.fixture
async def apollo(sandbox: Sandbox) -> AsyncIterator[Apollo]:
    apollo = Apollo.at(sandbox.accounts["apollo"], timeout_seconds=3)
    yield apollo
    await apollo.close()


@pytest.fixture
async def resend(sandbox: Sandbox) -> AsyncIterator[Resend]:
    resend = Resend.at(sandbox.accounts["resend"], timeout_seconds=3)
    yield resend
    await resend.close()


@pytest.fixture
async def postmark(sandbox: Sandbox) -> AsyncIterator[Postmark]:
    postmark = Postmark.at(sandbox.accounts["postmark"], timeout_seconds=3)
    yield postmark
    await postmark.close()


@pytest.fixture
async def admin(sandbox: Sandbox) -> AsyncIterator[Vendor]:
    """The sandbox's own paths, called as a grader calls them."""
    admin = Vendor("sandbox", f"{sandbox.root}/_sandbox", headers={}, timeout_seconds=3)
    yield admin
    await admin.close()
