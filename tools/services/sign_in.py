"""Let a person in by password, keep them in by a signed token, and say what they may see."""

from __future__ import annotations

import asyncio
import hashlib
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import jwt
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from errors import LimitReached, NotAuthenticated, NotFound
from memory import users
from memory.limits import Cold, Full, Slot
from memory.records.actor import Actor, Clock
from memory.records.ids import ClientId, UserId
from memory.records.tenants import Membership, User
from memory.store import Memory

caller_address: ContextVar[str] = ContextVar("caller_address", default="unknown")
"""Address of the caller of the present request: the chat's sign-in form passes none on."""

ATTEMPTS_AN_ACCOUNT = 10
ATTEMPTS_AN_ADDRESS = 30
WINDOW = timedelta(minutes=15)
_ALGORITHM = "HS256"
_AUDIENCE = "agency-os"
# Verified in place of an unknown user's hash, so that both answers take as long.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$ILUfwB5655YPGxxUt9/9Dw$tiBmUL01P2cEbAMtfMO3A57yPihWSWuar1Xk+ISdt2A"


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """What a caller of the API shows: a bearer token and the seconds that it holds."""

    access_token: str
    expires_in: int


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """Passwords are checked here and nowhere else, for the API and for the chat."""

    memory: Memory
    clock: Clock
    secret: str
    session_hours: int

    async def sign_in(self, email: str, password: str, address: str) -> User:
        """The user; NotAuthenticated for a wrong pair, LimitReached after too many failures."""
        slots, attempt = self._slots(email, address), uuid4().hex
        await self._count(slots, attempt)
        async with self.memory.postgres.system_transaction() as tx:
            user = await users.user_by_email(tx, email.strip().lower())
        known = user.password_hash if user else _NOBODY
        if not await asyncio.to_thread(_matches, known, password) or user is None:
            raise NotAuthenticated("The email address and the password do not belong together.")
        await self.memory.limits.release(slots, attempt)
        return user

    def token(self, user: User) -> Token:
        """A signed token that holds for `session_hours`, or until the password changes."""
        now = self.clock()
        lifetime = timedelta(hours=self.session_hours)
        claims = {
            "sub": str(user.id),
            "gen": user.token_generation,
            "aud": _AUDIENCE,
            "iat": now,
            "exp": now + lifetime,
        }
        return Token(
            access_token=jwt.encode(claims, self.secret, algorithm=_ALGORITHM),
            expires_in=int(lifetime.total_seconds()),
        )

    async def bearer(self, token: str) -> User:
        """The user whom the token names; NotAuthenticated when it does not hold any more."""
        try:
            claims = jwt.decode(
                token,
                self.secret,
                algorithms=[_ALGORITHM],
                audience=_AUDIENCE,
                options={"require": ["exp", "sub", "gen"], "verify_exp": False, "verify_iat": False},
            )
            user_id, generation = UserId(UUID(claims["sub"])), int(claims["gen"])
            expires_at = datetime.fromtimestamp(claims["exp"], UTC)
        except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError) as error:
            raise NotAuthenticated("The token is not one of ours: sign in again.") from error
        if expires_at <= self.clock():
            raise NotAuthenticated("The sign-in has run out: sign in again.")
        return await self.still_valid(user_id, generation)

    async def still_valid(self, user_id: UserId, generation: int) -> User:
        """The user, if they exist and their sign-ins of that generation were not revoked."""
        async with self.memory.postgres.system_transaction() as tx:
            user = await users.user_by_id(tx, user_id)
        if user is None or user.token_generation != generation:
            raise NotAuthenticated("This sign-in was ended: sign in again.")
        return user

    async def clients_of(self, user_id: UserId) -> list[Membership]:
        """The clients that the user is a member of, by name."""
        async with self.memory.postgres.system_transaction() as tx:
            return await users.memberships_of(tx, user_id)

    async def actor(self, user: User, client_id: ClientId) -> Actor:
        """The user in their role at that client; NotFound when they are no member of it."""
        for membership in await self.clients_of(user.id):
            if membership.client_id == client_id:
                return Actor(name=user.name, user_id=user.id, role=membership.role)
        raise NotFound("There is no such client, or you are not a member of it.")

    async def _count(self, slots: list[Slot], attempt: str) -> None:
        """Take an attempt's place before the password is looked at; a success gives it back."""
        taken = await self.memory.limits.reserve(slots, attempt)
        if isinstance(taken, Cold):
            for slot in slots:
                if slot.key in taken.keys:
                    await self.memory.limits.seed(slot, {})
            taken = await self.memory.limits.reserve(slots, attempt)
        if isinstance(taken, Full):
            raise LimitReached("sign_in", "Too many failed sign-ins: wait 15 minutes and try again.")

    def _slots(self, email: str, address: str) -> list[Slot]:
        # The window is part of the key: a counter is never kept alive by being asked.
        window = int(self.clock().timestamp() // WINDOW.total_seconds())
        account = hashlib.sha256(email.strip().lower().encode()).hexdigest()[:24]
        return [
            Slot(key=f"sign_in:account:{account}:{window}", limit=ATTEMPTS_AN_ACCOUNT, kept_for=WINDOW),
            Slot(key=f"sign_in:address:{address}:{window}", limit=ATTEMPTS_AN_ADDRESS, kept_for=WINDOW),
        ]


def _matches(password_hash: str, password: str) -> bool:
    try:
        return PasswordHasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
