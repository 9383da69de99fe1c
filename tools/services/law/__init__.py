"""Hold the law of each channel and country: the rules as data, and the checks that keep them."""
