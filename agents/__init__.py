"""One file per agent: output types, the agent, its validators, and the function that graphs call."""
