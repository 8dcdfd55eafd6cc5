"""The public classes: policies, decisions, interventions, scorecards, scores, reasons."""
