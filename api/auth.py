"""Sign in by email and password, and learn which clients the token opens."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from api.callers import Caller, ThePlatform
from memory.enums import Role
from tools.services.sign_in import caller_address

router = APIRouter(prefix="/api/v1/auth", tags=["auth"])


class Credentials(BaseModel):
    """What a person signs in with."""

    model_config = ConfigDict(extra="forbid")

    email: str = Field(min_length=3, max_length=254)
    password: SecretStr = Field(min_length=1, max_length=1024)


class TokenAnswer(BaseModel):
    """A bearer token and the seconds that it holds."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105 - a kind, not a secret
    expires_in: int


class ClientAnswer(BaseModel):
    """A client that the caller is a member of, and their role there."""

    id: UUID
    name: str
    role: Role


class MeAnswer(BaseModel):
    """Who calls."""

    id: UUID
    email: str
    name: str
    clients: list[ClientAnswer]


@router.post("/token")
async def token(credentials: Credentials, platform: ThePlatform) -> TokenAnswer:
    """Exchange email and password for a token; 401 for a wrong pair, 429 after too many."""
    sign_in = platform.services.sign_in
    user = await sign_in.sign_in(
        credentials.email, credentials.password.get_secret_value(), caller_address.get()
    )
    made = sign_in.token(user)
    return TokenAnswer(access_token=made.access_token, expires_in=made.expires_in)


@router.get("/me")
async def me(user: Caller, platform: ThePlatform) -> MeAnswer:
    """The caller and the clients that they are a member of."""
    memberships = await platform.services.sign_in.clients_of(user.id)
    clients = [ClientAnswer(id=each.client_id, name=each.client_name, role=each.role) for each in memberships]
    return MeAnswer(id=user.id, email=user.email, name=user.name, clients=clients)
