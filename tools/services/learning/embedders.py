"""Turn texts into vectors by the model that is set, and by the offline one where it does not answer."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from errors import ProviderError

log = logging.getLogger(__name__)

Use = Literal["document", "query"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Embedded:
    """Vectors of 512 numbers, one a text, and the model that made them: only vectors of one model compare."""

    vectors: Sequence[Sequence[float]]
    model: str
    weight: float
    """What an order by these vectors counts beside the order by words; 0: only where no word is found."""


class Embedder(Protocol):
    """Makes vectors; `model` is the one that it would rather use."""

    @property
    def model(self) -> str: ...

    async def embed(self, texts: Sequence[str], use: Use) -> Embedded: ...


class Vectors(Protocol):
    """A vendor's embeddings."""

    @property
    def model(self) -> str: ...

    async def embed(self, texts: Sequence[str], use: Use) -> Sequence[Sequence[float]]: ...


class Hashing(Protocol):
    """A model of our own that needs nothing."""

    @property
    def name(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> Sequence[Sequence[float]]: ...


@dataclass(frozen=True, kw_only=True)
class Offline:
    """The offline model alone: its order beside the words' lowers recall, so it only stands in for them."""

    hashing: Hashing

    @property
    def model(self) -> str:
        """What its vectors are marked with."""
        return self.hashing.name

    async def embed(self, texts: Sequence[str], use: Use) -> Embedded:  # noqa: ARG002 - one vector serves both
        """The same text, the same vector."""
        return Embedded(vectors=self.hashing.embed(texts), model=self.hashing.name, weight=0.0)


@dataclass(frozen=True, kw_only=True)
class WithFallback:
    """A vendor's model while it answers; what it did not make can be made again later."""

    vendor: Vectors
    offline: Offline

    @property
    def model(self) -> str:
        """The vendor's."""
        return self.vendor.model

    async def embed(self, texts: Sequence[str], use: Use) -> Embedded:
        """The vendor's vectors, else offline ones, marked as such."""
        try:
            vectors = await self.vendor.embed(texts, use)
        except ProviderError as error:
            log.warning("the embedding model does not answer, the offline one does: %s", error)
            return await self.offline.embed(texts, use)
        return Embedded(vectors=vectors, model=self.vendor.model, weight=1.0)
