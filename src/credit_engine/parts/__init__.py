"""The parts of a decision graph: each with its model, checks and lowering."""
