"""Know who sits at this chat: the user, the client, and their role there, asked anew each time."""

# Chainlit's users carry untyped metadata.
# pyright: reportUnknownMemberType=false

from __future__ import annotations

from typing import cast
from uuid import UUID

from chainlit.auth.jwt import decode_jwt
from chainlit.context import context
from chainlit.server import app as chat
from chainlit.session import BaseSession, WebsocketSession

from errors import NotAuthenticated, NotFound
from graphs.platform import Platform
from memory.enums import Role
from memory.records.ids import ClientId, UserId
from memory.records.tenants import User
from tools.deps import AgencyDeps
from tools.services.access import permits


def platform() -> Platform:
    """The platform that this chat was mounted for."""
    return cast(Platform, chat.state.platform)


def session() -> WebsocketSession:
    """The browser tab that the present event belongs to."""
    here = context.session
    if not isinstance(here, WebsocketSession):
        raise NotAuthenticated("The chat is used from the browser only.")
    return here


async def user_at(here: BaseSession) -> User:
    """The user of a session; NotAuthenticated once their sign-in was ended."""
    return await user_of(here.token)


async def user_of(token: str | None) -> User:
    """The user whom a session's token names; NotAuthenticated once their sign-in was ended."""
    if not token:
        raise NotAuthenticated("Sign in first.")
    signed_in = decode_jwt(token)
    metadata = cast("dict[str, object]", signed_in.metadata)
    return await platform().services.sign_in.still_valid(
        UserId(UUID(signed_in.identifier)), int(str(metadata.get("generation", -1)))
    )


async def deps_at(here: BaseSession) -> AgencyDeps:
    """What a handler works with; NotFound when the user is no member of the client any more."""
    client_id = client_of(here)
    if client_id is None:
        raise NotFound("Choose a client first.")
    user = await user_at(here)
    actor = await platform().services.sign_in.actor(user, client_id)
    return platform().deps(client_id, actor)


async def deps() -> AgencyDeps:
    """The same for the present event."""
    return await deps_at(session())


def client_of(here: BaseSession) -> ClientId | None:
    """The client that the session has chosen: the chat profile's name is its id."""
    try:
        return ClientId(UUID(here.chat_profile or ""))
    except ValueError:
        return None


def may_act(found: AgencyDeps) -> bool:
    """Whether the actor may decide, import and confirm."""
    return permits(found.actor, Role.MEMBER)
