"""Let people in by the same door as the API, and offer them the clients that they may choose."""

from __future__ import annotations

import logging
from typing import Annotated
from uuid import UUID

from chainlit.server import _authenticate_user  # pyright: ignore[reportPrivateUsage]
from chainlit.types import ChatProfile
from chainlit.user import User as ChatUser
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.routing import APIRoute
from fastapi.security import OAuth2PasswordRequestForm

from errors import AgencyError, LimitReached, NotAuthenticated
from memory.records.ids import UserId
from memory.records.tenants import User
from tools.services.sign_in import caller_address
from ui import desk

logger = logging.getLogger(__name__)


async def let_in(email: str, password: str) -> ChatUser | None:
    """The user as the chat knows them, or None; the reason is not told apart on the page."""
    try:
        user = await desk.platform().services.sign_in.sign_in(email, password, caller_address.get())
    except AgencyError as error:
        logger.info("sign-in refused: %s", error)
        return None
    return chat_user(user)


def serve_sign_in(chat: FastAPI) -> None:
    """Answer the sign-in form ourselves: the package's own route cannot say why it refuses."""

    async def sign_in(request: Request, form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> Response:
        try:
            user = await desk.platform().services.sign_in.sign_in(
                form.username, form.password, caller_address.get()
            )
        except NotAuthenticated as error:
            raise HTTPException(401, detail=str(error)) from error
        except LimitReached as error:
            raise HTTPException(429, detail=str(error)) from error
        except AgencyError as error:
            raise HTTPException(503, detail=str(error)) from error
        return await _authenticate_user(request, chat_user(user))

    chat.router.routes.insert(0, APIRoute("/login", sign_in, methods=["POST"]))


def chat_user(user: User) -> ChatUser:
    """What the session's token carries: an id, a name and the generation of the password."""
    return ChatUser(
        identifier=str(user.id), display_name=user.name, metadata={"generation": user.token_generation}
    )


async def profiles(user: ChatUser | None) -> list[ChatProfile]:
    """One profile a client that the user is a member of; its name is the client's id."""
    if user is None:
        return []
    memberships = await desk.platform().services.sign_in.clients_of(UserId(UUID(user.identifier)))
    return [
        ChatProfile(
            name=str(each.client_id),
            display_name=each.client_name,
            markdown_description=f"**{each.client_name}**, where you are {each.role.value}.",
            default=place == 0,
        )
        for place, each in enumerate(memberships)
    ]
