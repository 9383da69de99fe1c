"""Shape every row that leaves this room: frozen, named as its table is, typed to the end."""
