"""The pages of a decision as blocks: the full one, the summary, and a module for each kind of step."""
