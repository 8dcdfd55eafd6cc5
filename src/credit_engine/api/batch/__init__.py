"""Deciding many records at once: Arrow in, Arrow out, each row as `Policy.decide` decides it."""
