"""Take a dropped CSV from the chat to leads: preview, corrected mapping, import, quarantine."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import cast
from uuid import UUID

from chainlit.element import Element

from errors import InvalidInput
from memory.records import ImportId
from ui import desk, show
from ui.cards import import_card, import_result

ROWS_SHOWN = 50


async def preview(files: list[Element]) -> None:
    """Show a card for each file; what cannot be read is said in one sentence."""
    deps = await desk.deps()
    for file in files:
        content = await asyncio.to_thread(Path(file.path or "").read_bytes)
        found = await deps.services.leads.preview(deps.client_id, deps.actor, file.name, content)
        props = import_card(found, may_import=desk.may_act(deps))
        await show.card("ImportCard", show.key_of("import", found.import_id), props)


async def commit(arguments: Mapping[str, object]) -> None:
    """Import with the mapping as the user left it, and show what came of it."""
    deps = await desk.deps()
    import_id = ImportId(_id(arguments.get("id")))
    services = deps.services.leads
    result = await services.commit(
        deps.client_id, deps.actor, import_id, _mapping(arguments.get("mapping")), None
    )
    rows = await services.quarantine(deps.client_id, import_id, ROWS_SHOWN, 0)
    card = {key: arguments.get(key) for key in ("filename", "columns")}
    ref = {"kind": "import", "id": str(import_id)}
    await show.update(
        "ImportCard", show.key_of("import", import_id), import_result({**card, "ref": ref}, result, rows)
    )


async def discard(arguments: Mapping[str, object]) -> None:
    """Forget a previewed file."""
    deps = await desk.deps()
    import_id = ImportId(_id(arguments.get("id")))
    await deps.services.leads.discard(deps.client_id, deps.actor, import_id)
    props: dict[str, object] = {
        "ref": {"kind": "import", "id": str(import_id)},
        "status": "discarded",
        "filename": arguments.get("filename"),
    }
    await show.update("ImportCard", show.key_of("import", import_id), props)


async def quarantine_csv(arguments: Mapping[str, object]) -> str:
    """The rows that did not come in, as the text of a CSV."""
    deps = await desk.deps()
    content = await deps.services.leads.quarantine_csv(deps.client_id, ImportId(_id(arguments.get("id"))))
    return content.decode("utf-8")


def _mapping(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise InvalidInput("The card sent no mapping: reload the page and try again.")
    return {str(column): str(field) for column, field in cast(dict[object, object], value).items()}


def _id(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise InvalidInput("The card names no import: reload the page and drop the file again.") from error
