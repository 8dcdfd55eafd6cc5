"""Decisions written by hand, to hold the shipped policies against."""
