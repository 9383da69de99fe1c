"""Voyage is asked as its documentation says, and the offline model stands in when it does not answer."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest
from inline_snapshot import snapshot

from errors import OutcomeUnknown, ProviderCredentials, ProviderError
from memory.embedding import OfflineEmbedder
from tools.providers.client import Vendor
from tools.providers.voyage import DIMENSIONS, Voyage, explain
from tools.services.learning.embedders import Offline, WithFallback


def voyage_over(answer: Callable[[httpx.Request], httpx.Response]) -> Voyage:
    vendor = Vendor(
        "Voyage",
        "https://api.voyage.example/v1",
        headers={"Authorization": "Bearer pa-a-long-secret-key"},
        attempts=1,
        transport=httpx.MockTransport(answer),
        explain=explain,
    )
    return Voyage(vendor, model="voyage-4-lite")


def vectors(request: httpx.Request) -> httpx.Response:
    texts = json.loads(request.content)["input"]
    data = [
        {"object": "embedding", "index": n, "embedding": [float(n)] * DIMENSIONS} for n in range(len(texts))
    ]
    return httpx.Response(200, json={"object": "list", "data": data[::-1], "usage": {"total_tokens": 9}})


async def test_a_request_names_model_use_and_length_and_bears_the_key() -> None:
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return vectors(request)

    found = await voyage_over(answer).embed(["one", "two"], "document")
    assert [vector[0] for vector in found] == [0.0, 1.0]
    (request,) = requests
    assert request.headers["authorization"] == "Bearer pa-a-long-secret-key"
    assert (f"{request.method} {request.url}", json.loads(request.content)) == snapshot(
        (
            "POST https://api.voyage.example/v1/embeddings",
            {
                "input": ["one", "two"],
                "model": "voyage-4-lite",
                "input_type": "document",
                "truncation": True,
                "output_dimension": 512,
            },
        )
    )


async def test_many_texts_go_in_several_requests_and_come_back_in_order() -> None:
    sizes: list[int] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sizes.append(len(json.loads(request.content)["input"]))
        return vectors(request)

    assert len(await voyage_over(answer).embed(["a note"] * 130, "document")) == 130
    assert sizes == [128, 2]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(401, json={"detail": "Provided API key is invalid."}), ProviderCredentials),
        (httpx.Response(200, json={"data": [{"index": 0, "embedding": [0.5] * 256}]}), OutcomeUnknown),
        (httpx.Response(200, json={"data": []}), OutcomeUnknown),
    ],
)
async def test_what_is_no_vector_of_512_numbers_is_an_error(
    answer: httpx.Response, error: type[ProviderError]
) -> None:
    with pytest.raises(error) as raised:
        await voyage_over(lambda _: answer).embed(["one"], "query")
    assert "pa-a-long-secret-key" not in str(raised.value)


async def test_the_offline_model_stands_in_and_marks_its_vectors() -> None:
    offline = Offline(hashing=OfflineEmbedder())
    up = await WithFallback(vendor=voyage_over(vectors), offline=offline).embed(["a"], "query")
    down = await WithFallback(vendor=voyage_over(lambda _: httpx.Response(503)), offline=offline).embed(
        ["a"], "query"
    )
    assert (up.model, up.weight) == ("voyage-4-lite-512", 1.0)
    assert (down.model, down.weight) == (OfflineEmbedder.name, 0.0)
    assert down.vectors == OfflineEmbedder().embed(["a"])
