"""Turn what vendors tell into what happened, and draw what follows."""
