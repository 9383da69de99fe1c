"""What is measured by hand and reported, never asserted in a test."""
