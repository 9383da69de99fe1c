"""Put any model behind the agents, with the offline engine behind it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from pydantic_ai.models import Model

from agents.budget import Budget
from agents.models import Models
from agents.prices import Prices
from memory.records.ids import ClientId
from tools.wiring import Agency


class Scripted(Models):
    """Agents answered by the models of a test; an agent without one has the offline engine alone."""

    def __init__(self, agency: Agency, models: Mapping[str, Model]) -> None:
        budget = Budget(
            memory=agency.memory,
            clock=agency.clock,
            platform_limit_aud=Decimal(1),
            client_limit_aud=Decimal(1),
        )
        super().__init__(claude=None, budget=budget, prices=Prices(aud_per_usd=Decimal(1)))
        self._scripted = models

    @property
    def offline_only(self) -> bool:
        """A scripted model is one that may fail."""
        return False

    def of(self, agent: str, client_id: ClientId, *, bulk: bool = False) -> Model:  # noqa: ARG002
        """The test's model, whoever waits for it and whoever pays."""
        return self._scripted.get(agent) or self.offline(agent)
