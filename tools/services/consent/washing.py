"""Ask the do-not-call registers about numbers before they are called, and never pay for a question twice."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from errors import (
    Conflict,
    InvalidInput,
    OutcomeUnknown,
    ProviderCredentials,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
)
from memory import washes as rows
from memory.audit import add_audit
from memory.clients import client_for_update
from memory.enums import Role
from memory.records.actor import Actor, Clock
from memory.records.ids import ClientId
from memory.store import Memory
from memory.washes import BatchId, Register, WashBatch, WashCounts, WashResult
from tools.providers.dncr import NUMBERS_AT_ONCE, RUNNING_SECONDS, Dncr, Washed
from tools.services.access import require
from tools.services.law.book import law
from tools.services.lists.contacts import phone_number
from tools.services.lists.spreadsheets import rows_of

UNKNOWN_REFERENCE = "2"
UNSEEN_AFTER = timedelta(minutes=30)
"""A reference that the register does not know by then never arrived: its numbers are asked about anew."""
ASKED_AGAIN_FOR = timedelta(days=1)
"""How long a question without an answer is asked after; then it has failed."""
LEFT_OUT_FOR = timedelta(days=1)
"""A number that an answer left out is asked about again after that: each question about it is charged."""
ROUNDS = 20
FILE_BYTES = 20_000_000
"""A line of the register's file has about 20 bytes: a million numbers."""
_AUSTRALIAN = re.compile(r"\+61[23478]\d{8}")
_COUNTRIES = {
    Register.AU_DNCR: ("+61", "Australia", "AU-DNCR-1"),
    Register.US_DNC: ("+1", "United States", "US-DNC-1"),
    Register.UK_TPS: ("+44", "United Kingdom", "UK-PECR-2"),
    Register.UK_CTPS: ("+44", "United Kingdom", "UK-PECR-2"),
}
_WORST_FIRST = (WashResult.LISTED, WashResult.INVALID, WashResult.CLEAR)
_WORDS: Mapping[str, WashResult] = {
    **dict.fromkeys(("y", "yes", "listed", "registered", "on register", "1", "true"), WashResult.LISTED),
    **dict.fromkeys(
        ("n", "no", "clear", "not registered", "not on register", "0", "false"), WashResult.CLEAR
    ),
    **dict.fromkeys(("i", "invalid"), WashResult.INVALID),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class WashedFile:
    """What a register's file said; `unread` rows held no number of the register's country, or no answer."""

    listed: int
    clear: int
    invalid: int
    unread: int


@dataclass(frozen=True, kw_only=True)
class Washing:
    """What the registers say of a client's numbers, and since when."""

    memory: Memory
    clock: Clock
    dncr: Dncr | None
    """None where the account has no programmatic access: numbers are washed by file."""

    async def wash_due(self, client_id: ClientId) -> int:
        """How many numbers have an answer now that had none: those with a call or text ahead.

        A question is written down before it is asked. One without an answer is looked up later by its own
        reference and never asked again: every number is charged, each time.
        """
        if self.dncr is None:
            return 0
        answered = await self._look_up(client_id, self.dncr)
        for _ in range(ROUNDS):
            batch = await self._next_batch(client_id)
            if batch is None:
                break
            asked = await self._ask(client_id, self.dncr, batch)
            if asked is None:
                break
            answered += asked
        return answered

    async def wash_now(self, client_id: ClientId, actor: Actor) -> int:
        """The same because a person asks; Conflict without an account at the register."""
        require(actor, Role.MEMBER)
        if self.dncr is None:
            raise Conflict("There is no account at the register: download the numbers and wash them by file.")
        answered = await self.wash_due(client_id)
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await add_audit(
                tx,
                actor,
                "wash_asked",
                subject_kind="register",
                subject_id=None,
                detail={"numbers": answered},
            )
        return answered

    async def status(self, client_id: ClientId, register: Register = Register.AU_DNCR) -> WashCounts:
        """How many numbers are due, fresh and listed."""
        prefix, _, _ = _COUNTRIES[register]
        async with self.memory.postgres.client_transaction(client_id) as tx:
            return await rows.wash_counts(tx, register, prefix=prefix, washed_before=self._stale(register))

    async def balance(self) -> int | None:
        """Numbers that the account may still wash; None without an account, or where it does not tell."""
        try:
            return await self.dncr.balance() if self.dncr else None
        except ProviderError:
            return None

    async def export_csv(self, client_id: ClientId, register: Register = Register.AU_DNCR) -> bytes:
        """Numbers without a fresh answer, one a line as the register's own site takes them."""
        prefix, _, _ = _COUNTRIES[register]
        async with self.memory.postgres.client_transaction(client_id) as tx:
            found = await rows.stale_numbers(tx, register, prefix=prefix, washed_before=self._stale(register))
        national = (f"0{number[3:]}" if register is Register.AU_DNCR else number for number in found)
        return "".join(f"{number}\r\n" for number in national).encode()

    async def import_csv(
        self,
        client_id: ClientId,
        actor: Actor,
        content: bytes,
        *,
        register: Register = Register.AU_DNCR,
        washed_at: datetime | None = None,
    ) -> WashedFile:
        """Take in a register's answers; `washed_at` is when it gave them, now unless it is named."""
        require(actor, Role.MEMBER)
        now = self.clock()
        at = washed_at or now
        if at > now:
            raise InvalidInput("The register cannot have answered in the future.")
        if len(content) > FILE_BYTES:
            raise InvalidInput(f"The file is larger than {FILE_BYTES // 1_000_000} MB: split it.")
        results, unread = await asyncio.to_thread(_read, content, _COUNTRIES[register][1], register)
        if not results:
            raise InvalidInput("No row holds a number and the register's answer (Y, N or I) to it.")
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await rows.add_washes(tx, register, results, source="csv", batch_id=None, at=at)
            await add_audit(
                tx,
                actor,
                "washed",
                subject_kind="register",
                subject_id=None,
                detail={"register": register.value, "numbers": len(results)},
            )
        counts = Counter(results.values())
        return WashedFile(
            listed=counts[WashResult.LISTED],
            clear=counts[WashResult.CLEAR],
            invalid=counts[WashResult.INVALID],
            unread=unread,
        )

    def _stale(self, register: Register) -> datetime:
        return self.clock() - timedelta(days=law(_COUNTRIES[register][2]).number("valid_days"))

    async def _next_batch(self, client_id: ClientId) -> WashBatch | None:
        """The next question, committed; numbers that the register would charge for in vain are set aside."""
        register, now = Register.AU_DNCR, self.clock()
        async with self.memory.postgres.client_transaction(client_id) as tx:
            # Two workers take turns here, so that no number is asked about twice.
            await client_for_update(tx)
            due = await rows.due_numbers(
                tx,
                register,
                prefix="+61",
                washed_before=self._stale(register),
                answered_before=now - LEFT_OUT_FOR,
                limit=NUMBERS_AT_ONCE,
            )
            numbers = [number for number in due if _AUSTRALIAN.fullmatch(number)]
            malformed = {number: WashResult.INVALID for number in due if number not in numbers}
            if malformed:
                await rows.add_washes(tx, register, malformed, source="soap", batch_id=None, at=now)
            if not numbers:
                return None
            batch_id = await rows.add_batch(tx, register, numbers, now)
        return WashBatch(id=batch_id, register=register, numbers=tuple(numbers), asked_at=now)

    async def _ask(self, client_id: ClientId, dncr: Dncr, batch: WashBatch) -> int | None:
        """How many numbers were answered; None where it is no use to go on now."""
        try:
            washed = await dncr.wash(str(batch.id), batch.numbers)
        except OutcomeUnknown:
            return None
        except (ProviderUnavailable, ProviderRefused, ProviderCredentials) as error:
            await self._failed(client_id, batch.id, str(error))
            return None
        return await self._record(client_id, batch, washed)

    async def _look_up(self, client_id: ClientId, dncr: Dncr) -> int:
        now, answered = self.clock(), 0
        async with self.memory.postgres.client_transaction(client_id) as tx:
            waiting = await rows.open_batches(tx, now - timedelta(seconds=RUNNING_SECONDS))
        for batch in waiting:
            try:
                washed = await dncr.result(str(batch.id), batch.numbers)
            except ProviderError as error:
                unseen = isinstance(error, ProviderRefused) and error.code == UNKNOWN_REFERENCE
                if now - batch.asked_at >= (UNSEEN_AFTER if unseen else ASKED_AGAIN_FOR):
                    await self._failed(client_id, batch.id, str(error))
            else:
                answered += await self._record(client_id, batch, washed)
        return answered

    async def _record(self, client_id: ClientId, batch: WashBatch, washed: Washed) -> int:
        """A number that the answer leaves out stays unwashed for now; the days count from the question."""
        results = {number: WashResult(result) for number, result in washed.results.items()}
        async with self.memory.postgres.client_transaction(client_id) as tx:
            detail = f"{len(results)} of {len(batch.numbers)} numbers were answered."
            if not await rows.finish_batch(tx, batch.id, "answered", detail=detail, at=self.clock()):
                return 0
            if results:
                await rows.add_washes(
                    tx, batch.register, results, source="soap", batch_id=batch.id, at=batch.asked_at
                )
        return len(results)

    async def _failed(self, client_id: ClientId, batch_id: BatchId, detail: str) -> None:
        async with self.memory.postgres.client_transaction(client_id) as tx:
            await rows.finish_batch(tx, batch_id, "failed", detail=detail, at=self.clock())


def _read(content: bytes, country: str, register: Register) -> tuple[dict[str, WashResult], int]:
    """Answers by number, and the rows that could not be read.

    The worst of what a row says, or of what several say of one number: a column that counts rows must not
    speak for the register.
    """
    prefix, unread = _COUNTRIES[register][0], 0
    found: dict[str, WashResult] = {}
    for row in rows_of(content):
        cells = [cell.strip() for cell in row.cells if cell.strip()]
        number = next((one for cell in cells if (one := phone_number(cell, country))), None)
        said = {one for cell in cells if (one := _WORDS.get(cell.lower()))}
        if number is None or not said or not number.startswith(prefix):
            unread += bool(cells)
            continue
        said |= {found[number]} if number in found else set()
        found[number] = next(one for one in _WORST_FIRST if one in said)
    return found, unread
