"""The deterministic engine that answers where there is no key, no budget or no provider."""
