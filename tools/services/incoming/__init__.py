"""Read the mail that comes in: who wrote it, man or machine, and what is new in it."""
