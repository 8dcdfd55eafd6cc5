"""The public classes: policies, decisions, reasons."""

from credit_engine.api.decision import Decision
from credit_engine.api.policy import Policy, load_policy
from credit_engine.api.reasons import Reason

__all__ = ["Decision", "Policy", "Reason", "load_policy"]
