"""Say whether the process lives, and whether every part that it needs answers."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from api.callers import ThePlatform

router = APIRouter(prefix="/api/v1/health", tags=["health"])


class PartAnswer(BaseModel):
    """One part of the system: does it answer, how fast, and what is it."""

    ready: bool
    latency_ms: float
    detail: str


class HealthAnswer(BaseModel):
    """The whole in a word."""

    status: Literal["ok", "degraded"]


class ReadyAnswer(HealthAnswer):
    """The whole, part by part."""

    parts: dict[str, PartAnswer]


@router.get("/live")
async def live() -> HealthAnswer:
    """200 while the process answers at all."""
    return HealthAnswer(status="ok")


@router.get("")
async def health(platform: ThePlatform, response: Response) -> HealthAnswer:
    """200 when every part is ready, else 503."""
    return HealthAnswer(status=(await ready(platform, response)).status)


@router.get("/ready")
async def ready(platform: ThePlatform, response: Response) -> ReadyAnswer:
    """Each part with its latency in milliseconds; 503 when one does not answer."""
    parts = {
        name: PartAnswer(ready=part.ready, latency_ms=round(part.latency_ms, 2), detail=part.detail)
        for name, part in (await platform.parts()).items()
    }
    well = all(part.ready for part in parts.values())
    response.status_code = 200 if well else 503
    return ReadyAnswer(status="ok" if well else "degraded", parts=parts)
