"""The evaluator's bench: run suites over models, judge what came of it, and report."""
