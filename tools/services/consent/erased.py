"""Say of what arrives whether it is from, or about, somebody who was erased."""

from __future__ import annotations

from dataclasses import dataclass

from memory import erasures as rows
from memory.routes import Route
from memory.store import Memory
from tools.services.consent.traces import addresses_in
from tools.services.hashing import Hasher


@dataclass(frozen=True, kw_only=True)
class Erased:
    """By ids and hashes: nothing else is known of them."""

    memory: Memory
    hasher: Hasher

    async def went_to(self, target: Route) -> bool:
        """Whether the touch went to somebody whom its client has erased since."""
        async with self.memory.postgres.client_transaction(target.client_id) as tx:
            return await rows.of_erased_touch(tx, target.touch_id)

    async def are_named_in(self, said: bytes) -> bool:
        """Whether it holds an address, a number or a profile that a client has erased."""
        found = addresses_in(said)
        if not found:
            return False
        kinds = [kind.value for kind, _ in found]
        hashes = [self.hasher.of(kind, value) for kind, value in found]
        async with self.memory.postgres.system_transaction() as tx:
            return await rows.any_erased(tx, kinds, hashes)
