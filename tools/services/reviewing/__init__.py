"""Let people decide on drafts, and know how well their decisions go."""
