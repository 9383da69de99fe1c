"""Read the lists that people bring, row by row."""
