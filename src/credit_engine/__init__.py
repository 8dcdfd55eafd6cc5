"""credit_engine: decide credit applications by written policies, exactly and with every reason."""

from __future__ import annotations

from credit_engine.api import Decision, Policy, Reason, load_policy
from credit_engine.problems import InputError, PolicyError, Problem

__version__ = "0.1.0"

__all__ = ["Decision", "InputError", "Policy", "PolicyError", "Problem", "Reason", "__version__", "load_policy"]
