"""credit_engine: decide credit applications by written policies, exactly and with every reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credit_engine.problems import InputError, PolicyError, Problem

if TYPE_CHECKING:
    from credit_engine.api.decision import Decision
    from credit_engine.api.intervening import RefusedInterventions
    from credit_engine.api.intervention import Intervention
    from credit_engine.api.policy import Policy, load_policy
    from credit_engine.api.reasons import Reason
    from credit_engine.api.score import Score, ScoreLine
    from credit_engine.api.scorecard import Scorecard, load_scorecard

__version__ = "0.1.0"

__all__ = [
    "Decision",
    "InputError",
    "Intervention",
    "Policy",
    "PolicyError",
    "Problem",
    "Reason",
    "RefusedInterventions",
    "Score",
    "ScoreLine",
    "Scorecard",
    "__version__",
    "load_policy",
    "load_scorecard",
]


_HOMES = {
    "Decision": "decision",
    "Intervention": "intervention",
    "Policy": "policy",
    "Reason": "reasons",
    "RefusedInterventions": "intervening",
    "Score": "score",
    "ScoreLine": "score",
    "Scorecard": "scorecard",
    "load_policy": "policy",
    "load_scorecard": "scorecard",
}
"""The module of `api` that each name comes from: who loads a policy need not wait for scorecards."""


def __getattr__(name: str) -> Any:
    """The rest of the public face, loaded when it is first asked for."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"credit_engine.api.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'credit_engine' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
