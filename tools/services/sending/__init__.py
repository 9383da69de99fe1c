"""Send one message through its vendor, once, and find out what became of it."""
