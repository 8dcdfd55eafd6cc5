"""`rating`: scores, PD, grade, and steps that move it."""
