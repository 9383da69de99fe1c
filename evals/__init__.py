"""Grade the agents, and measure what is claimed about speed."""
