"""A call leaves a span only where its address gives nothing away."""

from __future__ import annotations

import httpx
import pytest
from logfire.testing import CaptureLogfire

from tests.fixtures.platform import Stage

KEY = "a-key-that-stands-in-an-address"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"/api/v1/webhooks/heyreach/events/{KEY}"),
        ("POST", f"/u/{KEY}"),
        ("GET", f"/api/v1/clients/{{client}}/leads?q={KEY}"),
        ("POST", "/api/v1/auth/token"),
    ],
)
async def test_no_span_repeats_a_key_a_search_or_a_body(
    door: httpx.AsyncClient,
    stage: Stage,
    owner: dict[str, str],
    capfire: CaptureLogfire,
    method: str,
    path: str,
) -> None:
    """Neither the address nor a body that was refused; the name of the route is told for plain ones."""
    await door.get("/api/v1/health/live")
    await door.request(method, path.format(client=stage.client_id), headers=owner, json={"password": [KEY]})
    told = str(capfire.exporter.exported_spans_as_dict())
    assert "/api/v1/health/live" in told
    assert KEY not in told
