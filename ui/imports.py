"""Take a dropped CSV from the chat to leads: preview, corrected mapping, import, quarantine."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import cast
from uuid import UUID
from weakref import WeakKeyDictionary

from chainlit.element import Element
from chainlit.message import Message
from chainlit.session import BaseSession

from errors import AgencyError, InvalidInput
from memory.records.ids import ImportId
from tools.deps import AgencyDeps
from tools.services.consent.attestations import attestation_of
from ui import desk, show
from ui.commands import asks_for_more, plain
from ui.import_cards import import_card, import_result

ROWS_SHOWN = 50
_waiting: WeakKeyDictionary[BaseSession, str] = WeakKeyDictionary()


async def preview(files: list[Element], said: str) -> None:
    """Show a card for each file, or why it cannot be read; what was said beside it waits for the import."""
    deps = await desk.deps()
    read = [name for name in [await _preview(deps, file) for file in files] if name]
    if read and asks_for_more(said):
        _waiting[desk.session()] = said
        noun = "file is" if len(read) == 1 else "files are"
        await Message(content=f"Once the {noun} in, I take up what you asked.").send()


def waiting(*, take: bool) -> str | None:
    """What was asked beside a file that is not in yet; taken, it is answered once."""
    here = desk.session()
    return _waiting.pop(here, None) if take else _waiting.get(here)


async def _preview(deps: AgencyDeps, file: Element) -> str | None:
    """The file's name once its card is shown, None where it cannot be read."""
    try:
        content = await asyncio.to_thread(Path(file.path or "").read_bytes)
        found = await deps.services.leads.preview(deps.client_id, deps.actor, file.name, content)
    except AgencyError as error:
        await Message(content=f"**{plain(file.name)}** was not read. {error}").send()
        return None
    text = f"I read **{plain(file.name)}**: check how I read its columns, then import."
    props = import_card(found, may_import=desk.may_act(deps))
    await show.card("ImportCard", show.key_of("import", found.import_id), props, text=text)
    return file.name


async def commit(arguments: Mapping[str, object]) -> None:
    """Import with the mapping as the user left it, and show what came of it."""
    deps = await desk.deps()
    import_id = ImportId(_id(arguments.get("id")))
    services = deps.services.leads
    result = await services.commit(
        deps.client_id,
        deps.actor,
        import_id,
        _mapping(arguments.get("mapping")),
        attestation=attestation_of(_text(arguments.get("source")), _text(arguments.get("note"))),
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


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _id(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise InvalidInput("The card names no import: reload the page and drop the file again.") from error
