"""Grade the agents: suites over what they decide, and benchmarks of what the product does."""
