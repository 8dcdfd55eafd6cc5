"""`offers`: a grid of amounts and terms, each worked out and ranked."""
