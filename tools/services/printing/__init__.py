"""Put letters and postcards on paper, and show them before."""
