"""Scorecards by themselves."""
