"""A client, and the services that plan for it, at one moment."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from memory.store import Memory
from tests.fixtures.tenants import Tenant, agency_with_client
from tools.services.campaigns import Campaigns
from tools.services.proposals import Proposals

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
async def tenant(memory: Memory) -> Tenant:
    """One client of one agency."""
    return await agency_with_client(memory)


@pytest.fixture
def campaigns(memory: Memory) -> Campaigns:
    """Campaigns as they are at NOW."""
    return Campaigns(memory=memory, clock=lambda: NOW)


@pytest.fixture
def proposals(memory: Memory, campaigns: Campaigns) -> Proposals:
    """Proposals as they are at NOW."""
    return Proposals(memory=memory, clock=lambda: NOW, campaigns=campaigns)
