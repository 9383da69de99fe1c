"""Tests, acceptance."""
