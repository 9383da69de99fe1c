"""Everything the agency remembers: the only room with SQL, PostgreSQL and Redis."""
