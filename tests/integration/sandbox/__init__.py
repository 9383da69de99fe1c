"""The real clients against the pretended vendors, over real HTTP."""
