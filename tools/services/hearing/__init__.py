"""Hear what an answer says, by rules and learned weights: opt-outs, absences, machines, people."""
