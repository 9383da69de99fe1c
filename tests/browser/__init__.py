"""Tests, browser."""
