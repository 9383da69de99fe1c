"""Put cards into the present chat, once each, and bring the ones it shows up to date.

A tab's cards change one after the other: one that is being taken out must not be written to meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, cast
from uuid import NAMESPACE_URL, UUID, uuid5
from weakref import WeakKeyDictionary

from chainlit.data import get_data_layer
from chainlit.element import CustomElement, ElementDict
from chainlit.message import Message
from chainlit.session import BaseSession

from ui import desk
from ui.cards import Props

# Which cards a tab shows; a tab that is gone takes its entry along.
_shown: WeakKeyDictionary[BaseSession, dict[str, str]] = WeakKeyDictionary()
_changing: WeakKeyDictionary[BaseSession, asyncio.Lock] = WeakKeyDictionary()


def shown(here: BaseSession) -> dict[str, str]:
    """Keys of the cards that the tab shows, with the element's name of each."""
    return _shown.setdefault(here, {})


def key_of(kind: str, subject: UUID | str) -> str:
    """The name of a card within any chat."""
    return f"{kind}:{subject}"


async def card(name: str, key: str, props: Props, *, text: str = "") -> bool:
    """Show a card as a message of its own, or bring it up to date; whether it is new here."""
    here = desk.session()
    async with _alone(here):
        if key in shown(here):
            await _write(name, key, props)
            return False
        shown(here)[key] = name
        message = Message(content=text, id=_message_id(here, key))
        message.elements = [cast(Any, element(name, key, props))]
        try:
            await message.send()
        except BaseException:
            # One whose sending was cut off is not there: the next filling sends it, under the same ids.
            del shown(here)[key]
            raise
        return True


async def update(name: str, key: str, props: Props) -> None:
    """Write new props into a card that the present chat shows."""
    here = desk.session()
    async with _alone(here):
        if key in shown(here):
            await _write(name, key, props)


def element(name: str, key: str, props: Mapping[str, object]) -> CustomElement:
    """The card's element: its id is the same whoever sends it, so that it is replaced, not repeated."""
    here = desk.session()
    return CustomElement(
        id=str(uuid5(NAMESPACE_URL, f"{here.thread_id}/{key}/element")), name=name, props=dict(props)
    )


async def note(key: str, text: str | None) -> None:
    """Keep one line of text at the end of the present chat; None takes it away."""
    here = desk.session()
    if key in shown(here):
        del shown(here)[key]
        await Message(content="", id=_message_id(here, key)).remove()
    if text is not None:
        shown(here)[key] = "note"
        await Message(content=text, id=_message_id(here, key)).send()


async def forget(name: str, key: str) -> None:
    """Take a card out of the present chat, so that it can be shown again further down."""
    here = desk.session()
    async with _alone(here):
        if shown(here).pop(key, None) is not None:
            await element(name, key, {}).remove()
            await Message(content="", id=_message_id(here, key)).remove()


def kept_message(key: str) -> str:
    """The id under which a card's message stands in the present chat's record."""
    return _message_id(desk.session(), key)


async def restore(name: str, key: str, props: Props) -> ElementDict:
    """A card whose message the record has and whose element a crash kept from it: kept now, to be shown."""
    here = desk.session()
    again = element(name, key, props)
    again.for_id = _message_id(here, key)
    remember(here, name, key)
    if (layer := get_data_layer()) is not None:
        await layer.create_element(again)
    return again.to_dict()


def remember(here: BaseSession, name: str, key: str) -> None:
    """Know a card that a resumed chat brought along."""
    shown(here)[key] = name


async def _write(name: str, key: str, props: Props) -> None:
    await element(name, key, props).send(for_id=_message_id(desk.session(), key))


def _alone(here: BaseSession) -> asyncio.Lock:
    return _changing.setdefault(here, asyncio.Lock())


def _message_id(here: BaseSession, key: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{here.thread_id}/{key}/message"))
