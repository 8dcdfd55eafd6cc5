"""Feedback from bad loans to the front: which rules, groups and thresholds of origination they point to."""

from credit_engine.feedback.results import Feedback, Group, Proposal, RuleOnBook
from credit_engine.feedback.review import review_front

__all__ = ["Feedback", "Group", "Proposal", "RuleOnBook", "review_front"]
