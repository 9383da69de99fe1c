"""Order what the agents decide: three state machines, and the flows that run them on a clock."""
