"""Keep the drafts that wait in view, a few at a time, and carry decisions out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID
from weakref import WeakKeyDictionary

from chainlit.session import BaseSession
from pydantic import TypeAdapter, ValidationError

from errors import InvalidInput, NotFound
from graphs import flows
from memory.enums import Role
from memory.records.ids import ApprovalId, ReplyId
from tools.deps import AgencyDeps
from tools.services.access import permits
from tools.services.approvals import ApprovalCard, Decision
from ui import desk, show
from ui.cards import Props, gone
from ui.draft_cards import draft_card
from ui.reply_cards import reply_card

AT_ONCE = 5
"""Open drafts of campaigns that a chat shows at a time; responses to replies always come."""
PAGE = 20
_MORE = "more"
_decision: TypeAdapter[Decision] = TypeAdapter(Decision)
_filling: WeakKeyDictionary[BaseSession, asyncio.Lock] = WeakKeyDictionary()
_waiting: WeakKeyDictionary[BaseSession, bool] = WeakKeyDictionary()
# Which card shows a touch: what became of a touch is told by its own id.
_touches: WeakKeyDictionary[BaseSession, dict[UUID, UUID]] = WeakKeyDictionary()


async def fill(*, at_once: int = AT_ONCE) -> int:
    """Show open drafts until `at_once` are in view; how many more wait. One filling runs at a time."""
    here = desk.session()
    lock = _filling.setdefault(here, asyncio.Lock())
    if lock.locked() and _waiting.get(here):
        return 0
    _waiting[here] = True
    async with lock:
        _waiting[here] = False
        return await _fill(await desk.deps(), at_once)


async def _fill(deps: AgencyDeps, at_once: int) -> int:
    waiting = await deps.services.approvals.open(deps.client_id, limit=PAGE + at_once)
    visible = show.shown(desk.session())
    in_view = sum(_key(card) in visible and not comes_at_once(card) for card in waiting)
    for card in waiting:
        if _key(card) in visible:
            continue
        if not comes_at_once(card):
            if in_view >= at_once:
                continue
            in_view += 1
        await present(deps, card)
    more = await count(deps) - sum(_key(card) in visible for card in waiting)
    await show.note(
        _MORE,
        f"**{more} more** {'draft waits' if more == 1 else 'drafts wait'}: type `/inbox`."
        if more > 0
        else None,
    )
    return max(more, 0)


def comes_at_once(card: ApprovalCard) -> bool:
    """Whether somebody waits for it: a lead for the response, or the reviewer who asked for another."""
    return card.reply is not None or card.draft.version > 1


async def proposed(deps: AgencyDeps, approval_id: UUID) -> None:
    """Show a new draft at once where somebody waits for it; the others come as there is room."""
    card = await deps.services.approvals.card(deps.client_id, ApprovalId(approval_id))
    if comes_at_once(card):
        await present(deps, card)
    await fill()


async def present(deps: AgencyDeps, card: ApprovalCard) -> None:
    """Show one draft, or bring it up to date."""
    _note_touch(card)
    await show.card("DraftCard", _key(card), draft_card(card, may_decide=desk.may_act(deps)))


async def refresh(deps: AgencyDeps, approval_id: UUID) -> None:
    """Bring a draft up to date where this chat shows it."""
    if show.key_of("approval", approval_id) in show.shown(desk.session()):
        await present(deps, await deps.services.approvals.card(deps.client_id, ApprovalId(approval_id)))


async def settled(deps: AgencyDeps, touch_id: UUID) -> None:
    """Show what became of a touch on the card that it was approved on."""
    approval_id = _touches.get(desk.session(), {}).get(touch_id)
    if approval_id is not None:
        await refresh(deps, approval_id)


async def decidable(deps: AgencyDeps) -> list[tuple[str, str, Props]]:
    """The cards of drafts that wait, as a resumed chat may have lost them."""
    found: list[tuple[str, str, Props]] = []
    for card in await deps.services.approvals.open(deps.client_id, limit=PAGE):
        _note_touch(card)
        found.append(("DraftCard", _key(card), draft_card(card, may_decide=desk.may_act(deps))))
    return found


async def decide(arguments: Mapping[str, object]) -> None:
    """Carry a reviewer's decision out: the server checks all of it again."""
    deps = await desk.deps()
    approval_id = ApprovalId(_id(arguments.get("id")))
    try:
        await deps.services.approvals.decide(deps.client_id, deps.actor, approval_id, _read(deps, arguments))
        await flows.decided(deps.client_id, approval_id)
    finally:
        await refresh(deps, approval_id)
    await fill()


