"""Find out whether the post would arrive, before anything is planned by mail."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Protocol

from errors import OutcomeUnknown, ProviderCredentials, ProviderRefused, ProviderUnavailable
from memory import leads as rows
from memory.leads import PostalLead
from memory.records.ids import CampaignId, ClientId, LeadId
from memory.store import Memory
from tools.providers.lob import Address, VerifiedAddress
from tools.services.printing.countries import country_code

AT_ONCE = 50
"""Addresses that one round asks about."""
logger = logging.getLogger(__name__)


class Verifier(Protocol):
    """What Lob does for us."""

    async def verify(self, address: Address) -> VerifiedAddress:
        """Whether mail arrives there."""
        ...


@dataclass(frozen=True, kw_only=True)
class AddressChecks:
    """Asks once about each address of a lead that mail may reach."""

    memory: Memory
    lob: Verifier

    async def check_due(self, client_id: ClientId, campaign_id: CampaignId) -> int:
        """How many addresses were checked; one that cannot be checked now stays unknown, and gets no mail."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            due = await rows.addresses_to_check(tx, campaign_id, AT_ONCE)
        checked = 0
        for lead in due:
            status = await self._status(lead)
            if status is not None:
                await self._note(client_id, lead.id, status)
                checked += 1
        return checked

    async def _status(self, lead: PostalLead) -> str | None:
        country = country_code(lead.country)
        if country is None:
            return "undeliverable"
        address = Address(
            line1=lead.street,
            city=lead.city,
            state=lead.state or "",
            postcode=lead.postcode,
            country=country,
            company=lead.company or "",
        )
        try:
            return "deliverable" if (await self.lob.verify(address)).deliverable else "undeliverable"
        except ProviderRefused:
            return "undeliverable"
        except (ProviderUnavailable, ProviderCredentials, OutcomeUnknown) as error:
            logger.warning("an address was not checked: %s", error)
            return None

    async def _note(self, client_id: ClientId, lead_id: LeadId, status: str) -> None:
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await rows.set_address_status(tx, lead_id, status)
