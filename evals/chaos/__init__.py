"""Break everything while a thousand touches go out, and prove by the vendors' ledger what became of them."""
