"""Tests of the graphs and flows."""
