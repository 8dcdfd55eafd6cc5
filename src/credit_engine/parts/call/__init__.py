"""`call`: another policy as a decision."""
