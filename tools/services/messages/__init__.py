"""Know what a message is made of: its form, its length, its footer, its seal and what bears it out."""
