"""The invented world and its ledger, without a server."""
