"""Ask the sources who a lead is, step by step, and put their answers together."""
