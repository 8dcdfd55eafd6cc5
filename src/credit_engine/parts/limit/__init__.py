"""`limit`: the smallest of constraints and of what levels have left."""
