"""Conditions of an approval: texts, when each applies, who supplies what, and by when."""
