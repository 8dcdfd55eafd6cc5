"""`catalogue`: a list that is looked up by code and day."""
