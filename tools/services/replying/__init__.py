"""Draw from a reply what follows from it."""
