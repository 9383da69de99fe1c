"""Judge campaigns, channels and leads by what has happened."""