async def present_reply(deps: AgencyDeps, reply_id: UUID) -> None:
    """Show a reply with what it means and what follows."""
    await show.card("ReplyCard", show.key_of("reply", reply_id), await _reply_props(deps, ReplyId(reply_id)))


async def refresh_reply(deps: AgencyDeps, reply_id: UUID) -> None:
    """Bring a reply up to date where this chat shows it."""
    if show.key_of("reply", reply_id) in show.shown(desk.session()):
        await present_reply(deps, reply_id)


async def open_reply(deps: AgencyDeps, reply_id: ReplyId) -> None:
    """Show a reply at the end of the chat, and below it the response that waits for a decision."""
    await show.forget("ReplyCard", show.key_of("reply", reply_id))
    await present_reply(deps, reply_id)
    for card in await deps.services.approvals.open(deps.client_id, limit=PAGE):
        if card.reply is not None and card.reply.id == reply_id:
            await _present_again(deps, card)


async def _reply_props(deps: AgencyDeps, reply_id: ReplyId) -> dict[str, object]:
    reply = await deps.services.replies.reply(deps.client_id, reply_id)
    lead = await deps.services.leads.get(deps.client_id, reply.lead_id)
    original = await deps.services.drafts.current(deps.client_id, reply.touch_id) if reply.touch_id else None
    look = await deps.services.waiting.look(deps.client_id, reply_id)
    may_erase = permits(deps.actor, Role.OWNER)
    return reply_card(reply, lead, original, look, may_act=desk.may_act(deps), may_erase=may_erase)


async def props_again(deps: AgencyDeps, kind: str, subject: str) -> dict[str, object]:
    """The props of a draft or reply from the truth of this moment, for a chat that is resumed."""
    try:
        if kind == "approval":
            card = await deps.services.approvals.card(deps.client_id, ApprovalId(UUID(subject)))
            _note_touch(card)
            return draft_card(card, may_decide=desk.may_act(deps))
        return await _reply_props(deps, ReplyId(UUID(subject)))
    except NotFound:
        return gone(kind)


def _read(deps: AgencyDeps, arguments: Mapping[str, object]) -> Decision:
    wanted = {key: value for key, value in arguments.items() if key not in ("id", "hours")}
    if wanted.get("kind") == "snooze":
        hours = arguments.get("hours")
        wanted["until"] = deps.clock() + timedelta(
            hours=hours if isinstance(hours, int) and 0 < hours <= 720 else 24
        )
    try:
        return _decision.validate_python(wanted)
    except ValidationError as error:
        fault = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise InvalidInput(f"The decision cannot be used: {fault}.") from error


def _id(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise InvalidInput("The card names nothing that can be decided: reload the page.") from error


async def count(deps: AgencyDeps) -> int:
    """How many drafts wait for a decision."""
    return (await deps.services.reports.client_state(deps.client_id)).open_approvals


async def show_again(deps: AgencyDeps, at_once: int) -> None:
    """Show the first open drafts at the end of the chat, wherever they stood before."""
    for card in await deps.services.approvals.open(deps.client_id, limit=at_once):
        await _present_again(deps, card)
    await fill(at_once=at_once)


async def _present_again(deps: AgencyDeps, card: ApprovalCard) -> None:
    """Take the card out and show it last, as it stands by then: it may have been decided meanwhile."""
    await show.forget("DraftCard", _key(card))
    await present(deps, await deps.services.approvals.card(deps.client_id, card.approval.id))


def _key(card: ApprovalCard) -> str:
    return show.key_of("approval", card.approval.id)


def _note_touch(card: ApprovalCard) -> None:
    # A redraft has the same touch and a card of its own: the newest card tells what became of it.
    _touches.setdefault(desk.session(), {})[card.touch.id] = card.approval.id
