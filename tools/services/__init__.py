"""The business itself, callable alike from a toolset, a graph, the API and a flow."""
