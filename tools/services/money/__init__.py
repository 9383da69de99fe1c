"""Know what things cost, and what each client pays for."""
