"""Policies over many loans month by month: each month's state is a table keyed by loan, read by the next."""
