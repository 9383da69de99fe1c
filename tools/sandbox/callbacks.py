"""Post the vendors' webhooks to the agency when they are due, and again until they are taken."""

from __future__ import annotations

import asyncio
from asyncio import Event, Semaphore, Task
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

from errors import ProviderError
from tools.providers.client import Vendor
from tools.providers.outcomes import Effect
from tools.sandbox.entries import CallEnd, DueCall, now
from tools.sandbox.faults import Fault, Faults
from tools.sandbox.ledger import Ledger

FORBIDDEN = 403
"""The status that makes a vendor stop its retries (Postmark's rule, kept for all)."""
AT_ONCE = 8
HELD_SECONDS = 2.0
"""A call that is out of order lets the vendor's next one pass, or waits so long for one."""

Sign = Callable[[str, bytes, str], Mapping[str, str]]


class Callbacks:
    """The vendors' outgoing webhooks: kept in the ledger, so that a restart posts what was pending."""

    def __init__(self, ledger: Ledger, faults: Faults, *, retry_seconds: Sequence[float]) -> None:
        """`retry_seconds` are the pauses between tries, after which a call is given up."""
        self._ledger = ledger
        self._faults = faults
        self._retry_seconds = tuple(retry_seconds)
        self._signs: dict[str, Sign] = {}
        self._held: dict[str, Event] = {}
        self._tasks: set[Task[None]] = set()
        self._open = Event()
        self._slots = Semaphore(AT_ONCE)
        self._webhooks: list[tuple[str, Vendor]] = []

    def signed_by(self, vendor: str, sign: Sign) -> None:
        """Let this vendor's calls bear the headers that `sign` makes of address, body and type."""
        self._signs[vendor] = sign

    def post_to(self, webhooks_url: str, *, timeout_seconds: float = 15.0) -> None:
        """Post below this address from now on; what waits for an address goes at once."""
        url = webhooks_url.rstrip("/")
        vendor = Vendor("webhook", url, headers={}, timeout_seconds=timeout_seconds, attempts=1)
        self._webhooks.append((url, vendor))
        self._open.set()

    def due(
        self,
        vendor: str,
        path: str,
        body: str,
        content_type: str = "application/json",
        seconds: float = 0.0,
        about: str = "",
    ) -> DueCall:
        """Write down a call to `{webhooks}/{path}`, to be posted so many seconds from now."""
        call = DueCall(
            id=str(uuid4()),
            vendor=vendor,
            path=path,
            content_type=content_type,
            body=body,
            due_at=now() + timedelta(seconds=seconds),
            about=about,
        )
        self._ledger.record(call)
        self.start(call)
        return call

    def start(self, call: DueCall) -> None:
        """Post a call that the ledger knows, when it is due."""
        task = asyncio.create_task(self._post(call))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def drop(self, about: str) -> None:
        """Never post what is still due about this send: the vendor's own doing has ended it."""
        for call in self._ledger.calls_about(about):
            if not self._ledger.ended(call.id):
                self._ledger.record(CallEnd(id=call.id, end="given_up", at=now()))

    async def close(self) -> None:
        """Stop posting; what is pending stays in the ledger."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for _, webhook in self._webhooks:
            await webhook.close()

    async def _post(self, call: DueCall) -> None:
        await asyncio.sleep(max(0.0, (call.due_at - now()).total_seconds()))
        await self._open.wait()
        if self._ledger.ended(call.id):
            return
        if self._faults.out_of_order(call.vendor) and await self._let_one_pass(call.vendor):
            self._faults.note(call.vendor, Fault.OUT_OF_ORDER_WEBHOOK)
        for pause in (*self._retry_seconds, None):
            status = await self._try(call)
            taken = status is not None and 200 <= status < 300
            if taken or status == FORBIDDEN or pause is None:
                self._ledger.record(CallEnd(id=call.id, end="posted" if taken else "given_up", at=now()))
                return
            await asyncio.sleep(pause)

    async def _let_one_pass(self, vendor: str) -> bool:
        """Whether one has passed."""
        passed = self._held.setdefault(vendor, Event())
        with suppress(TimeoutError):
            async with asyncio.timeout(HELD_SECONDS):
                await passed.wait()
        return passed.is_set()

    async def _try(self, call: DueCall) -> int | None:
        copies = 1
        if self._faults.duplicates(call.vendor):
            copies = 2
            self._faults.note(call.vendor, Fault.DUPLICATE_WEBHOOK)
        async with self._slots:
            status = (await asyncio.gather(*(self._call(call) for _ in range(copies))))[0]
        passed = self._held.pop(call.vendor, None)
        if passed is not None:
            passed.set()
        return status

    async def _call(self, call: DueCall) -> int | None:
        url, webhook = self._webhooks[-1]
        path, body = f"/{call.path.lstrip('/')}", call.body.encode()
        sign = self._signs.get(call.vendor)
        proof: Mapping[str, str] = sign(f"{url}{path}", body, call.content_type) if sign else {}
        headers = {"Content-Type": call.content_type, **proof}
        try:
            answer = await webhook.call(
                "post a webhook", "POST", path, effect=Effect.ONCE, content=body, headers=headers
            )
        except ProviderError as error:
            return error.status
        return answer.status
