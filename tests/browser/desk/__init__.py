"""Tests that share one product: what they drop, decide and erase is in nobody else's way."""
