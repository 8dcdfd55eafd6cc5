"""The public classes: policies, decisions, interventions, scorecards, scores, reasons."""

from credit_engine.api.decision import Decision
from credit_engine.api.intervening import RefusedInterventions
from credit_engine.api.intervention import Intervention
from credit_engine.api.policy import Policy, load_policy
from credit_engine.api.reasons import Reason
from credit_engine.api.score import Score, ScoreLine
from credit_engine.api.scorecard import Scorecard, load_scorecard

__all__ = [
    "Decision",
    "Intervention",
    "Policy",
    "Reason",
    "RefusedInterventions",
    "Score",
    "ScoreLine",
    "Scorecard",
    "load_policy",
    "load_scorecard",
]
