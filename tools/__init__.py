"""Typed tools that wrap enrichment, scoring, channel and billing services."""
