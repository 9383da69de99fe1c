"""Open the agency to programs over HTTP, and mount its chat beside them."""
