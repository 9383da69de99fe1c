"""Erase a person once it is confirmed, and take them out of the chats, which no client's query reaches."""

from __future__ import annotations

from graphs.platform import Platform
from memory import chat_lines
from memory.erasures import Erasure, ErasureId
from memory.records.actor import Actor
from memory.records.ids import ClientId


async def erase(platform: Platform, client_id: ClientId, actor: Actor, erasure_id: ErasureId) -> Erasure:
    """The erasure, carried out; what a crash leaves in the chats goes within a minute (`work.mend`)."""
    erasing = platform.services.erasing
    await erasing.confirm(client_id, actor, erasure_id)
    await clean_chats(platform, client_id)
    return (await erasing.get(client_id, actor, erasure_id)).erasure


async def clean_chats(platform: Platform, client_id: ClientId) -> None:
    """Take everybody out of the client's chats who was erased and may still be named there."""
    for erasure in await platform.services.erasing.unfinished(client_id):
        assert erasure.pattern is not None
        assert erasure.anchors is not None
        engine = platform.agency.storage.engine
        await chat_lines.redact(engine, client_id, erasure.pattern, erasure.anchors)
        await platform.services.erasing.finish(client_id, erasure.id)
