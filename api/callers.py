"""Find out who calls and for which client, once, before any route runs."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from errors import NotAuthenticated
from graphs.platform import Platform
from memory.records.ids import ClientId
from memory.records.tenants import User
from tools.deps import AgencyDeps

_bearer = HTTPBearer(auto_error=False, description="The token of `POST /api/v1/auth/token`.")


def platform_of(request: Request) -> Platform:
    """The platform that this application was made for."""
    return request.app.state.platform


async def caller(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> User:
    """The signed-in user; NotAuthenticated for anybody else."""
    if credentials is None:
        raise NotAuthenticated("Sign in first: send the token as `Authorization: Bearer …`.")
    return await platform_of(request).services.sign_in.bearer(credentials.credentials)


async def client_deps(
    client_id: UUID, request: Request, user: Annotated[User, Depends(caller)]
) -> AgencyDeps:
    """What a route works with; NotFound when the caller is no member of the client."""
    platform = platform_of(request)
    actor = await platform.services.sign_in.actor(user, ClientId(client_id))
    return platform.deps(ClientId(client_id), actor)


async def the_platform(request: Request) -> Platform:
    """The same as a dependency: one that is no coroutine would take a thread for every call."""
    return platform_of(request)


ThePlatform = Annotated[Platform, Depends(the_platform)]
Caller = Annotated[User, Depends(caller)]
ClientDeps = Annotated[AgencyDeps, Depends(client_deps)]
