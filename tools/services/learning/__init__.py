"""Make notes of what people teach, and keep them findable."""
