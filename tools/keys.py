"""Keep the one secret that every key derives from."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from pydantic import SecretStr

from settings import Settings


def secret_of(settings: Settings) -> str:
    """SECRET_KEY, or in development one that is made once and kept in AGENCY_HOME."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    return _kept(settings.agency_home / "secret")


def derive(secret: str, purpose: str) -> bytes:
    """32 bytes for one purpose: who learns one of them learns nothing of the others."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).digest()


def demo_password(settings: Settings, secret: str) -> str:
    """DEMO_PASSWORD, or one that stays the same for this installation."""
    if settings.demo_password is not None:
        return settings.demo_password.get_secret_value()
    return base64.b32encode(derive(secret, "demo password"))[:12].decode().lower()


def _kept(path: Path) -> str:
    """The secret in this file, made now where there is none; two processes agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="utf-8").strip()


def plain(value: SecretStr | None) -> str | None:
    """What a secret setting holds; only for handing it on."""
    return value.get_secret_value() if value is not None else None
