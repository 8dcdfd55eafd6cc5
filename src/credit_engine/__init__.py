"""credit_engine: decide credit applications by written policies, exactly and with every reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credit_engine.problems import InputError, PolicyError, Problem

if TYPE_CHECKING:
    from credit_engine.api import (
        Decision,
        Intervention,
        Policy,
        Reason,
        RefusedInterventions,
        Score,
        Scorecard,
        ScoreLine,
        load_policy,
        load_scorecard,
    )

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


def __getattr__(name: str) -> Any:
    """The rest of the public face, loaded when it is first asked for."""
    if name in __all__:
        from credit_engine import api

        return getattr(api, name)
    raise AttributeError(f"module 'credit_engine' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
