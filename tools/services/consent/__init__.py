"""Know who may be written to: consent with its evidence, registers, and who wants to be left alone."""
