"""The public classes: policies, decisions, scorecards, scores, reasons."""

from credit_engine.api.decision import Decision
from credit_engine.api.policy import Policy, load_policy
from credit_engine.api.reasons import Reason
from credit_engine.api.score import Score, ScoreLine
from credit_engine.api.scorecard import Scorecard, load_scorecard

__all__ = ["Decision", "Policy", "Reason", "Score", "ScoreLine", "Scorecard", "load_policy", "load_scorecard"]
