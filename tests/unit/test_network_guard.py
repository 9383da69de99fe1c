"""Tests cannot reach another machine, and cannot do so unnoticed."""

from __future__ import annotations

import socket

import pytest
from pydantic_ai import models

from tests import conftest


def test_another_machine_is_refused_and_remembered() -> None:
    """The refusal is an OSError, as an unplugged cable is, and the test fails even where it is swallowed."""
    with socket.socket() as stranger, pytest.raises(OSError, match="tests do not reach"):
        stranger.connect(("192.0.2.1", 80))
    with pytest.raises(OSError, match="tests do not reach"):
        socket.getaddrinfo("example.com", 443)
    guard = _guard()
    assert guard == ["192.0.2.1", "example.com"]
    guard.clear()


def _guard() -> list[str]:
    return conftest.strangers


def test_no_model_is_asked() -> None:
    """Only the stub on loopback may be, by a fixture that says so."""
    assert not models.ALLOW_MODEL_REQUESTS
