"""The vendors' clients, without a vendor."""
