"""The vendors, pretended on loopback, with a world of people, a ledger and faults."""
