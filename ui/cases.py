"""Keep a decision as a case for the evals, from the card that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from errors import InvalidInput
from memory.enums import Intent
from memory.records.ids import ApprovalId, ReplyId
from ui import desk


async def keep(arguments: Mapping[str, object]) -> None:
    """A reply with the intent that the reviewer chose, or a draft with what was decided."""
    deps = await desk.deps()
    cases, source_id = deps.services.cases, _id(arguments.get("id"))
    if arguments.get("kind") == "reply":
        intent = _intent(arguments.get("intent"))
        await cases.keep_reply(deps.client_id, deps.actor, ReplyId(source_id), intent=intent)
    else:
        await cases.keep_draft(deps.client_id, deps.actor, ApprovalId(source_id))


def _intent(value: object) -> Intent:
    try:
        return Intent(str(value))
    except ValueError as error:
        raise InvalidInput("Choose what the reply says.") from error


def _id(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise InvalidInput("The card names nothing that can be kept: reload the page.") from error
