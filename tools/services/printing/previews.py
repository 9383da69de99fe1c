"""Show a reviewer the letter or the card as it will be printed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from errors import NotFound
from memory.approvals import approval_by_id
from memory.dossiers import existing_dossier
from memory.enums import Form
from memory.records.actor import Clock
from memory.records.ids import ApprovalId, ClientId
from memory.store import Memory
from tools.services.printing.paper import Paper
from tools.services.sending.dispatch import Addresses, prepare
from tools.services.sending.mail import paper_of

ON_PAPER = frozenset({Form.LETTER, Form.POSTCARD})


@dataclass(frozen=True, kw_only=True)
class Previews:
    """The very content that the printer would get, drawn here."""

    memory: Memory
    clock: Clock
    addresses: Addresses

    async def pdf(self, client_id: ClientId, approval_id: ApprovalId) -> bytes:
        """The PDF of the touch's current draft; NotFound where nothing is printed, InvalidInput where the
        text does not fit the paper."""
        async with self.memory.postgres.client_transaction(client_id) as tx:
            approval = await approval_by_id(tx, approval_id)
            if approval is None:
                raise NotFound("There is no such approval at this client.")
            dossier = await existing_dossier(tx, approval.touch_id)
            message = (await prepare(tx, dossier, self.addresses, self.clock())).message
        if message.form not in ON_PAPER:
            raise NotFound("Only letters and postcards have a printed form.")
        return await asyncio.to_thread(_drawn, paper_of(message))


def _drawn(paper: Paper) -> bytes:
    # Fonts and their parsers are loaded by those who look at paper.
    from tools.services.printing.proofs import paper_pdf

    return paper_pdf(paper)
