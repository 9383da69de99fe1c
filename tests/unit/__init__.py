"""Tests, unit."""
