"""Prove that the house does what it says."""
