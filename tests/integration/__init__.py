"""Tests, integration."""
