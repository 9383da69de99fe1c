"""Ask Voyage for embeddings: 512 numbers a text, of one named model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from errors import OutcomeUnknown
from tools.providers.accounts import Account
from tools.providers.client import Vendor
from tools.providers.outcomes import Complaint, Effect

DIMENSIONS = 512
TEXTS_AT_ONCE = 128
"""Voyage takes 1,000; a model's smallest allowance of tokens (120,000) holds so many of our longest notes."""
ATTEMPTS = 2
"""Somebody waits for the answer, and the offline model stands behind it."""


class _Vector(BaseModel):
    model_config = ConfigDict(extra="ignore")

    index: int
    embedding: list[float]


class _Vectors(BaseModel):
    model_config = ConfigDict(extra="ignore")

    data: list[_Vector]


class _Error(BaseModel):
    model_config = ConfigDict(extra="ignore")

    detail: str | None = None


class Voyage:
    """`POST /embeddings`: a pure function, so a repeat changes nothing but the bill."""

    def __init__(self, vendor: Vendor, *, model: str) -> None:
        self._vendor = vendor
        self._model = model

    @classmethod
    def at(cls, account: Account, *, timeout_seconds: float, model: str) -> Self:
        """Voyage under this key; close it where it was made."""
        vendor = Vendor(
            "Voyage",
            account.base_url,
            headers={"Authorization": f"Bearer {account.key}"},
            timeout_seconds=timeout_seconds,
            attempts=ATTEMPTS,
            explain=explain,
        )
        return cls(vendor, model=model)

    @property
    def model(self) -> str:
        """What vectors are marked with: those of another model or length never compare."""
        return f"{self._model}-{DIMENSIONS}"

    async def close(self) -> None:
        """Close the connections."""
        await self._vendor.close()

    async def embed(self, texts: Sequence[str], use: Literal["document", "query"]) -> list[list[float]]:
        """One vector a text, in order; raises ProviderError."""
        found: list[list[float]] = []
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            found += await self._embed(texts[start : start + TEXTS_AT_ONCE], use)
        return found

    async def _embed(self, texts: Sequence[str], use: Literal["document", "query"]) -> list[list[float]]:
        answer = await self._vendor.call(
            "embed",
            "POST",
            "/embeddings",
            effect=Effect.PRICED,
            json={
                "input": list(texts),
                "model": self._model,
                "input_type": use,
                "truncation": True,
                "output_dimension": DIMENSIONS,
            },
        )
        vectors = {one.index: one.embedding for one in answer.read(_Vectors).data}
        lengths = {len(vector) for vector in vectors.values()}
        if sorted(vectors) != list(range(len(texts))) or lengths != {DIMENSIONS}:
            raise OutcomeUnknown("Voyage", "Voyage answered with other vectors than were asked for.")
        return [vectors[n] for n in range(len(texts))]


def explain(_status: int, body: bytes) -> Complaint:
    """Voyage says what is wrong in `detail`."""
    try:
        return Complaint(message=_Error.model_validate_json(body).detail)
    except ValidationError:
        return Complaint()
